"""Figures merged over two rows, and columns cut at the side: the blanks they leave are doubted."""

from __future__ import annotations

import pytest

from parsing.grid import MANY_LOOSE_DOUBT, Cell, Grid, Place
from parsing.readers.pdf.layout.cells import CUT_OFF, GOES_ON, PRINTED_OVER, SPANS_ROWS
from parsing.readers.pdf.layout.order import blocks
from parsing.readers.pdf.page import Page, Rule
from parsing.report import Address
from parsing.tables.mapping import map_grids
from tests.parsing.set_pages import Word, page_of, ruled

XS = (40.0, 200.0, 250.0, 300.0)
HEADS: list[Word] = [(205, 100, "商业企业"), (255, 100, "科研机构"), (305, 100, "总计")]


def only(*pages: Page) -> Grid:
    [grid] = [block for block in blocks(pages) if isinstance(block, Grid)]
    return grid


def doubts(grid: Grid, row: int) -> list[tuple[str, str]]:
    return [(cell.text, cell.doubt) for cell in grid.cells if cell.row == row and cell.column]


def test_where_the_line_between_two_rows_is_missing_a_figure_and_a_blank_are_doubted() -> None:
    words = [*HEADS]
    for y, label, figures in (
        (130, "一、本年新收", ("6", "", "8")), (160, "二、上年结转", ("2", "37", "5")), (190, "（一）公开", ("3", "1", "4")),
    ):  # fmt: skip
        words += [(40, y, label), *((x, y, f) for x, f in zip((215, 265, 310), figures, strict=True) if f)]
    lines = [Rule(40, y, 330, y) for y in (115, 175, 205)]
    lines += [Rule(40, 145, 250, 145), Rule(300, 145, 330, 145)]
    grid = only(page_of(words, lines))
    assert doubts(grid, 1) == [("6", ""), ("", SPANS_ROWS), ("8", "")]
    assert doubts(grid, 2) == [("2", ""), ("37", SPANS_ROWS), ("5", "")]
    assert doubts(grid, 3) == [("3", ""), ("1", ""), ("4", "")]


def test_blanks_beside_a_figure_between_their_rows_are_doubted() -> None:
    words = [*HEADS]
    for y, label, figures in (
        (130, "一、本年新收", ("6", "", "8")), (145, "", ("", "0", "")), (160, "二、上年结转", ("2", "", "5")),
        (190, "（一）公开", ("3", "1", "4")),
    ):  # fmt: skip
        words += [(x, y, f) for x, f in zip((40, 215, 265, 310), (label, *figures), strict=True) if f]
    cells = {(c.row, c.column): c for c in only(page_of(words)).cells}
    assert [cells[row, 2].doubt for row in (1, 3)] == [MANY_LOOSE_DOUBT] * 2
    assert not cells[4, 2].doubt


def test_where_the_line_between_two_rows_is_missing_a_blank_alone_beside_its_label_is_doubted() -> None:
    words: list[Word] = [(40, 100, "信息内容"), (205, 100, "本年处理决定数量")]
    for y, label, figure in ((130, "行政处罚", ""), (160, "行政强制", "866029"), (190, "行政许可", "5")):
        words += [(x, y, text) for x, text in ((40, label), (215, figure)) if text]
    lines = [*(Rule(40, y, 330, y) for y in (115, 175, 205)), Rule(40, 145, 200, 145)]
    grid = only(page_of(words, lines))
    assert [doubts(grid, row) for row in (1, 2, 3)] == [[("", SPANS_ROWS)], [("866029", SPANS_ROWS)], [("5", "")]]


def test_a_figure_between_the_heights_of_two_rows_and_the_blank_beside_it_are_doubted() -> None:
    words = [*HEADS]
    for y, label, figures in (
        (130, "一、本年新收", ("6", "2", "8")), (150, "二、上年结转", ("2", "", "5")), (170, "（一）公开", ("3", "1", "4")),
    ):  # fmt: skip
        down = 5 if y == 130 else 0
        places = ((40, y, label), (215, y, figures[0]), (265, y + down, figures[1]), (310, y, figures[2]))
        words += [place for place in places if place[2]]
    grid = only(page_of(words))
    assert doubts(grid, 1) == [("6", ""), ("2", SPANS_ROWS), ("8", "")]
    assert doubts(grid, 2) == [("2", ""), ("", SPANS_ROWS), ("5", "")]


