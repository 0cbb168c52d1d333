"""Tables of the form that stand in one grid, as in a sheet of a workbook, side by side or under each other: a grid for
each, so that the columns of one say nothing of another's. Table 三 with its applicants down the side is turned.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from parsing.grid import Cell, Grid
from parsing.labels import is_figure
from parsing.tables.codes import AMBIGUOUS, column_code, row_code
from parsing.tables.vocabulary import ROWS

_HEADINGS = {"disclosure": 2, "requests": 3, "disputes": 3}
"""Columns of each table that a row names at least to be its heading."""
_ROWS = 5
"""Rows of table 三 that are named along one row where it is turned."""


def apart(grid: Grid) -> list[Grid]:
    """The grid as one of each table it holds, in reading order; itself where it is one."""
    parts = [part for column in _side_by_side(grid) for part in _under_each_other(column)]
    return [_turned(part) for part in parts]


def _side_by_side(grid: Grid) -> list[Grid]:
    """The grid cut at columns nothing stands in, where each part has tables of its own."""
    filled = {column for cell in grid.cells if cell.text.strip() for column in range(cell.column, _right(cell))}
    starts = [column for before, column in pairwise(sorted(filled)) if column - before > 1]
    if not starts:  # as in nearly every document
        return [grid]
    parts: list[Grid] = []
    for left, right in pairwise([0, *starts, grid.width]):
        own = (cell for cell in grid.cells if left <= cell.column < right)
        parts.append(replace(grid, cells=tuple(cell._replace(column=cell.column - left) for cell in own)))
    tables = [_tables(part.cells) for part in parts]
    return parts if all(tables) and len(set().union(*tables)) == sum(map(len, tables)) else [grid]


def _under_each_other(grid: Grid) -> Iterator[Grid]:
    """The grid cut below the last row of each table, unless one goes on below another."""
    rows = _rows(grid.cells)
    cuts, order, ended = [0], list[str](), 0
    for row in sorted(rows):
        table = _table_of(rows[row])
        if table and table not in order[-1:]:
            cuts += [ended] if order else []
            order.append(table)
        if table or any(is_figure(cell.text) for cell in rows[row]):
            ended = row + 1
    if len(order) < 2 or len(set(order)) < len(order):
        yield grid
        return
    for top, foot in pairwise([*cuts, grid.height]):
        own = (cell for row in range(top, foot) for cell in rows.get(row, ()))
        moved = [c._replace(row=c.row - top, rowspan=min(c.rowspan, foot - c.row)) for c in own]
        yield replace(grid, cells=tuple(_without_rest(moved)))


def _without_rest(cells: Sequence[Cell]) -> Iterator[Cell]:
    """The cells of a table without the empty ones right of it: they are of a wider table above or below."""
    rows = ([cell for cell in row if cell.text.strip()] for row in _rows(cells).values())
    tabular = [cell for row in rows if len(row) > 1 for cell in row]
    width = max(map(_right, tabular or cells))
    return (c._replace(colspan=min(c.colspan, width - c.column)) for c in cells if c.column < width)


def _turned(grid: Grid) -> Grid:
    """The grid, its rows as columns where it names the rows of table 三 along them and the applicants down the side."""
    along = Counter(cell.row for cell in grid.cells if "requests" in _told(cell.text).rows)
    if max(along.values(), default=0) < _ROWS:
        return grid
    down = Counter(cell.column for cell in grid.cells if any(t == "requests" for t, _ in _told(cell.text).columns))
    if max(down.values(), default=0) < _HEADINGS["requests"]:
        return grid
    turned = (c._replace(row=c.column, column=c.row, rowspan=c.colspan, colspan=c.rowspan) for c in grid.cells)
    return replace(grid, cells=tuple(sorted(turned, key=lambda cell: (cell.row, cell.column))))


def _tables(cells: Iterable[Cell]) -> set[str]:
    return {table for row in _rows(cells).values() if (table := _table_of(row))}


def _rows(cells: Iterable[Cell]) -> dict[int, list[Cell]]:
    rows: dict[int, list[Cell]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append(cell)
    return rows


def _table_of(row: Iterable[Cell]) -> str:
    """The table of the form a row belongs to by its label or its headings; "" where they tell none, or several."""
    told = [_told(cell.text) for cell in row]
    named = {table for one in told for table in one.rows}
    columns = {column for one in told for column in one.columns}
    named.update(table for table, least in _HEADINGS.items() if sum(t == table for t, _ in columns) >= least)
    return named.pop() if len(named) == 1 else ""


class _Told(NamedTuple):
    """The tables that a text names a row of, and the columns it names by table, but for 其他 and 总计."""

    rows: frozenset[str] = frozenset()
    columns: frozenset[tuple[str, str]] = frozenset()


@lru_cache(maxsize=4096)
def _told(text: str) -> _Told:
    if not text.strip() or is_figure(text):
        return _Told()
    rows = frozenset(table for table in ROWS if row_code(table, text) not in AMBIGUOUS)
    columns = ((table, column_code(table, text)) for table in ROWS)
    return _Told(rows, frozenset((table, code or "") for table, code in columns if code not in AMBIGUOUS))


def _right(cell: Cell) -> int:
    return cell.column + cell.colspan
