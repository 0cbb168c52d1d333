"""Digits that go over the sides of their cells, or may: into the cell beside, over or under them, or off the page."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from parsing.grid import DIVIDED
from parsing.readers.pdf.layout.cells import CUT_OFF, OVERFLOWING
from parsing.readers.pdf.layout.lattice import Area, Lattice, slot
from parsing.readers.pdf.layout.lines import DIGITS
from parsing.readers.pdf.layout.segments import Network, Segment
from parsing.readers.pdf.layout.splits import Piece
from parsing.readers.pdf.page import Char, Page

_ACROSS = 0.75
"""Points a digit's advance may reach over the middle of a line."""
_OFF = 1.0
"""Points a cell may reach over the left side of its page."""
_AT_SIDE = 0.2
"""Points from the right side of its page, or its foot, at which a cell ends that it may cut: programs draw the last
line there."""
_NEAR = 2.0
_INK_TOP, _INK_FOOT = 0.68, 0.28
"""Ems over the foot of a digit's box between which a line runs through it, and not just along its edge."""


def spills(page: Page, network: Network, found: Lattice, pieces: Sequence[Piece], crossed: set[int]) -> list[str]:
    """For each piece of a table why its digits may not be whole, or nothing.

    ``crossed`` are cells between which a number seems divided; where a digit stands across a side in their row, it is.
    """
    xs = found.xs
    rooms = [_room(chars, xs[area.column], xs[area.end_column]) for area, chars, _, _ in pieces]
    torn = {piece[0].row for piece, room in zip(pieces, rooms, strict=True) if room and min(room) < -_ACROSS}
    left, right = ([line for line in network.down if abs(line.at - x) <= _NEAR] for x in (xs[0], xs[-1]))
    last = len(xs) - 1
    on_lines = _on_lines(page.chars, found)
    doubts = []
    for (area, chars, _, origin), room in zip(pieces, rooms, strict=True):
        if (origin in crossed and area.row in torn) or any(_touches(area, at) for at in on_lines):
            doubts.append(DIVIDED)
        elif origin in crossed or (room and _fills(room, chars[0][5])):
            doubts.append(OVERFLOWING)
        else:
            off = xs[area.column] < -_OFF or xs[area.end_column] > page.width - _AT_SIDE
            off = off or (not chars and found.ys[area.end_row] > page.height - _AT_SIDE)
            middle = (found.ys[area.row] + found.ys[area.end_row]) / 2
            is_open = area.end_column == last and not _closes(right, middle)
            cut = is_open and (max(room) < _digit(chars) if room else not chars and _closes(left, middle))
            cut = cut or (not chars and _is_at_cut(xs[area.end_column], page))
            doubts.append(CUT_OFF if off or cut else "")
    return doubts


def _is_at_cut(side: float, page: Page) -> bool:
    """Whether a column ends where what is shown of the page cuts text: it may hide all there is in a cell."""
    return any(abs(side + page.moved - at) <= _NEAR for at in page.cuts)


def _on_lines(chars: Sequence[Char], found: Lattice) -> set[tuple[int, int]]:
    """The line and the column of digits that stand on lines across a table: in which of two cells they are printed,
    nobody can tell."""
    ys, marks = found.ys, set()
    for char in chars:
        if char[0] in DIGITS and not char[6] and ys[0] < char[8] < ys[-1]:  # a page's number may touch the last line
            at = bisect_right(ys, char[4] - _INK_TOP * char[5])
            if (
                at < len(ys)
                and ys[at] < char[4] - _INK_FOOT * char[5]
                and (column := slot(found.xs, char[7])) is not None
            ):
                marks.add((at, column))
    return {mark for mark in marks if _is_drawn(found, *mark)} if marks else marks


def _is_drawn(found: Lattice, at: int, column: int) -> bool:
    """Whether a line across a table parts two cells in a column."""
    inner = 0 < at < len(found.ys) - 1
    return not inner or found.owners[at - 1][column] != found.owners[at][column]


def _touches(area: Area, mark: tuple[int, int]) -> bool:
    return mark[0] in (area.row, area.end_row) and area.column <= mark[1] < area.end_column


def _closes(sides: Sequence[Segment], y: float) -> bool:
    """Whether a line is drawn at a side of a table at some height."""
    return any(line.low <= y <= line.high for line in sides)


def _room(chars: Sequence[Char], left: float, right: float) -> tuple[float, float] | None:
    """The white between the sides of a cell and its digits, where it holds any."""
    ends = [(char[1], char[3]) for char in chars if char[0] in DIGITS]
    return (min(ends)[0] - left, right - max(end for _, end in ends)) if ends else None


def _fills(room: tuple[float, float], size: float) -> bool:
    """Whether digits stand across a side of their cell, or touch one and fill it: more may stand beyond."""
    least = min(room)
    return least < -_ACROSS or (least < _ACROSS and max(room) < size)


def _digit(chars: Sequence[Char]) -> float:
    """The width of a digit, where there are several and no words."""
    digits = [char for char in chars if char[0] in DIGITS]
    return max(char[3] - char[1] for char in digits) if 1 < len(digits) == len(chars) else 0.0
