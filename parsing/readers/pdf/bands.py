"""A heading of a table without lines, the rows under it, and the columns they share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest
from typing import NamedTuple

from parsing.readers.pdf.bits import Bit, Span, spans_of
from parsing.readers.pdf.blocks import Block, Row
from parsing.readers.pdf.cells import cell_text
from parsing.readers.pdf.lines import extent
from parsing.readers.pdf.page import Char
from parsing.readers.pdf.tables import Part

TWO_IN_ONE = "同一单元格内读到几个数，请核对。"


_MUCH_NEARER = 0.7
_SAME_PLACE = 2.0
_OFF_MIDDLE = 0.5
"""Ems a heading over two others may stand off the middle between them."""
_EVEN = 0.15
"""Share of their distance that headings of even columns may differ by."""
_CENTRED, _ON_EDGE = 0.12, 0.25
"""Shares of their width a heading may stand off the middle of the columns it spans, and of a column's
off the edge between two."""


class Frame(NamedTuple):
    """What all bands of a table share: its sides, the cuts between columns of labels, and where
    labels end."""

    left: float
    cuts: Sequence[float]
    end: float
    right: float


@dataclass
class Band:
    """Tiers of headings, each from left to right, and the rows below them; ``aside`` are headings
    that head the labels."""

    tiers: list[list[Block]]
    rows: list[Row]
    aside: list[Block] = field(default_factory=list)

    def heads(self, frame: Frame) -> list[Block]:
        """Headings of figures, of all tiers."""
        right = (b for tier in self.tiers for b in tier if b.bits[0].x0 >= frame.end - 0.5 * b.bits[0].size)
        return [block for block in right if not any(block is other for other in self.aside)]

    def leaves(self, frame: Frame) -> list[Block]:
        """The headings with no other heading below them, from left to right.

        Where they are more than the columns of figures, one over the middle between two lower ones spans these.
        """
        heads = self.heads(frame)
        heads = [block for block in heads if not block.is_title] or heads
        leaves = [b for b in heads if not any(o.top > b.bottom and o.x0 < b.x1 and b.x0 < o.x1 for o in heads)]
        if len(leaves) > len(spans_of([bit for row in self.rows for bit in row.bits])):
            leaves = [block for block in leaves if not _is_over_two(block, leaves)]
        return sorted(leaves, key=lambda block: block.x0)


def _is_over_two(block: Block, leaves: Sequence[Block]) -> bool:
    """Whether a heading stands over the middle between the nearest two below it."""
    below = [leaf for leaf in leaves if leaf.top > block.bottom]
    left = max((leaf for leaf in below if leaf.x1 <= block.x0), key=lambda leaf: leaf.x1, default=None)
    right = min((leaf for leaf in below if leaf.x0 >= block.x1), key=lambda leaf: leaf.x0, default=None)
    if left is None or right is None:
        return False
    middle = (left.x0 + left.x1 + right.x0 + right.x1) / 4
    return abs((block.x0 + block.x1) / 2 - middle) <= _OFF_MIDDLE * block.bits[0].size


def framed(bands: Sequence[Band], frame: Frame) -> list[list[float]] | None:
    """The edges of each band's columns, labels first; None where figures and headings do not fit."""
    spans = []
    alone = [_columns(band, frame) for band in bands]
    places = [Span(block.x0, block.x1) for band in bands for block in band.aside]
    for band, own in zip(bands, alone, strict=True):
        found = own
        if found is None and places:
            _set_aside(band, frame, places)
            found = _columns(band, frame)
        if found is None:
            return None
        spans.append(found)
    spans = _shared(spans)
    if any(a.high > b.low for own in spans for a, b in pairwise(own)):
        return None
    lows = [own[0].low for own in spans if own]
    if not lows:
        return None
    first = (frame.end + max(min(lows), frame.end)) / 2
    cuts = [cut for cut in frame.cuts if frame.left < cut < frame.end]
    return [[frame.left, *cuts, first, *((a.high + b.low) / 2 for a, b in pairwise(own)), frame.right] for own in spans]


def _columns(band: Band, frame: Frame) -> list[Span] | None:
    """A band's columns from its figures and its lowest headings.

    Where there are as many of both they belong together in order, however they are aligned;
    else each figure column must lie under one heading, or nothing is certain.
    """
    spans = spans_of([bit for row in band.rows for bit in row.bits])
    leaves = band.leaves(frame)
    heads = [Span(block.x0, block.x1) for block in leaves]
    if not heads or not spans:
        return spans or heads
    if len(heads) == len(spans):
        return _paired(spans, heads)
    if len(heads) == len(spans) + 1 and _heads_labels(heads, spans):
        band.aside.append(leaves[0])
        return _paired(spans, heads[1:])
    under = [[i for i, head in enumerate(heads) if head.low < s.high and s.low < head.high] for s in spans]
    if len(spans) > len(heads):
        return spans if all(under) else None
    under = [found or _nearest(span, heads) for span, found in zip(spans, under, strict=True)]
    if any(len(found) != 1 for found in under) or len({found[0] for found in under}) < len(under):
        return None
    for span, found in zip(spans, under, strict=True):
        heads[found[0]] = _union(span, heads[found[0]])
    return heads


