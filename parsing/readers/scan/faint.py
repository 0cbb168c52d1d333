"""Print too pale to be ink: what of a figure may have been lost when ink was parted from paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from parsing.readers.scan.ink import Blob, Ink, Span
from parsing.readers.scan.pages import Pixels

_LEAST, _DEVIATIONS = 28.0, 5.0
"""How much darker than paper a pale mark is: grey values, and standard deviations of the paper's noise."""
_BETWEEN = 1.2
"""Points of white between two pieces of a stroke that is broken."""
_TALL = 0.4
"""Heights of digits that a pale mark must be high or broad to be part of one."""
_THIN, _PIECE = 0.1, 0.2
"""Heights of digits that it must be broad then, and that a piece of a digit over or under a dash must measure."""
_NEAR, _HIGHEST = 1.5, 1.8
"""Heights of digits within which a mark beside a figure may be a digit of it, and how high it may then be."""
_MARGIN = 0.6
"""Share of the page's width or height from which a dark area is its margin, or the desk around it."""
_BEYOND = 0.3
"""Heights of digits by which pale marks may reach further than the ink: blurred edges, serifs."""


@dataclass(frozen=True, slots=True)
class Pale:
    """Everything on a page that is darker than its paper, ink with its soft edges included; ``boxes``
    an array of x0, y0, x1, y1."""

    boxes: npt.NDArray[np.int32]
    unit: float

    def within(self, box: tuple[float, float, float, float]) -> npt.NDArray[np.int32]:
        """The boxes whose middles lie in a box of pixels."""
        x0, y0, x1, y1 = box
        x, y = (self.boxes[:, 0] + self.boxes[:, 2]) / 2, (self.boxes[:, 1] + self.boxes[:, 3]) / 2
        return self.boxes[(x >= x0) & (x < x1) & (y >= y0) & (y < y1)]


def pale_of(bare: Pixels, ink: Ink) -> Pale:
    """The marks of a page without its ruling lines."""
    smooth = cv2.GaussianBlur(bare, (0, 0), 0.3 * ink.unit)
    near = cv2.dilate(ink.mask[::2, ::2].astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    paper = smooth[::2, ::2][~near]
    if not paper.size:
        return Pale(np.zeros((0, 4), np.int32), ink.unit)
    usual = float(np.median(paper))
    spread = 1.48 * float(np.median(np.abs(paper.astype(np.int16) - usual)))
    limit = max(usual - max(_LEAST, _DEVIATIONS * spread), ink.edge)
    _, _, stats, _ = cv2.connectedComponentsWithStats(pieced(smooth < limit, ink.unit), connectivity=8)
    boxes = stats[1:, :4].astype(np.int32)
    small = (boxes[:, 2:4] < _MARGIN * np.array(smooth.shape[::-1])).all(axis=1)
    boxes[:, 2:4] += boxes[:, :2]
    return Pale(boxes[small], ink.unit)


def pieced(pale: npt.NDArray[np.bool_], unit: float) -> Pixels:
    """The pixels of pale marks with the white between the pieces of one stroke filled."""
    wide = max(3, round(_BETWEEN * unit) | 1)
    closed = cv2.morphologyEx(pale.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((wide, wide), np.uint8))
    return np.asarray(closed, dtype=np.uint8)


def reaches_further(
    pale: Pale, box: tuple[float, float, float, float], span: Span, height: float, others: Sequence[Span] = ()
) -> bool:
    """Whether pale marks of a cell stand beside its figure, or the figure goes on in them. ``others`` are
    the other lines of the cell, which are judged by themselves."""
    slack, reach = _BEYOND * height + 1, _NEAR * height
    for x0, y0, x1, y1 in _large(pale, box, height):
        beside = x1 <= span.x0 or x0 >= span.x1 or y1 <= span.y0 or y0 >= span.y1
        far = x1 < span.x0 - reach or x0 > span.x1 + reach
        if beside and (far or y1 - y0 > _HIGHEST * height or _is_of(others, (x0 + x1) / 2, (y0 + y1) / 2)):
            continue
        if x0 < span.x0 - slack or x1 > span.x1 + slack or y0 < span.y0 - slack or y1 > span.y1 + slack:
            return True
    return False


def _is_of(spans: Sequence[Span], x: float, y: float) -> bool:
    return any(span.x0 <= x <= span.x1 and span.y0 <= y <= span.y1 for span in spans)


def holds_a_digit(pale: Pale, box: tuple[float, float, float, float], height: float) -> bool:
    """Whether a cell without ink has a pale mark in it, and none that reaches out of it, as large as a digit."""
    left, top, right, foot = box
    return any(x0 >= left and y0 >= top and x1 <= right and y1 <= foot for x0, y0, x1, y1 in _large(pale, box, height))


def is_more_than_dash(pale: Pale, box: tuple[float, float, float, float], blobs: Sequence[Blob], height: float) -> bool:
    """Whether a cell that seems to hold a dash has pale marks as high as a digit, in one piece or in several over each
    other: of a digit short of toner its strokes across are darkest."""
    least = max(_TALL * height, max(blob.height for blob in blobs) + 0.25 * height)
    x0, x1 = min(blob.x0 for blob in blobs), max(blob.x1 for blob in blobs)
    y0, y1 = min(blob.y0 for blob in blobs), max(blob.y1 for blob in blobs)
    for left, top, right, foot in pale.within(box).tolist():
        if foot - top >= least and right - left >= _THIN * height:
            return True
        over = left < x1 and x0 < right and top > y1 - _HIGHEST * height and foot < y0 + _HIGHEST * height
        if over and max(right - left, foot - top) >= _PIECE * height and max(y1, foot) - min(y0, top) >= least:
            return True
    return False


def _large(pale: Pale, box: tuple[float, float, float, float], height: float) -> list[tuple[int, int, int, int]]:
    return [
        (x0, y0, x1, y1)
        for x0, y0, x1, y1 in pale.within(box).tolist()
        if y1 - y0 >= _TALL * height and x1 - x0 >= _THIN * height
    ]
