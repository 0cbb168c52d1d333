"""Rules of kind L over pairs of reports: a member's figures lie within its area's, and are not all of them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from parsing.editions.wording import table_name
from parsing.report import Address, Report
from parsing.rules.counting import digits, inner_cells
from parsing.rules.levels import NAMED, Case, Part, cases_of, named_few, parts_of, summable
from parsing.rules.model import Context, Finding, Outcome, Rule, Scope, Severity, Threshold
from parsing.rules.tables import number, value_text

# --- L-02 成员不大于全域


def within_the_area(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """L-02: from the whole area's report one finding a member, from a member's one for each area above."""
    members = parts_of(context.members) if context.scope is Scope.AREA else []
    parents = parts_of(context.parents)
    if not members and not parents:
        return
    cases = list(cases_of(rule, report))
    found = [f for part in members for f in _exceeding(cases, part, part_is_member=True)]
    found += [f for part in parents for f in _exceeding(cases, part, part_is_member=False)]
    yield from found
    if not found:
        for case in cases[:1]:
            names = named_few([part.name for part in (*members, *parents)])
            yield case.finding(Outcome.PASSED, "tables", f"与{names}的报告相比，成员的数字都不大于全域。")


def _exceeding(cases: list[Case], part: Part, *, part_is_member: bool) -> Iterator[Finding]:
    for case in cases:
        above = []
        for address in summable(case.table):
            own, other = case.own.value(address).value, part.value(address).value
            if own is not None and other is not None and (other > own if part_is_member else own > other):
                above.append(address)
        if above:
            yield _exceeds(case, part, above, part_is_member=part_is_member)


def _exceeds(case: Case, part: Part, above: list[Address], *, part_is_member: bool) -> Finding:
    told = []
    for address in above[:NAMED]:
        own, other = number(case.own.value(address).value), number(part.value(address).value)
        pair = (
            f"{part.name} {other}，全域只有 {own}" if part_is_member else f"本报告 {own}，{part.name}全域只有 {other}"
        )
        told.append(f"{case.row(address.row)}{case.column(address)}：{pair}")
    more = f"等 {len(above)} 格" if len(above) > NAMED else ""
    return case.finding(
        Outcome.FAILED,
        above[0],
        f"成员的数字大于全域：{'；'.join(told)}{more}。",
        above,
        extra=(part.name, *(value_text(part.report.figures.get(a)) for a in above)),
    )


# --- L-03 疑似只报本级


def only_its_own(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """L-03: a whole area's table that is one member's, figure by figure, though others have figures too."""
    if context.scope is not Scope.AREA:
        return
    parts = parts_of(context.members)
    for case in cases_of(rule, report) if len(context.members) > 1 and parts else ():
        cells = [a for a in inner_cells(case.table) if case.own.value(a).value is not None]
        weight = digits(case.own.value(a).value or Decimal() for a in cells)
        if weight < rule.threshold(context, "digits"):
            continue
        for part in parts:
            others = [other for other in parts if other is not part]
            if all(part.value(a).value == case.own.value(a).value for a in cells) and _have_figures(others, cells):
                message = f"{table_name(case.table)}：全域数据与{part.name}一个机关的完全相同，疑似只报本级。"
                subject = f"table.{case.table.code}"
                yield case.finding(Outcome.FAILED, subject, message, extra=(part.name,))


def _have_figures(parts: list[Part], cells: list[Address]) -> bool:
    return any(part.value(a).value for part in parts for a in cells)


RULES = (
    Rule(
        id="L-02",
        name="成员的数字不大于全域",
        severity=Severity.VERIFY,
        words="一个机关的任何一格都不会大于包含它的全域报告的同一格，无论其他成员是否已经报送。",
        formula="成员 ≤ 全域",
        basis="报告的数据范围（提交时选定的本级或全域）",
        fix="核对全域报告是否漏计该成员，或该成员是否多填。",
        check=within_the_area,
        passes="全市新收 352，市教育局新收 23",
        fails="全市新收 352，市公安局新收 410",
    ),
    Rule(
        id="L-03",
        name="全域数据疑似只报本级",
        severity=Severity.VERIFY,
        words="范围为全域的报告，一张表与某一个成员的完全相同，而其他成员也有数字。非零数字合起来不到五位的不判断。",
        formula="全域各格 ＝ 一个成员的各格",
        basis="报告的数据范围（提交时选定的本级或全域）",
        fix="确认报告的数据范围：只统计本机关的，改选本级；全域的，补齐其他成员的数据。",
        check=only_its_own,
        passes="全区新收 95，区政府办新收 17",
        fails="全区表三与区政府办表三逐格相同，而区公安分局另有 40 件",
        thresholds={"digits": Threshold("非零数字的最少位数", Decimal(5))},
    ),
)
