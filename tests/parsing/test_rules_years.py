"""Rules of kind Y over figures: last year's report against this year's, through renamings and mergers."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsing.report import Report
from parsing.rules.model import Context, Finding, Lineage, Outcome
from tests.parsing.made_reports import BLANK, COLUMNS, ILLEGIBLE, Value, filled, findings, one, put, without

CARRIED = "requests.carried_in"
FORWARD = "requests.carried_forward"


def report(year: int, cells: dict[str, Value] | None = None, edition: str = "2021") -> Report:
    return put(replace(filled(edition), year=year), cells or {})


def row(name: str, *values: Value) -> dict[str, Value]:
    return {f"{name}.{column}": value for column, value in zip(COLUMNS, values, strict=True)}


LAST = report(2023, row(FORWARD, 172, 4, 0, 1, 0, 0, 177))
THIS = report(2024, row(CARRIED, 172, 4, 0, 1, 0, 0, 177))


def against(
    this: Report, *last: Report, rule: str, outcome: Outcome | None = Outcome.FAILED, **more: object
) -> list[Finding]:
    return findings(this, rule, outcome, Context(year=2024, previous=last, **more))  # type: ignore[arg-type]


# --- Y-01


def test_what_was_carried_forward_is_carried_in() -> None:
    assert against(THIS, LAST, rule="Y-01") == []
    passed = against(THIS, LAST, rule="Y-01", outcome=Outcome.PASSED)
    assert [f.subject for f in passed] == [f"{CARRIED}.{column}" for column in COLUMNS]


@pytest.mark.parametrize("column", COLUMNS)
def test_a_difference_is_found_in_each_of_the_seven_columns(column: str) -> None:
    found = one(against(put(THIS, {f"{CARRIED}.{column}": 9}), LAST, rule="Y-01"))
    assert found.subject == f"{CARRIED}.{column}"
    assert found.severity.value == "verify"
    assert found.expected == LAST.figures[next(a for a in LAST.figures if str(a) == f"{FORWARD}.{column}")].value
    assert found.actual == 9
    assert found.cells == (f"{CARRIED}.{column}",)


def test_the_message_names_both_figures_and_the_difference() -> None:
    found = one(against(put(THIS, {f"{CARRIED}.company": 6}), LAST, rule="Y-01"))
    assert found.message == (
        "表三“二、上年结转政府信息公开申请数量”行“商业企业”列："
        "上年报告“四、结转下年度继续办理”行为 4，本年填报 6，多 2。"
    )


def test_carried_figures_are_compared_across_the_two_forms() -> None:
    last = report(2020, row(FORWARD, 3, 0, 0, 0, 0, 0, 3), "2019")
    this = report(2021, row(CARRIED, 3, 0, 0, 0, 0, 0, 4))
    found = one(findings(this, "Y-01", Outcome.FAILED, Context(year=2021, previous=(last,))))
    assert (found.subject, found.expected, found.actual) == (f"{CARRIED}.total", Decimal(3), Decimal(4))


def test_a_shift_between_applicants_is_told_as_one() -> None:
    found = against(put(THIS, {f"{CARRIED}.natural_person": 171, f"{CARRIED}.company": 5}), LAST, rule="Y-01")
    assert [f.hint for f in found] == ["总计与上年相符，可能是申请人类别与上年归类不同。"] * 2


def test_a_blank_counts_as_nothing_and_is_told_as_blank() -> None:
    assert against(put(THIS, {f"{CARRIED}.research": BLANK}), LAST, rule="Y-01") == []
    found = one(against(put(THIS, {f"{CARRIED}.company": BLANK}), LAST, rule="Y-01"))
    assert (found.expected, found.actual) == (Decimal(4), None)
    assert "本年没有填数" in found.message


def test_a_total_left_blank_beside_figures_is_not_taken_for_nothing() -> None:
    found = against(THIS, put(LAST, {f"{FORWARD}.total": BLANK}), rule="Y-01", outcome=Outcome.UNDETERMINED)
    assert [(f.subject, "同列空白" in f.message) for f in found] == [(f"{CARRIED}.total", True)]


@pytest.mark.parametrize("gone", [f"{CARRIED}.company", f"{FORWARD}.company"])
def test_an_absent_cell_of_either_year_leaves_its_column_open(gone: str) -> None:
    this, last = without(put(THIS, {f"{CARRIED}.company": 9}), gone), without(LAST, gone)
    assert against(this, last, rule="Y-01") == []
    open_ = one(against(this, last, rule="Y-01", outcome=Outcome.UNDETERMINED))
    assert open_.subject == f"{CARRIED}.company"
    assert "缺失" in open_.message


def test_an_illegible_cell_leaves_its_column_open() -> None:
    open_ = one(against(THIS, put(LAST, {f"{FORWARD}.total": ILLEGIBLE}), rule="Y-01", outcome=Outcome.UNDETERMINED))
    assert "读不准" in open_.message


def test_a_row_lost_whole_is_said_once() -> None:
    last = without(LAST, *row(FORWARD, *COLUMNS))
    open_ = one(against(THIS, last, rule="Y-01", outcome=None))
    assert (open_.outcome, open_.subject) == (Outcome.UNDETERMINED, "table.requests")
    assert "上年报告没有读到" in open_.message


def test_without_last_year_nothing_is_said() -> None:
    assert [f for f in findings(THIS, outcome=None) if f.rule[0] == "Y"] == []


def test_a_missing_report_of_last_year_is_named_once_by_the_whole_family() -> None:
    context = Context(year=2024, lineage=Lineage(missing=("某市财政局",)))
    open_ = one(f for f in findings(THIS, outcome=None, context=context) if f.rule[0] == "Y")
    assert (open_.rule, open_.outcome) == ("Y-01", Outcome.UNDETERMINED)
    assert open_.message == "未与上年报告核对：某市财政局的上年报告尚未审核通过或不在本系统。"


def test_a_report_of_another_year_is_not_held_against_this_one() -> None:
    context = Context(year=2024, previous=(replace(LAST, year=2022),))
    open_ = one(f for f in findings(report(2024), outcome=None, context=context) if f.rule[0] == "Y")
    assert "给出的上年报告是 2022 年度的，应为 2023 年度" in open_.message


# --- lineage


def test_a_merger_sums_its_predecessors_and_says_so() -> None:
    parts = [report(2023, row(FORWARD, n, 0, 0, 0, 0, 0, n)) for n in (3, 4)]
    words = Lineage("2024年由甲局、乙局合并组建")
    merged = report(2024, row(CARRIED, 7, 0, 0, 0, 0, 0, 7))
    assert against(merged, *parts, rule="Y-01", lineage=words) == []
    found = against(put(merged, {f"{CARRIED}.total": 6}), *parts, rule="Y-01", lineage=words)
    assert one(found).expected == 7
    assert one(found).message.endswith("少 1（2024年由甲局、乙局合并组建）。")


def test_a_merger_with_a_predecessor_missing_is_open() -> None:
    lineage = Lineage("2024年由甲局、乙局合并组建", ("乙局",))
    open_ = one(against(THIS, LAST, rule="Y-01", outcome=None, lineage=lineage))
    assert open_.outcome is Outcome.UNDETERMINED
    assert "乙局的上年报告" in open_.message


def test_a_split_is_open_and_says_so() -> None:
    lineage = Lineage(obstacle="2024年由甲局分设，上年数据不能分开")
    context = Context(year=2024, lineage=lineage)
    assert "分设" in one(f for f in findings(THIS, outcome=None, context=context) if f.rule[0] == "Y").message


def test_another_name_in_last_years_title_is_told() -> None:
    last = replace(LAST, agency="某市财政与国资局")
    found = one(against(put(THIS, {f"{CARRIED}.company": 6}), last, rule="Y-01"))
    assert found.message.endswith("（上年报告的机关名称为“某市财政与国资局”）。")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 99), min_size=6, max_size=6), st.lists(st.integers(0, 99), min_size=6, max_size=6))
def test_any_two_predecessors_carry_their_sum_over(one_: list[int], other: list[int]) -> None:
    parts = [report(2023, row(FORWARD, *values, sum(values))) for values in (one_, other)]
    both = [a + b for a, b in zip(one_, other, strict=True)]
    assert against(report(2024, row(CARRIED, *both, sum(both))), *parts, rule="Y-01") == []


# --- Y-02

STOCK = "disclosure.regulations"


def stock(year: int, issued: Value, repealed: Value, in_force: Value) -> Report:
    return report(year, {f"{STOCK}.issued": issued, f"{STOCK}.repealed": repealed, f"{STOCK}.in_force": in_force})


def test_what_is_in_force_follows_from_last_year() -> None:
    assert against(stock(2024, 3, 16, 167), stock(2023, 0, 0, 180), rule="Y-02") == []
    found = one(against(stock(2024, 3, 16, 180), stock(2023, 0, 0, 180), rule="Y-02"))
    assert (found.subject, found.expected, found.actual) == (f"{STOCK}.in_force", Decimal(167), Decimal(180))
    assert found.sum == "上年“现行有效件数”180 ＋ 本年制发 3 － 本年废止 16 ＝ 167 ≠ 180"


def test_a_clean_up_year_that_adds_up_is_not_flagged() -> None:
    assert against(stock(2024, 5, 1300, 705), stock(2023, 0, 0, 2000), rule="Y-02") == []


def test_the_two_forms_do_not_say_the_same_of_what_is_in_force() -> None:
    last = report(2020, {"disclosure.regulations.total_disclosed": 180}, "2019")
    assert findings(stock(2021, 3, 16, 1), "Y-02", None, Context(year=2021, previous=(last,))) == []


def test_an_absent_operand_leaves_what_is_in_force_open() -> None:
    for this, last in (
        (without(stock(2024, 3, 16, 1), f"{STOCK}.issued"), stock(2023, 0, 0, 180)),
        (stock(2024, 3, 16, 1), without(stock(2023, 0, 0, 180), f"{STOCK}.in_force")),
    ):
        assert against(this, last, rule="Y-02") == []
        assert "缺失" in one(against(this, last, rule="Y-02", outcome=Outcome.UNDETERMINED)).message


# --- Y-03


def test_a_digit_too_many_is_told_with_ratio_and_threshold() -> None:
    cell = "disclosure.penalties.decisions"
    found = one(against(report(2024, {cell: 35000}), report(2023, {cell: 3500}), rule="Y-03"))
    assert (found.subject, found.severity.value) == (cell, "notice")
    assert "上年 3500，本年 35000，是上年的 10 倍（达到 3 倍或不到 3 分之一，且相差 300 以上时提示）" in found.message


@pytest.mark.parametrize(
    ("cell", "last", "this", "is_jump"),
    [
        ("requests.new.total", 120, 260, False),  # not three times
        ("requests.new.total", 8, 30, False),  # 22 more is little
        ("requests.new.total", 40, 120, True),
        ("requests.new.total", 120, 40, True),
        ("requests.new.total", 0, 47, True),
        ("disclosure.licensing.decisions", 100, 350, False),
        ("disclosure.licensing.decisions", 4000, 0, True),
        ("disclosure.fees.amount", "96171.6", "961716000", True),
        ("disclosure.fees.amount", 10, 60, False),
        ("disclosure.normative_documents.repealed", 300, 4, False),  # a clean-up comes once
        ("requests.new.company", 10, 400, False),  # a shift between applicants
        ("requests.carried_in.total", 10, 400, False),  # Y-01 says it exactly
    ],
)
def test_what_is_a_jump(cell: str, last: Value, this: Value, is_jump: bool) -> None:
    found = against(report(2024, {cell: this}), report(2023, {cell: last}), rule="Y-03")
    assert [f.subject for f in found] == [cell] * is_jump


def test_money_a_thousand_times_more_is_probably_another_unit() -> None:
    cell = "disclosure.fees.amount"
    found = one(against(report(2024, {cell: 961716000}), report(2023, {cell: "96171.6"}), rule="Y-03"))
    assert "元" in found.hint


def test_rows_that_follow_a_jump_of_new_applications_are_not_told_again() -> None:
    cells: dict[str, Value] = {"requests.new.total": 400, "requests.granted.total": 300, "requests.total.total": 400}
    found = against(report(2024, cells), report(2023, dict.fromkeys(cells, 50)), rule="Y-03")
    assert [f.subject for f in found] == ["requests.new.total"]


def test_table_two_of_two_forms_is_not_compared() -> None:
    last = report(2020, {"disclosure.licensing.decisions": 10}, "2019")
    this = report(2021, {"disclosure.licensing.decisions": 9000})
    assert findings(this, "Y-03", Outcome.FAILED, Context(year=2021, previous=(last,))) == []


# --- Y-07

FULL: dict[str, Value] = {
    "requests.new.natural_person": 341,
    "requests.new.company": 12,
    "requests.granted.company": 12,
}


def test_a_table_equal_to_last_years_is_told() -> None:
    found = one(against(report(2024, FULL), report(2023, FULL), rule="Y-07"))
    assert found.subject == "table.requests"
    assert "3 个非零数字与上年报告完全相同" in found.message


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({}, "nothing but zeros"),
        ({"requests.new.natural_person": 1, "requests.granted.natural_person": 1}, "one application each year"),
        ({"disclosure.normative_documents.in_force": 12345}, "what is in force stays"),
        ({"disputes.reconsideration.upheld": 12, "disputes.reconsideration.other": 1}, "few digits"),
    ],
)
def test_what_is_equal_by_chance_or_nature_is_not_told(cells: dict[str, Value], why: str) -> None:
    assert against(report(2024, cells), report(2023, cells), rule="Y-07") == [], why


def test_one_other_figure_is_enough_to_differ() -> None:
    assert against(report(2024, FULL), put(report(2023, FULL), {"requests.granted.company": 11}), rule="Y-07") == []


def test_a_cell_missing_in_an_otherwise_equal_table_leaves_it_open() -> None:
    this, last = report(2024, FULL), without(report(2023, FULL), "requests.total.company", "requests.granted.other")
    assert against(this, last, rule="Y-07") == []
    open_ = one(against(this, last, rule="Y-07", outcome=Outcome.UNDETERMINED))
    assert "“其他”列" in open_.message


@settings(max_examples=30, deadline=None)
@given(
    st.sets(st.sampled_from(sorted({*row(CARRIED, *COLUMNS), *row(FORWARD, *COLUMNS), f"{STOCK}.issued"})), min_size=1)
)
def test_removing_cells_of_either_year_never_fails_a_rule_across_years(cells: set[str]) -> None:
    this = put(stock(2024, 3, 16, 167), row(CARRIED, 172, 4, 0, 1, 0, 0, 177))
    last = put(stock(2023, 0, 0, 180), row(FORWARD, 172, 4, 0, 1, 0, 0, 177))
    for changed, before in ((without(this, *cells), last), (this, without(last, *cells))):
        context = Context(year=2024, previous=(before,))
        assert [f for f in findings(changed, context=context) if f.rule in ("Y-01", "Y-02", "Y-07")] == []


def test_a_decision_lapses_when_last_years_figure_changes() -> None:
    this = put(THIS, {f"{CARRIED}.company": 6})
    marks = {one(against(this, put(LAST, {f"{FORWARD}.company": n}), rule="Y-01")).fingerprint for n in (4, 5)}
    assert len(marks) == 2
    assert one(against(this, put(LAST, {f"{FORWARD}.other": Decimal(0)}), rule="Y-01")).fingerprint in marks
