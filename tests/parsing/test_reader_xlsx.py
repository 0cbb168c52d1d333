"""Excel workbooks, made by the library people's tools are like."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.drawing.image import Image as Picture
from openpyxl.styles import Font, PatternFill
from PIL import Image

from parsing.contract import tables_json
from parsing.errors import Broken
from parsing.grid import PICTURED, STRUCK, UNREADABLE, UNSEEN
from parsing.pipeline import read
from parsing.readers import xlsx
from parsing.readers.xlsx import styles
from parsing.title import find_title
from submissions.demo.draft import Draft
from submissions.demo.figures import HEILONGJIANG_2024, HEILONGJIANG_OFFICE_2020, Figures
from submissions.demo.narrative import write_draft
from submissions.demo.truth import truth_of
from tests.parsing.wild import sheets


def workbook(tmp_path: Path, draft: Draft, *, one_sheet: bool) -> Path:
    """The report as a workbook: title and headings in merged rows, the tables below them."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["".join(draft.title_lines)])
    for section in draft.sections:
        if not one_sheet:
            sheet = book.create_sheet(section.heading[:20])
        sheet.append([section.line])
        for paragraph in section.paragraphs:
            sheet.append([paragraph])
        for table in draft.tables_of(section.number):
            top = sheet.max_row + 1
            for cell in table.cells:
                text = draft.text_of(cell)
                value = float(text) if text.replace(".", "", 1).isdigit() else text
                sheet.cell(top + cell.row, 1 + cell.column, value)
            for cell in table.cells:
                first_row, first_column = top + cell.row, 1 + cell.column
                sheet.merge_cells(
                    start_row=first_row,
                    start_column=first_column,
                    end_row=first_row + cell.rowspan - 1,
                    end_column=first_column + cell.colspan - 1,
                )
    path = tmp_path / "report.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize("one_sheet", [True, False], ids=["one sheet", "a sheet a section"])
@pytest.mark.parametrize("figures", [HEILONGJIANG_2024, HEILONGJIANG_OFFICE_2020], ids=lambda f: f.edition)
def test_a_workbook_is_read_exactly(tmp_path: Path, figures: Figures, one_sheet: bool) -> None:
    draft = write_draft(figures)
    report = read(workbook(tmp_path, draft, one_sheet=one_sheet))
    assert tables_json(report) == truth_of(draft, name="made", layout="xlsx")["tables"]
    assert (report.agency, report.year, report.edition) == (figures.agency, figures.year, figures.edition)
    assert [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6]


