"""What the rules of kind A say, word for word, and when they keep silent."""

from __future__ import annotations

from decimal import Decimal

import pytest

from parsing.rules.model import Outcome, Severity
from tests.parsing.made_reports import (
    BLANK,
    DASH,
    ILLEGIBLE,
    Value,
    failed,
    figure,
    filled,
    findings,
    one,
    province_2024,
    put,
    without,
)


def test_the_published_province_report_fails_two_totals_and_nothing_else() -> None:
    report = province_2024()
    assert failed(report) == {("A-02", "requests.total.other"), ("A-02", "requests.total.total")}
    other, total = findings(report, "A-02")
    if other.subject != "requests.total.other":
        other, total = total, other
    assert (other.expected, other.actual, other.difference) == (Decimal(148), Decimal(151), Decimal(3))
    assert (total.expected, total.actual, total.difference) == (Decimal(10471), Decimal(10474), Decimal(3))
    assert other.severity is Severity.MANDATORY
    assert other.message == "表三“（七）总计”行“其他”列：各行相加应为 148，填报 151，多 3。"
    assert other.sum == (
        "“（一）予以公开”137 ＋ “（二）部分公开”3 ＋ “（三）不予公开 4.保护第三方合法权益”1"
        " ＋ “（三）不予公开 8.属于行政查询事项”2 ＋ “（四）无法提供 1.本机关不掌握相关政府信息”3"
        " ＋ “（四）无法提供 2.没有现成信息需要另行制作”1 ＋ “（六）其他处理 3.其他”1 ＝ 148 ≠ “（七）总计”151"
    )
    assert other.fix == "逐行核对本列的办理结果，更正填错的一行，或更正总计。"
    assert other.basis == "国办公开办函〔2021〕30号规定的年度报告格式，表三“（七）总计”为本年度办理结果各行之和"
    assert other.table == "requests"


def test_a_row_says_which_applicants_do_not_add_up() -> None:
    cells: dict[str, Value] = {
        "requests.unavailable.needs_creation.natural_person": 5,
        "requests.unavailable.needs_creation.legal_service": 1,
        "requests.unavailable.needs_creation.total": 8,
    }
    found = one(findings(put(filled("2021"), cells), "A-03"))
    assert found.message == "表三“（四）无法提供 2.没有现成信息需要另行制作”行“总计”列：各列相加应为 6，填报 8，多 2。"
    assert found.sum == "“自然人”5 ＋ “法律服务机构”1 ＝ 6 ≠ “总计”8"


def test_the_note_above_table_three_names_all_four_rows() -> None:
    cells: dict[str, Value] = {"requests.new.other": 3, "requests.new.total": 3, "requests.carried_in.other": 1}
    found = one(f for f in findings(put(filled("2021"), cells), "A-01") if f.subject.endswith(".other"))
    assert found.message == "表三“四、结转下年度继续办理”行“其他”列：按勾稽关系应为 4，填报 0，少 4。"
    assert found.sum == (
        "“一、本年新收政府信息公开申请数量”3 ＋ “二、上年结转政府信息公开申请数量”1 ＝ 4"
        " ≠ “（七）总计”0 ＋ “四、结转下年度继续办理”0 ＝ 0"
    )


def test_disputes_name_their_group() -> None:
    cells: dict[str, Value] = {
        "disputes.litigation_direct.upheld": 90,
        "disputes.litigation_direct.corrected": 50,
        "disputes.litigation_direct.other": 21,
        "disputes.litigation_direct.pending": 33,
        "disputes.litigation_direct.total": 187,
    }
    found = one(findings(put(filled("2021"), cells), "A-04"))
    assert found.message == "表四“行政诉讼 未经复议直接起诉”栏“总计”列：各列相加应为 194，填报 187，少 7。"


def test_the_missing_cell_is_named() -> None:
    found = one(findings(without(province_2024(), "requests.granted.other"), "A-03", Outcome.UNDETERMINED))
    assert found.message == "表三“（一）予以公开”行“总计”列：无法核对，表三“（一）予以公开”行“其他”列缺失。"
    report = put(province_2024(), {"requests.new.other": ILLEGIBLE})
    found = one(findings(report, "A-03", Outcome.UNDETERMINED))
    assert found.message.endswith("无法核对，表三“一、本年新收政府信息公开申请数量”行“其他”列读不准。")


def test_a_figure_typed_by_a_person_is_sure() -> None:
    typed = figure(137)._replace(doubt="笔画断开", corrected=True)
    report = put(province_2024(), {"requests.granted.other": typed})
    assert findings(report, "A-03", Outcome.UNDETERMINED) == []


def test_a_blank_total_is_proposed_in_words() -> None:
    cells: dict[str, Value] = {
        "requests.granted.natural_person": 258,
        "requests.granted.company": 12,
        "requests.granted.total": DASH,
    }
    found = one(findings(put(filled("2019"), cells), "A-12"))
    assert found.message == "表三“（一）予以公开”行“总计”列：没有填数，按同表其他数字推算应为 270。"
    assert found.sum == "“自然人”258 ＋ “商业企业”12 ＝ 270，“总计”-"
    assert found.fix == "核实后填写 270；如不是这个数，请检查相加的各格。"
    assert found.to_json()["difference"] is None


