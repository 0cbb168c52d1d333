"""Cells of one figure beside two labelled rows: whose it is nobody can tell, nor whether it is the sum of both."""

from __future__ import annotations

from collections.abc import Iterator

from parsing.grid import Cell
from parsing.labels import is_figure
from parsing.tables.codes import row_code
from parsing.tables.mapped import SPANNED_DOUBT, Mapped
from parsing.tables.sheet import Sheet


def doubt_spanned(sheet: Sheet, mapped: Mapped, table: str) -> None:
    """Doubts what was read in ``table`` from cells that stand beside several labels of its rows."""
    places = {cell.place for cell in _beside_several(sheet, table)}
    if not places:  # as nearly always
        return
    for address, figure in list(mapped.figures.items()):
        if address.table == table and figure.place in places:
            mapped.doubt(address, SPANNED_DOUBT)


def _beside_several(sheet: Sheet, table: str) -> Iterator[Cell]:
    tall = [c for c in sheet.grid.cells if c.rowspan > 1 and (not c.text.strip() or is_figure(c.text))]
    labels: dict[int, int] = {}
    for cell in sheet.grid.cells if tall else ():
        if cell.text.strip() and not is_figure(cell.text) and row_code(table, cell.text):
            labels[cell.row] = min(cell.column, labels.get(cell.row, cell.column))
    for cell in tall:
        rows = range(cell.row, cell.row + cell.rowspan)
        if sum(labels.get(row, cell.column) < cell.column for row in rows) > 1:
            yield cell
