"""Seals and stamps in colour: where they lie on a page, and how the print under them is got back.

In the colour of its ink a seal is nearly white, and black print is dark. Whatever is red and as large as a seal is one.
Blue and violet are the inks of pens, and of figures and lines as they are printed, too: only what has a frame or a ring
about it is a stamp, of whoever received or filed the report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from parsing.readers.scan.pages import PAPER, Pixels
from parsing.readers.scan.seals import Mask

RED, _BLUE = 0, 2
_FAINT, _LEAST_INK, _FULL_INK = 30, 0.3, 0.6
"""How much more of its colour than of others a pixel must have before it counts as seal, or which share of what ink
usually has, where that is less; and the share beyond it with which a pixel is nothing but ink."""
_DEEP_RED, _PALE_RED, _LEAST_DEEP = 70, 42, 0.03
"""The same of the red of a seal, of its parts that are short of ink, and the share of a seal that is deep red."""
_DEEP_BLUE, _PALE_BLUE = 30, 15
"""The same of blue and violet ink, and of its frame."""
_LEAST = 2e-4
"""Share of the page that must be so deep before a seal is looked for."""
_NEAR, _LEAST_SHARE = 9.0, 40
"""Points within which the red parts of a seal belong together, and how full of red a quarter's pixel must be."""
_SMALLEST, _LARGEST = 45.0, 330.0
"""Points a seal or its part on the page is long at least: five red digits take 30; and two of them beside each other at
most: what is larger is a table with red lines."""
_GAPS = 4.0, 9.0
"""Points by which print and a lack of ink may break a frame; by the less it does not join what stands beside it."""
_LONG, _HIGH = (60.0, 260.0), (28.0, 200.0)
"""Points a stamp is long and high: a line of print is lower, a table longer."""
_SQUARE, _ROUND = 0.88, 70.0
"""Share of the least rectangle about it that a stamp in a frame fills, a ring by hand does not, and the points a round
one is high at least."""
_FRAMED, _FILLED, _SOFT = 0.75, 0.6, 2.0
"""Shares of its outline that is ink, within so many points, which that of lines of writing is not, and of what lies
within that is ink at most, as of a coloured cell."""
_EDGE = 3.0
"""Points about a seal that are looked at with it."""
_DARKEST = 120.0


class Coloured(NamedTuple):
    """Where seals of one colour lie, in which ``channel`` of a page they are nearly white, and how much more of it than
    of others each pixel there has; ``deep`` is how much their ink has."""

    inside: Mask
    channel: int
    excess: Pixels
    deep: int

    @property
    def ink(self) -> Mask:
        """Where there is ink of them."""
        return np.asarray(self.excess > self.deep)


_Boxes = Callable[[Pixels, float], Iterator[tuple[int, int, int, int]]]
"""Left, top, width and height of what is a seal, of an excess of colour and the pixels a point."""


def seals_of(pixels: Pixels, unit: float) -> list[Coloured]:
    """The seals and stamps of a page, by colours; ``unit`` is pixels a point."""
    if pixels.ndim == 2:
        return []
    red, green, blue = (pixels[..., channel] for channel in range(3))
    colours: tuple[tuple[int, Pixels, int, int, _Boxes], ...] = (
        (RED, _less(red, cv2.max(green, blue)), _DEEP_RED, _DEEP_RED, _red_boxes),
        (_BLUE, _less(blue, cv2.min(red, green)), _DEEP_BLUE, _PALE_BLUE, _framed_boxes),
    )
    found = (
        Coloured(inside, channel, np.where(inside, excess, np.uint8(0)), deep)
        for channel, excess, deep, pale, boxes in colours
        if float((excess > pale).mean()) > _LEAST and (inside := _around(excess.shape, boxes(excess, unit), unit)).any()
    )
    return [seal for seal in found if seal.ink.any()]


