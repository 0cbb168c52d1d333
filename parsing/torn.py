"""Rows torn by a page break in the middle of their numbers.

Where a cell is too narrow for its number and the page ends between its two lines, the rest of the
number opens the next page in a row of its own: "19" here, "6" there. Nothing in the first part
tells, so the parts are put together, as two lines of one cell; the sums must confirm what comes out.
"""

from __future__ import annotations

from dataclasses import replace

from parsing.grid import Cell, Grid
from parsing.sheet import column_code, is_plain_number, row_code
from parsing.vocabulary import ROWS


def mended(grid: Grid) -> Grid:
    """The grid with the second parts of torn rows joined to the first; their own cells are blank."""
    rows: dict[int, list[Cell]] = {}
    for cell in grid.cells:
        rows.setdefault(cell.row, []).append(cell)
    changed: dict[Cell, Cell] = {}
    for row in sorted(rows):
        above = {cell.column: changed.get(cell, cell) for cell in rows.get(row - 1, ())}
        parts = _second_parts(rows[row], above)
        for part in parts:
            first = above[part.column]
            whole = replace(first, text=f"{first.text}\n{part.text}".strip())
            changed |= {original: whole for original in rows[row - 1] if original.column == part.column}
            changed[part] = replace(part, text="")
    return replace(grid, cells=tuple(changed.get(cell, cell) for cell in grid.cells)) if changed else grid


def _second_parts(cells: list[Cell], above: dict[int, Cell]) -> list[Cell]:
    """The cells of a row that go on from the row above, or nothing where it is a row of its own.

    A second part has no label of the form, every number in it stands under a number, and some
    number of the row above has no second part: a whole row is one that lost its label.
    """
    filled = [cell for cell in cells if cell.text.strip()]
    numbers = [cell for cell in filled if is_plain_number(cell.text)]
    labels = [cell for cell in filled if cell not in numbers]
    ended = any(_is_number_at(above, cell.column) for cell in cells if cell not in filled)
    if not numbers or not ended or any(_is_label(cell.text) for cell in labels):
        return []
    if not all(_is_number_at(above, cell.column) for cell in numbers):
        return []
    if any(cell.column not in above or not above[cell.column].text.strip() for cell in labels):
        return []
    return filled


def _is_number_at(cells: dict[int, Cell], column: int) -> bool:
    return column in cells and is_plain_number(cells[column].text)


def _is_label(text: str) -> bool:
    return any(row_code(table, text) or column_code(table, text) for table in ROWS)
