"""Cells from ruling lines.

The lines of a table cut it into small boxes; boxes with no line between them are one cell. So
no line need be whole, an outer line may be missing, and merged cells need no special case.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from parsing.grid import Box
from parsing.readers.pdf.layout.segments import Network, Segment
from parsing.readers.pdf.page import Char

_SAME = 2.5
"""Points two parallel lines may lie apart and always count as one."""
_DOUBLE = 8.0
"""Points they may lie apart when no character stands between them: double lines, spaced cells."""
_OPEN = 5.5
"""Points lines may run beyond the outermost line across them before the side counts as open."""
_FAR = 1e9
_COVERED = 0.5
"""Share of a box's edge a line must cover to divide it from its neighbour."""
_MOST_BOXES = 20_000


class Area(NamedTuple):
    """A cell by its first and last+1 row and column."""

    row: int
    column: int
    end_row: int
    end_column: int


@dataclass(frozen=True)
class Lattice:
    """Positions of the lines of a table, in points, and its cells between them."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    areas: tuple[Area, ...]

    @property
    def box(self) -> Box:
        return (self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    @cached_property
    def owners(self) -> list[list[int]]:
        """By row and column of boxes, the index of the area each belongs to."""
        owners = [[0] * (len(self.xs) - 1) for _ in range(len(self.ys) - 1)]
        for index, area in enumerate(self.areas):
            for row in range(area.row, area.end_row):
                owners[row][area.column : area.end_column] = [index] * (area.end_column - area.column)
        return owners

    def area_box(self, area: Area) -> Box:
        return (self.xs[area.column], self.ys[area.row], self.xs[area.end_column], self.ys[area.end_row])


def lattice(network: Network, chars: Sequence[Char]) -> Lattice | None:
    """The table a group of lines draws, or None when it draws none (a frame, an underline).

    Two lines that cross are enough: of a last row open at its sides a page break leaves no more.
    """
    if not network.across or not (network.down or len(network.across) > 2):
        return None
    x0, y0, x1, y1 = box = network.box
    if not any(_inside(chars, box)):
        return None
    xs, down = _positions(network.down, (x0, x1), _Middles(chars, box, 7, 8))
    ys, across = _positions(network.across, (y0, y1), _Middles(chars, box, 8, 7))
    if len(xs) < 2 or len(ys) < 2 or len(xs) * len(ys) > _MOST_BOXES:
        return None
    areas = _areas(xs, ys, down, across)
    return Lattice(tuple(xs), tuple(ys), tuple(areas)) if len(areas) > 1 else None


def _positions(
    lines: Sequence[Segment], ends: tuple[float, float], text: _Middles
) -> tuple[list[float], list[list[Segment]]]:
    """Where lines stand, and the lines of each position; the ends count where no line is near.

    ``text`` are the middles of characters across the lines and along them.
    """
    ordered = sorted(lines, key=lambda line: line.at)
    groups: list[list[Segment]] = []
    for line in ordered:
        if groups and _one(groups[-1], line, text):
            groups[-1].append(line)
        else:
            groups.append([line])
    positions = [sum(line.at for line in group) / len(group) for group in groups]
    if not positions or positions[0] - ends[0] > _OPEN:
        positions.insert(0, ends[0])
        groups.insert(0, [])
    if ends[1] - positions[-1] > _OPEN:
        positions.append(ends[1])
        groups.append([])
    return positions, groups


def _inside(chars: Iterable[Char], box: Box) -> Iterator[Char]:
    x0, y0, x1, y1 = box
    return (char for char in chars if x0 <= char[7] <= x1 and y0 <= char[8] <= y1)


class _Middles:
    """The middles of characters in a box by two of their parts, sorted when first asked: few lines stand so near
    that anybody asks what stands between them."""

    def __init__(self, chars: Sequence[Char], box: Box, first: int, then: int) -> None:
        self._chars, self._box = chars, box
        self._parts = first, then
        self._sorted: list[tuple[float, float]] | None = None

    def between(self, low: float, high: float) -> list[tuple[float, float]]:
        """Those whose first part lies between two numbers."""
        if self._sorted is None:
            first, then = self._parts
            inside = _inside(self._chars, self._box)
            self._sorted = sorted([(char[first], char[then]) for char in inside])  # type: ignore[misc]
        return self._sorted[bisect_right(self._sorted, (low, _FAR)) : bisect_left(self._sorted, (high, -_FAR))]


def _one(group: Sequence[Segment], line: Segment, text: _Middles) -> bool:
    """Whether a line is one with a group: near enough, with no character between the two."""
    if line.at - group[0].at <= _SAME:
        return True
    last = group[-1]
    if line.at - last.at > _DOUBLE or line.at - group[0].at > 1.5 * _DOUBLE:
        return False
    between = text.between(last.at, line.at)
    return not any(other.low <= y <= other.high for _, y in between for other in (*group, line))


def _areas(
    xs: Sequence[float], ys: Sequence[float], down: Sequence[Sequence[Segment]], across: Sequence[Sequence[Segment]]
) -> list[Area]:
    rows, columns = len(ys) - 1, len(xs) - 1
    owner = list(range(rows * columns))

    def root(node: int) -> int:
        while owner[node] != node:
            owner[node] = owner[owner[node]]
            node = owner[node]
        return node

    for column in range(1, columns):
        lines = down[column]
        for row, (top, bottom) in enumerate(pairwise(ys)):
            if not _divides(lines, top, bottom):
                owner[root(row * columns + column)] = root(row * columns + column - 1)
    for row in range(1, rows):
        lines = across[row]
        for column, (left, right) in enumerate(pairwise(xs)):
            if not _divides(lines, left, right):
                owner[root(row * columns + column)] = root((row - 1) * columns + column)
    return _rectangles([list(map(root, range(row * columns, (row + 1) * columns))) for row in range(rows)])


def _divides(lines: Sequence[Segment], low: float, high: float) -> bool:
    enough = _COVERED * (high - low)
    for _, start, end in lines:
        if (end if end < high else high) - (start if start > low else low) >= enough:
            return True  # as nearly every line does by itself
    if len(lines) < 2:
        return False
    pieces = sorted((max(line.low, low), min(line.high, high)) for line in lines if line.high > low and line.low < high)
    covered, reach = 0.0, low
    for start, end in pieces:
        covered += max(0.0, end - max(start, reach))
        reach = max(reach, end)
    return covered >= enough


def _rectangles(owners: list[list[int]]) -> list[Area]:
    """Cuts each group of boxes into rectangles; a group that is one stays whole.

    What a group has of whole rows comes first: text above or below a table within its cell goes on from side to side.
    """
    columns = len(owners[0])
    left = [list[int | None](row) for row in owners]  # None where a box was taken
    areas = [_taken(left, row, 0, columns) for row, line in enumerate(left) if _is_of_one(line)]
    for row, line in enumerate(left):
        for column, mark in enumerate(line):
            if mark is None:
                continue
            wide = column + 1
            while wide < columns and line[wide] == mark:
                wide += 1
            areas.append(_taken(left, row, column, wide))
    return sorted(areas)


def _is_of_one(line: Sequence[int | None]) -> bool:
    return line[0] is not None and line.count(line[0]) == len(line)


def _taken(left: list[list[int | None]], row: int, column: int, wide: int) -> Area:
    """An area from a box on, as deep as its group goes on below; its boxes are taken."""
    same = left[row][column:wide]
    deep = row + 1
    while deep < len(left) and left[deep][column:wide] == same:
        deep += 1
    for line in left[row:deep]:
        line[column:wide] = [None] * (wide - column)
    return Area(row, column, deep, wide)


def slot(positions: Sequence[float], value: float) -> int | None:
    """The index of the interval a value falls in."""
    index = bisect_right(positions, value) - 1
    return index if 0 <= index < len(positions) - 1 else None
