"""Layouts of tables in PDFs: what was once misread, each in a document drawn that way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from parsing.grid import Cell, Grid, Paragraph, Place
from parsing.pipeline import read
from parsing.readers import pdf
from parsing.readers.pdf.engines.paths import Painter
from parsing.readers.pdf.engines.state import EVERYWHERE
from parsing.readers.pdf.layout.cells import NEAR_NUMBER
from parsing.readers.pdf.page import Rule
from parsing.report import Address, Report
from parsing.tables.confirm import confirm
from parsing.tables.mapping import map_grids
from parsing.tables.stream import map_stream
from submissions.demo.draft import Draft
from submissions.demo.draw_pdf import draw_pdf
from submissions.demo.faults import blank_zeros
from submissions.demo.figures import HEILONGJIANG_2024, HEILONGJIANG_OFFICE_2020
from submissions.demo.narrative import write_draft
from submissions.demo.styles import Borders, Break, Stroke, Style, Turn

UNRULED = Style(borders=Borders.NONE, leading=1.15, padding=5.0, size=8.0)
STYLES: Mapping[str, Style] = {
    "no lines": UNRULED,
    "no lines, figures at the left": replace(UNRULED, figures="left", split=True),
    "no lines, figures at the right, cells at their tops": replace(UNRULED, figures="right", upper="top"),
    "no lines, cells at their feet": replace(UNRULED, upper="bottom", turn=Turn.ENTRY),
    "lines over, under and below the head": replace(UNRULED, borders=Borders.THREE, repeat_header=True),
    "lines across, numbers in two lines": replace(UNRULED, borders=Borders.ACROSS, label_share=0.62),
    "lines down": replace(UNRULED, borders=Borders.DOWN, stroke=Stroke.DOTS),
    "a frame round each table, groups apart": replace(UNRULED, borders=Borders.FRAME, parted=True),
    "no lines, table three in halves": replace(UNRULED, halves=True, parted=True),
    "ruled, in halves over pages": Style(size=10.5, padding=4.0, halves=True),
    "open sides, groups apart": Style(borders=Borders.OPEN_SIDES, parted=True),
    "rows torn, marks hanging out": Style(breaks=Break.TORN, padding=1.5, size=10.0, leading=1.25),
    "drawn sideways, said to go on, shaded": Style(
        turn=Turn.DRAWN, continued=True, size=10.5, padding=6.0, header_fill=0.6, zebra=0.95
    ),
    "text in two columns": Style(page=(842.0, 595.0), columns=2, margin=36.0, size=5.0, padding=2.5, body=12.0),
    "text in two columns, a table beside a table": replace(
        UNRULED, page=(842.0, 595.0), columns=2, margin=36.0, size=5.0, leading=1.05, padding=4.0, body=11.0
    ),
    "frames round the figures alone": replace(UNRULED, borders=Borders.FIELDS),
    "digits apart": Style(spacing=1.0, figures="right"),
    "on tinted paper": replace(UNRULED, letterhead=True),
    "on tinted paper, turned": replace(UNRULED, letterhead=True, turn=Turn.ENTRY),
    "a watermark across": Style(watermark="内部资料 征求意见稿", stroke=Stroke.DASHES),
}


def read_back(draft: Draft, style: Style, folder: Path) -> Report:
    path = folder / "drawn.pdf"
    path.write_bytes(draw_pdf(draft, style))
    return read(path)


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_every_cell_is_read_whatever_lines_are_drawn(style: Style, tmp_path: Path) -> None:
    draft = write_draft(HEILONGJIANG_2024)
    report = read_back(draft, style, tmp_path)
    found = {address: figure.value for address, figure in report.figures.items() if figure.is_sure}
    assert found == dict(draft.values)
    assert [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    "style",
    [replace(UNRULED, figures="left", size=5.0, padding=4.0), replace(UNRULED, figures="right", page=(842.0, 595.0))],
    ids=["at the left", "at the right of wide ones, one of them blank"],
)
def test_columns_with_hardly_a_figure_keep_their_headings(style: Style, tmp_path: Path) -> None:
    draft = blank_zeros(write_draft(HEILONGJIANG_OFFICE_2020))
    report = read_back(draft, style, tmp_path)
    assert {a: f.value for a, f in report.figures.items() if f.is_sure} == dict(draft.values)


@pytest.mark.parametrize("read_by", [pdf.read, pdf.read_again], ids=["first engine", "second engine"])
def test_slanted_text_is_read_by_no_engine(read_by: object, tmp_path: Path) -> None:
    path = tmp_path / "slanted.pdf"
    canvas = Canvas(str(path), pagesize=(400, 400))
    canvas.drawString(50, 300, "12")
    canvas.translate(200, 200)
    canvas.rotate(35)
    canvas.drawString(0, 0, "34")
    canvas.save()
    document = read_by(path)  # type: ignore[operator]
    assert [paragraph.text for paragraph in document.paragraphs] == ["12"]


HEADINGS = ("", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")


def grid(*rows: tuple[str, ...]) -> Grid:
    return Grid(tuple(Cell(text, r, c) for r, row in enumerate(rows) for c, text in enumerate(row)))


def mapped(*rows: tuple[str, ...]) -> dict[str, Decimal | None]:
    figures = map_grids([grid(*rows)]).figures
    return {f"{address.row}.{address.column}": figure.value for address, figure in figures.items()}


def test_a_heading_over_the_second_half_of_a_table_is_a_heading_of_its_own() -> None:
    found = mapped(
        ("", "自然人", "商业企业", "科研机构"),
        ("一、本年新收政府信息公开申请数量", "4", "3", "2"),
        ("", "社会公益组织", "法律服务机构", "总计"),
        ("一、本年新收政府信息公开申请数量", "1", "0", "10"),
    )
    assert list(found.values()) == [4, 3, 2, 1, 0, 10]
    assert found["new.total"] == 10


def test_the_row_of_others_is_no_heading_of_the_next_page() -> None:
    row = ("四、结转下年度继续办理", "7", "0", "0", "0", "0", "0", "7")
    found = mapped(HEADINGS, ("3.其他", "5", "1", "0", "0", "0", "0", "6"), HEADINGS, row)
    assert (found["carried_forward.natural_person"], found["carried_forward.other"]) == (Decimal(7), Decimal(0))
    assert found["other.other.natural_person"] == 5


def test_a_lost_address_is_never_made_up() -> None:
    assert Address("requests", "new", "total") not in map_grids([grid(("一、本年新收", "4", "3", "2"))]).figures


def test_the_headings_of_a_second_half_say_nothing_of_a_first_whose_own_are_torn() -> None:
    found = mapped(
        ("", "自然", "商企", "科机"),
        ("一、本年新收政府信息公开申请数量", "4", "3", "2"),
        ("", "社会公益组织", "法律服务机构", "总计"),
        ("一、本年新收政府信息公开申请数量", "1", "0", "10"),
    )
    assert found == {"new.public_interest": 1, "new.legal_service": 0, "new.total": 10}


def test_headings_at_the_end_of_a_page_give_the_order_of_the_next() -> None:
    row = ("", "一、本年新收政府信息公开申请数量", "4", "3", "0", "0", "0", "0", "7")
    figures = map_grids([grid(HEADINGS), grid(row)]).figures
    assert figures[Address("requests", "new", "total")].is_sure


def test_digits_that_open_the_next_grid_may_go_on_with_the_last_row_of_the_one_before() -> None:
    rows = (
        ("一、本年新收政府信息公开申请数量", "2", "0", "0", "0", "0", "0", "2"),
        ("", "37", "", "", "", "", "", "37"),
        ("二、上年结转政府信息公开申请数量", "2", "0", "0", "0", "0", "0", "2"),
    )
    figures = map_grids([grid(HEADINGS, rows[0]), grid(HEADINGS, *rows[1:])]).figures
    assert not any(figures[Address("requests", row, "total")].is_sure for row in ("new", "carried_in"))
    heads, first, rest = ("信息内容", "本年处理决定数量"), ("行政处罚", "3"), ("行政强制", "5")
    figures = map_grids([on_a_page(heads, first), on_a_page(heads, ("", "7"), rest)]).figures
    assert not any(figure.is_sure for figure in figures.values())


def test_digits_beside_the_name_of_a_group_may_begin_the_numbers_of_its_rows() -> None:
    rows = (
        ("2.申请人逾期未按收费通知要求缴纳费用", "5", "0", "0", "0", "0", "0", "5"),
        ("（六）其他处理", "7", "", "", "", "", "", "7"),
        ("3.其他", "0", "1", "0", "0", "0", "0", "1"),
    )
    figures = map_grids([grid(HEADINGS, *rows)]).figures
    assert not any(figure.is_sure for address, figure in figures.items() if address.row == "other.other")


@pytest.mark.parametrize("rest", ["2", "2（其中修订1件）"])
def test_rows_of_table_two_beside_digits_without_a_label_are_doubted(rest: str) -> None:
    heads = ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数")
    rows = (("规章", "3", "2", "4"), ("", "", "", rest), ("行政规范性文件", "1", "9", "2"))
    assert not any(figure.is_sure for figure in map_grids([on_a_page(heads, *rows)]).figures.values())
    assert all(figure.is_sure for figure in map_grids([on_a_page(heads, rows[0], rows[2])]).figures.values())


def on_a_page(*rows: tuple[str, ...]) -> Grid:
    cells = grid(*rows).cells
    boxes = ((50.0 * c.column, 20.0 * c.row, 50.0 * c.column + 40, 20.0 * c.row + 15) for c in cells)
    return Grid(tuple(cell._replace(place=Place(1, box)) for cell, box in zip(cells, boxes, strict=True)))


def doubts(*rows: tuple[str, ...]) -> dict[str, str]:
    figures = map_grids([grid(*rows)]).figures
    return {address.column: figure.doubt for address, figure in figures.items() if figure.doubt}


def test_a_blank_beside_a_label_that_ends_in_digits_is_doubted() -> None:
    found = doubts(HEADINGS, ("一、本年新收政府信息公开申请数量12", "", "0", "0", "0", "1", "0", "13"))
    assert found == {"natural_person": "行名或列名末尾连着数字，可能是这一空格里的数字，请对照原件确认"}


def test_a_figure_within_a_label_that_it_touches_is_not_blank() -> None:
    """Of a label in two lines, 5.属于三类内部 and 事务信息, with 41 beside it and no white between."""
    found = doubts(HEADINGS, ("5.属于三类内部41事务信息", "", "2", "0", "0", "0", "0", "43"))
    assert set(found) == {"natural_person"}
    assert doubts(HEADINGS, ("5.属于三类内部事务信息", "", "2", "0", "0", "0", "0", "43")) == {}


def test_no_blank_of_such_a_row_is_cleared_by_a_sum() -> None:
    report = map_grids([grid(HEADINGS, ("一、本年新收政府信息公开申请数量0", "", "2", "0", "0", "0", "0", "2"))])
    figures = confirm(report.figures, "2021")
    assert not figures[Address("requests", "new", "natural_person")].is_sure


def test_blanks_over_and_under_a_row_of_figures_are_not_the_row() -> None:
    label = "一、本年新收政府信息公开申请数量"
    cells = [*grid(HEADINGS).cells, Cell(label, 1, 0, rowspan=3)]
    cells += [Cell("", 1, column) for column in range(1, 8)]
    cells += [Cell(text, 2, column) for column, text in enumerate(("4", "0", "1", "0", "0"), 1)]
    found = map_grids([Grid(tuple(cells))]).figures
    assert not any(figure.is_sure for figure in found.values())


BLANKS, FIGURES = ("",) * 7, ("1", "0", "0", "0", "0", "0", "1")


@pytest.mark.parametrize("label", ["信息", ""])
def test_a_row_of_blanks_beside_figures_of_no_row_may_have_lost_them(label: str) -> None:
    first = ("5.要求行政机关确认或重新出具已获取", *BLANKS)
    figures = map_grids([grid(HEADINGS, first, (label, *FIGURES))]).figures
    assert len(figures) == 7
    assert not any(figure.is_sure for figure in figures.values() if figure.value is None)


def test_a_label_after_anothers_is_the_label_of_neither() -> None:
    heads = ("信息内容", "上一年项目数量", "本年增/减", "处理决定数量")
    assert mapped(heads, ("行政许可其他对外管理服务事", "6", "4", "1174351")) == {}


def test_a_heading_of_two_lines_over_others_at_its_foot_is_of_their_row() -> None:
    heads = (("", "上一年项目数量", "", ""), ("信息内容", "", "本年增/减", "处理决定数量"))
    rows = (("行政处罚", "55", "0", "2721096"), ("行政强制", "56", "5", "72990"))
    figures = map_grids([grid(*heads, *rows)]).figures
    assert [str(figure.value) for figure in figures.values()] == ["55", "0", "2721096", "56", "5", "72990"]
    assert all(figure.is_sure for figure in figures.values())


def test_two_figures_under_one_heading_of_a_page_are_parts_of_a_number() -> None:
    cells = (
        Cell("信息内容", 0, 0), Cell("上一年项目数量", 0, 1, colspan=2), Cell("本年增/减", 0, 3), Cell("处理决定数量", 0, 4),
        *(Cell(text, 1, column, place=Place(page=1)) for column, text in enumerate(("行政处罚", "3", "3", "4", "0"))),
    )  # fmt: skip
    figures = map_grids([Grid(cells)]).figures
    assert not figures[Address("disclosure", "penalties", "items_last_year")].is_sure


def test_a_line_of_a_page_that_does_not_add_up_may_hold_figures_of_another_table() -> None:
    page = Place(page=1)
    texts = ["（一）予以公开\t67\t16\t3\t0\t3\t27\t72", "（二）部分公开\t3\t0\t0\t0\t0\t0\t3"]
    for place, sure in ((page, False), (Place(), True)):
        figures = confirm(map_stream([Paragraph(text, place) for text in texts]).mapped.figures, "2021")
        assert figures[Address("requests", "granted", "total")].is_sure == sure
        assert figures[Address("requests", "partially_granted", "total")].is_sure


def test_digits_of_two_rows_run_together_are_doubted_where_both_rows_add_up_either_way() -> None:
    """12 over 34 are 12 and 34, or 1 and 234: without lines between the rows no sum tells."""
    doubt = NEAR_NUMBER.format("2／34", "234")
    one = ("（一）予以公开", "1", "0", "0", "0", "0", "0", "1")
    cells = list(grid(HEADINGS, one, ("（二）部分公开", "234", "0", "0", "0", "0", "0", "234")).cells)
    cells = [c._replace(doubt=doubt) if c.text == "234" else c for c in cells]
    figures = confirm(map_grids([Grid(tuple(cells))]).figures, "2021")
    assert not any(figures[Address("requests", row, "total")].is_sure for row in ("granted", "partially_granted"))


@pytest.mark.parametrize("share", [0.1, 0.9], ids=["a box with rounded corners", "an oval"])
def test_a_box_with_rounded_corners_is_ruled_by_its_four_sides(share: float) -> None:
    painter, (wide, high) = Painter(), (60.0, 20.0)
    dx, dy = share * wide / 2, share * high / 2
    painter.move(dx, 0)
    for x, y, towards in (
        (wide - dx, 0, (wide, dy)), (wide, high - dy, (wide - dx, high)), (dx, high, (0, high - dy)), (0, dy, (dx, 0))
    ):  # fmt: skip
        painter.line(x, y)
        for step in range(1, 13):  # as browsers draw a corner: in many small curves
            painter.curve(x + (towards[0] - x) * step / 12, y + (towards[1] - y) * step / 12)
    painter.close()
    painter.paint(True, False, 0.75, EVERYWHERE)
    sides = [Rule(0, 0, wide, 0), Rule(0, high, wide, high), Rule(0, 0, 0, high), Rule(wide, 0, wide, high)]
    assert painter.rules == (sides if share < 0.5 else [])
