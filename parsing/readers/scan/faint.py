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
_DOTS, _GROUND, _DOTTED = 5.0, 13.0, 0.08
"""Points of white between the dots of a grey ground, of which side the squares are that they fill, more than any line
of figures is high, and the share of the paper there that is dark."""
_AT_LINE, _LINE = 1.0, 6.0
"""Points from a cell's side at which a fold still reaches it, and within which it goes on behind the line there."""


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
    _, _, stats, _ = cv2.connectedComponentsWithStats(_joined(smooth < limit, near, ink.unit), connectivity=8)
    boxes = stats[1:, :4].astype(np.int32)
    small = (boxes[:, 2:4] < _MARGIN * np.array(smooth.shape[::-1])).all(axis=1)
    boxes[:, 2:4] += boxes[:, :2]
    return Pale(boxes[small], ink.unit)


def pieced(pale: npt.NDArray[np.bool_], unit: float) -> Pixels:
    """The pixels of pale marks with the white between the pieces of one stroke filled."""
    wide = max(3, round(_BETWEEN * unit) | 1)
    closed = cv2.morphologyEx(pale.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((wide, wide), np.uint8))
    return np.asarray(closed, dtype=np.uint8)


def _joined(pale: npt.NDArray[np.bool_], near: npt.NDArray[np.bool_], unit: float) -> Pixels:
    """The pixels of pale marks, pieces of one stroke joined except where the paper itself is dots: a grey ground, drawn
    with two values. ``near`` is what lies at ink, at half the size."""
    return np.where(_is_dotted(pale, near, unit), pale.astype(np.uint8), pieced(pale, unit))


def _is_dotted(pale: npt.NDArray[np.bool_], near: npt.NDArray[np.bool_], unit: float) -> npt.NDArray[np.bool_]:
    """Where dots stand all over the paper, whatever ink there is: those of a broken stroke have white around them."""
    dark = cv2.dilate(pale.astype(np.uint8), np.ones((2, 2), np.uint8))[::2, ::2] > 0  # loses no dot
    dots = dark & ~near
    close, square = (np.ones((max(1, round(points * unit / 2)),) * 2, np.uint8) for points in (_DOTS, _GROUND))
    filled = cv2.morphologyEx((dots | near).astype(np.uint8), cv2.MORPH_CLOSE, close)
    ground = cv2.morphologyEx(filled, cv2.MORPH_OPEN, square) > 0
    shares = [cv2.blur(part.astype(np.float32), square.shape) for part in (dots, ~near)]
    dotted = (ground & (shares[0] >= _DOTTED * shares[1])).astype(np.uint8)
    return np.asarray(cv2.resize(dotted, pale.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0)


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
        if x0 < span.x0 - slack or x1 > span.x1 + slack:
            return True
        if (y0 < span.y0 - slack or y1 > span.y1 + slack) and not _is_fold(pale, box, (x0, y0, x1, y1), height):
            return True
    return False


def _is_fold(
    pale: Pale, box: tuple[float, float, float, float], mark: tuple[int, int, int, int], height: float
) -> bool:
    """Whether a mark is a fold that runs down the whole cell, and on over or under it, behind a figure: nothing of the
    figure stands over and under it, and no digit fills a cell that is high enough for two."""
    _, top, _, foot = box
    x0, y0, x1, y1 = mark
    edge, line = _AT_LINE * pale.unit, _LINE * pale.unit
    if y1 - y0 <= _HIGHEST * height or y0 > top + edge or y1 < foot - edge:
        return False
    level = pale.boxes[(pale.boxes[:, 0] < x1) & (pale.boxes[:, 2] > x0)]
    over = (level[:, 3] <= top + edge) & (level[:, 3] > top - line)
    under = (level[:, 1] >= foot - edge) & (level[:, 1] < foot + line)
    long = level[:, 3] - level[:, 1] > _HIGHEST * height
    return bool(((over | under) & long).any())


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
