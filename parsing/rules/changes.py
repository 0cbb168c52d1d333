"""Rules of kind Y over figures that changed much since last year, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache

from parsing.editions import Measure, Table, explain_address
from parsing.editions.wording import table_name
from parsing.report import Address, Report
from parsing.rules.counting import cells_text, counted, digits, inner_cells
from parsing.rules.lastyear import Case, LastYear, across_years, cases_of
from parsing.rules.model import Context, Finding, Outcome, Rule, Severity, Threshold
from parsing.rules.tables import number

# --- Y-03 大幅变动


NEW = Address("requests", "new", "total")


@across_years
def jumps(rule: Rule, report: Report, last: LastYear, context: Context) -> Iterator[Finding]:
    """Y-03: figures of table 二 (same form only), 新收 and, where it did not jump itself, the totals that follow it."""
    for case in cases_of(rule, report, last):
        if case.table.code == "disclosure" and last.editions("disclosure") != {case.edition.code}:
            continue
        known = [(a, m) for a, m in _compared(case.table) if a in report.figures and last.has(a)]
        found = {a: f for a, m in known if (f := _jump(case, a, m, context))}
        if NEW in found:
            yield found[NEW]
            return
        yield from found.values()
        if known and not found:
            message = f"{table_name(case.table)}：各项数字与上年相比没有大幅变动。"
            yield case.finding(Outcome.PASSED, f"table.{case.table.code}", message)


@lru_cache(maxsize=8)
def _compared(table: Table) -> tuple[tuple[Address, Measure], ...]:
    """Not a column of 表三 or 表四 that is none of its total: that is a shift between applicants or outcomes.

    Nor 上年结转, which is last year's figure (Y-01), nor what was repealed: a clean-up comes once.
    """
    cells = [(Address(table.code, r.code, c.code), c.measure) for b in table.blocks for r in b.rows for c in b.columns]
    cells = [(a, measure) for a, measure in cells if measure is not Measure.CHANGE]
    if table.code == "disclosure":
        return tuple(pair for pair in cells if pair[0].column not in ("repealed", "items_last_year"))
    return tuple(pair for pair in cells if pair[0].column == "total" and pair[0].row != "carried_in")


def _floor(rule: Rule, address: Address, measure: Measure, context: Context) -> Decimal:
    if measure is Measure.AMOUNT:
        return rule.threshold(context, "amount")
    return rule.threshold(context, "decisions" if address.column == "decisions" else "cases")


def _jump(case: Case, address: Address, measure: Measure, context: Context) -> Finding | None:
    own, then = counted(case.report, case.table, address), case.last.value(address)
    if own.value is None or then.value is None or own.value < 0 or then.value < 0:
        return None
    times, floor = case.rule.threshold(context, "times"), _floor(case.rule, address, measure, context)
    low, high = sorted((own.value, then.value))
    if high - low < floor or high < times * low:
        return None
    where = explain_address(address, case.edition)
    rose = own.value > then.value
    how = f"，是上年的 {_one_place(high / low)} 倍" if rose and low else ""
    how = f"，只有上年的 {_one_place(low / high * 100)}%" if not rose else how
    message = (
        f"{where}：上年 {number(then.value)}，本年 {number(own.value)}{how}"
        f"（达到 {number(times)} 倍或不到 {number(times)} 分之一，且相差 {number(floor)} 以上时提示）{case.last.told}。"
    )
    money = measure is Measure.AMOUNT and low and high / low >= 1000
    return case.finding(
        Outcome.FAILED,
        str(address),
        message,
        (address,),
        extra=(f"上年 {number(then.value)}",),
        hint="相差上千倍，可能有一年把“元”填成了“万元”。" if money else "",
    )


def _one_place(ratio: Decimal) -> str:
    return number(ratio.quantize(Decimal("0.1")))


# --- Y-07 与上年完全相同


@across_years
def identical(rule: Rule, report: Report, last: LastYear, context: Context) -> Iterator[Finding]:
    """Y-07: a table whose figures are all last year's; small figures are equal by chance."""
    for case in cases_of(rule, report, last):
        if last.editions(case.table.code) == {case.edition.code}:
            yield from _identical(case, context)


def _identical(case: Case, context: Context) -> Iterator[Finding]:
    # What is in force stays the same in a year without changes, so it proves nothing.
    cells = [a for a in inner_cells(case.table) if a.column not in ("in_force", "total_disclosed", "items_last_year")]
    own = {a: counted(case.report, case.table, a) for a in cells}
    then = {a: case.last.value(a) for a in cells}
    both = [a for a in cells if own[a].value is not None and then[a].value is not None]
    name, subject = table_name(case.table), f"table.{case.table.code}"
    if any(own[a].value != then[a].value for a in both):
        yield case.finding(Outcome.PASSED, subject, f"{name}：数字与上年不完全相同。")
        return
    weight, least = digits(own[a].value or Decimal() for a in both), case.rule.threshold(context, "digits")
    if weight < least:
        if both:
            yield case.finding(Outcome.PASSED, subject, f"{name}：非零数字很少，不判断是否与上年雷同。")
        return
    lacking = [a for a in cells if a not in both and (a in case.report.figures or case.last.has(a))]
    shown = [a for a in both if own[a].value]
    if lacking:
        message = f"{name}：无法判断是否与上年完全相同，{cells_text(lacking, case.edition)}缺失或读不准。"
        yield case.finding(Outcome.UNDETERMINED, subject, message)
        return
    yield case.finding(
        Outcome.FAILED,
        subject,
        f"{name}：{len(shown)} 个非零数字与上年报告完全相同{case.last.told}，疑似沿用上年数据。",
        shown,
        extra=("与上年相同",),
    )


RULES = (
    Rule(
        id="Y-03",
        name="数字比上年大幅变动",
        severity=Severity.NOTICE,
        words="表二的数字和表三、表四各行的总计，达到上年的三倍或不到三分之一，且相差超过下限。"
        "新收申请本身大幅变动的，随之变动的各行不再逐一提示；两年格式不同的，不比较表二。",
        formula="本年 ÷ 上年 ≥ 3 或 ≤ 1/3，且 |本年 － 上年| ≥ 下限",
        basis="各表的数量栏和金额栏",
        fix="核对是否多填或少填一位、金额单位是否为万元；确属实际变化的，不必修改。",
        check=jumps,
        passes="上年新收 120，本年 260",
        fails="上年行政处罚 3500，本年 35000",
        thresholds={
            "times": Threshold("变动倍数", Decimal(3)),
            "cases": Threshold("件数的下限（件）", Decimal(30)),
            "decisions": Threshold("处理决定数量的下限（件）", Decimal(300)),
            "amount": Threshold("金额的下限（万元）", Decimal(100)),
        },
    ),
    Rule(
        id="Y-07",
        name="数据与上年完全相同",
        severity=Severity.VERIFY,
        words="一张表的非零数字与上年报告完全相同。小数目可能碰巧相同，因此非零数字合起来不到五位的不判断；现行有效件数不参与比较。",
        formula="本年各格 ＝ 上年各格，且非零数字合计不少于 5 位",
        basis="报告应当反映本年度情况（条例第五十条）",
        fix="核对是否误用了上年的表格；数据确实相同的，在情况说明中写明。",
        check=identical,
        passes="本年新收 356，上年新收 341",
        fails="表三 25 行与上年报告逐格相同",
        thresholds={"digits": Threshold("非零数字的最少位数", Decimal(5))},
    ),
)
