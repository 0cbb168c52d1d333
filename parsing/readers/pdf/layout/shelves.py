"""Tables printed side by side without lines: the lines of text they share, parted into those of each."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from parsing.readers.pdf.layout.bits import Bit, Placed, bits_of, parted
from parsing.readers.pdf.layout.lines import Line

_LEFT, _RIGHT = 0, 1
_NEAR = 1.0
"""Points before the labels on the right at which the tables part."""


def side_by_side(placed: Sequence[Placed]) -> list[Sequence[Placed]]:
    """The lines of a region as those of its tables in reading order; one table where none stands beside another.

    Two tables stand side by side where a label follows figures on their line and has figures of its own: no column of
    labels stands between figures in the form.
    """
    lines = _lines(placed)
    edge = _edge(lines)
    if edge is None:
        return [placed]
    pairs = _are_paired(lines, edge)
    tables: list[Sequence[Placed]] = []
    for paired, same in groupby(zip(pairs, placed, strict=True), key=lambda pair: pair[0]):
        run = [item for _, item in same]
        if not paired:
            tables.append(run)
            continue
        for side in (_LEFT, _RIGHT):
            half = [found for item in run if (found := _half(item, edge, side)).line.chars]
            tables.extend([half] if half else [])  # rows that end on the left may be all of a run
    return tables


def _lines(placed: Sequence[Placed]) -> list[list[Bit]]:
    """The bits of each line, from left to right."""
    lines: list[list[Bit]] = [[] for _ in placed]
    for bit in parted(bits_of(placed)):
        lines[bit.line].append(bit)
    return [sorted(line, key=lambda bit: bit.x0) for line in lines]


def _edge(lines: Sequence[Sequence[Bit]]) -> float | None:
    """Where the table on the right begins: right before the labels that follow figures and have figures."""
    white = [found for line in lines if (found := _white_before_label(line))]
    edge = min((start for _, start in white), default=0.0) - _NEAR
    return edge if white and all(end < edge for end, _ in white) else None


def _white_before_label(line: Sequence[Bit]) -> tuple[float, float] | None:
    """The white before the one label of a line that stands between figures, behind the label of the line."""
    kinds = [bit.value for bit in line]
    labels = [n for n in range(2, len(line) - 1) if kinds[n - 1] and not kinds[n] and kinds[n + 1]]
    if kinds[:2] != [False, True] or len(labels) != 1:
        return None
    return line[labels[0] - 1].x1, line[labels[0]].x0


def _are_paired(lines: Sequence[Sequence[Bit]], edge: float) -> list[bool]:
    """Of each line whether it is of tables side by side, or of one that is as wide as both.

    A row says so of itself and of the headings over it; a row that ends on the left may be of either, and is of what
    the row above is.
    """
    said: list[bool | None] = []
    paired = True
    for line in lines:
        found = _says(line, edge)
        if found is None and _is_row(line):
            found = paired
        said.append(found)
        paired = paired if found is None else found
    below: list[bool] = []
    for found in reversed(said):
        paired = paired if found is None else found
        below.append(paired)
    return below[::-1]


def _is_row(line: Sequence[Bit]) -> bool:
    return any(bit.value for bit in line)


def _says(line: Sequence[Bit], edge: float) -> bool | None:
    """What a line says of itself: that it is of two tables, of one over both, or nothing."""
    if any(bit.x0 < edge < bit.x1 for bit in line):
        return False
    right = [bit for bit in line if bit.x0 > edge]
    if not right or not _is_row(line):
        return None
    return not right[0].value


def _half(item: Placed, edge: float, side: int) -> Placed:
    return item._replace(line=Line(tuple(char for char in item.line.chars if (char.x > edge) == bool(side))))
