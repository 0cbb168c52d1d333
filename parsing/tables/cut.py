"""Cells cut by lines that are none of their table's, as by the frame of a stamp: what is left of one is no figure, and
no blank, of the row whose label stands beside all its pieces."""

from __future__ import annotations

from collections.abc import Sequence

from parsing.grid import Cell, both
from parsing.tables.beside import MISFIT_DOUBT
from parsing.tables.sheet import Sheet


def pieces_doubted(sheet: Sheet, label: Cell, cells: Sequence[Cell]) -> list[Cell]:
    """The cells of a row, doubted where they are pieces of what the page's row has."""
    return [
        cell._replace(doubt=both(cell.doubt, MISFIT_DOUBT)) if _is_piece(sheet, label, cell) else cell for cell in cells
    ]


def _is_piece(sheet: Sheet, label: Cell, cell: Cell) -> bool:
    """Whether another cell that says something stands over or under it, in the rows of its label."""
    if cell.place.page is None or label.rowspan <= cell.rowspan:
        return False
    rows, columns = range(label.row, label.row + label.rowspan), range(cell.column, cell.column + cell.colspan)
    others = (other for row in rows for other in sheet.row(row) if other.row != cell.row and other.text.strip())
    return any(other.column < columns.stop and columns.start < other.column + other.colspan for other in others)
