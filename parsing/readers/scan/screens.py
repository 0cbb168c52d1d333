"""Shading that a scanner in one bit keeps as a screen of single dots: taken out, as nothing in it is print.

Dots in a row are taken for a ruling line, those beside a digit for part of it. They are known by what no print is:
single pixels, many of them, in both directions. A decimal point has more.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from parsing.readers.scan.pages import PAPER, Pixels

_LEAST: Final = 1e-3
"""Share of the page that must be single pixels before a screen is looked for."""
_AROUND, _DENSE = 6.0, 0.02
"""Points of the squares in which there must be dots, and the share of their pixels that these are at least: a screen of
five per cent has half of them where it ends."""
_DOT, _FINE = 2, 2.5
"""Pixels of a dot at most where the page has so many a point; one where it has fewer."""
_DARKEST = 0.7
"""The percentile of the page that is as dark as its print."""
_BESIDE: Final = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], np.uint8)


def without_screens(even: Pixels, unit: float) -> Pixels:
    """The page with white for such dots and all that is in their place and not beside print."""
    edge = (float(np.percentile(even[::2, ::2], _DARKEST)) + PAPER) / 2
    dark = np.asarray(even < edge, dtype=np.uint8)
    single = np.asarray(dark > cv2.dilate(dark, _BESIDE), dtype=np.uint8)
    if float(single.mean()) < _LEAST:
        return even
    place = _dense(single, unit)
    if not place.any():
        return even
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=4)
    print_ = stats[:, cv2.CC_STAT_AREA] > (_DOT if unit >= _FINE else 1)
    print_[0] = False
    kept = cv2.dilate(print_.astype(np.uint8)[labels], np.ones((3, 3), np.uint8))
    return np.where((place > 0) & (kept == 0), np.uint8(PAPER), even)


def _dense(single: Pixels, unit: float) -> Pixels:
    """Where there are many dots around, and as far beyond as a screen's corner may be missed by that."""
    across = round(_AROUND * unit) | 1
    share = cv2.blur(single * np.uint8(PAPER), (across, across))
    dense = np.asarray(share > _DENSE * PAPER, dtype=np.uint8)
    return np.asarray(cv2.dilate(dense, np.ones((across // 2 | 1, across // 2 | 1), np.uint8)), dtype=np.uint8)
