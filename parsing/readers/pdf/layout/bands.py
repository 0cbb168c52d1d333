"""A heading of a table without lines, the rows under it, and the columns they share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from parsing.readers.pdf.layout.bits import Span, spans_of
from parsing.readers.pdf.layout.blocks import Block, Row

_MUCH_NEARER = 0.7
_SAME_PLACE = 2.0
_OFF_MIDDLE = 0.5
"""Ems a heading over two others may stand off the middle between them."""
_EVEN = 0.15
"""Share of their distance that headings of even columns may differ by."""


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

        Where they are more than the columns of figures, one over the middle between two lower ones spans these, and so
        does one between lower ones that stand each over its own column, however wide these are.
        """
        heads = self.heads(frame)
        heads = [block for block in heads if not block.is_title] or heads
        leaves = [b for b in heads if not any(o.top > b.bottom and o.x0 < b.x1 and b.x0 < o.x1 for o in heads)]
        spans = spans_of([bit for row in self.rows for bit in row.bits])
        if len(leaves) > len(spans):
            leaves = [block for block in leaves if not _is_over_two(block, leaves)]
        if len(leaves) > len(spans):
            leaves = _each_over_its_own(leaves, spans) or leaves
        return sorted(leaves, key=lambda block: block.x0)


def _each_over_its_own(leaves: Sequence[Block], spans: Sequence[Span]) -> list[Block]:
    """The lowest headings, where each stands over a column of figures of its own and all others over none, between the
    first and the last of these; none where they do not."""
    floor = max(leaf.top for leaf in leaves)
    lowest = sorted((leaf for leaf in leaves if leaf.bottom >= floor), key=lambda leaf: leaf.x0)
    others = [leaf for leaf in leaves if leaf.bottom < floor]
    if not spans or len(lowest) != len(spans) or not all(map(_stands_over, lowest, spans)):
        return []
    between = all(lowest[0].x1 <= other.x0 and other.x1 <= lowest[-1].x0 for other in others)
    return lowest if between and not any(_stands_over(other, span) for other in others for span in spans) else []


def _stands_over(block: Block, span: Span) -> bool:
    return block.x0 < span.high and span.low < block.x1


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
    known = [pair for band in bands for pair in _paired_columns(band, frame)]
    alone = [_columns(band, frame, known) for band in bands]
    places = [Span(block.x0, block.x1) for band in bands for block in band.aside]
    for band, own in zip(bands, alone, strict=True):
        found = own
        if places and _set_aside(band, frame, places):
            found = _columns(band, frame, known) or own
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


def _paired_columns(band: Band, frame: Frame) -> Iterator[tuple[Span, Span]]:
    """The place of each heading, and the column that it makes with figures, in a band that has as many of both."""
    spans = spans_of([bit for row in band.rows for bit in row.bits])
    heads = [Span(block.x0, block.x1) for block in band.leaves(frame)]
    if len(heads) == len(spans) > 1:
        yield from ((head, _union(head, span)) for head, span in zip(heads, spans, strict=True))


def _columns(band: Band, frame: Frame, known: Sequence[tuple[Span, Span]]) -> list[Span] | None:
    """A band's columns from its figures and its lowest headings.

    Where there are as many of both they belong together in order, however they are aligned;
    else each figure column must lie under one heading, or each heading over one column, or nothing
    is certain. A heading at the place of another that heads figures, of those ``known``, heads as
    wide a column.
    """
    spans = spans_of([bit for row in band.rows for bit in row.bits])
    leaves = band.leaves(frame)
    heads = [Span(block.x0, block.x1) for block in leaves]
    if not heads or not spans:
        return spans or heads
    if len(heads) == len(spans):
        return _paired(spans, heads)
    heads = [next((whole for place, whole in known if _is_at(head, place)), head) for head in heads]
    is_known = any(_is_at(Span(leaves[0].x0, leaves[0].x1), place) for place, _ in known)
    if len(heads) == len(spans) + 1 and not is_known and _heads_labels(heads, spans):
        band.aside.append(leaves[0])
        return _paired(spans, heads[1:])
    under = [[i for i, head in enumerate(heads) if head.low < s.high and s.low < head.high] for s in spans]
    if len(spans) > len(heads):  # that of the others may stand at the foot of the page before
        each_over_one = sorted(n for found in under for n in found) == list(range(len(heads)))
        return spans if all(under) or each_over_one else None
    under = [found or _nearest(span, heads) for span, found in zip(spans, under, strict=True)]
    if any(len(found) != 1 for found in under) or len({found[0] for found in under}) < len(under):
        return None
    for span, found in zip(spans, under, strict=True):
        heads[found[0]] = _union(span, heads[found[0]])
    return heads


def _nearest(span: Span, heads: Sequence[Span], sides: Sequence[float] = (0.5, 0.0, 1.0)) -> list[int]:
    """The heading of a figure that stands under none, where headings stand in the middles of columns all as wide, or
    all at the left of them or all at the right, by ``sides``: the one in whose column it stands."""
    for share in sides:
        places = [head.low + share * (head.high - head.low) for head in heads]
        steps = [b - a for a, b in pairwise(places)]
        if len(steps) < 2 or max(steps) - min(steps) > _EVEN * max(steps):
            continue
        step = min(steps)
        return [n for n, x in enumerate(places) if x - share * step <= span.low and span.high <= x + (1 - share) * step]
    return []


def _set_aside(band: Band, frame: Frame, places: Sequence[Span]) -> bool:
    """Takes the first heading for one of the labels where other bands have theirs at its place."""
    first = band.leaves(frame)[:1]
    found = [block for block in first if any(_is_at(Span(block.x0, block.x1), place) for place in places)]
    band.aside.extend(found)
    return bool(found)


def _is_at(one: Span, other: Span) -> bool:
    return abs(one.low - other.low) + abs(one.high - other.high) <= _SAME_PLACE


def _heads_labels(heads: Sequence[Span], spans: Sequence[Span]) -> bool:
    """Whether the first of the headings heads the labels: without it the others stand much nearer
    to the figures, each to its own, than all but the last would. Not where every figure stands in the
    column of one of them, one column being blank."""
    if heads[0].high >= spans[0].low or all(_nearest(span, heads, (0.5,)) for span in spans):
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
