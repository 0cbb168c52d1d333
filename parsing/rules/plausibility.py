"""Rules of kind P: figures that agree but are hardly so. All are notices; rates need enough cases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import partial

from parsing.editions import explain_address
from parsing.editions.wording import quoted, row_name, table_name
from parsing.report import Address, Report
from parsing.rules.counting import cells_text, counted
from parsing.rules.model import AgencyKind, Context, Finding, Outcome, Rule, Severity, Threshold
from parsing.rules.tables import number, table_of, value_text

PENALTIES = Address("disclosure", "penalties", "decisions")
NEW = Address("requests", "new", "total")
CARRIED_IN = Address("requests", "carried_in", "total")
CARRIED_FORWARD = Address("requests", "carried_forward", "total")
GROUPS = ("reconsideration", "litigation_direct", "litigation_after")
DISPUTES = tuple(Address("disputes", group, "total") for group in GROUPS)

ENOUGH = {"cases": Threshold("判断比例所需的最少件数（件）", Decimal(30))}
_ENFORCES = re.compile(
    r"公安|市场监督管理|城市管理|综合(?:行政)?执法|交通运输|生态环境|应急管理|卫生健康|税务|消防救援|烟草专卖"
)
_ENFORCER = re.compile(r"(?:局|厅|委员会|委|总队|支队|大队)(?:[（(].*[）)])?$")


def finding_of(rule: Rule, report: Report, outcome: Outcome, message: str, cells: Iterable[Address]) -> Finding:
    known = tuple(cells)
    edition, table = table_of(report, known[0].table)
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        outcome=outcome,
        subject=str(known[0]),
        message=message,
        cells=tuple(map(str, known)),
        values=tuple(value_text(report.figures.get(a)) for a in known),
        basis=rule.cite(edition),
        table=table.code,
        fix=rule.fix if outcome is Outcome.FAILED else "",
    )


def values_in(report: Report, cells: tuple[Address, ...]) -> tuple[list[Decimal], list[Address]]:
    """The values that can be counted with, and the cells that have none."""
    tables = {code: table_of(report, code)[1] for code in {a.table for a in cells}}
    found = {a: counted(report, tables[a.table], a).value for a in cells}
    return [v for v in found.values() if v is not None], [a for a, v in found.items() if v is None]


def unknown(rule: Rule, report: Report, lacking: list[Address], cells: tuple[Address, ...]) -> Iterator[Finding]:
    """Undetermined, unless the report has none of these cells: then their table is missing, which S rules say."""
    if any(a in report.figures for a in cells):
        edition = table_of(report, lacking[0].table)[0]
        message = f"无法判断，{cells_text(lacking, edition)}缺失、空白或读不准。"
        yield finding_of(rule, report, Outcome.UNDETERMINED, message, cells)


# --- P-03 执法机关没有处罚


def no_penalties(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """P-03: a department whose name says that it punishes."""
    name = context.agency_names[0] if context.agency_names else report.agency
    enforces = context.kind is AgencyKind.DEPARTMENT and _ENFORCES.search(name) and _ENFORCER.search(name)
    if not enforces or PENALTIES not in report.figures:
        return
    values, lacking = values_in(report, (PENALTIES,))
    where = explain_address(PENALTIES, table_of(report, "disclosure")[0])
    if lacking:
        yield from unknown(rule, report, lacking, (PENALTIES,))
    elif values[0]:
        yield finding_of(rule, report, Outcome.PASSED, f"{where}：{number(values[0])} 件。", (PENALTIES,))
    else:
        message = f"{where}：{name}是行政执法机关，行政处罚为 0，请核实是否漏填。"
        yield finding_of(rule, report, Outcome.FAILED, message, (PENALTIES,))


# --- P-04, P-06 比例


def many_disputes(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """P-04: 复议 and 诉讼 together against the year's new applications."""
    cells = (*DISPUTES, NEW)
    values, lacking = values_in(report, cells)
    if lacking:
        yield from unknown(rule, report, lacking, cells) if _has_tables(report) else ()
        return
    *disputes, new = values
    yield _rate(rule, report, context, (sum(disputes, Decimal()), new), cells, ("复议、诉讼", "本年新收申请"))


