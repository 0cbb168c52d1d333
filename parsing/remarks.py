"""A column of remarks beside the figures: 备注 at the right of a table. What stands in it is no figure of any row."""

from __future__ import annotations

from dataclasses import replace

from parsing.grid import Grid
from parsing.labels import fold, is_figure

_HEADINGS = frozenset({"备注", "说明", "备注说明", "注", "附注"})


def without_remarks(grid: Grid) -> Grid:
    """The grid without the cells of its last column, from a heading that says they are remarks."""
    filled = {cell.row for cell in grid.cells if is_figure(cell.text)}
    heads = [c for c in grid.cells if fold(c.text) in _HEADINGS and c.column > 0 and c.column + c.colspan == grid.width]
    head = min(heads, key=lambda cell: cell.row, default=None)
    if head is None or head.row in filled:
        return grid
    return replace(grid, cells=tuple(cell for cell in grid.cells if cell.row < head.row or cell.column < head.column))
