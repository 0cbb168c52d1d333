"""Ink outside ruled tables that no character was read of: where a table has no lines, what stands there is no blank.

The parts of a seal, and the figures run together with them, read as nothing and are left out, and print too pale to be
ink is not even asked for; the cells of such a table are made of what was read alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from parsing.grid import Box
from parsing.readers.pdf.page import Char
from parsing.readers.scan.faint import Pale
from parsing.readers.scan.ink import Ink

_LEAST = 5.0
"""Points of a piece that may hide a digit, and of the side of the squares in which its ink is looked for."""
_TALL = 1.6
"""Sizes of a character beyond which ink about it is more than its own."""
_FAINT = 2.0
"""Points a pale mark is high that may be a digit, or be left of one short of toner; a hyphen is lower."""
Point = tuple[float, float]


def unread(ink: Ink, chars: Sequence[Char], tables: Sequence[Box]) -> Iterator[Point]:
    """Points of the page in squares that hold ink of large pieces nobody read; ``tables`` are ruled ones."""
    boxes = ink.blobs[:, :4] / ink.unit
    large = (boxes[:, 2:] - boxes[:, :2]).max(axis=1) >= _LEAST
    read = np.array([(c.x0, c.y0, c.x1, c.y1, c.size) for c in chars] or np.zeros((0, 5)))
    for x0, y0, x1, y1 in boxes[large].tolist():
        x, y, long = (x0 + x1) / 2, (y0 + y1) / 2, max(x1 - x0, y1 - y0)
        around = (read[:, 0] <= x) & (x <= read[:, 2]) & (read[:, 1] <= y) & (y <= read[:, 3])
        if (around & (long <= _TALL * read[:, 4])).any():
            continue
        for point in _squares(ink, (x0, y0, x1, y1)):
            if not any(a <= point[0] <= c and b <= point[1] <= d for a, b, c, d in tables):
                yield point


def unread_pale(pale: Pale, chars: Sequence[Char], tables: Sequence[Box]) -> Iterator[Point]:
    """The middles of pale marks higher than specks and hyphens that nobody read; ``tables`` are ruled ones."""
    boxes = pale.boxes / pale.unit
    high = boxes[:, 3] - boxes[:, 1] >= _FAINT
    for x0, y0, x1, y1 in boxes[high].tolist():
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        inside = any(a <= x <= c and b <= y <= d for a, b, c, d in tables)
        if not inside and not any(c.x0 < x1 and x0 < c.x1 and c.y0 < y1 and y0 < c.y1 for c in chars):
            yield x, y


def _squares(ink: Ink, box: Box) -> Iterator[Point]:
    """The middles of squares of a box in which there is ink."""
    x0, y0, x1, y1 = box
    for top in np.arange(y0, y1, _LEAST):
        for left in np.arange(x0, x1, _LEAST):
            rows, columns = (slice(round(a * ink.unit), round((a + _LEAST) * ink.unit)) for a in (top, left))
            if ink.mask[rows, columns].any():
                yield float(left + _LEAST / 2), float(top + _LEAST / 2)
