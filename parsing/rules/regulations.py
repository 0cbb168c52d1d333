"""Rule L-06: who may report 规章."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from parsing.agencies import kind_of
from parsing.report import Report
from parsing.rules.levels import Case, part_of
from parsing.rules.model import AgencyKind, Context, Finding, Outcome, Rule, Severity
from parsing.rules.tables import number, table_of


def no_regulations(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """L-06: those that make no 规章 report none. Whose kind is unknown is asked only where there is a figure."""
    edition, table = table_of(report, "disclosure")
    cells = [a for a in table.addresses() if a.row == "regulations"]
    known = [a for a in cells if a in report.figures]
    if not known or _may_make(report, context):
        return
    case = Case(rule, report, edition, table, part_of("本报告", report))
    values = {a: case.own.value(a) for a in cells}
    some = [a for a in known if values[a].value]
    lacking = [case.column(a) + values[a].why for a in cells if values[a].value is None]
    if some and (context.kind is not None or _is_county_office(report, context)):
        told = "、".join(f"{case.column(a)} {number(values[a].value)}" for a in some)
        who = KIND_WORDS.get(context.kind or kind_of(_name(report, context)), "县（市、区）政府办公室")
        message = f"{case.row('regulations')}：{told}。{who}没有规章制定权，这一行应为 0。"
        yield case.finding(Outcome.FAILED, some[0], message, some, expected=Decimal(), actual=values[some[0]].value)
    elif some:
        message = f"{case.row('regulations')}有数字，但不知道机关类别，无法判断是否有规章制定权。"
        yield case.finding(Outcome.UNDETERMINED, some[0], message, some)
    elif lacking:
        message = f"{case.row('regulations')}：无法核对，{'、'.join(lacking)}。"
        yield case.finding(Outcome.UNDETERMINED, cells[0], message, cells)
    else:
        yield case.finding(Outcome.PASSED, cells[0], f"{case.row('regulations')}没有数字，相符。", known)


KIND_WORDS: dict[AgencyKind | None, str] = {
    AgencyKind.COUNTY: "县（市、区）政府",
    AgencyKind.TOWNSHIP: "乡镇（街道）",
    AgencyKind.DEPARTMENT: "部门",
}


def _may_make(report: Report, context: Context) -> bool:
    """省, 设区的市 and their 办公厅（室）; a county's office is known by its name alone."""
    if context.kind is AgencyKind.OFFICE:
        return not _is_county_office(report, context)
    return context.kind in (AgencyKind.PROVINCE, AgencyKind.PREFECTURE)


def _is_county_office(report: Report, context: Context) -> bool:
    return kind_of(re.sub(r"(?:办公室|办)$", "", _name(report, context))) in (AgencyKind.COUNTY, AgencyKind.TOWNSHIP)


def _name(report: Report, context: Context) -> str:
    return context.agency_names[0] if context.agency_names else report.agency


RULES = (
    Rule(
        id="L-06",
        name="没有规章制定权的机关不填规章",
        severity=Severity.VERIFY,
        words="县（市、区）政府、乡镇（街道）和部门没有规章制定权，表二“规章”行应为 0；"
        "省、设区的市的政府及其办公厅（室）可以填写。",
        formula="县区、乡镇、部门：规章各格 ＝ 0",
        basis="表二第二十条第（一）项；规章由省、设区的市等有权的政府制定（立法法）",
        fix="规章填 0；制发的如为行政规范性文件，填入下一行。",
        check=no_regulations,
        passes="某市政府办公室填报规章 1 件",
        fails="某县政府填报规章 2 件",
    ),
)
