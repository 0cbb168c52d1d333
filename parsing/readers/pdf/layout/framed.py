"""Lines drawn round running text: the table a web page is laid out in frames the whole report, its tables too."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from parsing.readers.pdf.layout.lattice import Lattice
from parsing.readers.pdf.layout.lines import lines_of
from parsing.readers.pdf.layout.splits import Piece
from parsing.readers.pdf.page import Char

_LINES, _LONG = 3, 40
"""A cell across the whole table with a full stop and as many lines, or characters, as sheets printed wide have on one
line, is running text; a heading or a note is shorter."""


class Band(NamedTuple):
    """Rows of a table without text across all of it, and their cells, each with its place among those of the whole."""

    found: Lattice
    pieces: list[Piece]
    places: list[int]


def is_frame(found: Lattice, pieces: Sequence[Piece]) -> bool:
    """Whether running text takes a whole row. The official tables have none that does."""
    return any(_spans(found, piece) and _runs(piece[1]) for piece in pieces)


def _spans(found: Lattice, piece: Piece) -> bool:
    area = piece[0]
    return area.column == 0 and area.end_column == len(found.xs) - 1


def _runs(chars: Sequence[Char]) -> bool:
    return any(char[0] == "。" for char in chars) and (len(chars) >= _LONG or len(lines_of(chars)) >= _LINES)


def bands(found: Lattice, pieces: Sequence[Piece]) -> tuple[list[Band], list[Char]]:
    """The tables within a frame, and the characters of the rows of text between them."""
    across = {row for piece in pieces if _spans(found, piece) for row in range(piece[0].row, piece[0].end_row)}
    text = [char for piece in pieces if _spans(found, piece) for char in piece[1]]
    tables = []
    for framed, run in groupby(range(len(found.ys) - 1), key=across.__contains__):
        rows = list(run)
        if not framed:
            tables.append(_band(found, pieces, rows[0], rows[-1] + 1))
    return tables, text


def _band(found: Lattice, pieces: Sequence[Piece], first: int, end: int) -> Band:
    places = [n for n, (area, *_) in enumerate(pieces) if first <= area.row < end]
    own: list[Piece] = []
    for area, chars, lines, origin in map(pieces.__getitem__, places):
        own.append((area._replace(row=area.row - first, end_row=area.end_row - first), chars, lines, origin))
    return Band(Lattice(found.xs, found.ys[first : end + 1], tuple(piece[0] for piece in own)), own, places)