def test_a_binary_fraction_is_read_as_it_is_shown(tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(["收费", 96171.6, 0.1 + 0.2, 5030984, "0012"])
    book.save(tmp_path / "a.xlsx")
    assert [c.text for c in xlsx.read(tmp_path / "a.xlsx").grids[0].cells] == [
        "收费",
        "96171.6",
        "0.3",
        "5030984",
        "0012",
    ]


def test_hidden_sheets_and_rows_are_not_read(tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(["甲"])
    book.active.append(["乙"])
    book.active.row_dimensions[2].hidden = True
    book.create_sheet("旧").append(["丙"])
    book["旧"].sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    assert [[c.text for c in grid.cells] for grid in xlsx.read(tmp_path / "a.xlsx").grids] == [["甲"]]


def test_a_package_without_a_workbook_is_broken(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04" + b"\0" * 60)
    with pytest.raises(Broken):
        xlsx.read(path)


def shown(tmp_path: Path, value: Any, number_format: str) -> tuple[str, str]:
    """The text and the doubt of one cell."""
    book = Workbook()
    assert book.active is not None
    book.active["A1"] = "甲"
    book.active["B1"] = value
    book.active["B1"].number_format = number_format
    book.save(tmp_path / "a.xlsx")
    cell = xlsx.read(tmp_path / "a.xlsx").grids[0].cells[1]
    return cell.text, cell.doubt


@pytest.mark.parametrize(
    ("value", "number_format", "text", "doubt"),
    [
        (1180.8, "#,##0.00", "1180.8", ""),
        (251000, '0"元"', "251000元", ""),
        (12, "General", "12", ""),
        (2.3e-13, "General", "0", ""),
        (3, '[=0]"无";0', "3", ""),
        (11808000, '0!.0,"万元"', "11808000", styles.SCALED),
        (3000, "#,##0,", "3000", styles.SCALED),
        (1234, '0"."00', "1234", styles.SCALED),
        (1234, "0\\.00", "1234", styles.SCALED),
        (0.25, "0%", "0.25", styles.PERCENT),
        (45356, "m/d", "45356", styles.DATED),
        (45356, "yyyy年m月", "45356", styles.DATED),
        ("=1*2", "General", "\ufffd", xlsx.NO_RESULT),
        (True, "General", "\ufffd", xlsx.FAILED),
        (7, ";;;", "7", styles.HIDDEN),
        (3.6, "0", "3.6", styles.ROUNDED),
        (3.6, "#,##0", "3.6", styles.ROUNDED),
        (1180.84, "0.0", "1180.84", styles.ROUNDED),
        (1180.84, "0.00", "1180.84", ""),
        (3.6, '0"件"', "3.6件", styles.ROUNDED),
        (3.0, "0", "3", ""),
        (0.1 + 0.2, "0.0", "0.3", ""),
        (3.6, "General", "3.6", ""),
        (3.6, "@", "3.6", ""),
    ],
)
def test_what_is_shown_otherwise_than_stored_is_doubtful(
    tmp_path: Path, value: object, number_format: str, text: str, doubt: str
) -> None:
    found = shown(tmp_path, value, number_format)
    assert (found[0].removesuffix("万元"), found[1]) == (text, doubt)


def test_empty_cells_that_were_never_written_are_cells(tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    book.active["A1"], book.active["C1"] = "甲", 3
    book.save(tmp_path / "a.xlsx")
    assert [cell.text for cell in xlsx.read(tmp_path / "a.xlsx").grids[0].cells] == ["甲", "", "3"]


def test_a_hidden_column_moves_nothing(tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append([9, "某市财政局2024年政府信息公开工作年度报告"])
    book.active.append([9, "规章", 3])
    book.active.column_dimensions["A"].hidden = True
    book.save(tmp_path / "a.xlsx")
    document = xlsx.read(tmp_path / "a.xlsx")
    assert [cell.text for cell in document.grids[0].cells] == [
        "某市财政局2024年政府信息公开工作年度报告",
        "",
        "规章",
        "3",
    ]
    assert len(document.paragraphs) == 1


def test_formulas_without_results_are_no_sentences(tmp_path: Path) -> None:
    data = sheets.written(write_draft(HEILONGJIANG_2024), change=sheets.with_formula)
    (tmp_path / "a.xlsx").write_bytes(data)
    report = read(tmp_path / "a.xlsx")
    assert not any(figure.is_sure for figure in report.figures.values())
    assert [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6]


def test_what_stands_below_the_tables_is_no_caption_of_them(tmp_path: Path) -> None:
    draft = write_draft(HEILONGJIANG_2024)
    last = draft.sections[-1]
    ends = replace(last, paragraphs=(*last.paragraphs, "（附件：政府信息公开申请样表）"))
    report = read(workbook(tmp_path, replace(draft, sections=(*draft.sections[:-1], ends)), one_sheet=True))
    assert [figure.doubt for figure in report.figures.values() if not figure.is_sure] == []
    assert report.sections[-1].text.endswith("（附件：政府信息公开申请样表）")


@pytest.mark.parametrize(
    "lines",
    [
        ("2023年江城县水利局政府信息公开工作年度报告",),
        ("江城县水利局", "2023年政府信息公开工作年度报告"),
        ("江城县水利局", "", "2023年政府信息公开工作年度报告"),
    ],
)
def test_a_title_may_begin_with_its_year_or_below_the_agency(tmp_path: Path, lines: tuple[str, ...]) -> None:
    book = Workbook()
    assert book.active is not None
    for line in lines:
        book.active.append([line])
    book.active.append(["信息内容", "本年制发件数", "本年废止件数"])
    book.save(tmp_path / "a.xlsx")
    title = find_title(xlsx.read(tmp_path / "a.xlsx").paragraphs)
    assert (title.agency, title.year) == ("江城县水利局", 2023)


def grid_of(tmp_path: Path, *rows: list[Any], look: dict[str, Any] | None = None) -> list[tuple[str, str]]:
    """The cells of a sheet of these rows, the first with a font and fill of its own."""
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    for name, value in (look or {}).items():
        setattr(book.active["A1"], name, value)
    book.save(tmp_path / "a.xlsx")
    return [(cell.text, cell.doubt) for cell in xlsx.read(tmp_path / "a.xlsx").grids[0].cells]


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        ("=SUM(A1:B1)", ("5", "")),
        ("=SUM($A$1:B1,C1) - 1", ("4", "")),
        ("=A1+B1+0.5", ("5.5", "")),
        ("=E1+A1", ("7", "")),
        ("=A1+C1", (UNREADABLE, xlsx.NO_RESULT)),
        ("=A1*B1", (UNREADABLE, xlsx.NO_RESULT)),
        ("=SUM(A1:F1)", (UNREADABLE, xlsx.NO_RESULT)),
        ("=D1+1", (UNREADABLE, xlsx.NO_RESULT)),
        ("=SUM(A1:ZZ999999)", (UNREADABLE, xlsx.NO_RESULT)),
    ],
)
def test_a_sum_without_its_result_is_worked_out_and_no_other_formula(
    tmp_path: Path, formula: str, result: tuple[str, str]
) -> None:
    cells = grid_of(tmp_path, [2, 3, "-", formula, "=SUM(A1,B1)", "7"])
    assert cells[3] == result


def test_figures_in_the_ink_of_their_ground_are_left_out_and_doubted(tmp_path: Path) -> None:
    white, dark = Font(color="FFFFFFFF"), PatternFill("solid", fgColor="FF1F3864")
    assert grid_of(tmp_path, [7, 5], look={"font": white})[0] == ("", UNSEEN)
    assert grid_of(tmp_path, [7, 5], look={"font": Font(color="FF1F3864"), "fill": dark})[0] == ("", UNSEEN)
    assert grid_of(tmp_path, [7, 5], look={"font": white, "fill": dark})[0] == ("7", "")
    assert grid_of(tmp_path, ["规章1", 5], look={"font": white})[0] == ("规章1", "")


def test_a_figure_struck_out_leaves_a_doubt_and_no_blank(tmp_path: Path) -> None:
    assert grid_of(tmp_path, [7, 5], look={"font": Font(strike=True)}) == [("", STRUCK), ("5", "")]
    assert grid_of(tmp_path, ["略", 5], look={"font": Font(strike=True)}) == [("5", "")]


def test_so_does_one_that_is_struck_out_in_a_text_of_runs(tmp_path: Path) -> None:
    out = InlineFont(strike=True)
    assert grid_of(tmp_path, [CellRichText(TextBlock(out, "7")), 5]) == [("", STRUCK), ("5", "")]
    assert grid_of(tmp_path, [CellRichText(TextBlock(out, "7"), "8"), 5]) == [("8", ""), ("5", "")]


@pytest.mark.parametrize(("strike", "struck"), [("", True), (' val="1"', True), (' val="0"', False)])
def test_a_font_may_say_that_it_strikes_nothing_out(strike: str, struck: bool) -> None:
    space = "{a}"
    font = etree.fromstring(f'<font xmlns="a"><strike{strike}/></font>')
    assert styles.is_struck(font, space) == struck


def test_a_cell_under_a_picture_is_unreadable_and_not_blank(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["一", 3, None, 5], ["二", None, 4, 6]):
        sheet.append(row)
    Image.new("RGB", (30, 15)).save(tmp_path / "seven.png")
    sheet.add_image(Picture(str(tmp_path / "seven.png")), "C1")
    sheet.add_image(Picture(str(tmp_path / "seven.png")), "D1")
    book.save(tmp_path / "a.xlsx")
    cells = [(cell.text, cell.doubt) for cell in xlsx.read(tmp_path / "a.xlsx").grids[0].cells]
    assert cells[:4] == [("一", ""), ("3", ""), (UNREADABLE, PICTURED), ("5", "")]
    assert cells[4:] == [("二", ""), ("", ""), ("4", ""), ("6", "")]
