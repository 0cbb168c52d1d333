"""Streaks of a feeder: dust on the glass draws a thin line over every page, from one edge of the picture to the other.

No ruling line reaches both edges, so that they are told apart. What is lighter than print is divided out, and the
print under it stays. In what is as dark as print an upright stroke may be lost: where ink stands against it, as the
flag and the edges of a 1 do. A ruling line that leans through it from one side to the other is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import cv2
import numpy as np

from parsing.readers.scan.pages import PAPER, Pixels
from parsing.readers.scan.ruling import LONG
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
_TELLING = 45.0
"""Grey value from which it is not so dark that nothing under it is darker."""
_AGAINST, _INK, _FLAG = 1.0, 205, 1.5
"""Points beside a streak in which ink stands against it, how dark that is, and points by which more may be lost."""
_PASSING = 400.0
"""Points along which a ruling line may be lost in a streak that it passes: five pixels at half a degree and more."""


class Struck(NamedTuple):
    """Where streaks lay in which a figure may be lost, and where of them ink stands against one."""

    lost: Mask
    against: Mask


def without_streaks(even: Pixels, unit: float) -> tuple[Pixels, Struck | None]:
    """The evened page, its streaks made what is beside them, and where those lay that are as dark as print."""
    clean, struck = even, None
    for across in (False, True):
        page = even.T if across else even
        for first, after in _courses(np.ascontiguousarray(page[::_STEP]), unit):
            clean = even.copy() if clean is even else clean
            own = clean.T if across else clean
            usual = np.median(page[:, first:after], axis=0)
            divided = np.minimum(page[:, first:after] * (PAPER / np.maximum(usual, 1.0)), PAPER).astype(np.uint8)
            if usual.min() >= _AS_PRINT:
                own[:, first:after] = divided
                continue
            struck = struck or Struck(np.zeros(even.shape, np.bool_), np.zeros(even.shape, np.bool_))
            lost, against = (mask.T if across else mask for mask in struck)
            lost[:, first:after] = True
            wide = max(1, round(_AGAINST * unit))
            before, behind = (_inked(page[:, max(at, 0) : at + wide]) for at in (first - wide, after))
            against[:, first:after] = _reaching(before | behind, unit)[:, None]
            free = ~_crossed(before, behind, unit)
            closed = _closed(page, first, after)
            darker = np.minimum(closed, divided) if usual.min() >= _TELLING else closed
            own[free, first:after] = darker[free]
    return clean, struck


def _inked(columns: Pixels) -> Mask:
    return np.asarray((columns < _INK).any(axis=1))


def _reaching(rows: Mask, unit: float) -> Mask:
    """These rows and some beyond: of a 1 no more than the flag may be seen."""
    high = 2 * round(_FLAG * unit) + 1
    return np.asarray(cv2.dilate(rows.astype(np.uint8)[:, None], np.ones((high, 1), np.uint8))[:, 0] > 0)


def _crossed(before: Mask, behind: Mask, unit: float) -> Mask:
    """The rows in which a line that runs long on one side of a streak passes to its other side."""
    crossed = np.zeros(len(before), np.bool_)
    for one, other in ((before, behind), (behind, before)):
        for start, end in _runs(one, unit):
            for begin, finish in _runs(other, unit):
                if start < begin <= end + _PASSING * unit and finish > end:
                    crossed[min(begin, end) : max(begin, end)] = True
    return crossed


def _runs(rows: Mask, unit: float) -> list[tuple[int, int]]:
    """The first row and the one after the last of what runs on as long as a line."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], rows, [False]]).astype(np.int8))).reshape(-1, 2).tolist()
    return [(start, end) for start, end in edges if end - start >= LONG * unit]


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
