"""Cells that a missing line has glued together, taken apart by the rows beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from parsing.readers.pdf.layout.lattice import Area, Lattice, slot
from parsing.readers.pdf.layout.lines import Line
from parsing.readers.pdf.page import Char

_LEVEL = 0.2
"""Ems from the height of one figure to that of another at most, where both stand in the same row."""

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
        cuts = _cuts(found, index, lines, owners, figures) if area.end_row - area.row > 1 and chars else []
        if cuts:
            pieces.extend([(part, inside, None, index) for part, inside in cuts])
        else:
            pieces.append((area, chars, lines[index], index))
    return pieces


def _cuts(
    found: Lattice, index: int, lines: Sequence[Sequence[Line]], owners: list[list[int]], figures: Sequence[bool]
) -> list[tuple[Area, list[Char]]]:
    area = found.areas[index]
    beside = _figures_beside(found, area, owners, figures)
    rows = list(beside)
    if len(rows) < 2:
        return []
    by_row: dict[int, list[Line]] = {row: [] for row in rows}
    for line in lines[index]:
        row = slot(found.ys, line.y)
        if row not in by_row:
            return []
        by_row[row].append(line)
    if not all(by_row.values()):
        return []
    if figures[index] and not all(_is_level(own, [lines[n] for n in beside[row]]) for row, own in by_row.items()):
        return []
    ends = [*rows[1:], area.end_row]
    starts = [area.row, *rows[1:]]
    return [
        (area._replace(row=start, end_row=end), [char for line in by_row[row] for char in line.chars])
        for start, end, row in zip(starts, ends, rows, strict=True)
    ]


def _is_level(own: Sequence[Line], beside: Iterable[Sequence[Line]]) -> bool:
    """Whether figures stand at the height of some figure beside them, by their first, last or middle lines: the lines
    of one number in a cell of two rows stand close together, at the height of none."""
    reach = _LEVEL * own[0].chars[0].size
    heights = _heights(own)
    return any(abs(one - two) <= reach for other in beside for one, two in zip(heights, _heights(other), strict=True))


def _heights(lines: Sequence[Line]) -> tuple[float, float, float]:
    return lines[0].y, lines[-1].y, (lines[0].y + lines[-1].y) / 2


def _figures_beside(
    found: Lattice, area: Area, owners: list[list[int]], figures: Sequence[bool]
) -> dict[int, list[int]]:
    """The rows of the area in which figures of that row alone stand right beside it, and which."""
    columns = len(found.xs) - 1
    beside = [column for column in (area.end_column, area.column - 1) if 0 <= column < columns]
    rows = {}
    for row in range(area.row, area.end_row):
        neighbours = [owners[row][column] for column in beside]
        single = [n for n in neighbours if found.areas[n].end_row - found.areas[n].row == 1 and figures[n]]
        if single:
            rows[row] = single
    return rows
