"""Rules of kind Y over figures: this report against last year's approved report of the same agency."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from parsing.editions import explain_address
from parsing.editions.wording import column_name, quoted, row_name
from parsing.report import Address, Report
from parsing.rules.counting import counted
from parsing.rules.lastyear import Case, LastYear, across_years, cases_of, not_compared
from parsing.rules.model import Context, Finding, Outcome, Rule, Severity
from parsing.rules.tables import number, value_text

FORWARD, CARRIED = "carried_forward", "carried_in"


# --- Y-01 上年结转


def carried_over(rule: Rule, report: Report, context: Context) -> Iterator[Finding]:
    """Y-01: seven columns; a row lost whole in either report is said once."""
    yield from not_compared(rule, report, context)
    yield from _carried_over(rule, report, context)


@across_years
def _carried_over(rule: Rule, report: Report, last: LastYear, context: Context) -> Iterator[Finding]:
    (case,) = cases_of(rule, report, last, ("requests",))
    columns = [column.code for column in case.table.blocks[0].columns]
    lost = []
    if not any(Address("requests", CARRIED, column) in report.figures for column in columns):
        lost.append(f"本年报告没有读到{quoted(row_name(case.table, CARRIED))}行")
    if last.lacks_row("requests", FORWARD):
        lost.append(f"上年报告没有读到{quoted(row_name(case.table, FORWARD))}行{last.told}")
    if lost:
        yield case.finding(Outcome.UNDETERMINED, "table.requests", f"表三上年结转：无法核对，{'；'.join(lost)}。")
        return
    yield from _settled([_carried(case, column) for column in columns])


def _settled(findings: list[Finding]) -> Iterator[Finding]:
    """With the likely cause where the total agrees and only the kinds of applicants do not."""
    failed = [f for f in findings if f.outcome is Outcome.FAILED]
    shifts = sum((f.difference or Decimal() for f in failed), Decimal())
    total_holds = findings[-1].outcome is Outcome.PASSED
    hint = "总计与上年相符，可能是申请人类别与上年归类不同。" if failed and total_holds and not shifts else ""
    for finding in findings:
        yield replace(finding, hint=hint) if finding.outcome is Outcome.FAILED else finding


def _carried(case: Case, column: str) -> Finding:
    subject, before = Address("requests", CARRIED, column), Address("requests", FORWARD, column)
    where = explain_address(subject, case.edition)
    own, then = counted(case.report, case.table, subject), case.last.value(before)
    name = f"上年报告{quoted(row_name(case.table, FORWARD))}行"
    if own.value is None or then.value is None:
        lacking = [f"本年这一格{own.why}"] if own.value is None else []
        lacking += [f"{name}同列{then.why}"] if then.value is None else []
        return case.finding(
            Outcome.UNDETERMINED, str(subject), f"{where}：无法与上年核对，{'；'.join(lacking)}。", (subject,)
        )
    figure = case.report.figures[subject]
    extra = (f"上年结转下年度 {number(then.value)}",)
    if own.value == then.value:
        message = f"{where}：与上年报告结转下年度 {number(then.value)} 相符{case.last.told}。"
        return case.finding(Outcome.PASSED, str(subject), message, (subject,), extra=extra)
    off = own.value - then.value
    stated = f"本年填报 {number(figure.value)}" if figure.value is not None else "本年没有填数（按 0 计）"
    by = f"{'多' if off > 0 else '少'} {number(abs(off))}"
    message = f"{where}：{name}为 {number(then.value)}，{stated}，{by}{case.last.told}。"
    return case.finding(
        Outcome.FAILED,
        str(subject),
        message,
        (subject,),
        extra=extra,
        expected=then.value,
        actual=figure.value,
        sum=f"上年结转下年度 {number(then.value)} ≠ 本年上年结转 {value_text(figure)}",
    )


# --- Y-02 现行有效件数


@across_years
def stock(rule: Rule, report: Report, last: LastYear, context: Context) -> Iterator[Finding]:
    """Y-02: 规章 and 行政规范性文件, where both years are on the 2021 form."""
    (case,) = cases_of(rule, report, last, ("disclosure",))
    if case.edition.code != "2021" or last.editions("disclosure") != {"2021"}:
        return
    for row in ("regulations", "normative_documents"):
        cells = [Address("disclosure", row, column) for column in ("issued", "repealed", "in_force")]
        if any(cell in report.figures for cell in cells):
            yield _stock(case, row, cells)


def _stock(case: Case, row: str, cells: list[Address]) -> Finding:
    subject = cells[-1]
    then = case.last.value(subject)
    own = [counted(case.report, case.table, cell) for cell in cells]
    where = explain_address(subject, case.edition)
    label = quoted(column_name(case.table, row, "in_force"))
    lacking = [f"{explain_address(c, case.edition)}{o.why}" for c, o in zip(cells, own, strict=True) if o.value is None]
    if then.value is None:
        lacking.append(f"上年报告{label}{then.why}")
    if lacking:
        message = f"{where}：无法与上年核对，{'；'.join(lacking)}。"
        return case.finding(Outcome.UNDETERMINED, str(subject), message, cells)
    issued, repealed, stated = (one.value or Decimal() for one in own)
    before = then.value or Decimal()
    expected, extra = before + issued - repealed, (f"上年现行有效 {number(before)}",)
    sums = (
        f"上年{label}{number(before)} ＋ 本年制发 {number(issued)} － 本年废止 {number(repealed)} ＝ {number(expected)}"
    )
    if stated == expected:
        return case.finding(
            Outcome.PASSED, str(subject), f"{where}：{sums}，相符{case.last.told}。", cells, extra=extra
        )
    figure, off = case.report.figures[subject], stated - expected
    told = f"填报 {number(figure.value)}" if figure.value is not None else "没有填数（按 0 计）"
    by = f"{'多' if off > 0 else '少'} {number(abs(off))}"
    return case.finding(
        Outcome.FAILED,
        str(subject),
        f"{where}：按上年推算应为 {number(expected)}，{told}，{by}{case.last.told}。",
        cells,
        extra=extra,
        expected=expected,
        actual=figure.value,
        sum=f"{sums} ≠ {number(stated)}",
        hint="废止件数多于上年现行有效与本年制发之和，上年的现行有效件数可能填少了。" if expected < 0 else "",
    )


RULES = (
    Rule(
        id="Y-01",
        name="上年结转与上年报告一致",
        severity=Severity.VERIFY,
        words="本年报告表三的“上年结转”，七列都应等于本机关上年报告的“结转下年度继续办理”；机关合并的，与合并前各机关之和比较。",
        formula="本年 二、上年结转 ＝ 上年 四、结转下年度继续办理（七列）",
        basis="表三“二、上年结转政府信息公开申请数量”",
        fix="对照上年已公布的报告核对上年结转；上年报告有误的，在情况说明中写明。",
        check=carried_over,
        passes="上年结转下年度 306，本年上年结转 306",
        fails="上年结转下年度 306，本年上年结转 300",
    ),
    Rule(
        id="Y-02",
        name="现行有效件数与上年衔接",
        severity=Severity.VERIFY,
        words="表二规章、行政规范性文件：上年现行有效件数加本年制发、减本年废止，等于本年现行有效件数。"
        "两年都用 2021 年格式时核对。",
        formula="上年现行有效件数 ＋ 本年制发件数 － 本年废止件数 ＝ 本年现行有效件数",
        basis="表二第二十条第（一）项",
        fix="核对制发、废止和现行有效件数；因清理、职能划转等造成差异的，在情况说明中写明。",
        check=stock,
        passes="上年现行有效 180，本年制发 3、废止 16，现行有效 167",
        fails="上年现行有效 180，本年制发 3、废止 16，现行有效 180",
        editions=frozenset({"2021"}),
        first_year=2022,
    ),
)
