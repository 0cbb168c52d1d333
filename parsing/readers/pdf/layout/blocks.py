"""Rows of figures, and the labels and headings of a table without lines, each put together
from its lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from parsing.readers.pdf.layout.bits import ITEM, Bit, stabs
from parsing.readers.pdf.page import Char

_TITLE = re.compile(r"第[一二三四五六七八九十]+条")
_WHOLE_TITLE = re.compile(r"第[一二三四五六七八九十]+条.*项$")
_TOUCH = 0.2
"""Points by which labels in two columns may overlap."""
_LINES = 2.6
"""Ems between two lines of one heading at most."""
_CLOSEST = 0.95
"""Ems from a line to the next in one cell at least: nearer stand only lines of cells beside each other."""
_DOWNWARDS = 4
"""Characters under one another that make a label set downwards; two and three a narrow column breaks off as well."""
_ALIGNED, _MOST = 0.8, 0.55
_SEVERAL = 3
"""Words beside each other at least over the middle of which stands a heading of them all."""
BESIDE = 0.6
"""Ems two bits of one row may differ in height."""


@dataclass
class Block:
    """Lines of one label or header, top to bottom; ``column`` among the label columns."""

    bits: list[Bit]
    column: int = 0

    @property
    def top(self) -> float:
        return self.bits[0].y

    @property
    def bottom(self) -> float:
        return self.bits[-1].y

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def is_title(self) -> bool:
        return _TITLE.match(self.bits[0].text) is not None

    @property
    def x0(self) -> float:
        return min(bit.x0 for bit in self.bits)

    @property
    def x1(self) -> float:
        return max(bit.x1 for bit in self.bits)

    @property
    def chars(self) -> list[Char]:
        return [char for bit in self.bits for char in bit.chars]

    def beside(self, other: Block) -> bool:
        reach = 2 * BESIDE * self.bits[0].size
        return self.top - reach < other.bottom and other.top - reach < self.bottom

    def covers(self, y: float) -> bool:
        reach = BESIDE * self.bits[0].size
        return self.top - reach <= y <= self.bottom + reach


@dataclass
class Row:
    """A row of figures, the label that names it, and why its figures may not be whole.

    ``apart`` says that more white parts it from other rows than the lines of its numbers, ``open`` where along it no
    line parts it from the next or the one before, as lines do elsewhere.
    """

    y: float
    bits: list[Bit] = field(default_factory=list)
    label: Block | None = None
    doubt: str = ""
    apart: bool = False
    open: list[float] = field(default_factory=list)


def join_step(bits: Sequence[Bit], rows: Sequence[Row]) -> float:
    """The longest step between two lines of one cell: between the steps of lines and of rows.

    Nothing is joined when no step is clearly shorter than the shortest step between rows; a line
    that begins an item begins a row.
    """
    size = median(bit.size for bit in bits)
    steps: list[float] = []
    between = [b.y - a.y for a, b in pairwise(rows) if b.y - a.y < 6 * size]
    for upper, lower in _stacked(bits, size):
        (between if ITEM.match(lower.text) else steps).append(lower.y - upper.y)
    line, row = min(steps, default=0.0), min(between, default=0.0)
    if not row:
        return 1.12 * line if line <= 1.5 * size else 0.0
    return min((line + row) / 2, 1.25 * line) if line < 0.93 * row else 0.0


def _stacked(bits: Sequence[Bit], size: float) -> Iterator[tuple[Bit, Bit]]:
    """Pairs of words over one another, each with the nearest below it."""
    words = sorted((bit for bit in bits if not bit.value), key=lambda bit: bit.y)
    for i, bit in enumerate(words):
        for other in words[i + 1 :]:
            step = other.y - bit.y
            if step > 3 * size:
                break
            if step > _CLOSEST * size and other.x0 < bit.x1 and bit.x0 < other.x1:
                yield bit, other
                break


def label_cuts(bits: Sequence[Bit]) -> list[float]:
    """Where the columns of labels part: in the gaps between labels that stand beside each other, where the fewest
    labels run over, as the long one of a column of centred labels begins before the others."""
    gaps = []
    ordered = sorted(bits, key=lambda bit: bit.y)
    for i, bit in enumerate(ordered):
        for other in ordered[i + 1 :]:
            if other.y - bit.y > 0.9 * bit.size:
                break
            left, right = (bit, other) if bit.x0 < other.x0 else (other, bit)
            if left.x1 < right.x0 + _TOUCH:
                gaps.append((min(left.x1, right.x0 - _TOUCH), right.x0))
    return [_freest(low, high, bits) for low, high in stabs(gaps)]


def _freest(low: float, high: float, bits: Sequence[Bit]) -> float:
    """The middle of the widest stretch between two positions that the fewest bits run over."""
    inside = {edge for bit in bits for edge in (bit.x0, bit.x1) if low < edge < high}
    stretches = list(pairwise(sorted({low, high, *inside})))
    crossed = [sum(bit.x0 < end and start < bit.x1 for bit in bits) for start, end in stretches]
    start, end = min(
        (stretch for stretch, count in zip(stretches, crossed, strict=True) if count == min(crossed)),
        key=lambda stretch: stretch[0] - stretch[1],
        default=(low, high),
    )
    return (start + end) / 2


def column_among(cuts: Sequence[float], bit: Bit) -> int:
    """Which column of labels a bit begins in."""
    return sum(cut < bit.x0 + 0.3 * bit.size for cut in cuts)


def set_down(bits: Sequence[Bit], cuts: Sequence[float]) -> list[Block]:
    """Labels set downwards, a character a line, as names of groups are: they stand beside several rows, and name
    none."""
    blocks: list[Block] = []
    for bit in sorted((bit for bit in bits if len(bit.chars) == 1), key=lambda bit: (round(bit.x0 + bit.x1), bit.y)):
        above = blocks[-1].bits[-1] if blocks else None
        if above and abs(bit.x0 + bit.x1 - above.x0 - above.x1) <= 1.0 and bit.y - above.y <= _LINES * bit.size:
            blocks[-1].bits.append(bit)
        else:
            blocks.append(Block([bit], column_among(cuts, bit)))
    return [block for block in blocks if len(block.bits) >= _DOWNWARDS]


def label_blocks(bits: Sequence[Bit], cuts: Sequence[float], join: float) -> list[Block]:
    blocks: list[Block] = []
    for bit in sorted(bits, key=lambda bit: (bit.y, bit.x0)):
        column = column_among(cuts, bit)
        above = None if ITEM.match(bit.text) else _above(blocks, bit, column, join)
        if above is not None:
            above.bits.append(bit)
        else:
            blocks.append(Block([bit], column))
    return blocks


def _above(blocks: Sequence[Block], bit: Bit, column: int, join: float) -> Block | None:
    """The label a line goes on from: in its own column, or centred under one that spans more."""
    near = [block for block in blocks if 0.5 * bit.size < bit.y - block.bottom <= join]
    own = [block for block in near if block.column == column]
    wide = [block for block in near if block.bits[-1].x0 <= bit.x0 and bit.x1 <= block.bits[-1].x1]
    found = own or wide
    return found[-1] if found else None


def blank_rows(rows: Sequence[Row], blocks: Sequence[Block], heads: Sequence[Block]) -> list[Row]:
    """Rows without any figure: labels that stand beside no deeper label and beside no heading, nor
    next to figures that no label names, which may be theirs."""
    named_by = {id(row.label) for row in rows if row.label}
    found = []
    for block in blocks:
        if id(block) in named_by or block.is_title:
            continue
        deeper = [other for other in blocks if other.column > block.column]
        beside = any(block.beside(other) for other in (*deeper, *heads))
        if not beside and not _next_to_nameless(block, rows):
            found.append(Row(block.middle, [], block))
    return found


def _next_to_nameless(block: Block, rows: Sequence[Row]) -> bool:
    above = max((row for row in rows if row.y <= block.middle), key=lambda row: row.y, default=None)
    below = min((row for row in rows if row.y > block.middle), key=lambda row: row.y, default=None)
    return any(row is not None and row.bits and row.label is None for row in (above, below))


def header_blocks(bits: Sequence[Bit], join: float, strict: bool = False) -> list[Block]:
    """Headings from their lines.

    Lines over one another are of one heading where they stand as close as the lines of a cell do,
    or where most of what stands beside the lower one stands under a line of its own as well: a
    heading over several others is over the middle one of them alone. Where lines stand as close as rows,
    ``strict`` asks for the latter.
    """
    blocks: list[Block] = []
    under = {id(bit): _over(bit, bits) for bit in bits}
    for bit in sorted(bits, key=lambda bit: bit.y):
        above = [
            block for block in blocks
            if bit.y - block.bottom > 0.5 * bit.size and block.bits[-1].x0 < bit.x1 and bit.x0 < block.bits[-1].x1
            and not _is_over_others(block.bits[-1], bit, bits) and not _WHOLE_TITLE.search(block.bits[-1].text)
            and ((bit.y - block.bottom <= join and not strict) or _goes_on(block.bits[-1], bit, bits, under))
        ]  # fmt: skip
        if len(above) == 1:
            above[0].bits.append(bit)
        else:
            blocks.append(Block([bit]))
    return blocks


def _is_over_others(upper: Bit, lower: Bit, bits: Sequence[Bit]) -> bool:
    """Whether a line stands over more than one of the words beside each other below it, or over the middle of them all,
    or of as many as each of those beside it does."""
    level = [bit for bit in bits if abs(bit.y - lower.y) <= 0.2 * lower.size]
    if any(bit is not lower and upper.x0 < bit.x1 and bit.x0 < upper.x1 for bit in level):
        return True
    over = sorted((bit for bit in bits if abs(bit.y - upper.y) <= 0.2 * upper.size), key=lambda bit: bit.x0)
    middles = sorted((bit.x0 + bit.x1) / 2 for bit in level)
    share, rest = divmod(len(middles), len(over))
    if rest or share < _SEVERAL:
        return False
    ends = [middles[n * share] + middles[(n + 1) * share - 1] for n in range(len(over))]
    return all(abs(bit.x0 + bit.x1 - both) <= bit.size for bit, both in zip(over, ends, strict=True))


def _over(bit: Bit, bits: Sequence[Bit]) -> Bit | None:
    """The nearest line right over another, in its middle or flush with it."""
    near = [
        other for other in bits
        if 0.5 * bit.size < bit.y - other.y <= _LINES * bit.size
        and (abs(other.x0 + other.x1 - bit.x0 - bit.x1) <= _ALIGNED * bit.size or abs(other.x0 - bit.x0) <= 1.0)
    ]  # fmt: skip
    return max(near, key=lambda other: other.y, default=None)


def _goes_on(upper: Bit, lower: Bit, bits: Sequence[Bit], under: dict[int, Bit | None]) -> bool:
    if under[id(lower)] is not upper:
        return False
    step, reach = lower.y - upper.y, 0.2 * lower.size
    level = [bit for bit in bits if abs(bit.y - lower.y) <= reach]
    alike = sum((over := under[id(bit)]) is not None and abs(bit.y - over.y - step) <= reach for bit in level)
    return alike >= _MOST * len(level)


def tiers_of(blocks: Sequence[Block]) -> list[list[Block]]:
    """Header cells by height, each tier from left to right."""
    tiers: list[list[Block]] = []
    for block in sorted(blocks, key=lambda block: block.middle):
        if tiers and block.middle - tiers[-1][0].middle <= BESIDE * block.bits[0].size:
            tiers[-1].append(block)
        else:
            tiers.append([block])
    return [sorted(tier, key=lambda block: block.bits[0].x0) for tier in tiers]
