"""Digits that blur ran into each other, parted at a darker edge of ink: they can be counted and compared then.

Taken only where as many digits as were read stand apart, one each, as broad as digits of one number are. Nothing is
read anew, and where fewer were read than there are pieces of ink nothing is parted, as a faint digit would be lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import cv2
import numpy as np

from parsing.readers.scan.figures import Seen
from parsing.readers.scan.gaps import SIDE
from parsing.readers.scan.ink import Blob, extent
from parsing.readers.scan.marks import Scale, digits_of, disagreement
from parsing.readers.scan.pages import Pixels

_DARKER = 0.3, 0.5
"""How far from the edge of ink towards the darkest of a line the other edges lie."""
_POINT = 0.5
"""Steps a decimal point takes, or a minus."""
_OFF = 2
"""Pixels by which what is parted may be narrower than what it was."""


def parted(bare: Pixels, seen: Seen, scale: Scale, edge: float) -> Seen:
    """A line with its digits apart, where they run together and stand apart at a darker edge than ``edge``; else as
    it is."""
    text, minus = seen.reading.figure, seen.reading.figure.startswith("-")
    count, points = sum(map(str.isdigit, text)), text.count(".")
    tall = digits_of(seen.blobs, seen.span, scale)
    if not text[minus:].replace(".", "").isdecimal() or not 0 < len(tall) < count + minus:
        return seen
    if not disagreement(text, seen.span, seen.blobs, scale):
        return seen
    height, wide = seen.span.height, seen.span.x1 - seen.span.x0
    known = scale if scale.of(height) else replace(scale, step=wide / (count + (points + minus) * _POINT - SIDE))
    for blobs in _at_darker_edges(bare, seen, edge):
        own, around = digits_of(blobs, seen.span, known), extent(blobs) if blobs else seen.span
        whole = around.x0 <= seen.span.x0 + _OFF and around.x1 >= seen.span.x1 - _OFF
        if whole and len(own) == count and not disagreement(text, seen.span, blobs, known):
            return replace(seen, blobs=tuple(blobs))
    return seen


def _at_darker_edges(bare: Pixels, seen: Seen, edge: float) -> Iterator[list[Blob]]:
    """The pieces of a line's ink at each of these edges."""
    left, top, right, foot = seen.span
    inside = bare[top:foot, left:right]
    darkest = float(np.percentile(inside, 2))
    for share in _DARKER:
        mask = (inside < edge - share * (edge - darkest)).astype(np.uint8)
        boxes = cv2.connectedComponentsWithStats(mask, connectivity=8)[2][1:].tolist()
        yield [Blob(left + x, top + y, left + x + wide, top + y + high, area) for x, y, wide, high, area in boxes]
