"""Headings spread over their cells, as distributed and justified lines are: their characters put together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise
from statistics import median

from parsing.readers.pdf.layout.bits import Bit, Span, part_of_bit
from parsing.readers.pdf.layout.lines import gap
from parsing.readers.pdf.page import Char

_EVEN = 0.15
"""Ems the white between the characters of one spread heading may differ by."""
_LEAST = 2
"""Characters alone beside each other that a line of spread headings has."""


def gathered(bits: Sequence[Bit], spans: Sequence[Span]) -> list[Bit]:
    """The bits, those of lines of spread headings cut anew: each of the fewest runs with even white inside is one.

    Characters as far from each other as columns are the ends of as many headings.
    """
    rows = {bit.line for bit in bits if bit.value}
    found: list[Bit] = []
    for line, same in groupby(sorted(bits, key=lambda bit: (bit.line, bit.x0)), key=lambda bit: bit.line):
        level = list(same)
        heads = line not in rows and level[-1].x1 > spans[0].low
        found.extend(_anew(level, spans) if heads and _is_spread(level) else level)
    return found


def _is_spread(level: Sequence[Bit]) -> bool:
    return any(len(list(run)) >= _LEAST for alone, run in groupby(level, key=lambda bit: len(bit.chars) == 1) if alone)


def _anew(level: Sequence[Bit], spans: Sequence[Span]) -> list[Bit]:
    chars = tuple(char for bit in level for char in bit.chars)
    found: list[Bit] = []
    for start, end in _even_runs(chars):
        run = chars[start:end]
        own = [bit for bit in level if bit.x0 < run[-1].x1 and run[0].x0 < bit.x1]
        if len(own) == sum(len(bit.chars) for bit in own) == len(run) > 1 and _have_columns(own, spans):
            found.extend(own)
        else:
            found.append(part_of_bit(own[0], run))
    return found


def _even_runs(chars: Sequence[Char]) -> list[tuple[int, int]]:
    """The fewest runs with even white between their characters, by first and last+1 index, with as much white as
    may be between the runs."""
    white = [gap(left, right) for left, right in pairwise(chars)]
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)]
    for end in range(1, len(chars) + 1):
        options = []
        for start in range(end):
            inner = white[start : end - 1]
            if not inner or max(inner) - min(inner) <= _EVEN:
                count, between, _ = best[start]
                options.append((count + 1, between - (white[start - 1] if start else 0.0), start))
        best.append(min(options))
    runs = []
    end = len(chars)
    while end:
        start = best[end][2]
        runs.append((start, end))
        end = start
    return runs[::-1]


def _have_columns(own: Sequence[Bit], spans: Sequence[Span]) -> bool:
    """Whether characters stand as far from each other as some columns of figures do, or two over several of these."""
    if len(own) == 2 and sum(span.low < own[-1].x1 and own[0].x0 < span.high for span in spans) > 1:
        return True
    pitch, off = (own[-1].x0 - own[0].x0) / (len(own) - 1), _EVEN * own[0].size
    sides = [[span.low for span in spans], [span.high for span in spans], [sum(span) / 2 for span in spans]]
    steps = [right - left for side in sides for left, right in pairwise(side)]
    usual = median(steps or [pitch])
    return any(abs(pitch - step) <= off for step in steps) or abs(pitch - max(1, round(pitch / usual)) * usual) <= off
