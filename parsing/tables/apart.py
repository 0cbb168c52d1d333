"""Tables of the form that stand in one grid, as in a sheet of a workbook, side by side or under each other: a grid for
each, so that the columns of one say nothing of another's. Table 三 with its applicants down the side is turned.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from parsing.grid import Cell, Grid
from parsing.labels import is_figure
from parsing.tables.mapped import APPLICANTS, GROUPS
from parsing.tables.sheet import AMBIGUOUS, column_code, row_code

_HEADINGS = 3
"""Columns of one table that a row names at least to be its heading."""
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
    parts: list[Grid] = []
    for left, right in pairwise([0, *starts, grid.width]):
        own = (cell for cell in grid.cells if left <= cell.column < right)
        parts.append(replace(grid, cells=tuple(cell._replace(column=cell.column - left) for cell in own)))
    tables = [_tables(part.cells) for part in parts]
    return parts if all(tables) and len(set().union(*tables)) == sum(map(len, tables)) else [grid]


def _under_each_other(grid: Grid) -> Iterator[Grid]:
    """The grid cut below the last row of each table, unless one goes on below another."""
    rows: dict[int, list[Cell]] = {}
    for cell in grid.cells:
        rows.setdefault(cell.row, []).append(cell)
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
        moved = (c._replace(row=c.row - top, rowspan=min(c.rowspan, foot - c.row)) for c in own)
        yield replace(grid, cells=tuple(moved))


def _turned(grid: Grid) -> Grid:
    """The grid, its rows as columns where it names the rows of table 三 along them and the applicants down the side."""
    labels = [cell for cell in grid.cells if row_code("requests", cell.text) not in AMBIGUOUS]
    heads = [cell for cell in grid.cells if column_code("requests", cell.text) in APPLICANTS]
    along = max(Counter(cell.row for cell in labels).values(), default=0)
    down = max(Counter(cell.column for cell in heads).values(), default=0)
    if along < _ROWS or down < _HEADINGS:
        return grid
    turned = (c._replace(row=c.column, column=c.row, rowspan=c.colspan, colspan=c.rowspan) for c in grid.cells)
    return replace(grid, cells=tuple(sorted(turned, key=lambda cell: (cell.row, cell.column))))


def _tables(cells: Iterable[Cell]) -> set[str]:
    rows: dict[int, list[Cell]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append(cell)
    return {table for row in rows.values() if (table := _table_of(row))}


def _table_of(row: Iterable[Cell]) -> str:
    """The table of the form a row belongs to by its label or its headings; "" where they tell none, or several."""
    texts = [cell.text for cell in row if cell.text.strip() and not is_figure(cell.text)]
    found = {
        "disclosure": _names(texts, "disclosure", 2) or any(row_code("disclosure", text) for text in texts),
        "requests": _names(texts, "requests", _HEADINGS)
        or any(row_code("requests", text) not in AMBIGUOUS for text in texts),
        "disputes": _names(texts, "disputes", _HEADINGS) or any(row_code("disputes", text) in GROUPS for text in texts),
    }
    named = [table for table, is_named in found.items() if is_named]
    return named[0] if len(named) == 1 else ""


def _names(texts: Iterable[str], table: str, least: int) -> bool:
    """Whether texts name so many columns of a table that no other has."""
    return len({code for text in texts if (code := column_code(table, text)) not in (None, "total", "other")}) >= least


def _right(cell: Cell) -> int:
    return cell.column + cell.colspan
