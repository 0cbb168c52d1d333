"""Cells that a missing line has glued together, taken apart by the rows beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parsing.readers.pdf.lattice import Area, Lattice, slot
from parsing.readers.pdf.lines import BLANK, NUMBER, lines_of, spaced
from parsing.readers.pdf.page import Char

Piece = tuple[Area, list[Char], int]
"""An area, its characters, and the index of the area it was cut from."""


def split_rows(found: Lattice, held: Sequence[Sequence[Char]]) -> list[Piece]:
    """The areas of a lattice, those cut where they hold one line for each row of figures beside them.

    A label over two rows of figures is two labels whose dividing line is not drawn; a cell with
    a figure at the height of each of two rows is two figures.
    """
    owners = found.owners()
    tall = any(area.end_row - area.row > 1 and held[index] for index, area in enumerate(found.areas))
    figures = [_figure(chars) for chars in held] if tall else []
    pieces: list[Piece] = []
    for index, area in enumerate(found.areas):
        chars = held[index]
        cuts = _cuts(found, area, chars, owners, figures) if area.end_row - area.row > 1 and chars else []
        pieces.extend((part, inside, index) for part, inside in (cuts or [(area, list(chars))]))
    return pieces


def _figure(chars: Sequence[Char]) -> bool:
    return bool(chars) and all(_value(line.chars) for line in lines_of(chars))


def _value(chars: Sequence[Char]) -> bool:
    text = spaced(chars)
    return NUMBER.fullmatch(text) is not None or BLANK.fullmatch(text) is not None


def _cuts(
    found: Lattice, area: Area, chars: Sequence[Char], owners: list[list[int]], figures: Sequence[bool]
) -> list[tuple[Area, list[Char]]]:
    rows = _rows_of_figures(found, area, owners, figures)
    if len(rows) < 2:
        return []
    by_row: dict[int, list[Char]] = {row: [] for row in rows}
    for line in lines_of(chars):
        row = slot(found.ys, line.y)
        if row not in by_row:
            return []
        by_row[row].extend(line.chars)
    if not all(by_row.values()):
        return []
    ends = [*rows[1:], area.end_row]
    starts = [area.row, *rows[1:]]
    return [
        (replace(area, row=start, end_row=end), by_row[row]) for start, end, row in zip(starts, ends, rows, strict=True)
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
