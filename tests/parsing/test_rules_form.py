"""S-03, S-04, S-09, S-13 and S-14: numerals, the form of the year, cells, whose report, pages."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from parsing.facts import FileFacts
from parsing.report import Figure, Report
from parsing.rules.model import Context, Finding, Outcome
from tests.parsing.made_reports import SECTIONS, filled, findings, one, put, without


def numbered(numerals: str, **changes: object) -> Report:
    sections = tuple(replace(s, printed=n.strip()) for s, n in zip(SECTIONS, numerals, strict=True))
    return replace(filled("2021"), sections=sections, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("numerals", ["一二三四五六", "123456", "      ", "一二 四五六"])
def test_right_numerals_and_none_pass(numerals: str) -> None:
    assert findings(numbered(numerals), "S-03") == []


def test_numerals_that_shift_are_one_finding_naming_each() -> None:
    found = one(findings(numbered("二三四五六七"), "S-03"))
    assert found.severity.label == "核实"
    assert found.message.startswith(
        "各部分的序号与规定不一致：“二、总体情况”应为“一”、“三、主动公开政府信息情况”应为“二”"
    )


def test_numbering_that_restarts_is_found() -> None:
    assert "“一、收到和处理政府信息公开申请情况”应为“三”" in one(findings(numbered("一二一二三四"), "S-03")).message


def test_one_numeral_read_by_ocr_is_no_proof() -> None:
    report = numbered("一三三四五六", facts=FileFacts(recognised=(1,)))
    assert one(findings(report, "S-03", None)).outcome is Outcome.UNDETERMINED


def single_row(report: Report) -> Report:
    """The 2021 form with the single row （六）其他处理 of 2019."""
    gone = [str(a) for a in report.figures if a.row.startswith("other.") and a.table == "requests"]
    columns = ("natural_person", "company", "research", "public_interest", "legal_service", "other", "total")
    return put(without(report, *gone), {f"requests.other.{c}": 0 for c in columns})


def test_a_single_row_of_other_results_is_not_the_form_of_2021() -> None:
    title = "某市财政局2022年政府信息公开工作年度报告"
    found = findings(single_row(replace(filled("2021"), year=2022, title=title)))
    assert [(f.rule, f.subject, f.severity.label) for f in found] == [("S-04", "table.requests", "核实")]
    assert "2022 年度应使用国办公开办函〔2021〕30号的格式：多出“（六）其他处理”行，没有" in found[0].message


def test_a_group_taken_for_a_row_beside_its_own_rows_is_no_other_form() -> None:
    """（六）其他处理 broken over two lines beside the figures of its first row."""
    columns = ("natural_person", "company", "research", "public_interest", "legal_service", "other", "total")
    report = put(filled("2021"), {f"requests.other.{column}": 0 for column in columns})
    assert findings(replace(report, year=2022), "S-04") == []


def test_the_form_of_2019_for_2022_is_found_in_both_tables() -> None:
    found = findings(replace(filled("2019"), year=2022), "S-04")
    assert [f.subject for f in found] == ["table.disclosure", "table.requests"]
    assert "“规章”行的“本年新制作数量”" in found[0].message


@pytest.mark.parametrize(("edition", "year"), [("2019", 2019), ("2019", 2020), ("2021", 2021), ("2021", 2025)])
def test_the_form_of_the_year_passes(edition: str, year: int) -> None:
    assert findings(replace(filled(edition), year=year), "S-04") == []


def test_without_a_year_the_form_cannot_be_judged() -> None:
    found = findings(replace(filled("2021"), year=None), "S-04", None)
    assert {f.outcome for f in found} == {Outcome.UNDETERMINED}
    assert findings(replace(filled("2021"), year=None), "S-04", context=Context(year=2022)) == []


def test_units_and_notes_in_cells_are_shown_with_the_number_taken() -> None:
    noted = Figure(Decimal(22), "22（其中修订16件）", note="（其中修订16件）")
    found = one(findings(put(filled("2021"), {"disclosure.normative_documents.issued": noted}), "S-09"))
    assert found.message == ("表二“行政规范性文件”行“本年制发件数”列写作“22（其中修订16件）”，按 22 计。格内只填数字。")
    assert (found.severity.label, found.values) == ("提示", ("22（其中修订16件）",))


def whose(agency: str, names: tuple[str, ...] = (), introduction: str = "现发布本报告。") -> list[Finding]:
    report = replace(filled("2021"), agency=agency, introduction=introduction)
    return findings(report, "S-13", context=Context(agency_names=names, year=2021))


def test_the_whole_areas_report_in_place_of_the_offices_is_found() -> None:
    found = one(whose("淮安市人民政府", ("淮安市人民政府办公室",)))
    assert found.message == (
        "标题是“淮安市人民政府”的报告，这里应报送“淮安市人民政府办公室”的报告。政府的报告涵盖全域，办公厅（室）的报告只写本机关。"
    )
    assert whose("淮安市人民政府办公室", ("淮安市人民政府", "淮安市"))


def test_an_introduction_that_names_the_other_report_is_found() -> None:
    found = one(whose("淮安市人民政府", (), "现发布《淮安市人民政府办公室2024年政府信息公开工作年度报告》。"))
    assert [q.section for q in found.quotes] == [0]


@pytest.mark.parametrize(
    ("agency", "names", "introduction"),
    [
        ("淮安市人民政府", ("淮安市人民政府", "淮安市"), ""),
        ("黑龙江省", (), "现发布《黑龙江省 2024 年政府信息公开工作年度报告》。"),
        ("哈尔滨市人民政府办公厅", (), "现发布《哈尔滨市人民政府办公厅2022年政府信息公开工作年度报告》。"),
        ("淮安市人民政府", (), "本报告由淮安市人民政府办公室根据条例编制。"),
        ("某市财政局", ("某市水利局",), "现发布《某市人民政府2024年政府信息公开工作年度报告》。"),
        ("淮安市人民政府", ("宿迁市人民政府办公室",), ""),
    ],
)
def test_ones_own_report_passes(agency: str, names: tuple[str, ...], introduction: str) -> None:
    assert whose(agency, names, introduction) == []


def pages(report: Report, **facts: object) -> list[tuple[str, str]]:
    changed = replace(report, facts=FileFacts(**facts))  # type: ignore[arg-type]
    return [(f.severity.label, f.message) for f in findings(changed, "S-14")]


def test_pages_read_by_ocr_are_noticed_by_number() -> None:
    assert pages(filled("2021"), recognised=(1, 2, 3, 7)) == [
        ("提示", "第1—3、7页没有文字层，由文字识别读取，请对照原件核对。")
    ]


def test_an_unreadable_page_is_grave_where_the_report_is_not_whole() -> None:
    lost = without(filled("2021"), *[str(a) for a in filled("2021").figures if a.table == "disputes"])
    assert pages(lost, unread=(4,)) == [("强制", "第4页是图片或已损坏，没有读取。")]
    assert pages(filled("2021"), unread=(9,)) == [("核实", "第9页是图片或已损坏，没有读取。")]


def test_pictures_matter_where_a_table_is_missing() -> None:
    lost = without(filled("2021"), *[str(a) for a in filled("2021").figures if a.table == "disputes"])
    assert pages(lost, pictures=2) == [
        ("强制", "没有找到表四，而文件中有2 幅较大的图片，表格可能是以图片插入的，没有读取。")
    ]
    assert pages(lost, pictures_unread=("第1幅图片",)) == [
        ("强制", "没有找到表四，而文件中有第1幅图片，表格可能是以图片插入的，没有读取。")
    ]
    assert pages(filled("2021"), pictures=2, pictures_unread=("第1幅图片",)) == []


def test_a_table_read_from_a_picture_is_noticed() -> None:
    assert pages(filled("2021"), pictures_read=("第1幅图片",)) == [
        ("提示", "第1幅图片是表格的图片，由文字识别读取，请对照原件核对。")
    ]


def test_a_readable_file_passes() -> None:
    assert [f.outcome for f in findings(filled("2021"), "S-14", None)] == [Outcome.PASSED]
