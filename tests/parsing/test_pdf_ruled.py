"""Ruled tables of PDFs: what stands in their cells and how their parts on two pages go together."""

from __future__ import annotations

from decimal import Decimal

import pytest

from parsing.grid import DIVIDED, OVERPRINTED, Cell, Grid, Paragraph
from parsing.readers.pdf.layout.cells import CUT_OFF, OVERFLOWING
from parsing.readers.pdf.layout.order import blocks
from parsing.readers.pdf.page import Rule
from parsing.report import Address, Figure
from parsing.tables.confirm import confirm
from parsing.tables.mapping import map_grids
from tests.parsing.set_pages import Word, grids, page_of, ruled

XS = (40.0, 200.0, 300.0)


def test_a_figure_under_a_heading_at_the_end_of_a_page_is_not_the_headings_second_half() -> None:
    """The heading fills its cell, as spread over it, and goes on with nothing."""
    first: list[Word] = [
        (42, 710, "第二十条第（六）项"),
        (42, 730, "信息内容与其它相关内容名称"),
        (202, 730, "本年处理决定数量"),
    ]
    second: list[Word] = [(42, 50, "行政处罚"), (202, 50, "/"), (42, 70, "行政强制"), (202, 70, "3")]
    [grid] = grids(page_of(first, ruled(XS, (700, 720, 740))), page_of(second, ruled(XS, (40, 60, 80)), 2))
    assert [row[0] for row in grid] == ["第二十条第（六）项", "信息内容与其它相关内容名称", "行政处罚", "行政强制"]


def test_digits_set_apart_alike_are_sure_numbers() -> None:
    words: list[Word] = [(42, 50, "行政处罚"), (202, 50, "123"), (42, 70, "行政强制"), (202, 70, "45")]
    cells = cells_of(words, apart=2.5)
    assert {cell.text for cell in cells} == {"行政处罚", "123", "行政强制", "45"}


def test_digits_set_apart_as_those_of_another_table_make_one_number() -> None:
    """Two digits alone tell nothing; the three digits of the other table tell how all are set."""
    alone: list[Word] = [(42, 50, "规章"), (202, 50, "0"), (42, 70, "规范性文件"), (202, 70, "13")]
    others: list[Word] = [(42, 250, "行政处罚"), (202, 250, "123"), (42, 270, "行政强制"), (202, 270, "45")]
    beside = ruled((20.0, *XS[1:]), (240, 260, 280))
    grid, other = grids(page_of([*alone, *others], [*ruled(XS, (40, 60, 80)), *beside], apart=2.5))
    assert grid == [["规章", "0"], ["规范性文件", "13"]]
    assert other == [["行政处罚", "123"], ["行政强制", "45"]]
    lines = [(42.0, 300.0, "行政许可"), (202.0, 300.0, "57")]
    [_, text] = blocks([page_of([*others, *lines], beside, apart=2.5)])
    assert isinstance(text, Paragraph)
    assert text.text == "行政许可\t57"


def test_two_lines_that_cross_are_the_last_row_of_a_table_open_at_its_sides() -> None:
    first: list[Word] = [(42, 730, "信息内容"), (202, 730, "本年收费金额")]
    lines = [Rule(40, 720, 300, 720), Rule(40, 740, 300, 740), Rule(200, 720, 200, 740)]
    last: list[Word] = [(42, 50, "行政事业性收费"), (202, 50, "3.5")]
    [grid] = grids(page_of(first, lines), page_of(last, [Rule(40, 60, 300, 60), Rule(200, 40, 200, 60)], 2))
    assert grid == [["信息内容", "本年收费金额"], ["行政事业性收费", "3.5"]]


def test_white_between_digits_that_others_do_not_have_is_no_setting() -> None:
    words: list[Word] = [(42, 50, "行政处罚"), (202, 50, "1"), (209, 50, "2"), (42, 70, "行政强制"), (202, 70, "4567")]
    assert "1 2" in {cell.text for cell in cells_of(words)}


def cells_of(words: list[Word], apart: float = 0.0) -> tuple[Cell, ...]:
    [grid] = [
        block for block in blocks([page_of(words, ruled(XS, (40, 60, 80)), apart=apart)]) if isinstance(block, Grid)
    ]
    return grid.cells


def test_numbers_broken_over_three_lines_beside_whole_ones_are_no_rows() -> None:
    words: list[Word] = [(42, 50, "一、本年新收"), (202, 50, "28"), (202, 66, "76"), (202, 82, "6")]
    words += [(x + 2, 50, "0") for x in (215, 235, 255)]
    [grid] = grids(page_of(words, ruled((40, 200, 215, 235, 255, 275), (40, 90))))
    assert grid == [["一、本年新收", "28766", "0", "0", "0"]]


