"""A second engine as witness: what two independent readings of the same pages agree on is sure.

The first reading stands alone only where nothing speaks against it. Where a rule fails, a cell of
the form is missing or a figure is doubted, the other engine reads the same file, and where the two
differ the figure is doubtful, not wrong. Sums that fail while both agree are the report's own error.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from parsing.editions import EDITIONS
from parsing.report import Address, Figure, Report
from parsing.rules import arithmetic
from parsing.rules.engine import rules_for
from parsing.rules.model import Context, Outcome
from parsing.rules.policy import Policy
from parsing.rules.sums import any_fails
from parsing.tables.confirm import confirm
from parsing.tables.mapped import ONCE

DIFFER = "两次读取不一致：{}、{}，请对照原件确认"
NO_CELLS = frozenset("CV")
"""Families of rules, by their letter, that read text and links alone."""
OF_SUMS = frozenset(rule.id for rule in arithmetic.RULES)


def is_called_for(report: Report) -> bool:
    """Whether anything of a reading asks for a second one."""
    if any(not figure.is_sure for figure in report.figures.values()) or report.warnings:
        return True
    edition = EDITIONS.get(report.edition)
    if edition is None or len(report.sections) != 6 or any(a not in report.figures for a in edition.addresses()):
        return True
    return any_fails(report) or _is_accused(report)


def _is_accused(report: Report) -> bool:
    """Whether any other rule than those of sums speaks against cells; the slowest families name none."""
    context = Context()
    return any(
        finding.outcome is Outcome.FAILED and finding.cells
        for rule in rules_for(report, context, Policy())
        if rule.family not in NO_CELLS and rule.id not in OF_SUMS
        for finding in rule.check(rule, report, context)
    )


def agreed(first: Report, second: Report) -> Report:
    """The first reading with doubt on every figure that the second does not bear out.

    A figure doubted by one reading alone is sure where both give the same value; one that a
    single reading found is sure where the columns hold with it, as a sum across says nothing of
    the row it was put in. Where the readings differ no sum decides: the other value might be what
    makes another sum hold.
    """
    addresses = dict.fromkeys((*first.figures, *second.figures))
    found = {address: _agreed(first.figures, second.figures, address) for address in addresses}
    disputed = {address: figure for address, figure in found.items() if _differ(first, second, address)}
    figures = confirm(found, first.edition or second.edition) | disputed
    whole = len(second.sections) > len(first.sections)
    return replace(
        first,
        title=first.title or second.title,
        agency=first.agency or second.agency,
        year=first.year if first.year is not None else second.year,
        edition=first.edition or second.edition,
        figures=figures,
        sections=second.sections if whole else first.sections,
        warnings=tuple(dict.fromkeys((*first.warnings, *second.warnings))),
    )


def _differ(first: Report, second: Report, address: Address) -> bool:
    one, other = first.figures.get(address), second.figures.get(address)
    return one is not None and other is not None and (one.value, one.state) != (other.value, other.state)


def _agreed(first: Mapping[Address, Figure], second: Mapping[Address, Figure], address: Address) -> Figure:
    one, other = first.get(address), second.get(address)
    if one is None or other is None:
        only = one or other
        assert only is not None
        return only._replace(doubt=only.doubt or ONCE.format(" ".join(only.raw.split())))
    if (one.value, one.state) == (other.value, other.state):
        return one if one.is_sure or not other.is_sure else other
    return one._replace(doubt=DIFFER.format(*(" ".join(f.raw.split()) or "空白" for f in (one, other))))
