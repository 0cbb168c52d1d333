"""Findings as a page shows them: worst first, grouped by table, every operand a link to its cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from parsing.editions import Edition
from parsing.report import Address
from parsing.rules.model import Outcome, Severity
from submissions.display.cells import cell_label, number_text
from submissions.display.official import table_title
from submissions.models import Explanation, Finding, Verdict


@dataclass(frozen=True, slots=True)
class Operand:
    """A cell that took part in a finding. ``label`` says where it stands, ``value`` what it held."""

    address: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class FindingView:
    """One finding in words. ``explanation`` is what the agency said about it, when it did."""

    fingerprint: str
    rule: str
    severity: Severity
    outcome: Outcome
    subject: str
    table: str
    message: str
    sum: str
    expected: str
    actual: str
    difference: str
    hint: str
    fix: str
    basis: str
    operands: tuple[Operand, ...]
    explanation: Explanation | None

    @property
    def cells(self) -> tuple[str, ...]:
        return tuple(operand.address for operand in self.operands)

    @property
    def is_open(self) -> bool:
        """Failed, and not only a hint: it asks for a correction or an explanation."""
        return self.outcome is Outcome.FAILED and self.severity is not Severity.NOTICE

    @property
    def needs_words(self) -> bool:
        answered = self.explanation is not None and self.explanation.verdict != Verdict.REFUSED
        return self.is_open and not answered

    @property
    def marked(self) -> tuple[str, ...]:
        """The cells to mark: the subject when it is a cell, else every cell the finding names."""
        return (self.subject,) if self.subject in self.cells or not self.cells else self.cells


@dataclass(frozen=True, slots=True)
class Group:
    """Findings about one table, or about the text; the page lists the worst group first."""

    code: str
    title: str
    findings: tuple[FindingView, ...]

    @property
    def rank(self) -> int:
        return max(finding.severity.rank for finding in self.findings)


def finding_view(finding: Finding, edition: Edition, explanation: Explanation | None) -> FindingView:
    data = finding.data
    return FindingView(
        fingerprint=finding.fingerprint,
        rule=finding.rule,
        severity=Severity(finding.severity),
        outcome=Outcome(finding.outcome),
        subject=finding.subject,
        table=finding.table or finding.subject.split(".", 1)[0],
        message=finding.message,
        sum=data.get("sum", ""),
        expected=value_text(data.get("expected")),
        actual=value_text(data.get("actual")),
        difference=signed(data.get("difference")),
        hint=data.get("hint", ""),
        fix=data.get("fix", ""),
        basis=data.get("basis", ""),
        operands=operands(data, edition),
        explanation=explanation,
    )


def operands(data: Mapping[str, Any], edition: Edition) -> tuple[Operand, ...]:
    cells, values = data.get("cells", []), [str(value) for value in data.get("values", [])]
    values += [""] * (len(cells) - len(values))
    known = {str(address) for address in edition.addresses()}
    return tuple(
        Operand(cell, cell_label(edition, Address.parse(cell)), value)
        for cell, value in zip(cells, values, strict=False)
        if cell in known
    )


def value_text(value: float | int | None) -> str:
    return "" if value is None else number_text(Decimal(str(value)))


def signed(value: float | int | None) -> str:
    """A difference with its sign; a real minus, as the printed page would have."""
    if value is None:
        return ""
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{value_text(abs(value))}"


def grouped_findings(views: Iterable[FindingView], edition: Edition) -> list[Group]:
    """Groups and the findings in them, both worst first; ties keep the order of the form."""
    titles = {table.code: table_title(table) for table in edition.tables}
    by_table: dict[str, list[FindingView]] = {}
    for view in views:
        by_table.setdefault(view.table if view.table in titles else "", []).append(view)
    order = [*titles, ""]
    groups = []
    for code in sorted(by_table, key=order.index):
        worst_first = sorted(by_table[code], key=lambda view: -view.severity.rank)
        groups.append(Group(code, titles.get(code, _("标题、结构与文字")), tuple(worst_first)))
    return sorted(groups, key=lambda group: -group.rank)


def severity_marks(views: Iterable[FindingView]) -> dict[str, str]:
    """The worst severity that failed, by the address of each cell it marks."""
    worst: dict[str, Severity] = {}
    for view in views:
        if view.outcome is Outcome.FAILED:
            for cell in view.marked:
                if cell not in worst or worst[cell].rank < view.severity.rank:
                    worst[cell] = view.severity
    return {cell: severity.value for cell, severity in worst.items()}


def subjects_of(views: Iterable[FindingView]) -> frozenset[str]:
    """The cells that a failed finding is about by itself."""
    return frozenset(view.subject for view in views if view.outcome is Outcome.FAILED)


def severity_counts(views: Iterable[FindingView]) -> list[tuple[Severity, int]]:
    """How many failed, by severity, worst first; severities nobody failed are left out."""
    failed = [view.severity for view in views if view.outcome is Outcome.FAILED]
    counts = [(severity, failed.count(severity)) for severity in Severity]
    return [(severity, count) for severity, count in counts if count]
