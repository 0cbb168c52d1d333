"""Ink of a pen, blue or red, in figures of a page in colour: a digit written beside or over a printed one is read as
print is.

Recognition reads a number with a digit put before it as surely as any, and nothing but its colour tells. Such figures
are in doubt, unless the page prints more than a few of its figures so; where there is black print under or beside the
ink it changed what was printed, and no sum clears that. Only what is as broad as a pen's stroke counts: scanners leave
narrow fringes of colour on black print.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import cv2
import numpy as np

from parsing.readers.scan.cells import Inked
from parsing.readers.scan.coloured import RED, Coloured
from parsing.readers.scan.figures import Seen
from parsing.readers.scan.pages import Pixels
from parsing.readers.scan.seals import Mask
from parsing.readers.scan.upright import Upright

_BLUER, _REDDER, _DARK = 45, 60, 150
"""By how much more blue than red, or red than the others, a pixel of such ink is, and how dark the rest of it."""
_BLACK, _GREY = 120, 50
"""How dark black print is at least, and how far its colours lie apart at most."""
_STROKE = 0.7
"""Points it is broad at least."""
_LEAST, _PRINT = 1.5, 2.5
"""Square points of it, and of black print, that are part of a figure."""
_FEW = 0.3
"""Share of a page's figures that may hold some; where more do, figures are printed so."""


class Penned(NamedTuple):
    """Where a page is blue or red as a pen's ink is, and where it is black."""

    ink: Mask
    print: Mask


def penned(pixels: Pixels, seals: Sequence[Coloured]) -> Penned | None:
    """The ink of pens on a page, what is part of ``seals`` left out; None where there is none."""
    if pixels.ndim == 2:
        return None
    red, green, blue = (np.ascontiguousarray(pixels[..., channel]) for channel in range(3))
    blues = cv2.bitwise_and(_above(_less(blue, red), _BLUER), _above(255 - red, 255 - _DARK))
    others = np.maximum(green, blue)
    reds = cv2.bitwise_and(_above(_less(red, others), _REDDER), _above(255 - others, 255 - _DARK))
    for seal in seals:
        (reds if seal.channel == RED else blues)[seal.inside] = 0
    ink = cv2.bitwise_or(blues, reds)
    if not ink.any():
        return None
    lightest, darkest = np.maximum(others, red), np.minimum(np.minimum(green, blue), red)
    black = (lightest < _BLACK) & (lightest - darkest < _GREY)
    return Penned(np.asarray(ink > 0), np.asarray(black))


def _less(one: Pixels, other: Pixels) -> Pixels:
    return np.asarray(cv2.subtract(one, other), dtype=np.uint8)


def _above(channel: Pixels, least: int) -> Pixels:
    return np.asarray(cv2.threshold(channel, least, 1, cv2.THRESH_BINARY)[1], dtype=np.uint8)


def with_pen(pen: Penned, cells: Sequence[Inked], upright: Upright, unit: float) -> Iterator[tuple[Inked, Seen, bool]]:
    """The few figures of a page that hold such ink, and whether they hold print, too."""
    figures = [(cell, seen) for cell in cells for seen in cell.seen if any(map(str.isdigit, seen.reading.text))]
    found = [one for one in figures if _holds(pen.ink, one[1], upright, unit, _LEAST)]
    if len(found) <= _FEW * len(figures):
        for cell, seen in found:
            yield cell, seen, _holds(pen.print, seen, upright, unit, _PRINT)


def _holds(mask: Mask, seen: Seen, upright: Upright, unit: float, least: float) -> bool:
    x0, y0, x1, y1 = (round(value) for value in upright.shown(seen.span))
    inside = mask[max(y0, 0) : max(y1, 0), max(x0, 0) : max(x1, 0)].astype(np.uint8)
    if not inside.any():
        return False
    stroke = max(2, round(_STROKE * unit))
    broad = cv2.morphologyEx(inside, cv2.MORPH_OPEN, np.ones((stroke, stroke), np.uint8))
    return bool(broad.sum() >= least * unit**2)
