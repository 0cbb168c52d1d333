"""A row that lost a cell and ends in an empty one has as many cells as the form: only its length tells."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from parsing.grid import Cell, Grid, Paragraph, Place
from parsing.report import Address, Figure
from parsing.tables.mapped import MOVED_DOUBT, SHORTER_DOUBT
from parsing.tables.mapping import map_grids
from parsing.tables.stream import map_stream

Table = list[list[str]]
Reader = Callable[[Table], dict[Address, Figure]]

HEADS = ["", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计", ""]
ROWS = [
    ["（一）予以公开", "12", "0", "1", "0", "0", "0", "13", ""],
    ["（二）部分公开", "7", "0", "0", "0", "0", "0", "7", ""],
    ["1.属于国家秘密", "0", "0", "0", "2", "0", "0", "2", ""],
    ["2.其他法律行政法规禁止公开", "3", "0", "0", "0", "0", "0", "3", ""],
    ["（七）总计", "22", "0", "1", "2", "0", "0", "25", ""],
]
DISPUTES = [
    ["行政复议", "", "", "", "", "未经复议直接起诉", "", "", "", "", "复议后起诉", "", "", "", "", ""],
    [*("结果维持", "结果纠正", "其他结果", "尚未审结", "总计") * 3, ""],
    ["4", "0", "1", "0", "5", "1", "2", "0", "0", "3", "0", "0", "0", "6", "6", ""],
]
REQUESTS, AFTER = "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况"


def in_tabs(table: Table) -> dict[Address, Figure]:
    lines = [REQUESTS, *("\t".join(row) for row in table), AFTER]
    return map_stream([Paragraph(line) for line in lines]).mapped.figures


def in_a_grid(table: Table, page: int | None = None) -> dict[Address, Figure]:
    place = Place(table=1) if page is None else Place(page=page)
    cells = tuple(
        Cell(text, row, column, place=Place(page=page, box=(column, row, column + 1, row + 1)) if page else place)
        for row, texts in enumerate(table)
        for column, text in enumerate(texts)
    )
    return map_grids([Grid(cells, place)]).figures


def doubted(figures: dict[Address, Figure]) -> set[str]:
    return {address.row for address, figure in figures.items() if SHORTER_DOUBT in figure.doubt}


def without(table: Table, row: int, column: int) -> list[list[str]]:
    return [[*cells[:column], *cells[column + 1 :]] if n == row else cells for n, cells in enumerate(table)]


@pytest.mark.parametrize("read", [in_tabs, in_a_grid])
@pytest.mark.parametrize("column", [1, 2, 4, 7])
def test_a_row_that_lost_a_cell_and_ends_in_an_empty_one_is_doubted(read: Reader, column: int) -> None:
    figures = read(without([HEADS, *ROWS], 3, column))
    sure = [f.value for a, f in figures.items() if a.row == "denied.state_secrets" and f.is_sure]
    assert doubted(figures) == {"denied.state_secrets"}
    assert sure == []


@pytest.mark.parametrize("read", [in_tabs, in_a_grid])
def test_rows_of_one_length_are_not(read: Reader) -> None:
    figures = read([HEADS, *ROWS])
    assert doubted(figures) == set()
    assert [f.value for a, f in figures.items() if a.row == "total"] == [22, 0, 1, 2, 0, 0, 25]


@pytest.mark.parametrize("read", [in_tabs, in_a_grid])
def test_a_shorter_row_whose_cells_are_all_filled_is_not(read: Reader) -> None:
    figures = read(without([HEADS, *ROWS], 3, 8))
    assert doubted(figures) == set()
    assert Decimal(2) in [f.value for a, f in figures.items() if a.row == "denied.state_secrets" and f.is_sure]


@pytest.mark.parametrize("read", [in_tabs, in_a_grid])
def test_where_several_rows_are_shorter_it_is_the_way_of_the_file(read: Reader) -> None:
    """A column that a program puts in on some pages alone makes up no cell of the others."""
    table = [HEADS, *[row[:-1] if n > 1 else row for n, row in enumerate(ROWS)]]
    assert doubted(read(table)) == set()


@pytest.mark.parametrize("read", [in_tabs, in_a_grid])
def test_the_row_of_table_four_is_held_against_its_headings(read: Reader) -> None:
    assert doubted(read(DISPUTES)) == set()
    assert not any(figure.is_sure for figure in read(without(DISPUTES, 2, 3)).values())


def test_on_a_page_cells_stand_where_they_stand() -> None:
    assert doubted(in_a_grid(without([HEADS, *ROWS], 3, 4), page=1)) == set()


@pytest.mark.parametrize("read", [in_tabs, in_a_grid])
def test_a_row_of_table_four_that_lost_a_cell_is_doubted_whatever_its_length(read: Reader) -> None:
    """Programs fill short rows up with empty cells."""
    table = without(DISPUTES, 2, 3)
    table[2].append("")
    assert not any(figure.is_sure for figure in read(table).values())


def test_a_row_of_a_grid_that_adds_up_a_column_beside_its_headings_is_doubted() -> None:
    table = [["", *HEADS[:-1]], *[[*row[:-1], "", ""] for row in ROWS]]
    figures = in_a_grid([[cell if cell != "0" else "" for cell in row] for row in table])
    beside = {a.row for a, figure in figures.items() if MOVED_DOUBT in figure.doubt}
    assert beside == {"denied.state_secrets"}
    assert not any(figure.is_sure for figure in figures.values())


@pytest.mark.parametrize("read", [in_tabs, in_a_grid])
def test_a_blank_total_before_empty_cells_is_doubted_where_a_column_fails_too(read: Reader) -> None:
    """What was filled up again at its end is as long as the others: 12 was lost, or 13 is no total."""
    lost = ["（一）予以公开", "0", "1", "0", "0", "0", "13", "", ""]
    figures = read([[*HEADS, ""], lost, *[[*row, ""] for row in ROWS[1:]]])
    assert not [f for a, f in figures.items() if a.row == "granted" and f.is_sure]
    assert [f.value for a, f in figures.items() if a.row == "total" and f.is_sure] == [22, 0, 1, 2, 0, 0, 25]
