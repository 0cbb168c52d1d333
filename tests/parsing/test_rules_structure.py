"""What the rules of kind S say about parts, tables, labels and the title."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from parsing.facts import FileFacts
from parsing.report import Label, Report, Section
from parsing.rules.model import Context, Outcome, Severity
from tests.parsing.made_reports import BLANK, DASH, SECTIONS, Value, filled, findings, one, province_2024, put, without

EITHER = "可能是报告里缺，也可能是本平台没有认出表格的版式。没有读到的格不作为 0 计算。"


def with_sections(*numbers: int) -> Report:
    return replace(filled("2021"), sections=tuple(SECTIONS[n - 1] for n in numbers))


def test_six_sections_in_order_pass() -> None:
    assert one(findings(filled("2021"), "S-01", None)).outcome is Outcome.PASSED


@pytest.mark.parametrize(
    ("numbers", "messages"),
    [
        ((1, 2, 3, 5, 6), ["没有找到“四、政府信息公开行政复议、行政诉讼情况”。"]),
        ((1, 2, 3, 4, 5, 6, 5), ["“五、存在的主要问题及改进情况”出现了 2 次，应只有一次。"]),
        (
            (1, 3, 2, 4, 5, 6),
            ["“二、主动公开政府信息情况”排在“三、收到和处理政府信息公开申请情况”之后，顺序不对。"],
        ),
        ((2, 3, 4, 5), ["没有找到“一、总体情况”。", "没有找到“六、其他需要报告的事项”。"]),
    ],
)
def test_lost_repeated_and_misplaced_sections_are_named(numbers: tuple[int, ...], messages: list[str]) -> None:
    found = findings(with_sections(*numbers), "S-01")
    assert [f.message for f in found] == messages
    assert {f.severity for f in found} == {Severity.MANDATORY}


def test_a_report_without_any_heading_is_undetermined() -> None:
    assert one(findings(with_sections(), "S-01", None)).outcome is Outcome.UNDETERMINED


def test_numerals_that_restart_do_not_break_the_six_sections() -> None:
    shifted = tuple(replace(s, printed="一二三四五"[max(s.number - 2, 0)]) for s in SECTIONS)
    assert findings(replace(filled("2021"), sections=shifted), "S-01") == []


def test_a_heading_in_other_words_is_noticed() -> None:
    sections = list(SECTIONS)
    sections[2] = Section(3, "收到和处理政府信息公开情况", "三", "")
    found = one(findings(replace(filled("2021"), sections=tuple(sections)), "S-02"))
    assert found.message == (
        "标题“三、收到和处理政府信息公开情况”与规定的标题“三、收到和处理政府信息公开申请情况”不一致。"
    )
    assert (found.subject, found.severity) == ("section.3", Severity.NOTICE)


def test_a_letter_that_ocr_may_have_misread_is_not_the_agencys_wording() -> None:
    sections = tuple(replace(s, heading=s.heading.replace("主要", "主耍")) for s in SECTIONS)
    typed = replace(filled("2021"), sections=sections)
    assert one(findings(typed, "S-02")).subject == "section.5"
    assert findings(replace(typed, facts=FileFacts(recognised=(1,))), "S-02") == []


def test_an_agency_that_ocr_may_have_misread_is_left_to_people() -> None:
    scan = FileFacts(recognised=(1,))
    title = "某币财政局2021年政府信息公开工作年度报告"
    assert Outcome.FAILED not in {outcome for outcome, _, _ in titles(agency="某币财政局", title=title, facts=scan)}
    assert Outcome.FAILED in {outcome for outcome, _, _ in titles(agency="某币财政局", title=title)}
    assert Outcome.FAILED in {outcome for outcome, _, _ in titles(agency="某市水利厅", facts=scan)}


def test_labels_in_other_words_are_noticed_once_a_table() -> None:
    labels = (
        Label("2.其他法律法规禁止公开", "2.其他法律行政法规禁止公开", "requests.denied.otherwise_prohibited"),
        Label("1、属于国家秘密", "1.属于国家秘密", "requests.denied.state_secrets"),
        Label('危及"三安全一稳定"', "3.危及“三安全一稳定”", "requests.denied.security_and_stability"),
        Label("本年废止数量", "本年废止件数", "disclosure.regulations.repealed"),
    )
    found = findings(replace(filled("2021"), labels=labels), "S-02")
    assert [(f.subject, f.message) for f in found] == [
        ("table.disclosure", "表二的栏目名称与规定不一致：“本年废止数量”应为“本年废止件数”。"),
        ("table.requests", "表三的栏目名称与规定不一致：“2.其他法律法规禁止公开”应为“2.其他法律行政法规禁止公开”。"),
    ]


@pytest.mark.parametrize(("rule", "table"), [("S-05", "disclosure"), ("S-06", "requests"), ("S-07", "disputes")])
@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_whole_tables_pass(edition: str, rule: str, table: str) -> None:
    found = one(findings(filled(edition), rule, None))
    assert (found.outcome, found.subject, found.table) == (Outcome.PASSED, f"table.{table}", table)


def test_a_lost_table_is_one_finding() -> None:
    cells = [str(a) for a in filled("2019").figures if a.table == "disputes"]
    report = without(filled("2019"), *cells)
    found = one(findings(report, "S-07"))
    assert found.message == "没有读到表四（政府信息公开行政复议、行政诉讼情况）。" + EITHER
    assert found.severity is Severity.MANDATORY
    assert [f.rule for f in findings(report)] == ["S-07"]


def test_lost_rows_are_named_and_nothing_is_judged_on_them() -> None:
    rows = ("unavailable.still_unclear", "total", "carried_forward")
    lost = [str(a) for a in province_2024().figures if a.table == "requests" and a.row in rows]
    report = without(province_2024(), *lost, "requests.new.total")
    assert one(findings(report, "S-06")).message == (
        "表三有 22 格没有读到：“（四）无法提供 3.补正后申请内容仍不明确”行、“（七）总计”行、"
        "“四、结转下年度继续办理”行、表三“一、本年新收政府信息公开申请数量”行“总计”列。" + EITHER
    )
    assert [f.rule for f in findings(report)] == ["S-06"]


def test_a_lost_column_is_named() -> None:
    lost = [str(a) for a in filled("2021").figures if a.table == "requests" and a.column == "research"]
    assert one(findings(without(filled("2021"), *lost), "S-06")).message == (
        "表三有 25 格没有读到：“科研机构”列。" + EITHER
    )


def test_a_few_blanks_are_noticed_and_many_must_be_explained() -> None:
    cells: dict[str, Value] = {"disputes.reconsideration.other": BLANK}
    few = one(findings(put(filled("2021"), cells), "S-08"))
    assert few.message == "表四有 1 格没有填数（空白）：“行政复议”（其他结果）。没有的应填 0。"
    assert few.severity is Severity.NOTICE
    cells |= {f"disputes.litigation_after.{c}": DASH for c in ("upheld", "corrected", "other", "pending")}
    many = one(findings(put(filled("2021"), cells), "S-08"))
    assert many.message == (
        "表四有 5 格没有填数（“-”、空白），占 33%：“行政复议”（其他结果）、“行政诉讼 复议后起诉” 4 格。没有的应填 0。"
    )
    assert many.severity is Severity.VERIFY
    assert len(many.cells) == 5


def test_zeros_are_no_blanks() -> None:
    assert findings(filled("2021"), "S-08") == []


def test_a_cell_that_may_be_misread_is_not_called_blank() -> None:
    report = put(filled("2021"), {"disputes.reconsideration.other": BLANK._replace(doubt="请对照原件确认")})
    assert findings(report, "S-08") == []
    assert one(findings(report, "S-08", Outcome.UNDETERMINED)).message == (
        "表四有 1 格没有读准，不能判定各格是否都有填写。"
    )


HERE = Context(("某市财政局", "某市财政局（国资局）"), 2021)


def titles(context: Context = HERE, **changes: Any) -> list[tuple[Outcome, str, str]]:
    found = findings(replace(filled("2021"), **changes), "S-12", None, context)
    return [(f.outcome, f.severity.label, f.message) for f in found]


def test_the_right_title_passes() -> None:
    assert {outcome for outcome, _, _ in titles()} == {Outcome.PASSED}


def test_another_agency_and_another_year_must_be_corrected() -> None:
    found = titles(agency="某市水利局", year=2020, title="某市水利局2020年政府信息公开工作年度报告")
    assert [f for f in found if f[0] is Outcome.FAILED] == [
        (Outcome.FAILED, "强制", "标题中的机关是“某市水利局”，应为“某市财政局”。"),
        (Outcome.FAILED, "强制", "标题中的年度是 2020 年，应为 2021 年。"),
    ]


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("某市财政局(国资局)", ("某市财政局（国资局）",)),
        ("哈尔滨市政府办公厅", ("哈尔滨市人民政府办公厅",)),
        ("黑龙江省", ("黑龙江省人民政府", "黑龙江省")),
    ],
)
def test_an_agency_goes_by_all_its_names(written: str, names: tuple[str, ...]) -> None:
    found = titles(Context(names, 2021), agency=written, title=f"{written}2021年政府信息公开工作年度报告")
    assert [f for f in found if f[0] is Outcome.FAILED] == []


def test_other_words_in_the_title_are_noticed() -> None:
    found = titles(title="某市财政局2021年度政府信息公开工作报告")
    assert [f for f in found if f[0] is Outcome.FAILED] == [
        (
            Outcome.FAILED,
            "提示",
            "标题“某市财政局2021年度政府信息公开工作报告”与规定格式不一致，应为“某市财政局2021年政府信息公开工作年度报告”。",
        )
    ]


def test_without_an_obligation_agency_and_year_cannot_be_judged() -> None:
    assert [outcome for outcome, _, _ in titles(Context())] == [
        Outcome.UNDETERMINED,
        Outcome.UNDETERMINED,
        Outcome.PASSED,
    ]


def test_a_title_nobody_could_read_is_not_wrong() -> None:
    assert {outcome for outcome, _, _ in titles(title="", agency="", year=None)} == {Outcome.UNDETERMINED}
