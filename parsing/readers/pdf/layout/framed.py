"""Lines drawn round running text: the table a web page is laid out in frames the whole report, its tables too."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from parsing.readers.pdf.layout.lattice import Area, Lattice
from parsing.readers.pdf.layout.lines import lines_of
from parsing.readers.pdf.layout.splits import Piece
from parsing.readers.pdf.page import Char

_LINES, _LONG = 3, 40
"""A cell across the whole table with a full stop and as many lines, or characters, as sheets printed wide have on one
line, is running text; a heading or a note is shorter."""
_DOWN = 0.6
"""Share of a table's height that a cell with a menu takes."""


class Band(NamedTuple):
    """Rows of a table without text across all of it, and their cells, each with its place among those of the whole."""

    found: Lattice
    pieces: list[Piece]
    places: list[int]


def is_frame(found: Lattice, pieces: Sequence[Piece]) -> bool:
    """Whether running text takes a whole row. The official tables have none that does."""
    first, last = _between_sides(found, pieces)
    return any(_spans(piece, first, last) and _runs(piece[1]) for piece in pieces)


def _spans(piece: Piece, first: int, last: int) -> bool:
    return piece[0].column <= first and piece[0].end_column >= last


def _between_sides(found: Lattice, pieces: Sequence[Piece]) -> tuple[int, int]:
    """The first column and the end of the last, without those that a cell without a full stop takes on a side down most
    of the table, where the menu of a web page stands. Where a label of another row begins there and goes on beside it,
    it is the group of a table's rows."""
    wide, least = len(found.xs) - 1, _DOWN * (found.ys[-1] - found.ys[0])
    down = [piece for piece in pieces if found.ys[piece[0].end_row] - found.ys[piece[0].row] >= least]
    sides = [area for area, chars, *_ in down if not any(char[0] == "。" for char in chars)]
    first = next((area.end_column for area in sides if area.column == 0), 0)
    last = next((area.column for area in sides if area.end_column == wide), wide)
    partly = [area for area, *_ in pieces if area.end_column - area.column < wide]
    if any(area.column < first < area.end_column for area in partly):
        first = 0
    if any(area.column < last < area.end_column for area in partly):
        last = wide
    return (first, last) if first < last else (0, wide)


def _runs(chars: Sequence[Char]) -> bool:
    return any(char[0] == "。" for char in chars) and (len(chars) >= _LONG or len(lines_of(chars)) >= _LINES)


def bands(found: Lattice, pieces: Sequence[Piece]) -> tuple[list[Band], list[Char]]:
    """The tables within a frame, a menu beside them being one, and the characters of the rows of text between them."""
    first, last = _between_sides(found, pieces)
    aside = [area for area, *_ in pieces if area.end_column <= first or area.column >= last]
    spanning = [piece for piece in pieces if _spans(piece, first, last)]
    across = {row for piece in spanning for row in range(piece[0].row, piece[0].end_row)}
    text = [char for piece in spanning for char in piece[1]]
    tables = [_band(found, pieces, area) for area in aside]
    for framed, run in groupby(range(len(found.ys) - 1), key=across.__contains__):
        rows = list(run)
        if not framed:
            tables.append(_band(found, pieces, Area(rows[0], first, rows[-1] + 1, last)))
    return tables, text


def _band(found: Lattice, pieces: Sequence[Piece], whole: Area) -> Band:
    """The cells within ``whole`` as a table of their own."""
    places = [n for n, (area, *_) in enumerate(pieces) if _is_within(area, whole)]
    own: list[Piece] = []
    for area, chars, lines, origin in map(pieces.__getitem__, places):
        row, column, end_row, end_column = area
        moved = Area(row - whole.row, column - whole.column, end_row - whole.row, end_column - whole.column)
        own.append((moved, chars, lines, origin))
    xs, ys = found.xs[whole.column : whole.end_column + 1], found.ys[whole.row : whole.end_row + 1]
    return Band(Lattice(xs, ys, tuple(piece[0] for piece in own)), own, places)


def _is_within(area: Area, whole: Area) -> bool:
    return whole.row <= area.row < whole.end_row and whole.column <= area.column < whole.end_column
