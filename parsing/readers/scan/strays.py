"""Ink that stands in several cells at once: a stroke of the pen over them, the black margin of a copier.

Such a blob is no cell's own. A digit it touches is part of it and lost to its cell, so that what is left there may
be another number, or seem to be none: where a piece of it stands, figures and blanks are in doubt. So they are where
ink within a cell was taken out as a line.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from parsing.grid import Box
from parsing.readers.scan.cells import Inked
from parsing.readers.scan.ink import Blob, Ink, Span
from parsing.readers.scan.seals import Mask

_BEYOND = 6.0
"""Points by which print may be larger than its cell: it is printed over the line."""
_INSIDE = 1.5
"""Points at a cell's edge where its neighbour's print may reach over."""
_SLIVER, _BESIDE = 8.5, 3.0
"""Points within its lines a cell is wide at least that holds a figure, and between two cells beside each other."""
_LEAST = 3.0
"""Points of a piece that may be, or hide, part of a digit."""
_WITHIN, LOWEST = 4.5, 5.0
"""Points from a cell's sides at which what was taken out is none of them, however bent, and that a digit is high at
least."""
_FLAT, _NEXT = 0.5, 1.2
"""Heights of digits below which no digit is in a piece, and from a number within which its next digit begins."""


def own_blobs(ink: Ink, box: Box) -> list[Blob]:
    """The blobs whose middles lie in a cell, without those that are larger than it."""
    wide, high = box[2] - box[0] + _BEYOND * ink.unit, box[3] - box[1] + _BEYOND * ink.unit
    return [blob for blob in ink.within(box) if blob.width <= wide and blob.height <= high]


def strays_in(ink: Ink, box: Box, own: Sequence[Blob]) -> list[Span]:
    """The pieces of ink in a cell that are none of these blobs."""
    edge = _INSIDE * ink.unit
    x0, y0, x1, y1 = (round(value) for value in (box[0] + edge, box[1] + edge, box[2] - edge, box[3] - edge))
    reaching = (np.minimum(ink.blobs[:, 2:4], (x1, y1)) > np.maximum(ink.blobs[:, :2], (x0, y0))).all(axis=1)
    if int(reaching.sum()) <= sum(_reaches(blob, x0, y0, x1, y1) for blob in own):
        return []
    left = ink.mask[y0:y1, x0:x1].astype(np.uint8)
    for blob in own:
        left[max(blob.y0 - y0, 0) : max(blob.y1 - y0, 0), max(blob.x0 - x0, 0) : max(blob.x1 - x0, 0)] = 0
    boxes = cv2.connectedComponentsWithStats(left, connectivity=8)[2][1:, :4].tolist()
    return [
        Span(x0 + x, y0 + y, x0 + x + wide, y0 + y + high)
        for x, y, wide, high in boxes
        if max(wide, high) >= _LEAST * ink.unit
    ]


def taken_in(taken: Mask, box: Box, unit: float) -> list[Span]:
    """The pieces within a cell of ink that was taken out with the lines of the page, those that may have been digits:
    no line runs there, or the cell would have been two."""
    edge = _WITHIN * unit
    x0, y0, x1, y1 = (round(value) for value in (box[0] + edge, box[1] + edge, box[2] - edge, box[3] - edge))
    inside = taken[max(y0, 0) : max(y1, 0), max(x0, 0) : max(x1, 0)]
    if not inside.any():
        return []
    boxes = cv2.connectedComponentsWithStats(inside.astype(np.uint8), connectivity=8)[2][1:, :4].tolist()
    return [Span(x0 + x, y0 + y, x0 + x + wide, y0 + y + high) for x, y, wide, high in boxes if high >= LOWEST * unit]


def is_high(stray: Span, unit: float) -> bool:
    """Whether a piece of ink may be a digit by its height."""
    return stray.height >= LOWEST * unit


def may_hide(stray: Span, span: Span, height: float) -> bool:
    """Whether a piece of ink may be, or hide, a digit of the line ``span`` or of one over or under it: it is not flat,
    or it lies at the height of the line, and it is no farther than the next digit."""
    if stray.x1 < span.x0 - _NEXT * height or stray.x0 > span.x1 + _NEXT * height:
        return False
    return stray.height >= _FLAT * height or (stray.y1 > span.y0 and stray.y0 < span.y1)


def about_slivers(cells: Sequence[Inked], unit: float) -> set[int]:
    """The ``id`` of cells too narrow for any figure, whose sides are those of noughts that stand under each other, and
    of those beside them: a nought taken for lines leaves no ink, and no blank either."""
    slivers = [cell for cell in cells if cell.box[2] - cell.box[0] < _SLIVER * unit]
    return {id(cell) for cell in cells for sliver in slivers if cell is sliver or _is_beside(cell, sliver, unit)}


def _is_beside(cell: Inked, sliver: Inked, unit: float) -> bool:
    level = cell.table == sliver.table and cell.box[1] < sliver.box[3] and sliver.box[1] < cell.box[3]
    apart = min(abs(cell.box[0] - sliver.box[2]), abs(sliver.box[0] - cell.box[2]))
    return level and apart < _BESIDE * unit


def _reaches(blob: Blob, x0: int, y0: int, x1: int, y1: int) -> bool:
    return min(blob.x1, x1) > max(blob.x0, x0) and min(blob.y1, y1) > max(blob.y0, y0)
