"""Scraps outside ruled tables: what is left of a seal or of dirt, far lower than digits, alone where no figure is near.

Read as a 1, or as nothing, one of them in the white between two rows of a table without lines makes a row of its own
that no label names, and the whole table is none for certain. They are left out; what stands where one lies is no blank.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from parsing.readers.scan.cells import Inked
from parsing.readers.scan.figures import is_plain_figure
from parsing.readers.scan.ink import Span

_LOW, _FLAT = 0.6, 1.4
"""Heights of the page's digits below which ink is none, and how many times broader than high a dash is."""
_SEVERAL = 3
"""Figures that tell how high digits are; as many lower ones are those of a table in smaller type."""
_NEAR = 1.2
"""Heights of digits from a figure within which a scrap may be, or hide, a digit of it, or of its other line."""
_LEVEL = 0.15
"""The same by which the upper or the lower ends of two halves of digits differ at most."""


def scraps(cells: Sequence[Inked], lines_of_page: Sequence[Span]) -> list[Inked]:
    """Those of the lone lines outside ruled tables that are scraps. ``lines_of_page`` are all outside them: what stands
    level beside another is half of a number whose other half is lost."""
    lines = [seen for cell in cells for seen in cell.seen]
    heights = [seen.span.height for seen in lines if is_plain_figure(seen.reading)]
    if len(heights) < _SEVERAL:
        return []
    high = median(heights)
    low = _LOW * high
    if sum(height < low for height in heights) >= _SEVERAL:
        return []
    figures = [seen.span for seen in lines if seen.span.height >= low or _is_flat(seen.span)]
    return [
        cell
        for cell in cells
        if all(
            _is_low(seen.span, low)
            and not any(_is_near(seen.span, other, _NEAR * high) for other in figures)
            and not any(_is_half_beside(seen.span, other, high) for other in lines_of_page)
            for seen in cell.seen
        )
    ]


def _is_low(span: Span, low: float) -> bool:
    return span.height < low and not _is_flat(span)


def _is_near(span: Span, other: Span, reach: float) -> bool:
    across = other.x0 - reach < span.x1 and span.x0 < other.x1 + reach
    return across and other.y0 - reach < span.y1 and span.y0 < other.y1 + reach


def _is_half_beside(span: Span, other: Span, high: float) -> bool:
    """Whether two pieces stand beside each other, one as high as the other, as halves of two digits do."""
    level = min(abs(other.y0 - span.y0), abs(other.y1 - span.y1)) < _LEVEL * high
    return level and other != span and _is_near(span, other, _NEAR * high)


def _is_flat(span: Span) -> bool:
    return span.x1 - span.x0 >= _FLAT * span.height
