"""Streaks of a feeder: dust on the glass draws a thin line over every page, from one edge of the picture to the other.

No ruling line reaches both edges, so that they are told apart. What is lighter than print is divided out, and the
print under it stays. In what is as dark as print an upright stroke, a 1, may be lost.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from parsing.readers.scan.pages import PAPER, Pixels
from parsing.readers.scan.seals import Mask

_THICKEST = 2.4
"""Points."""
_DARK = 20
"""Grey values by which a streak is darker than what is beside it."""
_THROUGHOUT, _AT_ENDS, _END = 0.8, 0.75, 1 / 20
"""Share of the page's height along which it is, at least, and share of its first and last twentieth."""
_MOST = 12
_STEP = 3
"""Every third row of pixels is looked at."""
_AS_PRINT = 115.0
"""Grey value below which it is as dark as print."""


def without_streaks(even: Pixels, unit: float) -> tuple[Pixels, Mask | None]:
    """The evened page, its streaks made what is beside them, and where those lay in which figures may be lost."""
    clean, hiding = even, None
    for across in (False, True):
        page = even.T if across else even
        for first, after in _courses(np.ascontiguousarray(page[::_STEP]), unit):
            clean = even.copy() if clean is even else clean
            own = clean.T if across else clean
            usual = np.median(page[:, first:after], axis=0)
            if usual.min() >= _AS_PRINT:
                own[:, first:after] = np.minimum(page[:, first:after] * (PAPER / usual), PAPER)
                continue
            own[:, first:after] = _closed(page, first, after)
            hiding = np.zeros(even.shape, np.bool_) if hiding is None else hiding
            (hiding.T if across else hiding)[:, first:after] = True
    return clean, hiding


def _courses(rows: Pixels, unit: float) -> Iterator[tuple[int, int]]:
    """The first column of each streak and the one after its last."""
    wide = max(3, round(_THICKEST * unit) | 1)
    beside = cv2.morphologyEx(rows, cv2.MORPH_CLOSE, np.ones((1, wide), np.uint8))
    dark = cv2.subtract(beside, rows) > _DARK
    end = max(1, round(_END * len(rows)))
    ends = np.minimum(dark[:end].mean(axis=0), dark[-end:].mean(axis=0))
    found = (dark.mean(axis=0) >= _THROUGHOUT) & (ends >= _AT_ENDS)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], found, [False]]).astype(np.int8)))
    if len(edges) <= 2 * _MOST:
        yield from ((max(int(a) - 1, 0), min(int(b) + 1, rows.shape[1])) for a, b in edges.reshape(-1, 2))


def _closed(page: Pixels, first: int, after: int) -> Pixels:
    """These columns with nothing in them that is not also on both sides of them."""
    wide = 2 * (after - first) + 1
    low = max(first - wide, 0)
    around = np.ascontiguousarray(page[:, low : after + wide])
    closed = cv2.morphologyEx(around, cv2.MORPH_CLOSE, np.ones((1, wide), np.uint8))
    return np.asarray(closed[:, first - low : after - low], dtype=np.uint8)