def test_what_a_line_leaves_of_numbers_is_cleared_by_no_sum() -> None:
    """Every number of the column loses the same digits to the next: what is left adds up."""
    new, total = Address("requests", "new", "company"), Address("requests", "total", "company")
    zeros = {Address("requests", row, "company"): Figure(Decimal(0), "0") for row in ("carried_in", "carried_forward")}
    for doubt, sure in ((DIVIDED, False), (OVERPRINTED, False), (OVERFLOWING, True)):
        cut = Figure(Decimal(1304), "1304", doubt=doubt)
        assert confirm({new: cut, total: cut} | zeros, "2021")[new].is_sure == sure


def test_a_digit_across_a_line_divides_its_number() -> None:
    words: list[Word] = [(42, 50, "行政处罚"), (202, 50, "1234567"), (238, 50, "8")]
    [grid] = [b for b in blocks([page_of(words, ruled((40, 200, 233, 260), (40, 60, 80)))]) if isinstance(b, Grid)]
    assert [cell.doubt for cell in grid.cells if cell.text[:1].isdigit()] == [DIVIDED, DIVIDED]


def test_digits_on_a_line_across_the_table_are_doubted_as_is_the_cell_over_or_under_it() -> None:
    """Raised figures in lines of an exact height hang over the cell that holds them."""
    words: list[Word] = [(42, 50, "规章"), (202, 61, "12"), (302, 50, "3"), (42, 70, "行政许可"), (302, 70, "4")]
    [grid] = [b for b in blocks([page_of(words, ruled((40, 200, 300, 400), (40, 60, 80)))]) if isinstance(b, Grid)]
    figures = {(cell.row, cell.column): cell.doubt for cell in grid.cells if cell.column}
    assert figures == {(0, 1): DIVIDED, (1, 1): DIVIDED, (0, 2): "", (1, 2): ""}


def test_a_number_that_fills_its_cell_up_to_a_side_without_a_line_may_be_cut_off() -> None:
    words: list[Word] = [(42, 50, "行政处罚"), (202, 50, "123456"), (42, 70, "行政强制"), (202, 70, "123")]
    rules = [*ruled((40, 200), (40, 60, 80)), *(Rule(40, y, 236, y) for y in (40, 60, 80))]
    [grid] = [block for block in blocks([page_of(words, rules)]) if isinstance(block, Grid)]
    assert [(cell.text, cell.doubt) for cell in grid.cells if cell.column == 1] == [("123456", CUT_OFF), ("123", "")]


def test_the_head_of_a_page_over_a_single_row_of_figures_does_not_head_them() -> None:
    xs = (40.0, 100.0, 160.0, 220.0, 280.0, 340.0)
    heads: list[Word] = [
        (x + 5, 730, text) for x, text in zip(xs, ("维持", "纠正", "其他", "未审", "总计"), strict=False)
    ]
    figures: list[Word] = [(x + 5, 50, figure) for x, figure in zip(xs, "11204", strict=False)]
    pages = (page_of(heads, ruled(xs, (720, 740))), page_of([*figures, (42, 32, "年度报告")], ruled(xs, (40, 60)), 2))
    tables = grids(*pages)
    assert tables[-1][-1] == list("11204")


def test_numbers_broken_after_every_digit_are_no_rows_where_their_label_has_one_line() -> None:
    words: list[Word] = [(42, 80, "1.属于国家秘密"), (202, 65, "2"), (202, 81, "3"), (202, 97, "1")]
    words += [(232, 65, "2"), (232, 81, "3"), (232, 97, "1")]
    words += [(42, 120, "2.其他法规"), (202, 120, "5"), (232, 120, "5")]
    [grid] = grids(page_of(words, ruled((40, 200, 216, 230, 246), (55, 110, 130))))
    assert grid == [["1.属于国家秘密", "231", "", "231"], ["2.其他法规", "5", "", "5"]]


def _decisions(*lines: str, below: float = 20.0) -> Figure:
    """The figure of 行政许可 in a cell 40 points wide, 20 high unless said otherwise, that holds some lines."""
    ys = [100.0, 120.0, 120.0 + below, 160.0]
    rules = [*ruled((40, 180, 220), (100, 120, 160)), Rule(40, ys[2], 180, ys[2])]
    words: list[Word] = [(50, 110, "信息内容"), (182, 110, "处理决定"), (50, 110 + below, "行政许可")]
    words += [(50, ys[2] + 10, "行政处罚")] * (below < 40)
    words += [(182, 126 + 11 * n, text) for n, text in enumerate(lines)]
    found = [block for block in blocks([page_of(words, rules)]) if isinstance(block, Grid)]
    return map_grids(found).figures[Address("disclosure", "licensing", "decisions")]


def test_a_number_of_full_lines_in_the_cell_of_one_row_is_whole_though_no_sum_tells() -> None:
    figure = _decisions("115463", "6", below=40.0)
    assert figure.value == 1154636
    assert figure.is_sure


@pytest.mark.parametrize(("lines", "below"), [(("1154", "636"), 40.0), (("115463", "6"), 20.0)])
def test_a_number_whose_lines_leave_room_or_whose_cell_is_of_two_rows_is_doubted(
    lines: tuple[str, ...], below: float
) -> None:
    assert not _decisions(*lines, below=below).is_sure
