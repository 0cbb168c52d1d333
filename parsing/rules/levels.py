"""Rule L-01: a whole area's figures are the sum of those whose figures go into it; and what rules of kind L share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from parsing.editions import Measure, Table
from parsing.editions.wording import column_name, quoted, row_name, table_name
from parsing.report import Address, Report
from parsing.rules.counting import Counted, counted
from parsing.rules.model import AgencyKind, Context, Finding, Member, Outcome, Rule, Scope, Severity
from parsing.rules.table_case import TableCase
from parsing.rules.tables import TABLES, number, table_of

NAMED = 5


@dataclass(frozen=True, slots=True)
class Part:
    """A member's report with its tables found once."""

    name: str
    report: Report
    tables: dict[str, Table]

    def value(self, address: Address) -> Counted:
        return counted(self.report, self.tables[address.table], address)


def parts_of(members: Iterable[Member]) -> list[Part]:
    return [part_of(m.name, m.report) for m in members if m.report is not None]


def part_of(name: str, report: Report) -> Part:
    return Part(name, report, {code: table_of(report, code)[1] for code in TABLES})


@dataclass(frozen=True, slots=True)
class Case(TableCase):
    """One table of the report under one rule; ``own`` is the report with its tables found once."""

    own: Part

    def row(self, code: str) -> str:
        across = "栏" if self.table.code == "disputes" else "行"
        return f"{table_name(self.table)}{quoted(row_name(self.table, code))}{across}"

    def column(self, address: Address) -> str:
        return f"{quoted(column_name(self.table, address.row, address.column))}列"


def cases_of(rule: Rule, report: Report) -> Iterator[Case]:
    own = part_of("本报告", report)
    for code in TABLES:
        edition, table = table_of(report, code)
        if any(address.table == code for address in report.figures):
            yield Case(rule, report, edition, table, own)


def summable(table: Table) -> list[Address]:
    return [a for a in table.addresses() if (c := table.column(a.row, a.column)) and c.measure is not Measure.CHANGE]


# --- L-01 全域等于各成员之和


def whole_is_sum(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """L-01: only a whole-area report whose members are all approved; else one finding names who is missing."""
    if context.scope is not Scope.AREA or not context.members:
        return
    cases = list(cases_of(rule, report))
    if lacking := _lacking(context.members):
        for case in cases[:1]:
            yield case.finding(Outcome.UNDETERMINED, "tables", f"全域数据无法与各成员之和核对：{lacking}。")
        return
    parts = parts_of(context.members)
    for case in cases:
        yield from _summed(case, parts)


def _lacking(members: tuple[Member, ...]) -> str:
    missing = [m.name for m in members if m.report is None]
    # A lower government that reports its own office alone leaves its departments out of every sum.
    own_only = [m.name for m in members if m.kind in _WHOLE and m.report is not None and m.scope is not Scope.AREA]
    told = []
    if missing:
        told.append(f"{named_few(missing)}的报告尚未审核通过")
    if own_only:
        told.append(f"{named_few(own_only)}的报告不是全域数据")
    if not any(m.kind is AgencyKind.OFFICE for m in members):
        told.append("成员中没有本级政府办公厅（室）")
    return "；".join(told)


_WHOLE = (AgencyKind.PROVINCE, AgencyKind.PREFECTURE, AgencyKind.COUNTY)


def named_few(names: list[str]) -> str:
    return "、".join(names) if len(names) <= NAMED else f"{'、'.join(names[:NAMED])}等 {len(names)} 个机关"


def _summed(case: Case, parts: list[Part]) -> Iterator[Finding]:
    """One finding a row that does not agree, one for all rows that cannot be summed, one when all agrees."""
    wrong, unknown = 0, []
    for row, group in groupby(summable(case.table), key=lambda a: a.row):
        cells = list(group)
        known = {a: _sum_of(a, case.own, parts) for a in cells}
        off = [a for a in cells if (pair := known[a]) is not None and pair[0] != pair[1]]
        if any(pair is None for pair in known.values()):
            unknown.append(row)
        if off:
            wrong += 1
            yield _row_off(case, row, off, known, parts)
    if unknown:
        who = named_few([p.name for p in (case.own, *parts) if any(_is_open(p, case.table, row) for row in unknown)])
        rows = "、".join(case.row(row) for row in unknown[:3]) + (f"等 {len(unknown)} 行" if len(unknown) > 3 else "")
        message = f"{rows}：无法与各成员之和核对，{who}的报告中有格缺失、空白或读不准。"
        yield case.finding(Outcome.UNDETERMINED, f"table.{case.table.code}", message)
    if not wrong and not unknown:
        message = f"{table_name(case.table)}：全域数据等于 {len(parts)} 个成员之和。"
        yield case.finding(Outcome.PASSED, f"table.{case.table.code}", message)


def _sum_of(address: Address, own: Part, parts: list[Part]) -> tuple[Decimal, Decimal] | None:
    """The whole area's value and the members' sum; None where one of them has none."""
    stated, values = own.value(address).value, [part.value(address).value for part in parts]
    if stated is None or any(value is None for value in values):
        return None
    return stated, sum((value or Decimal() for value in values), Decimal())


def _is_open(part: Part, table: Table, row: str) -> bool:
    return any(part.value(a).value is None for a in summable(table) if a.row == row)


def _row_off(
    case: Case,
    row: str,
    off: list[Address],
    known: dict[Address, tuple[Decimal, Decimal] | None],
    parts: list[Part],
) -> Finding:
    told = []
    for address in off:
        stated, total = known[address] or (Decimal(), Decimal())
        by = f"{'多' if stated > total else '少'} {number(abs(stated - total))}"
        told.append(f"{case.column(address)}全域填报 {number(stated)}，成员合计 {number(total)}，{by}")
    first = off[0]
    stated, total = known[first] or (Decimal(), Decimal())
    terms = [f"{part.name}{number(value)}" for part in parts if (value := part.value(first).value)]
    written = " ＋ ".join(terms[:12]) + (f" ＋ …（共 {len(terms)} 个）" if len(terms) > 12 else "")
    return case.finding(
        Outcome.FAILED,
        first,
        f"{case.row(row)}：{'；'.join(told)}。",
        off,
        extra=tuple(f"成员合计 {number((known[a] or (stated, total))[1])}" for a in off),
        expected=total,
        actual=case.own.report.figures[first].value,
        sum=f"{written or '各成员均为 0'} ＝ {number(total)} ≠ 全域 {number(stated)}",
    )


RULES = (
    Rule(
        id="L-01",
        name="全域数据等于各成员之和",
        severity=Severity.VERIFY,
        words="范围为全域的报告，每一格等于本级政府办公厅（室）、各部门和下级政府（全域）之和。"
        "只有成员的报告全部审核通过才核对，缺少的逐一列出，不当作 0。",
        formula="全域 ＝ 本级办公厅（室）＋ 各部门 ＋ 各下级政府",
        basis="报告的数据范围（提交时选定的本级或全域）",
        fix="与所列成员的报告逐格核对，更正汇总数；成员报告有误的，由成员改正。",
        check=whole_is_sum,
        passes="全区新收 95 ＝ 区政府办 17 ＋ 各部门 60 ＋ 各镇街 18",
        fails="成员合计 95，全域填 85",
    ),
)