def test_rows_without_their_total_leave_the_column_of_totals_unjudged() -> None:
    cells: dict[str, Value] = {
        "requests.granted.natural_person": 258,
        "requests.granted.total": BLANK,
        "requests.total.natural_person": 258,
        "requests.total.total": 258,
        "requests.new.natural_person": 258,
        "requests.new.total": 258,
    }
    report = put(filled("2019"), cells)
    assert failed(report) == {("A-12", "requests.granted.total")}
    unjudged = one(findings(report, "A-02", Outcome.UNDETERMINED))
    assert unjudged.subject == "requests.total.total"
    assert "表三“（一）予以公开”行“总计”列空白" in unjudged.message


def test_rows_without_total_and_figures_do_not_stop_the_column_of_totals() -> None:
    cells: dict[str, Value] = {"requests.granted.total": BLANK, "requests.total.total": 2, "requests.total.company": 2}
    report = put(filled("2019"), cells)
    assert ("A-02", "requests.total.total") in failed(report)


def test_a_blank_total_of_results_leaves_the_note_above_the_table_unjudged() -> None:
    cells: dict[str, Value] = {
        "requests.new.company": 5,
        "requests.new.total": 5,
        "requests.granted.company": 5,
        "requests.granted.total": 5,
        "requests.total.company": BLANK,
        "requests.total.total": 5,
    }
    assert failed(put(filled("2021"), cells)) == {("A-12", "requests.total.company")}


def test_a_blank_that_no_count_could_fill_is_a_failure() -> None:
    cells: dict[str, Value] = {"requests.carried_forward.company": BLANK, "requests.total.company": 3}
    found = one(findings(put(filled("2021"), cells), "A-01"))
    assert (found.expected, found.actual) == (Decimal(-3), None)
    said = "勾稽关系不成立，办理结果总计比本年新收与上年结转之和多 3，结转下年度空白（按 0 计）。"
    assert found.message == f"表三“四、结转下年度继续办理”行“商业企业”列：{said}"


def test_one_row_of_other_results_in_a_2021_report_is_summed_as_it_stands() -> None:
    three = [f"requests.other.{code}.{c}" for code in ("not_corrected", "fee_unpaid", "other") for c in APPLICANTS]
    report = without(filled("2021"), *three)
    report = put(report, {f"requests.other.{c}": 0 for c in APPLICANTS})
    assert findings(report, "S-06") == []
    assert failed(report) == set()
    more = put(report, {"requests.other.company": 2, "requests.other.total": 2})
    assert failed(more) == {("A-02", "requests.total.company"), ("A-02", "requests.total.total")}


APPLICANTS = ("natural_person", "company", "research", "public_interest", "legal_service", "other", "total")


@pytest.mark.parametrize(
    ("edition", "cell", "value", "message"),
    [
        (
            "2021",
            "disclosure.licensing.decisions",
            -3,
            "表二“行政许可”行“本年处理决定数量”列：填报 -3，数量不能是负数。",
        ),
        (
            "2021",
            "requests.new.company",
            "1.5",
            "表三“一、本年新收政府信息公开申请数量”行“商业企业”列：填报 1.5，数量应为整数。",
        ),
        (
            "2021",
            "disclosure.fees.amount",
            "-0.5",
            "表二“行政事业性收费”行“本年收费金额（单位：万元）”列：填报 -0.5，金额不能是负数。",
        ),
        ("2019", "disclosure.licensing.change", "0.5", "表二“行政许可”行“本年增/减”列：填报 0.5，数量应为整数。"),
    ],
)
def test_counts_are_whole_and_not_negative(edition: str, cell: str, value: Value, message: str) -> None:
    found = one(findings(put(filled(edition), {cell: value}), "A-05"))
    assert (found.subject, found.message) == (cell, message)


@pytest.mark.parametrize(
    ("edition", "cell", "value"),
    [
        ("2019", "disclosure.licensing.change", -7),
        ("2021", "disclosure.fees.amount", "96171.6"),
        ("2019", "disclosure.procurement.amount", "1180.8"),
        ("2021", "disclosure.penalties.decisions", 8668797),
        ("2021", "requests.new.company", BLANK),
        ("2021", "requests.new.company", "3.0"),
    ],
)
def test_changes_amounts_and_blanks_are_no_bad_counts(edition: str, cell: str, value: Value) -> None:
    assert findings(put(filled(edition), {cell: value}), "A-05") == []


def test_an_illegible_cell_is_named_and_not_judged() -> None:
    found = one(findings(put(filled("2021"), {"requests.new.company": ILLEGIBLE}), "A-05", Outcome.UNDETERMINED))
    assert found.message == "表三“一、本年新收政府信息公开申请数量”行“商业企业”列：“1O”读不出确定的数。"