def without_colour(even: Pixels, seal: Coloured) -> Pixels:
    """The evened page in the colour of a seal with what that darkens divided out: what lies under it stays."""
    level = max(float(np.median(even[seal.ink])), _DARKEST)
    usual = float(np.median(seal.excess[seal.ink]))
    share = np.clip((np.arange(256) - min(_FAINT, _LEAST_INK * usual)) / (_FULL_INK * usual), 0, 1)
    bright = np.rint(PAPER / (1.0 + share * (PAPER / level - 1.0))).astype(np.uint8)
    paper = cv2.LUT(cv2.dilate(seal.excess, np.ones((3, 3), np.uint8)), bright)
    return np.asarray(np.minimum(cv2.divide(even, paper, scale=PAPER), PAPER), dtype=np.uint8)


def _less(one: Pixels, other: npt.ArrayLike) -> Pixels:
    return np.asarray(cv2.subtract(one, np.asarray(other, dtype=np.uint8)), dtype=np.uint8)


def _around(size: tuple[int, ...], boxes: Iterator[tuple[int, int, int, int]], unit: float) -> Mask:
    inside = np.zeros(size, np.bool_)
    edge = round(_EDGE * unit)
    for x, y, across, down in boxes:
        inside[max(0, y - edge) : y + down + edge, max(0, x - edge) : x + across + edge] = True
    return inside


def _red_boxes(excess: Pixels, unit: float) -> Iterator[tuple[int, int, int, int]]:
    """What is red and small is a figure printed in red, what is large a table's lines."""
    deep, pale = _quarter(excess, _DEEP_RED), _quarter(excess, _PALE_RED)
    joined = cv2.morphologyEx(pale.astype(np.uint8), cv2.MORPH_CLOSE, _disc(_NEAR * unit / 4))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    deeply = np.bincount(labels[deep], minlength=len(stats)) >= _LEAST_DEEP * stats[:, 4]
    for x, y, across, down, _ in (stats[1:][deeply[1:]] * 4).tolist():
        if _SMALLEST * unit <= max(across, down) <= _LARGEST * unit:
            yield x, y, across, down


def _framed_boxes(excess: Pixels, unit: float) -> Iterator[tuple[int, int, int, int]]:
    ink = _quarter(excess, _PALE_BLUE).astype(np.uint8)
    near = cv2.dilate(ink, _disc(_SOFT * unit / 4))
    joined = [cv2.morphologyEx(ink, cv2.MORPH_CLOSE, _disc(gap * unit / 4)) for gap in _GAPS]
    for outline in (o for one in joined for o in cv2.findContours(one, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0]):
        hull = cv2.convexHull(outline)
        low, long = sorted(4 * side / unit for side in cv2.minAreaRect(hull)[1])
        if not (_LONG[0] <= long <= _LONG[1] and _HIGH[0] <= low <= _HIGH[1]):
            continue
        square = cv2.contourArea(hull) * (4 / unit) ** 2 >= _SQUARE * low * long
        x, y, across, down = cv2.boundingRect(hull)
        around, within = (np.zeros((y + down, x + across), np.uint8) for _ in range(2))
        cv2.polylines(around, [hull], True, (1,))
        cv2.fillPoly(within, [hull], (1,))
        part = slice(None, y + down), slice(None, x + across)
        framed, filled = near[part][around > 0].mean() >= _FRAMED, ink[part][within > 0].mean() <= _FILLED
        if (square or low >= _ROUND) and framed and filled:
            yield 4 * x, 4 * y, 4 * across, 4 * down


def _quarter(excess: Pixels, least: int) -> Mask:
    """Where a quarter of the page has more than so much of a colour."""
    high, wide = excess.shape
    some = cv2.resize((excess > least).astype(np.uint8) * 255, (wide // 4, high // 4), interpolation=cv2.INTER_AREA)
    return np.asarray(some > _LEAST_SHARE)


def _disc(across: float) -> Pixels:
    size = max(3, round(across) | 1)
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)), dtype=np.uint8)
