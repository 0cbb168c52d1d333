"""Headings beside each other with hardly any white between, each cut off at the column it heads."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from itertools import groupby, pairwise

from parsing.readers.pdf.layout.bits import LEAST_WHITE, Bit, Span, part_of_bit
from parsing.readers.pdf.layout.lines import LEAST_GAP, gap
from parsing.readers.pdf.page import Char

_ALIKE, _EXACTLY = 0.3, 0.15
"""Ems the parts of a line of headings may stand otherwise to their columns, and where no white parts them."""
_FARTHER = 1.3
"""How much farther a heading stands from those below it than their lines from each other."""


def cut_at_columns(bits: Sequence[Bit], spans: Sequence[Span]) -> list[Bit]:
    """The bits, those of words cut that are the headings of several columns of figures without white between:
    each part then stands to its column as all the others do."""
    figures = [bit for bit in bits if bit.value]
    rows = {bit.line for bit in figures}
    heads = sorted({bit.line for bit in bits if bit.line not in rows and bit.x1 > spans[0].low})
    found: list[Bit] = []
    for line, same in groupby(sorted(bits, key=lambda bit: bit.line), key=lambda bit: bit.line):
        level = list(same)
        if line in rows:
            found.extend(level)
            continue
        under = _headed(line, figures, heads, spans)
        over = [_is_over_headings(bit, under, bits) for bit in level]
        found.extend(bit for bit, is_over in zip(level, over, strict=True) if is_over)
        level = [bit for bit, is_over in zip(level, over, strict=True) if not is_over]
        found.extend(_whole_line(level, under) or [part for bit in level for part in _by_columns(bit, under)])
    return found


def _is_over_headings(bit: Bit, spans: Sequence[Span], bits: Sequence[Bit]) -> bool:
    """Whether words over several columns head the headings of these, and are none of their lines: a line of these
    would have the next as near under it as these have theirs."""
    over = [span for span in spans if span.low < bit.x1 and bit.x0 < span.high]
    first, steps = list[float](), list[float]()
    for span in over if len(over) > 1 else ():
        under = [other for other in bits if other.y > bit.y and other.x0 < span.high and span.low < other.x1]
        top = min((other.y for other in under if other.value), default=math.inf)
        heights = sorted(other.y for other in under if other.y < top)
        first.extend(y - bit.y for y in heights[:1])
        steps.extend(lower - upper for upper, lower in pairwise(heights))
    return len(first) > 1 and bool(steps) and min(first) > _FARTHER * min(steps)


def _whole_line(level: Sequence[Bit], spans: Sequence[Span]) -> list[Bit]:
    """A line of headings that fill their cells, one of them spread over its own, cut at the columns all at once."""
    over = [bit for bit in level if any(bit.x0 < span.high and span.low < bit.x1 for span in spans)]
    if len(over) < 2 or len(over) >= len(spans):
        return []
    chars = tuple(char for bit in sorted(over, key=lambda bit: bit.x0) for char in bit.chars)
    parts = _by_columns(part_of_bit(over[0], chars), spans)
    return [*(bit for bit in level if bit not in over), *parts] if len(parts) == len(spans) > 2 else []


def _headed(line: int, figures: Sequence[Bit], heads: Sequence[int], spans: Sequence[Span]) -> list[Span]:
    """The columns with figures between a line of headings and the next below these."""
    first = min((bit.line for bit in figures if bit.line > line), default=line)
    end = next((head for head in heads if head > first), None)
    own = [bit for bit in figures if bit.line >= first and (end is None or bit.line < end)]
    return [span for span in spans if any(bit.x0 < span.high and span.low < bit.x1 for bit in own)]


def _by_columns(bit: Bit, spans: Sequence[Span]) -> list[Bit]:
    """The parts of a bit over columns of figures that stand to these most alike: cut in the middles between columns, or
    where they begin or end, as they do where headings stand in the middle of cells or fill them and figures stand at a
    side, or at the widest white, as where a wide figure moves the middles of columns. Where no white parts them they
    are three or more, as any two halves may stand alike."""
    over = [span for span in spans if span.low < bit.x1 and bit.x0 < span.high]
    if len(over) < 2:
        return [bit]
    middles = [(left.high + right.low) / 2 for left, right in pairwise(over)]
    best, least = [bit], _ALIKE * bit.size
    places = (middles, [span.low for span in over[1:]], [span.high for span in over[:-1]])
    for runs in (*(_cut_at(bit, edges) for edges in places), _at_whites(bit, len(over))):
        if not all(runs):
            continue
        white = min(gap(left[-1], right[0]) for left, right in pairwise(runs))
        if white < LEAST_GAP and len(runs) == 2:
            continue
        parts = [part_of_bit(bit, tuple(run)) for run in runs]
        off = _off(parts, over) * (1.0 if white >= LEAST_GAP else _ALIKE / _EXACTLY)
        if off < least:
            best, least = parts, off
    return best


def _cut_at(bit: Bit, edges: Sequence[float]) -> list[list[Char]]:
    runs: list[list[Char]] = [[] for _ in range(len(edges) + 1)]
    for char in bit.chars:
        runs[bisect_right(edges, char.x)].append(char)
    return runs


def _at_whites(bit: Bit, count: int) -> list[list[Char]]:
    """So many parts of a bit, cut where more white stands than anywhere within them; an empty one where none does."""
    white = [(gap(left, right), n) for n, (left, right) in enumerate(pairwise(bit.chars), 1)]
    cuts = sorted(white, reverse=True)[: count - 1]
    elsewhere = max((space for space, n in white if (space, n) not in cuts), default=0.0)
    if len(cuts) < count - 1 or cuts[-1][0] < max(elsewhere, 0.0) + LEAST_WHITE:
        return [[]]
    places = [0, *sorted(n for _, n in cuts), len(bit.chars)]
    return [list(bit.chars[start:end]) for start, end in pairwise(places)]


def _off(parts: Sequence[Bit], over: Sequence[Span]) -> float:
    """By how many points parts of a line stand otherwise to the columns under them: beginnings, ends or middles."""
    offs = [
        (part.x0 - span.low, part.x1 - span.high, (part.x0 + part.x1 - span.low - span.high) / 2)
        for part, span in zip(parts, over, strict=True)
    ]
    off: float = min(max(side) - min(side) for side in zip(*offs, strict=True))
    return off