def much_carried_forward(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """P-06: 结转下年度 against all applications there were to handle."""
    cells = (CARRIED_FORWARD, NEW, CARRIED_IN)
    values, lacking = values_in(report, cells)
    if lacking:
        yield from unknown(rule, report, lacking, cells)
        return
    forward, new, carried = values
    yield _rate(rule, report, context, (forward, new + carried), cells, ("结转下年度", "本年新收与上年结转之和"))


def _has_tables(report: Report) -> bool:
    """Whether the report has both tables at all; one that is lost whole is said by the rules of kind S."""
    found = {address.table for address in report.figures}
    return {"requests", "disputes"} <= found


def _rate(
    rule: Rule,
    report: Report,
    context: Context,
    share: tuple[Decimal, Decimal],
    cells: tuple[Address, ...],
    names: tuple[str, str],
) -> Finding:
    (part, whole), (one, all_) = share, names
    say = partial(finding_of, rule, report, cells=cells)
    if whole < rule.threshold(context, "cases"):
        return say(Outcome.PASSED, f"{all_} {number(whole)} 件，件数较少，不判断比例。")
    limit = rule.threshold(context, "percent")
    stated = f"{one} {number(part)} 件，占{all_} {number(whole)} 件的 {percent(part / whole)}"
    if part * 100 > limit * whole:
        return say(Outcome.FAILED, f"{stated}，超过 {number(limit)}%，请核实。")
    return say(Outcome.PASSED, f"{stated}。")


def percent(share: Decimal) -> str:
    return f"{(share * 100).quantize(Decimal('0.1'))}%"


# --- P-08 全部归入一种结果


def one_result(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """P-08: every application answered in the same way."""
    table = table_of(report, "requests")[1]
    rows = [row.code for row in table.blocks[0].rows if row.into == "total"]
    total = Address("requests", "total", "total")
    cells = (total, *(Address("requests", row, "total") for row in rows))
    values, lacking = values_in(report, cells)
    if lacking:
        yield from unknown(rule, report, lacking, cells)
        return
    whole, *parts = values
    least = rule.threshold(context, "cases")
    row = next((row for row, value in zip(rows, parts, strict=True) if value == whole), None)
    if whole > least and row is not None:
        name = quoted(row_name(table, row))
        message = f"{table_name(table)}：办理结果 {number(whole)} 件全部填在{name}一行，请核实是否分类填写。"
        yield finding_of(rule, report, Outcome.FAILED, message, (Address("requests", row, "total"), total))
    else:
        yield finding_of(rule, report, Outcome.PASSED, f"{table_name(table)}：办理结果没有全部填在一行。", (total,))


RULES = (
    Rule(
        id="P-03",
        name="执法机关没有行政处罚",
        severity=Severity.NOTICE,
        words="公安、市场监管、城管、交通运输、生态环境、应急管理、卫生健康、税务等行政执法机关，"
        "行政处罚为 0 的，提示核实。",
        formula="行政执法机关：行政处罚 ＞ 0",
        basis="表二第二十条第（六）项",
        fix="核对行政处罚的处理决定数量；执法权已移交或确无处罚的，不必修改。",
        check=no_penalties,
        passes="某市公安局行政处罚 3500 件",
        fails="某市公安局行政处罚 0 件",
    ),
    Rule(
        id="P-04",
        name="复议诉讼占申请的比例过高",
        severity=Severity.NOTICE,
        words="行政复议和行政诉讼的总计超过本年新收申请的一半。新收不到 30 件的不判断。",
        formula="（行政复议 ＋ 行政诉讼）÷ 本年新收 ≤ 50%",
        basis="表三、表四",
        fix="核对表四是否计入了与政府信息公开无关的复议、诉讼。",
        check=many_disputes,
        passes="新收 3119 件，复议、诉讼 475 件",
        fails="新收 40 件，复议、诉讼 26 件",
        thresholds={**ENOUGH, "percent": Threshold("比例上限（%）", Decimal(50))},
    ),
    Rule(
        id="P-06",
        name="结转下年度的比例过高",
        severity=Severity.NOTICE,
        words="结转下年度继续办理的，超过本年新收与上年结转之和的两成。两者之和不到 30 件的不判断。",
        formula="结转下年度 ÷（本年新收 ＋ 上年结转）≤ 20%",
        basis="表三“四、结转下年度继续办理”",
        fix="核对结转数；年底集中收到申请的，不必修改。",
        check=much_carried_forward,
        passes="新收 10603、上年结转 177，结转下年度 306",
        fails="新收 100、上年结转 0，结转下年度 45",
        thresholds={**ENOUGH, "percent": Threshold("比例上限（%）", Decimal(20))},
    ),
    Rule(
        id="P-08",
        name="办理结果全部填在一行",
        severity=Severity.NOTICE,
        words="办理结果总计超过 20 件，而且全部填在同一行。",
        formula="某一行 ＝（七）总计，且总计 ＞ 20",
        basis="表三“三、本年度办理结果”",
        fix="按实际的办理结果分行填写；确属同一种结果的，不必修改。",
        check=one_result,
        passes="总计 25 件：予以公开 20、无法提供 5",
        fails="总计 25 件，全部填在“（一）予以公开”",
        thresholds={"cases": Threshold("总计超过多少件时判断（件）", Decimal(20))},
    ),
)