@pytest.mark.parametrize(
    ("issued", "repealed", "in_force", "outcome"),
    [
        (3, 16, 167, Outcome.PASSED),
        (45, 23, 302, Outcome.PASSED),
        (5, 5, 0, Outcome.PASSED),
        (0, 1330, 0, Outcome.PASSED),
        (0, 0, BLANK, Outcome.PASSED),
        (5, 0, 2, Outcome.FAILED),
        (5, 2, 2, Outcome.FAILED),
        (5, 0, BLANK, Outcome.UNDETERMINED),
        (ILLEGIBLE, 0, 2, Outcome.UNDETERMINED),
    ],
)
def test_what_was_issued_is_in_force_unless_repealed(
    issued: Value, repealed: Value, in_force: Value, outcome: Outcome
) -> None:
    cells = {"issued": issued, "repealed": repealed, "in_force": in_force}
    report = put(filled("2021"), {f"disclosure.regulations.{c}": v for c, v in cells.items()})
    judged = {f.subject: f.outcome for f in findings(report, "A-07", None)}
    assert judged["disclosure.regulations.in_force"] is outcome


def test_the_words_of_in_force() -> None:
    cells: dict[str, Value] = {"disclosure.normative_documents.issued": 5, "disclosure.normative_documents.in_force": 2}
    found = one(findings(put(filled("2021"), cells), "A-07"))
    assert found.message == (
        "表二“行政规范性文件”行：“本年制发件数”5，“现行有效件数”2，“本年废止件数”0，“现行有效件数”至少少 3，请核实。"
    )
    assert found.sum == "“现行有效件数”2 ＋ “本年废止件数”0 ＜ “本年制发件数”5"
    assert (found.expected, found.actual, found.severity.label) == (Decimal(5), Decimal(2), "核实")


def test_made_may_exceed_disclosed_but_disclosed_not_the_whole() -> None:
    row = "disclosure.normative_documents"
    fine = put(filled("2019"), {f"{row}.made": 43, f"{row}.disclosed": 38, f"{row}.total_disclosed": 511})
    assert failed(fine) == set()
    found = one(findings(put(fine, {f"{row}.total_disclosed": 30}), "A-08"))
    assert (
        found.message
        == "表二“规范性文件”行：“本年新公开数量”38，“对外公开总数量”30，“对外公开总数量”至少少 8，请核实。"
    )


@pytest.mark.parametrize(("edition", "rule"), [("2021", "A-08"), ("2019", "A-07")])
def test_a_rule_of_the_other_form_says_nothing(edition: str, rule: str) -> None:
    assert findings(filled(edition), rule, None) == []


def test_an_application_under_two_applicants_is_hinted() -> None:
    cells: dict[str, Value] = {
        "requests.new.natural_person": 10,
        "requests.new.total": 10,
        "requests.granted.natural_person": 6,
        "requests.granted.company": 4,
        "requests.granted.total": 10,
        "requests.total.natural_person": 10,
        "requests.total.total": 10,
    }
    hints = {f.subject: f.hint for f in findings(put(filled("2021"), cells), "A-02")}
    assert hints["requests.total.company"] == (
        "“商业企业”列与“自然人”列相差的数额相等、方向相反（均为 4），可能是同一申请在两处计入了不同的申请人类别。"
    )


def row_of(*values: int, total: int) -> dict[str, Value]:
    return {f"requests.new.{c}": v for c, v in zip(APPLICANTS, (*values, total), strict=True)}


@pytest.mark.parametrize(
    ("cells", "hint"),
    [
        (row_of(100, 23, 0, 0, 0, 0, total=100), "差额正好等于“商业企业”的 23，可能漏计了这一格。"),
        (row_of(100, 23, 0, 0, 0, 0, total=146), "差额正好等于“商业企业”的 23，可能重复计算了这一格。"),
        (row_of(150, 82, 0, 0, 0, 0, total=178), "差额能被 9 整除，“商业企业”的 82 可能是 28 的数字颠倒。"),
        (row_of(300, 7, 0, 0, 0, 0, total=325), "差额能被 9 整除，可能有一格的数字前后颠倒。"),
        (
            row_of(30, 1, 6, 0, 0, 0, total=46),
            "“商业企业”的 1 与“科研机构”的 6 连在一起（16）时合计相符，可能是一个数在读取或填写时被拆成了两格。",
        ),
        (row_of(100, 23, 23, 0, 0, 0, total=123), ""),
        (row_of(100, 50, 0, 0, 0, 0, total=157), ""),
    ],
)
def test_likely_causes_are_hinted(cells: dict[str, Value], hint: str) -> None:
    assert one(findings(put(filled("2021"), cells), "A-03")).hint == hint


def test_a_total_with_swapped_digits_is_hinted() -> None:
    report = put(filled("2021"), row_of(200, 145, 0, 0, 0, 0, total=354))
    assert one(findings(report, "A-03")).hint == "差额能被 9 整除，354 可能是 345 的数字颠倒。"


def test_hints_never_stand_alone() -> None:
    assert [f.rule for f in findings(province_2024(), outcome=Outcome.PASSED) if f.hint or f.fix] == []
