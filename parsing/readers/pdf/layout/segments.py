"""Ruling lines as they are drawn, in pieces, become whole lines and groups of lines that touch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from parsing.readers.pdf.layout.fields import without_fields
from parsing.readers.pdf.page import Rule

SAME_LINE = 1.0
"""Points two pieces may lie apart across their direction and still be one line."""
_LONG = 12.0
_GAP_LONG = 3.5
_GAP_SHORT = 7.0
_SHORTEST = 5.0
MOST_SEGMENTS = 1500
"""A page with more lines than this is a drawing; only the longest are kept."""


class Segment(NamedTuple):
    """A line at ``at`` across its direction, from ``low`` to ``high`` along it."""

    at: float
    low: float
    high: float

    @property
    def length(self) -> float:
        return self.high - self.low


class Network(NamedTuple):
    """Lines that touch each other: one table, or a frame, or an underline."""

    across: list[Segment]
    down: list[Segment]

    @property
    def box(self) -> tuple[float, float, float, float]:
        return (
            min([line.low for line in self.across] + [line.at for line in self.down]),
            min([line.at for line in self.across] + [line.low for line in self.down]),
            max([line.high for line in self.across] + [line.at for line in self.down]),
            max([line.at for line in self.across] + [line.high for line in self.down]),
        )


def networks(rules: Sequence[Rule]) -> list[Network]:
    """The groups of touching lines of a page."""
    across = _whole(_pieces(rules, across=True))
    down = _whole(_pieces(rules, across=False))
    return _grouped(*without_fields(across, down))


def _pieces(rules: Iterable[Rule], across: bool) -> list[Segment]:
    pieces = []
    for rule in rules:
        wide, high = rule.x1 - rule.x0, rule.y1 - rule.y0
        if across and (rule.dot or wide >= high):
            pieces.append(Segment((rule.y0 + rule.y1) / 2, rule.x0, rule.x1))
        elif not across and (rule.dot or high > wide):
            pieces.append(Segment((rule.x0 + rule.x1) / 2, rule.y0, rule.y1))
    return pieces


def _whole(pieces: list[Segment]) -> list[Segment]:
    """Joins pieces on one line, over the gaps of dashes; drops what stays too short to rule."""
    pieces.sort()
    lines: list[Segment] = []
    start = 0
    for index in range(1, len(pieces) + 1):
        if index == len(pieces) or pieces[index].at - pieces[start].at > SAME_LINE:
            lines.extend(_joined(pieces[start:index]))
            start = index
    lines = [line for line in lines if line.length >= _SHORTEST]
    if len(lines) > MOST_SEGMENTS:
        lines = sorted(lines, key=lambda line: -line.length)[:MOST_SEGMENTS]
    return lines


def _joined(pieces: list[Segment]) -> list[Segment]:
    pieces = sorted(pieces, key=lambda piece: piece.low)
    lines: list[Segment] = []
    at, low, high, last = pieces[0].at, pieces[0].low, pieces[0].high, pieces[0].length
    count = 1
    for piece in pieces[1:]:
        shorter = min(last, piece.length)
        reach = _GAP_LONG if shorter >= _LONG else min(_GAP_SHORT, 1.5 * shorter + 1.5)
        if piece.low - high <= reach:
            high, last = max(high, piece.high), piece.length
            at, count = at + piece.at, count + 1
            continue
        lines.append(Segment(at / count, low, high))
        at, low, high, last, count = piece.at, piece.low, piece.high, piece.length, 1
    lines.append(Segment(at / count, low, high))
    return lines


_TOUCH = 3.0
_ROW = 40.0
"""Points a row of one cell is high at most."""
_PARALLEL = 8.0


def _grouped(across: list[Segment], down: list[Segment]) -> list[Network]:
    count = len(across)
    parent = list(range(count + len(down)))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for i, line in enumerate(across):
        for j, other in enumerate(down):
            if (line.low - _TOUCH <= other.at <= line.high + _TOUCH
                    and other.low - _TOUCH <= line.at <= other.high + _TOUCH):  # fmt: skip
                parent[root(i)] = root(count + j)
    for offset, lines in ((0, across), (count, down)):
        for i, j in _neighbours(lines):
            parent[root(offset + i)] = root(offset + j)
    groups: dict[int, Network] = {}
    for i, line in enumerate(across):
        groups.setdefault(root(i), Network([], [])).across.append(line)
    for j, line in enumerate(down):
        groups.setdefault(root(count + j), Network([], [])).down.append(line)
    return _with_loose_rows(list(groups.values()))


def _with_loose_rows(found: list[Network]) -> list[Network]:
    """Lines that touch no other given to the table they head: a row of one cell over a table without
    outer sides has a line of the table's own length and nothing that leads to it."""
    loose = [network.across[0] for network in found if len(network.across) == 1 and not network.down]
    tables = [network for network in found if network.down and network.across]
    taken: set[Segment] = set()
    for table in tables:
        for line in _heading(table, [line for line in loose if line not in taken]):
            table.across.append(line)
            taken.add(line)
    return [n for n in found if n.down or len(n.across) != 1 or n.across[0] not in taken]


def _heading(table: Network, loose: Sequence[Segment]) -> Iterable[Segment]:
    """The loose lines as long as a table's own, each within a row above the table or the last."""
    low, high = min(line.low for line in table.across), max(line.high for line in table.across)
    same = [line for line in loose if abs(line.low - low) <= SAME_LINE + 1 and abs(line.high - high) <= SAME_LINE + 1]
    top = table.box[1]
    for line in sorted(same, key=lambda line: -line.at):
        if 0 < top - line.at <= _ROW:
            top = line.at
            yield line


def _neighbours(lines: list[Segment]) -> Iterable[tuple[int, int]]:
    """Pairs of parallel lines close enough to be one double line, or the edges of spaced cells."""
    order = sorted(range(len(lines)), key=lambda index: lines[index].at)
    for position, i in enumerate(order):
        for j in order[position + 1 :]:
            if lines[j].at - lines[i].at > _PARALLEL:
                break
            if lines[i].low <= lines[j].high + _TOUCH and lines[j].low <= lines[i].high + _TOUCH:
                yield i, j