def _nearest(span: Span, heads: Sequence[Span]) -> list[int]:
    """The heading of a figure that stands under none, where headings stand in the middles of
    columns all as wide: the one in whose column it stands."""
    centres = [sum(head) / 2 for head in heads]
    steps = [b - a for a, b in pairwise(centres)]
    if len(steps) < 2 or max(steps) - min(steps) > _EVEN * max(steps):
        return []
    half = min(steps) / 2
    return [n for n, x in enumerate(centres) if x - half <= span.low and span.high <= x + half]


def _set_aside(band: Band, frame: Frame, places: Sequence[Span]) -> None:
    """Takes the first heading for one of the labels where other bands have theirs at its place."""
    first = band.leaves(frame)[:1]
    band.aside.extend(b for b in first if any(abs(b.x0 - p.low) + abs(b.x1 - p.high) <= _SAME_PLACE for p in places))


def _heads_labels(heads: Sequence[Span], spans: Sequence[Span]) -> bool:
    """Whether the first of the headings heads the labels: without it the others stand much nearer
    to the figures, each to its own, than all but the last would. Not where every figure stands in the
    column of one of them, one column being blank."""
    if heads[0].high >= spans[0].low or all(_nearest(span, heads) for span in spans):
        return False
    without_first, without_last = _farthest(heads[1:], spans), _farthest(heads[:-1], spans)
    return without_first < _MUCH_NEARER * without_last


def _farthest(heads: Sequence[Span], spans: Sequence[Span]) -> float:
    return max(abs(sum(head) - sum(span)) / 2 for head, span in zip(heads, spans, strict=True))


def _paired(spans: Sequence[Span], heads: Sequence[Span]) -> list[Span] | None:
    pairs = [_union(span, head) for span, head in zip(spans, heads, strict=True)]
    return None if any(a.high > b.low for a, b in pairwise(pairs)) else pairs


def _union(one: Span, other: Span) -> Span:
    return Span(min(one.low, other.low), max(one.high, other.high))


def _shared(bands: Sequence[list[Span]]) -> list[list[Span]]:
    """Bands with the same columns get the same edges, so that a repeated heading adds none."""
    shared = [list(own) for own in bands]
    for i, own in enumerate(shared):
        for j in range(i + 1, len(shared)):
            other = shared[j]
            if len(own) == len(other) and all(
                a.low < b.high and b.low < a.high for a, b in zip(own, other, strict=True)
            ):
                both = [_union(a, b) for a, b in zip(own, other, strict=True)]
                own[:] = both
                other[:] = both
    return shared


def band_parts(band: Band, xs: Sequence[float], row: int, frame: Frame) -> list[Part]:
    """The cells of a band; ``row`` is the table's row of its first tier."""
    parts: list[Part] = []
    offset = sum(frame.left < cut < frame.end for cut in frame.cuts) + 1
    heads = band.heads(frame)
    leaves = band.leaves(frame)
    for index, tier in enumerate(band.tiers, row):
        parts.extend(_tier_parts(tier, index, xs, offset, heads, leaves))
    for index, item in enumerate(band.rows, row + len(band.tiers)):
        parts.extend(_row_parts(item, index, xs, offset))
        parts.extend(_blanks(item, index, xs, offset, heads))
    return parts


def part_of(
    chars: Sequence[Char], bits: Sequence[Bit], row: int, rowspan: int, edges: tuple[float, float], text: str = "",
    doubt: str = "",
) -> Part:  # fmt: skip
    """A cell from its characters; where it goes on over a page, its box is of the first page."""
    page = bits[0].page
    box = extent([char for bit in bits if bit.page.number == page.number for char in bit.chars])
    if not text:
        text, said = cell_text(chars, (edges[0], box[1], edges[1], box[3]), ruled=False)
        doubt = doubt or said
    return Part(text, row, rowspan, edges[0], edges[1], page.number, page.shown(box), doubt)


def _columns_of(x0: float, x1: float, xs: Sequence[float], first: int) -> list[int]:
    """The columns from ``first`` that a text stands in, by its middle and by what it covers."""
    covered = [i for i in range(first, len(xs) - 1) if min(x1, xs[i + 1]) - max(x0, xs[i]) > 1.0]
    return covered or [max(i for i in range(first, len(xs) - 1) if xs[i] <= max((x0 + x1) / 2, xs[first]))]


