"""Last year's figures of the same agency, through renamings and mergers, as the rules of kind Y see them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import wraps

from parsing.report import Address, Report, squeeze
from parsing.rules.counting import Counted, counted
from parsing.rules.model import Check, Context, Finding, Outcome, Rule
from parsing.rules.table_case import TableCase
from parsing.rules.tables import TABLES, table_of


class LastYear:
    """The reports of last year whose figures are this agency's: one, or those of a merger's predecessors.

    ``words`` tells of a renaming or merger.
    """

    def __init__(self, reports: tuple[Report, ...], words: str = "") -> None:
        self.words = words
        self._known = [(report, {code: table_of(report, code) for code in TABLES}) for report in reports]
        self._values: dict[Address, Counted] = {}

    def editions(self, code: str) -> set[str]:
        """The forms of this table in last year's reports."""
        return {tables[code][0].code for _, tables in self._known}

    def value(self, address: Address) -> Counted:
        """The cell, summed over predecessors; without a value as soon as one of them has none."""
        if address not in self._values:
            found = [counted(report, tables[address.table][1], address) for report, tables in self._known]
            lacking = next((one for one in found if one.value is None), None)
            total = sum((one.value or Decimal() for one in found), Decimal())
            self._values[address] = lacking or Counted(total)
        return self._values[address]

    def has(self, address: Address) -> bool:
        return any(address in report.figures for report, _ in self._known)

    def lacks_row(self, table: str, row: str) -> bool:
        """Whether some predecessor's report has no cell of this row at all."""
        return any(not any(a.table == table and a.row == row for a in report.figures) for report, _ in self._known)

    @property
    def told(self) -> str:
        """What the message adds about a renaming or merger: "（…）" or nothing."""
        return f"（{self.words}）" if self.words else ""


@dataclass(frozen=True, slots=True)
class Case(TableCase):
    """One rule over one report and last year's, in one table."""

    last: LastYear


def cases_of(rule: Rule, report: Report, last: LastYear, codes: Iterable[str] = TABLES) -> Iterator[Case]:
    for code in codes:
        edition, table = table_of(report, code)
        yield Case(rule, report, edition, table, last)


YearCheck = Callable[[Rule, Report, LastYear, Context], Iterator[Finding]]


def across_years(check: YearCheck) -> Check:
    """A check that runs when last year's reports are there and can be held against this one."""

    @wraps(check)
    def guarded(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
        if context.previous and not obstacle(report, context):
            words = context.lineage.words or renamed(report, context)
            yield from check(rule, report, LastYear(context.previous, words), context)

    return guarded


def renamed(report: Report, context: Context) -> str:
    """What can be told from the titles alone when one report of last year bears another name."""
    if len(context.previous) != 1:
        return ""
    then, now = context.previous[0].agency, report.agency
    same = not then or not now or bare(then) == bare(now) or then in context.agency_names
    return "" if same else f"上年报告的机关名称为“{then}”"


def bare(name: str) -> str:
    """A name as compared: 某省 and 某省人民政府 are the same body."""
    return squeeze(name).replace("人民政府", "").removesuffix("政府")


def obstacle(report: Report, context: Context) -> str:
    """Why last year's figures cannot be held against this report's, "" when they can or are not there at all."""
    lineage = context.lineage
    if lineage.obstacle:
        return lineage.obstacle
    if lineage.missing:
        return f"{'、'.join(lineage.missing)}的上年报告尚未审核通过或不在本系统"
    year = context.year or report.year
    wrong = sorted({r.year for r in context.previous if r.year is not None and year is not None and r.year != year - 1})
    if wrong:
        return f"给出的上年报告是 {'、'.join(map(str, wrong))} 年度的，应为 {(year or 0) - 1} 年度"
    return ""


def not_compared(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """The one finding of the whole family when last year's reports cannot be used: it says why."""
    why = obstacle(report, context)
    if not why:
        return
    told = f"（{context.lineage.words}）" if context.lineage.words else ""
    edition, table = table_of(report, "requests")
    yield Finding(
        rule=rule.id,
        severity=rule.severity,
        outcome=Outcome.UNDETERMINED,
        subject=f"table.{table.code}",
        message=f"未与上年报告核对：{why}{told}。",
        basis=rule.cite(edition),
        fix="上年报告审核通过后，会重新核对。" if context.lineage.missing else "",
        table=table.code,
    )