def test_numbers_that_are_all_broken_are_one_row_where_their_label_has_as_many_lines() -> None:
    heads = ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数")
    rows = (heads, ("行政规范", "13", "8", "18"), ("性文件", "8", "8", "98"))
    cells = [
        Cell(text, row, n, place=Place(1, (n * 30, row * 20, n * 30 + 9, row * 20 + 9)))
        for row, texts in enumerate(rows)
        for n, text in enumerate(texts)
    ]
    figures = map_grids([Grid(tuple(cells))]).figures
    assert [figure.value for figure in figures.values()] == [138, 88, 1898]
    assert not any(figure.is_sure for figure in figures.values())


@pytest.mark.parametrize(("above", "below", "doubt"), [("7", "0", GOES_ON), ("", "0", ""), ("7", "3", "")])
def test_a_blank_that_opens_a_page_under_a_figure_may_be_of_its_cell(above: str, below: str, doubt: str) -> None:
    """But in the last column, where totals stand."""
    wide = (*XS, 350.0)
    first: list[Word] = [(42, 710, "1.信访举报"), (202, 710, "1"), (252, 710, above), (302, 710, "8")]
    first += [(42, 730, "2.重复申请"), (202, 730, "2"), (252, 730, above), (302, 730, "9")]
    second: list[Word] = [
        (42, 50, "3.要求提供"),
        (202, 50, below),
        (42, 70, "4.无正当"),
        (202, 70, "0"),
        (252, 70, "0"),
        (302, 70, "0"),
    ]
    grid = only(page_of(first, ruled(wide, (700, 720, 740))), page_of(second, ruled(wide, (40, 60, 80)), 2))
    assert doubts(grid, 2)[1:] == [("", doubt), ("", "")]
    assert not any(said for _, said in (*doubts(grid, 1), *doubts(grid, 3)))


@pytest.mark.parametrize(("left", "doubt"), [(True, CUT_OFF), (False, "")])
def test_a_blank_at_a_side_without_the_line_that_the_other_side_has_may_be_cut_off(left: bool, doubt: str) -> None:
    words: list[Word] = [(42, 50, "规章"), (202, 50, "1"), (42, 70, "文件"), (202, 70, "2")]
    lines = [*(Rule(40, y, 290, y) for y in (40, 60, 80)), Rule(200, 40, 200, 80), Rule(250, 40, 250, 80)]
    grid = only(page_of(words, [*lines, Rule(40, 40, 40, 80)] if left else lines))
    assert [said for text, said in doubts(grid, 0)] == ["", doubt]


def test_all_of_a_row_is_doubted_whose_label_ends_in_digits() -> None:
    """The first figure touches the label, and that of the next column stands under a heading over both."""
    for label, sure in (("行政事业性收费", True), ("行政事业性收费4", False)):
        cells = [
            Cell("信息内容", 0, 0),
            Cell("上一年项目数量", 0, 1),
            Cell(label, 1, 0),
            Cell("0", 1, 1, place=Place(page=1)),
        ]
        figures = map_grids([Grid(tuple(cells))]).figures
        assert figures[Address("disclosure", "fees", "items_last_year")].is_sure == sure


def test_a_label_that_goes_on_over_figures_leaves_them_and_the_blanks_beneath_it_doubted() -> None:
    """A label that is not broken hides the digit it is printed over: 7 of 72, and all of the next."""
    words = [*HEADS]
    for y, label, figures in (
        (130, "一、本年新收", ("6", "2", "8")), (145, "二、上年结转", ("2", "3", "5")), (160, "（一）公开", ("3", "1", "4")),
    ):  # fmt: skip
        words += [(x, y, f) for x, f in zip((40, 215, 265, 310), (label, *figures), strict=True)]
    long = [(x, "4.保护第三方合法权益"[n]) for n, x in enumerate(range(118, 218, 10))]
    hidden = [(x, "只计这一情形不计其他情形"[n]) for n, x in enumerate(range(170, 290, 10))]
    words += [(x, 175, text) for x, text in long] + [
        (212, 175, "7"),
        (217, 175, "2"),
        (265, 175, "0"),
        (310, 175, "72"),
    ]
    words += [(x, 190, text) for x, text in hidden] + [(215, 190, "1"), (265, 190, "2"), (310, 190, "3")]
    grid = only(page_of(words))
    assert [doubt for _, doubt in doubts(grid, 4)] == [PRINTED_OVER, "", ""]
    assert [doubt for _, doubt in doubts(grid, 5)] == [PRINTED_OVER, PRINTED_OVER, ""]
    assert all(doubt == "" for row in (1, 2, 3) for _, doubt in doubts(grid, row))