def _row_parts(row: Row, index: int, xs: Sequence[float], offset: int) -> list[Part]:
    parts = []
    if row.label is not None:
        column = min(row.label.column, offset - 1)
        parts.append(part_of(row.label.chars, row.label.bits, index, 1, (xs[column], xs[offset])))
    held: dict[int, list[Bit]] = {}
    ends: dict[int, int] = {}
    for bit in row.bits:
        inside = _columns_of(bit.x0, bit.x1, xs, offset)
        held.setdefault(inside[0], []).append(bit)
        ends[inside[0]] = max(ends.get(inside[0], 0), inside[-1] + 1)
    for column, bits in held.items():
        beside = len({bit.line for bit in bits}) < len(bits)
        text = " ".join(bit.text for bit in sorted(bits, key=lambda bit: (bit.y, bit.x0))) if beside else ""
        chars = [char for bit in bits for char in bit.chars]
        edges = (xs[column], xs[ends[column]])
        parts.append(part_of(chars, bits, index, 1, edges, text, TWO_IN_ONE if beside else row.doubt))
    return parts


def _blanks(row: Row, index: int, xs: Sequence[float], offset: int, heads: Sequence[Block]) -> list[Part]:
    """Empty cells where a column has a heading but this row no figure."""
    taken = {column for bit in row.bits for column in _columns_of(bit.x0, bit.x1, xs, offset)}
    first = (row.bits or (row.label.bits if row.label else []))[0]
    page = first.page
    _, y0, _, y1 = extent(first.chars)
    parts = []
    for column in range(offset, len(xs) - 1):
        low, high = xs[column], xs[column + 1]
        headed = any(head.x0 < high and low < head.x1 for head in heads)
        if column not in taken and headed:
            parts.append(Part("", index, 1, low, high, page.number, page.shown((low, y0, high, y1))))
    return parts


def _tier_parts(
    tier: Sequence[Block],
    index: int,
    xs: Sequence[float],
    offset: int,
    heads: Sequence[Block],
    leaves: Sequence[Block],
) -> list[Part]:
    parts = []
    taken = -1
    beside = any(block is head for block in tier for head in heads)
    for block, following in zip_longest(tier, tier[1:]):
        of_figures = any(block is head for head in heads)
        columns = _columns_of(block.x0, block.x1, xs, offset if of_figures else 0)
        if not of_figures and beside:
            columns = [column for column in columns if column < offset]
        if of_figures and len(heads) == len(leaves) + 1 and block.bottom < min(leaf.top for leaf in leaves):
            columns = list(range(offset, len(xs) - 1))
        elif of_figures and not any(block is leaf for leaf in leaves):
            limit = following.x0 if following is not None else xs[-1]
            columns = _spanned(block, columns, (max(offset, taken + 1), limit), xs, leaves)
        columns = [column for column in columns if column > taken]
        if columns:
            taken = columns[-1]
            parts.append(part_of(block.chars, block.bits, index, 1, (xs[columns[0]], xs[columns[-1] + 1])))
    return parts


def _spanned(
    block: Block, columns: Sequence[int], limits: tuple[int, float], xs: Sequence[float], leaves: Sequence[Block]
) -> list[int]:
    """The columns a heading over others spans: as many on both sides where it stands in the middle
    of them, else those to its right."""
    first, end = limits
    middle = (block.x0 + block.x1) / 2
    low = high = max(n for n in range(columns[0], columns[-1] + 1) if n == columns[0] or xs[n] <= middle)
    beside = low + 1 if 2 * middle > xs[low] + xs[low + 1] else low - 1
    if abs(xs[max(low, beside)] - middle) <= _ON_EDGE * (xs[low + 1] - xs[low]) and 0 <= beside < len(xs) - 1:
        low, high = min(low, beside), max(high, beside)
    while low > first and high + 2 < len(xs) and xs[high + 2] <= end + 1:
        if not (_lower(block, low - 1, xs, leaves) and _lower(block, high + 1, xs, leaves)):
            break
        low, high = low - 1, high + 1
    width = xs[high + 1] - xs[low]
    if low <= columns[0] and high >= columns[-1] and abs(xs[low] + xs[high + 1] - 2 * middle) <= 2 * _CENTRED * width:
        return list(range(low, high + 1))
    return [*columns, *(c for c in _below(block, columns[-1], xs, leaves) if xs[c + 1] <= end + 1)]


def _below(block: Block, last: int, xs: Sequence[float], leaves: Sequence[Block]) -> list[int]:
    """Columns to the right whose own headings stand lower: the heading spans them too."""
    more = []
    for column in range(last + 1, len(xs) - 1):
        if not _lower(block, column, xs, leaves):
            break
        more.append(column)
    return more


def _lower(block: Block, column: int, xs: Sequence[float], leaves: Sequence[Block]) -> bool:
    """Whether a column has a heading of its own below a block."""
    own = [leaf for leaf in leaves if xs[column] <= (leaf.x0 + leaf.x1) / 2 < xs[column + 1]]
    return bool(own) and own[0].top > block.bottom
