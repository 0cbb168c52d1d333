"""Scraps outside ruled tables: what is left of a seal or of dirt, far lower than digits, alone where no figure is near.

Read as a 1, or as nothing, one of them in the white between two rows of a table without lines makes a row of its own
that no label names, and the whole table is none for certain. They are left out; what stands where one lies is no blank.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from parsing.readers.scan.cells import Inked
from parsing.readers.scan.figures import Seen, is_plain_figure
from parsing.readers.scan.ink import Span

_LOW, _FLAT = 0.6, 1.4
"""Heights of the page's digits below which ink is none, and how many times broader than high a dash is."""
_SEVERAL = 3
"""Figures that tell how high digits are; as many lower ones are those of a table in smaller type."""
_NEAR = 1.2
"""Heights of digits from a figure within which a scrap may be, or hide, a digit of it, or of its other line."""


def scraps(cells: Sequence[Inked]) -> list[Inked]:
    """Those of the lone lines outside ruled tables that are scraps."""
    lines = [seen for cell in cells for seen in cell.seen]
    heights = [seen.span.height for seen in lines if is_plain_figure(seen.reading)]
    if len(heights) < _SEVERAL:
        return []
    high = median(heights)
    low = _LOW * high
    if sum(height < low for height in heights) >= _SEVERAL:
        return []
    figures = [seen.span for seen in lines if seen.span.height >= low or _is_flat(seen.span)]
    return [cell for cell in cells if all(_is_scrap(seen, low, _NEAR * high, figures) for seen in cell.seen)]


def _is_scrap(seen: Seen, low: float, reach: float, figures: Sequence[Span]) -> bool:
    span = seen.span
    if span.height >= low or _is_flat(span):
        return False
    return not any(
        other.x0 - reach < span.x1 and span.x0 < other.x1 + reach
        and other.y0 - reach < span.y1 and span.y0 < other.y1 + reach
        for other in figures
    )  # fmt: skip


def _is_flat(span: Span) -> bool:
    return span.x1 - span.x0 >= _FLAT * span.height
