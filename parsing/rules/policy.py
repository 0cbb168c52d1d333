"""What an office has decided about the rules of a cycle: severity, thresholds, what is switched off or silent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from parsing.rules.model import Finding, Rule, Severity


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything by rule id; empty means every rule as declared.

    A ``silent`` rule is judged and its findings are kept for the office alone (``Finding`` is not
    touched: who stores findings asks ``is_silent``); one that is ``off`` is not judged.
    ``on`` switches local rules on that are off as declared.
    """

    severities: Mapping[str, Severity] = field(default_factory=dict)
    thresholds: Mapping[str, Decimal] = field(default_factory=dict)
    silent: frozenset[str] = frozenset()
    off: frozenset[str] = frozenset()
    on: frozenset[str] = frozenset()

    def judges(self, rule: Rule) -> bool:
        return rule.id not in self.off and (rule.on or rule.id in self.on)

    def is_silent(self, rule_id: str) -> bool:
        return rule_id in self.silent

    def weigh(self, finding: Finding) -> Finding:
        """The finding with the severity the office gave its rule."""
        severity = self.severities.get(finding.rule)
        return replace(finding, severity=severity) if severity else finding
