"""Cells that a missing line has glued together, taken apart by the rows beside them."""

from __future__ import annotations

from collections.abc import Sequence

from parsing.readers.pdf.layout.lattice import Area, Lattice, slot
from parsing.readers.pdf.layout.lines import Line
from parsing.readers.pdf.page import Char

Piece = tuple[Area, list[Char], list[Line] | None, int]
"""An area, its characters, their lines where they are known, and the index of the area it was cut from."""


def split_rows(found: Lattice, held: Sequence[list[Char]], lines: Sequence[list[Line]]) -> list[Piece]:
    """The areas of a lattice, those cut where they hold one line for each row of figures beside them.

    ``held`` and ``lines`` are the characters of each area and their lines.

    A label over two rows of figures is two labels whose dividing line is not drawn; a cell with
    a figure at the height of each of two rows is two figures.
    """
    owners = found.owners
    tall = any(area.end_row - area.row > 1 and held[index] for index, area in enumerate(found.areas))
    figures = [bool(own) and all(line.value for line in own) for own in lines] if tall else []
    pieces: list[Piece] = []
    for index, area in enumerate(found.areas):
        chars = held[index]
        cuts = _cuts(found, area, lines[index], owners, figures) if area.end_row - area.row > 1 and chars else []
        if cuts:
            pieces.extend([(part, inside, None, index) for part, inside in cuts])
        else:
            pieces.append((area, chars, lines[index], index))
    return pieces


def _cuts(
    found: Lattice, area: Area, lines: Sequence[Line], owners: list[list[int]], figures: Sequence[bool]
) -> list[tuple[Area, list[Char]]]:
    rows = _rows_of_figures(found, area, owners, figures)
    if len(rows) < 2:
        return []
    by_row: dict[int, list[Char]] = {row: [] for row in rows}
    for line in lines:
        row = slot(found.ys, line.y)
        if row not in by_row:
            return []
        by_row[row].extend(line.chars)
    if not all(by_row.values()):
        return []
    ends = [*rows[1:], area.end_row]
    starts = [area.row, *rows[1:]]
    return [
        (area._replace(row=start, end_row=end), by_row[row]) for start, end, row in zip(starts, ends, rows, strict=True)
    ]


def _rows_of_figures(found: Lattice, area: Area, owners: list[list[int]], figures: Sequence[bool]) -> list[int]:
    """Rows of the area in which a figure of that row alone stands right beside it."""
    columns = len(found.xs) - 1
    beside = [column for column in (area.end_column, area.column - 1) if 0 <= column < columns]
    rows = []
    for row in range(area.row, area.end_row):
        neighbours = [owners[row][column] for column in beside]
        single = [n for n in neighbours if found.areas[n].end_row - found.areas[n].row == 1]
        if any(figures[n] for n in single):
            rows.append(row)
    return rows
