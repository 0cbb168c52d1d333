"""Runs the catalogue over a report. A few milliseconds; nothing is logged, saved or raised."""

from __future__ import annotations

from parsing.editions import EDITIONS
from parsing.report import Report
from parsing.rules import arithmetic, bounds, reading, structure, title
from parsing.rules.model import Context, Finding, Outcome, Rule

RULES: tuple[Rule, ...] = tuple(
    sorted((*structure.RULES, *reading.RULES, *title.RULES, *arithmetic.RULES, *bounds.RULES), key=lambda rule: rule.id)
)

_OUTCOMES = (Outcome.FAILED, Outcome.UNDETERMINED, Outcome.PASSED)
_PARTS = {"title": 0, "section": 1, "sections": 1, "disclosure": 2, "requests": 3, "disputes": 4}


def judge(report: Report, context: Context = Context()) -> tuple[Finding, ...]:  # noqa: B008 — Context is frozen
    """All findings of all rules: failed before undetermined before passed, worst first, then as printed."""
    order = {str(a): n for e in EDITIONS.values() for n, a in enumerate(e.addresses())}

    def place(finding: Finding) -> tuple[int, int, int, int, str]:
        part = finding.table or finding.subject.split(".", 1)[0]
        outcome = _OUTCOMES.index(finding.outcome)
        printed = order.get(finding.subject, -1)
        return outcome, -finding.severity.rank, _PARTS.get(part, len(_PARTS)), printed, finding.rule

    return tuple(sorted((f for rule in RULES for f in rule.check(rule, report, context)), key=place))
