"""Files that hold more than one report."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook

from parsing.contract import tables_json
from parsing.errors import SeveralReports
from parsing.grid import Document
from parsing.pipeline import document_to_report, read
from parsing.readers import read_document
from parsing.several import Wanted, one_report, reports_in
from submissions.demo.documents import LAYOUTS
from submissions.demo.figures import HEILONGJIANG_2024, HEILONGJIANG_OFFICE_2020, Figures
from submissions.demo.narrative import write_draft
from submissions.demo.truth import truth_of

PROVINCE = Wanted(("黑龙江省",), 2024)
OFFICE = Wanted(("黑龙江省人民政府办公厅",), 2020)


def document(tmp_path: Path, figures: Figures, layout: str) -> Document:
    path = tmp_path / f"one{LAYOUTS[layout].suffix}"
    path.write_bytes(LAYOUTS[layout].write(write_draft(figures)))
    return read_document(path)


@pytest.fixture(params=["docx", "html", "pdf", "text-tabs", "text-lines"])
def both(request: pytest.FixtureRequest, tmp_path: Path) -> Document:
    one = document(tmp_path, HEILONGJIANG_2024, request.param)
    other = document(tmp_path, HEILONGJIANG_OFFICE_2020, request.param)
    return replace(one, blocks=one.blocks + other.blocks)


@pytest.mark.parametrize(
    ("wanted", "figures"), [(PROVINCE, HEILONGJIANG_2024), (OFFICE, HEILONGJIANG_OFFICE_2020)], ids=["first", "second"]
)
def test_the_report_asked_for_is_read_and_no_other(both: Document, wanted: Wanted, figures: Figures) -> None:
    other = HEILONGJIANG_OFFICE_2020 if figures is HEILONGJIANG_2024 else HEILONGJIANG_2024
    report = document_to_report(one_report(both, wanted))
    assert (report.agency, report.year) == (figures.agency, figures.year)
    assert tables_json(report) == truth_of(write_draft(figures), name="made", layout="made")["tables"]
    assert [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6]
    assert report.warnings[-1].startswith(
        f"文件中有 2 份报告，只读取了《{figures.agency}{figures.year}年政府信息公开工作年度报告》，"
        f"没有读取《{other.agency}{other.year}年政府信息公开工作年度报告》。"
    )


def test_without_a_wish_the_reports_are_named_and_none_is_read(both: Document) -> None:
    with pytest.raises(SeveralReports) as caught:
        one_report(both)
    assert str(caught.value) == (
        "文件中有 2 份报告：《黑龙江省2024年政府信息公开工作年度报告》、"
        "《黑龙江省人民政府办公厅2020年政府信息公开工作年度报告》，无法确定要报送哪一份。"
        "请把要报送的那一份单独存为一个文件后上传。"
    )


def test_a_wish_none_of_them_meets_names_them_too(both: Document) -> None:
    with pytest.raises(SeveralReports, match=r"《黑龙江省2024年.*》，其中没有哈尔滨市2024年的报告。"):
        one_report(both, Wanted(("哈尔滨市",), 2024))


@pytest.mark.parametrize("layout", list(LAYOUTS))
def test_a_single_report_is_left_whole(tmp_path: Path, layout: str) -> None:
    whole = document(tmp_path, HEILONGJIANG_2024, layout)
    assert reports_in(whole) == (whole,)


def test_a_report_printed_twice_is_one_report(tmp_path: Path) -> None:
    one = document(tmp_path, HEILONGJIANG_2024, "docx")
    twice = replace(one, blocks=one.blocks + one.blocks)
    (part,) = reports_in(twice)
    assert document_to_report(part) == document_to_report(one)


@pytest.mark.parametrize("agency_apart", [False, True])
def test_reports_below_each_other_in_one_sheet_are_cut_at_their_titles(tmp_path: Path, agency_apart: bool) -> None:
    """What stands below a report's last table is its own, a heading too; a title's first line is not."""
    drafts = [write_draft(figures) for figures in (HEILONGJIANG_2024, HEILONGJIANG_OFFICE_2020)]
    book = Workbook()
    sheet, row = book.active, 1
    assert sheet is not None
    for draft in drafts:
        for line in draft.title_lines if agency_apart else (draft.title,):
            sheet.cell(row, 1, line)
            row += 1
        for section in draft.sections:
            sheet.cell(row, 1, section.line)
            row += 1
            for table in draft.tables_of(section.number):
                for cell in table.cells:
                    sheet.cell(row + cell.row, 1 + cell.column, draft.text_of(cell) or None)
                row += table.height
    book.save(tmp_path / "both.xlsx")
    for wanted, draft in zip((PROVINCE, OFFICE), drafts, strict=True):
        report = read(tmp_path / "both.xlsx", wanted=wanted)
        assert report.title == draft.title
        assert tables_json(report) == truth_of(draft, name="made", layout="made")["tables"]
        assert [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6]


def test_two_texts_in_one_file(tmp_path: Path) -> None:
    path = tmp_path / "both.txt"
    layout = LAYOUTS["text-tabs"]
    texts = [layout.write(write_draft(figures)) for figures in (HEILONGJIANG_2024, HEILONGJIANG_OFFICE_2020)]
    path.write_bytes(b"\n\n".join(texts))
    assert read(path, wanted=OFFICE).year == 2020
    with pytest.raises(SeveralReports):
        read(path)
