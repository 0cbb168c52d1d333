"""Blue ink of a pen in figures of a page in colour: a digit written beside or over a printed one is read as print is.

Recognition reads a number with a digit put before it as surely as any, and nothing but its colour tells. Such figures
are in doubt, unless the page prints more than a few of its figures blue. Only what is as broad as a pen's stroke
counts: scanners leave narrow fringes of colour on black print.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from parsing.readers.scan.cells import Inked
from parsing.readers.scan.figures import Seen
from parsing.readers.scan.pages import Pixels
from parsing.readers.scan.seals import Mask
from parsing.readers.scan.upright import Upright

_BLUER, _DARK = 45, 150
"""By how much more blue than red a pixel of such ink is, and how dark its red."""
_STROKE = 0.7
"""Points it is broad at least."""
_LEAST = 1.5
"""Square points of it that are part of a figure."""
_FEW = 0.3
"""Share of a page's figures that may hold some; where more do, figures are printed so."""


def penned(pixels: Pixels) -> Mask | None:
    """Where a page is blue as a pen's ink is; None where it is so nowhere."""
    if pixels.ndim == 2:
        return None
    red = pixels[..., 0]
    blue = cv2.threshold(cv2.subtract(pixels[..., 2], red), _BLUER, 1, cv2.THRESH_BINARY)[1]
    dark = cv2.threshold(red, _DARK, 1, cv2.THRESH_BINARY_INV)[1]
    blue = cv2.bitwise_and(blue, dark)
    return np.asarray(blue > 0) if blue.any() else None


def with_pen(mask: Mask, cells: Sequence[Inked], upright: Upright, unit: float) -> Iterator[tuple[Inked, Seen]]:
    """The few figures of a page that hold such ink."""
    figures = [(cell, seen) for cell in cells for seen in cell.seen if any(map(str.isdigit, seen.reading.text))]
    found = [one for one in figures if _holds(mask, one[1], upright, unit)]
    if len(found) <= _FEW * len(figures):
        yield from found


def _holds(mask: Mask, seen: Seen, upright: Upright, unit: float) -> bool:
    x0, y0, x1, y1 = (round(value) for value in upright.shown(seen.span))
    inside = mask[max(y0, 0) : max(y1, 0), max(x0, 0) : max(x1, 0)].astype(np.uint8)
    if not inside.any():
        return False
    stroke = max(2, round(_STROKE * unit))
    broad = cv2.morphologyEx(inside, cv2.MORPH_OPEN, np.ones((stroke, stroke), np.uint8))
    return bool(broad.sum() >= _LEAST * unit**2)
