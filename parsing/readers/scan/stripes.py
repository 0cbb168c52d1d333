"""White stripes, down or across, which a worn drum or an empty cartridge leaves in what it prints.

A digit within one is gone, and what is left of its number reads as surely as any. Paper shows nothing of a stripe: the
lines of tables do, which all break off at it and go on behind it. They are mended there, and what stands at the stripe
is in doubt.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from parsing.grid import STAMPED
from parsing.readers.scan.cells import Inked, Spot
from parsing.readers.scan.figures import DAMAGED
from parsing.readers.scan.judging import spot_of
from parsing.readers.scan.pages import Pixels
from parsing.readers.scan.ruling import Stretch, masks_of, stretches

_NARROWEST, _BROADEST = 1.0, 12.0
"""Points a stripe is broad: what is broader lies between tables."""
_COURSE, _FEWEST, _MOST = 1.6, 4, 0.7
"""Points by which the two pieces of a line may lie apart, how many lines break off at a stripe at least, and which
share of those that pass it."""
_ALIKE = 1.5
"""Points by which the ends of lines at a stripe differ."""
_AT_LINE = 2.0
"""Points from a line that runs along a stripe: between two of them is the white between tables."""
_SAMPLE = 3.0
"""Points of a line beside a stripe by which it is mended."""
_SOFT = 2
"""Pixels of the soft end of a line."""
_NEAR = 0.8
"""Heights of a figure within which another digit of it may have stood."""


class Stripe(NamedTuple):
    """Where a stripe lies across a direction, and how far along it lines break off at it, in pixels."""

    low: int
    high: int
    first: int
    last: int


class _Gap(NamedTuple):
    """Where a line breaks off and goes on, and at what height, in pixels."""

    low: float
    high: float
    at: float


class Stripes(NamedTuple):
    """Those that run down a page, and those across it."""

    down: tuple[Stripe, ...]
    across: tuple[Stripe, ...]


def mended(even: Pixels, unit: float) -> tuple[Pixels, Stripes]:
    """The upright page with the lines of its tables drawn through white stripes, and where these are."""
    masks = masks_of(even, unit)
    level = stretches(masks.across, across=True)
    plumb = [Stretch(s.y0, s.x0, s.y1, s.x1) for s in stretches(masks.down, across=False)]
    page, down = _mended(even, level, plumb, unit)
    turned, across = _mended(page.T, plumb, level, unit)
    return np.ascontiguousarray(turned.T) if across else page, Stripes(down, across)


def _mended(
    even: Pixels, lines: Sequence[Stretch], others: Sequence[Stretch], unit: float
) -> tuple[Pixels, tuple[Stripe, ...]]:
    """The page with lines across drawn through the stripes down; ``others`` are the lines down, by their height."""
    gaps = _gaps(lines, unit)
    found: list[Stripe] = []
    page = even
    for group in _alike(gaps, unit):
        low, high = (round(float(np.median([gap[end] for gap in group]))) for end in (0, 1))
        middle = (low + high) / 2
        passing = sum(line.x0 < middle < line.x1 for line in lines)
        beside = sum(abs(end - other.y0) <= _AT_LINE * unit for end in (low, high) for other in others)
        if len(group) < _FEWEST or len(group) < _MOST * (len(group) + passing) or beside > 1:
            continue
        page = even.copy() if page is even else page
        heights = [gap.at for gap in group]
        found.append(Stripe(low, high, round(min(heights)), round(max(heights))))
        for gap in group:
            _draw(page, gap, unit)
    return page, tuple(found)


def _gaps(lines: Sequence[Stretch], unit: float) -> list[_Gap]:
    """Where a line breaks off and another goes on in its course."""
    ends = np.array([(line.x0, line.y0, line.x1, line.y1) for line in lines] or np.zeros((0, 4)))
    wide = ends[None, :, 0] - ends[:, None, 2]
    apart = np.abs(ends[None, :, 1] - ends[:, None, 3])
    after = (wide >= _NARROWEST * unit) & (wide <= _BROADEST * unit) & (apart <= _COURSE * unit)
    pairs = [(lines[first], lines[second]) for first, second in np.argwhere(after).tolist()]
    return [_Gap(line.x1, other.x0, (line.y1 + other.y0) / 2) for line, other in pairs]


def _alike(gaps: Sequence[_Gap], unit: float) -> Iterator[list[_Gap]]:
    """Gaps that lie over each other."""
    group: list[_Gap] = []
    for gap in sorted(gaps, key=lambda gap: gap.low + gap.high):
        if group and gap.low + gap.high - group[0].low - group[0].high > 2 * _ALIKE * unit:
            yield group
            group = []
        group.append(gap)
    if group:
        yield group


def _draw(page: Pixels, gap: _Gap, unit: float) -> None:
    """A line through a stripe, as thick and dark as beside it."""
    sample, half = max(2, round(_SAMPLE * unit)), max(2, round(_COURSE * unit))
    start, end, y = round(gap.low) - _SOFT, round(gap.high) + _SOFT, round(gap.at)
    rows = slice(max(y - half, 0), y + half + 1)
    before, behind = page[rows, max(start - sample, 0) : max(start, 0)], page[rows, end : end + sample]
    usual = np.median(np.concatenate([before, behind], axis=1), axis=1)[:, None].astype(np.uint8)
    through = slice(max(start, 0), end)
    page[rows, through] = np.minimum(page[rows, through], usual)


def at_stripes(stripes: Stripes, cells: Sequence[Inked], unit: float) -> Iterator[Spot]:
    """Doubts about what stands at a stripe, and about blanks that it crosses."""
    for cell in cells:
        x0, y0, x1, y1 = cell.box
        if not cell.lines and _crosses(stripes, x0, y0, x1, y1):
            yield spot_of(cell, unit, STAMPED)
        for seen in cell.seen:
            near = _NEAR * seen.span.height
            reach = seen.span.x0 - near, seen.span.y0, seen.span.x1 + near, seen.span.y1
            digits = any(map(str.isdigit, seen.reading.text + seen.reading.figure))
            if digits and _crosses(stripes, max(reach[0], x0), reach[1], min(reach[2], x1), reach[3]):
                yield spot_of(cell, unit, DAMAGED, span=seen.span)


def _crosses(stripes: Stripes, x0: float, y0: float, x1: float, y1: float) -> bool:
    down = any(s.low < x1 and x0 < s.high and s.first < y1 and y0 < s.last for s in stripes.down)
    return down or any(s.low < y1 and y0 < s.high and s.first < x1 and x0 < s.last for s in stripes.across)
