"""What stands in the cells of a page image: their ink, the lines it makes, and their pictures."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from parsing.grid import Box
from parsing.readers.scan.figures import Seen
from parsing.readers.scan.ink import Blob, Span
from parsing.readers.scan.pages import PAPER, Pixels

MARGIN, SECOND_MARGIN = 0.16, 0.32
"""White around a line in its picture, in its heights: for the first look and for the second."""
INSIDE = 0.6
"""Points from the middle of a cell's lines to its box."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Something doubtful: a point of the upright page in points, the sentence that says so, and what else
    was read there."""

    x: float
    y: float
    doubt: str
    others: tuple[str, ...] = ()


@dataclass
class Inked:
    """An area of a lattice, its ink and the lines it holds, in pixels; ``strays`` are pieces of ink in it which
    are not its own."""

    table: int
    row: int
    column: int
    box: Box
    blobs: list[Blob]
    lines: list[Span]
    seen: list[Seen] = field(default_factory=list)
    strays: list[Span] = field(default_factory=list)


def picture(bare: Pixels, span: Span, margin: float, box: Box | None = None) -> Pixels:
    """A line with white around it, nothing of the neighbouring cells in it."""
    space = round(margin * span.height) + 1
    x0, y0, x1, y1 = span.x0 - space, span.y0 - space, span.x1 + space, span.y1 + space
    left, top, right, bottom = box or (0, 0, bare.shape[1], bare.shape[0])
    inner = bare[max(y0, round(top)) : min(y1, round(bottom)), max(x0, round(left)) : min(x1, round(right))]
    above, before = max(round(top) - y0, 0), max(round(left) - x0, 0)
    framed_picture = np.full((y1 - y0, x1 - x0), PAPER, dtype=np.uint8)
    framed_picture[above : above + inner.shape[0], before : before + inner.shape[1]] = inner
    return framed_picture
