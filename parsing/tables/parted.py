"""Rows of the form written into one row of a table, a line each: 规章 over 行政规范性文件, 17 over 42.

A number broken over two lines looks alike; the lines of the label tell the two apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from parsing.grid import Cell, Grid
from parsing.labels import fold
from parsing.tables.vocabulary import ROWS

DOUBT = "左边有几个行名，这一格的行数与之对不上，请对照原件确认"
_LINES = re.compile(r"[\n\v]")


@dataclass(frozen=True, slots=True)
class _Row:
    """A row that is several: the column of its label, and how many."""

    column: int
    parts: int


def parted(grid: Grid) -> Grid:
    """The grid with such rows set under each other; a cell whose lines do not fit is doubted."""
    found: dict[int, _Row] = {}
    for cell in grid.cells:
        parts = _labels(cell.text)
        if parts > 1 and cell.row not in found:
            found[cell.row] = _Row(cell.column, parts)
    return replace(grid, cells=tuple(_cells(grid, found))) if found else grid


def _labels(text: str) -> int:
    """How many rows of one table a cell names, a line each; 1 where it is not only that."""
    if "\n" not in text:
        return 1
    lines = [fold(line) for line in _LINES.split(text) if line.strip()]
    for labels in ROWS.values():
        codes = {labels.get(line) for line in lines}
        if len(lines) > 1 and None not in codes and len(codes) == len(lines):
            return len(lines)
    return 1


def _cells(grid: Grid, found: dict[int, _Row]) -> Iterator[Cell]:
    def moved(row: int) -> int:
        return row + sum(other.parts - 1 for at, other in found.items() if at < row)

    for cell in grid.cells:
        top, bottom = moved(cell.row), moved(cell.row + cell.rowspan)
        row = found.get(cell.row)
        if row is None or cell.column < row.column:
            yield cell._replace(row=top, rowspan=bottom - top)
            continue
        lines = [line.strip() for line in _LINES.split(cell.text) if line.strip()]
        fits = len(lines) == row.parts or not lines
        for part in range(row.parts):
            text = lines[part] if lines and fits else ""
            yield cell._replace(row=top + part, rowspan=1, text=text, others=(), doubt=cell.doubt if fits else DOUBT)
