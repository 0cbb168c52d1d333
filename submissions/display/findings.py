"""Findings as a page shows them: worst first, grouped by table, every operand a link to its cell."""

from __future__ import annotations

import re
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
from submissions.display.quotes import QuoteView, quote_views
from submissions.models import Explanation, Finding, Ruling, RulingKind, Submission, Verdict
from submissions.services import drafts, privacy
from submissions.services.screening import digest_of


@dataclass(frozen=True, slots=True)
class Operand:
    """A cell that took part in a finding. ``label`` says where it stands, ``value`` what it held."""

    address: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Said:
    """What people said and decided about one finding, whatever reading or version it was found by."""

    explanation: Explanation | None = None
    earlier: tuple[Explanation, ...] = ()
    ruling: Ruling | None = None
    is_back: bool = False


NOTHING = Said()


def said_of(submission: Submission) -> dict[str, Said]:
    """By fingerprint, in four queries at most however many findings there are."""
    standing: dict[str, Explanation] = {}
    earlier: dict[str, list[Explanation]] = {}
    answers = list(submission.explanations.select_related("by", "verdict_by"))
    looks = privacy.looks_of(digest_of(str(each.attachment.name)) for each in answers if each.attachment)
    for each in answers:
        each.look = looks.get(digest_of(str(each.attachment.name))) if each.attachment else None
        if each.replaced_at:
            earlier.setdefault(each.fingerprint, []).append(each)
        else:
            standing[each.fingerprint] = each
    rulings = {r.fingerprint: r for r in submission.rulings.filter(withdrawn_at=None).select_related("by")}
    back = set(
        submission.issues.filter(regressed_at__isnull=False, resolved_at=None).values_list("fingerprint", flat=True)
    )
    return {
        key: Said(standing.get(key), tuple(earlier.get(key, ())), rulings.get(key), key in back)
        for key in {*standing, *earlier, *rulings, *back}
    }


@dataclass(frozen=True, slots=True)
class FindingView:
    """One finding in words, with what people said to it."""

    fingerprint: str
    rule: str
    severity: Severity
    outcome: Outcome
    subject: str
    table: str
    message: str
    sum: str
    unsaid: tuple[tuple[str, str], ...]
    hint: str
    fix: str
    basis: str
    operands: tuple[Operand, ...]
    quotes: tuple[QuoteView, ...]
    said: Said

    @property
    def explanation(self) -> Explanation | None:
        return self.said.explanation

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
        return self.is_open and not answered and self.said.ruling is None

    @property
    def must_waive(self) -> bool:
        """A 强制 finding nobody has let through: it stands against approving."""
        return self.is_open and self.severity is Severity.MANDATORY and self.said.ruling is None

    @property
    def must_accept(self) -> bool:
        """A 核实 finding whose explanation nobody has accepted: it stands against approving."""
        accepted = self.explanation is not None and self.explanation.verdict == Verdict.ACCEPTED
        wrong = self.said.ruling is not None and self.said.ruling.kind == RulingKind.WRONG
        return self.is_open and self.severity is Severity.VERIFY and not accepted and not wrong

    @property
    def status(self) -> str:
        """Where the finding is in its life, in words."""
        if self.outcome is not Outcome.FAILED:
            return ""
        if self.said.ruling is not None:
            return _("已放行") if self.said.ruling.kind == RulingKind.WAIVE else _("审核人认定误报")
        if self.explanation is None:
            return _("待处理") if self.is_open else ""
        what = _("已提出误报") if self.explanation.is_dispute else _("已说明")
        verdicts = {Verdict.ACCEPTED: _("已采纳"), Verdict.REFUSED: _("未采纳")}
        return f"{what}，{verdicts.get(Verdict(self.explanation.verdict), _('待审核'))}"

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


def finding_view(finding: Finding, edition: Edition, said: Said = NOTHING) -> FindingView:
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
        unsaid=unsaid(finding),
        hint=data.get("hint", ""),
        fix=data.get("fix", ""),
        basis=data.get("basis", ""),
        operands=operands(data, edition),
        quotes=quote_views(data, finding.fingerprint),
        said=said,
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


def unsaid(finding: Finding) -> tuple[tuple[str, str], ...]:
    """What ought to be, what stands there and how far they are apart, save what message and sum say already."""
    data = finding.data
    if not data.get("difference"):
        return ()
    told = f"{finding.message} {data.get('sum', '')}"
    numbers, apart = set(drafts.NUMBER.findall(told)), value_text(abs(data["difference"]))
    rows = [(_("应为"), value_text(data["expected"])), (_("填写"), value_text(data["actual"]))]
    left = [(label, value) for label, value in rows if value.lstrip("-") not in numbers]
    if not re.search(rf"[多少] {re.escape(apart)}(?![\d.])", told):
        left.append((_("相差"), signed(data["difference"])))
    return tuple(left)


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
