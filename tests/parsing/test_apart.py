"""Several tables of the form in one grid: under each other, side by side, with a column of numbers, turned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from parsing.grid import Cell, Grid
from parsing.labels import is_figure
from parsing.tables.apart import apart
from parsing.tables.mapping import map_grids
from submissions.demo.draft import Draft
from submissions.demo.figures import HEILONGJIANG_2024, HEILONGJIANG_OFFICE_2020, Figures
from submissions.demo.form_layout import FormTable
from submissions.demo.narrative import write_draft

Part = tuple[Cell, ...]


def cells_of(draft: Draft, table: FormTable) -> Part:
    return tuple(Cell(draft.text_of(c), c.row, c.column, c.rowspan, c.colspan) for c in table.cells)


def turned(cells: Part) -> Part:
    return tuple(c._replace(row=c.column, column=c.row, rowspan=c.colspan, colspan=c.rowspan) for c in cells)


def numbered(cells: Part) -> Part:
    """A column before the others that numbers the rows with figures, and its heading."""
    rows = sorted({c.row for c in cells if is_figure(c.text)})
    moved = (c._replace(column=c.column + 1) for c in cells)
    return (Cell("序号", 0, 0), *(Cell(str(n), row, 0) for n, row in enumerate(rows, 1)), *moved)


def under_each_other(parts: Sequence[Part], gap: int) -> Iterator[Cell]:
    top = 0
    for part in parts:
        yield Cell("附表", top, 0)
        yield from (c._replace(row=c.row + top + gap) for c in part)
        top += gap + max(c.row + c.rowspan for c in part)


def side_by_side(parts: Sequence[Part]) -> Iterator[Cell]:
    left = 0
    for part in parts:
        yield from (c._replace(column=c.column + left) for c in part)
        left += 1 + max(c.column + c.colspan for c in part)


def parts_of(draft: Draft) -> list[Part]:
    return [cells_of(draft, table) for section in (2, 3, 4) for table in draft.tables_of(section)]


@pytest.fixture(params=[HEILONGJIANG_2024, HEILONGJIANG_OFFICE_2020], ids=lambda figures: figures.edition)
def draft(request: pytest.FixtureRequest) -> Draft:
    figures: Figures = request.param
    return write_draft(figures)


def assert_exact(draft: Draft, cells: Iterator[Cell]) -> None:
    figures = map_grids([Grid(tuple(cells))]).figures
    assert {address: figure.value for address, figure in figures.items()} == dict(draft.values)
    assert [str(address) for address, figure in figures.items() if not figure.is_sure] == []


@pytest.mark.parametrize("gap", [1, 2])
def test_tables_under_each_other_are_read_exactly(draft: Draft, gap: int) -> None:
    assert_exact(draft, under_each_other(parts_of(draft), gap))


def with_empty_cells(cells: Sequence[Cell]) -> Iterator[Cell]:
    """A sheet gives every row as many cells as its widest table has."""
    held = {
        (r, column)
        for c in cells
        for r in range(c.row, c.row + c.rowspan)
        for column in range(c.column, c.column + c.colspan)
    }
    height, width = max(r for r, _ in held) + 1, max(c for _, c in held) + 1
    rest = (Cell("", r, column) for r in range(height) for column in range(width) if (r, column) not in held)
    return iter(sorted([*cells, *rest], key=lambda cell: (cell.row, cell.column)))


def test_the_empty_cells_beside_a_table_are_none_of_a_row_whose_total_is_blank(draft: Draft) -> None:
    blank = {address: None for address in draft.values if (address.row, address.column) == ("granted", "total")}
    draft = replace(draft, values={**draft.values, **blank})
    cells = tuple(under_each_other(parts_of(draft), 1))
    assert_exact(draft, with_empty_cells(cells))


def test_so_are_those_with_a_column_of_numbers(draft: Draft) -> None:
    second, third, fourth = parts_of(draft)
    assert_exact(draft, under_each_other([numbered(second), numbered(third), fourth], 1))


def test_tables_side_by_side_are_read_exactly(draft: Draft) -> None:
    assert_exact(draft, side_by_side(parts_of(draft)))


def test_table_three_with_its_applicants_down_the_side_is_read_exactly(draft: Draft) -> None:
    second, third, fourth = parts_of(draft)
    assert_exact(draft, under_each_other([second, turned(third), fourth], 1))
    assert_exact(draft, side_by_side([second, turned(third), fourth]))


def test_a_table_that_another_interrupts_is_left_as_it_is(draft: Draft) -> None:
    _, third, fourth = parts_of(draft)
    head, rest = (tuple(c for c in third if (c.row < 8) is first) for first in (True, False))
    top = max(c.row for c in fourth) + 1
    moved = tuple(c._replace(row=c.row + top) for c in rest)
    grid = Grid((*head, *(c._replace(row=c.row + 8) for c in fourth), *(c._replace(row=c.row + 8) for c in moved)))
    assert apart(grid) == [grid]


def test_a_blank_column_within_a_table_parts_nothing(draft: Draft) -> None:
    _, third, _ = parts_of(draft)
    blank = Grid(tuple(c._replace(text="") if c.column == 7 else c for c in third))
    assert apart(blank) == [blank]


def test_the_date_of_a_note_below_a_blank_row_is_none_of_its_digits() -> None:
    outcomes = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    heads = [Cell(text, 1, n) for n, text in enumerate(outcomes * 3)]
    groups = [Cell("行政复议", 0, 0, 1, 5), Cell("未经复议直接起诉", 0, 5, 1, 5), Cell("复议后起诉", 0, 10, 1, 5)]
    blank = [Cell("", row, column) for row in (2, 3) for column in range(15) if row == 2 or column]
    note = Cell("注：统计截止12月31日", 3, 0)
    figures = map_grids([Grid((*groups, *heads, *blank, note))]).figures
    assert len(figures) == 15
    assert all(figure.is_sure for figure in figures.values())
