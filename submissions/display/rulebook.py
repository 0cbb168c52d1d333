"""The catalogue of rules as a page shows it: by family, each rule with everything it declares."""

from __future__ import annotations

from dataclasses import dataclass

from parsing.rules.engine import RULES
from parsing.rules.manual import FAMILIES, particulars
from parsing.rules.model import Rule


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule and its particulars, pairs of a Chinese name and a text."""

    rule: Rule
    particulars: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Family:
    code: str
    title: str
    rules: tuple[RuleView, ...]


def families() -> list[Family]:
    """The families that have rules, in the order of the manual."""
    found = [Family(code, title, tuple(map(_view, _rules(code)))) for code, title in FAMILIES.items()]
    return [family for family in found if family.rules]


def _rules(code: str) -> list[Rule]:
    return [rule for rule in RULES if rule.family == code]


def _view(rule: Rule) -> RuleView:
    return RuleView(rule, tuple(particulars(rule)))
