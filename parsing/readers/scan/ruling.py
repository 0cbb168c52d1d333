"""Ruling lines of a page image, found by morphology."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from parsing.readers.scan.pages import Pixels

_SMOOTH = 2.5
"""Points along a line that are averaged, which fills the gaps of dashes and drowns noise."""
_THICKEST = 5.0
_LEAST_CONTRAST = 35
LONG = 24.0
"""Points a line must run to be a line and not a stroke of a character."""
_LOWEST_ROW, _SHORTEST_ROW, _END, _WHOLE = 8.0, 100.0, 4.0, 0.92
"""Points between the two sides of a row at least, of their length, which strokes of bold print do not reach, and by
which they may end apart; the share of a line down that is dark between them."""


class Masks(NamedTuple):
    """Pixels of long lines across and down, and of anything thin and dark across and down; 255
    where there is one."""

    across: Pixels
    down: Pixels
    thin_across: Pixels
    thin_down: Pixels


class Stretch(NamedTuple):
    """The two ends of a line, in pixels."""

    x0: float
    y0: float
    x1: float
    y1: float


def masks_of(even: Pixels, unit: float, slack: int = 0) -> Masks:
    """The long thin dark pixels of an evened page. ``unit`` is pixels a point, ``slack`` the
    pixels a line may lean over its length before the page is set upright."""
    thin = _thin(even, unit, slack)
    thin_down = _thin(np.ascontiguousarray(even.T), unit, slack)
    down = np.ascontiguousarray(_long(thin_down, unit).T)
    return Masks(_long(thin, unit), down, thin, np.ascontiguousarray(thin_down.T))


def _thin(even: Pixels, unit: float, slack: int) -> Pixels:
    smooth = cv2.blur(even, (_odd(_SMOOTH * unit), 1))
    contrast = cv2.morphologyEx(smooth, cv2.MORPH_BLACKHAT, np.ones((_odd(_THICKEST * unit), 1), np.uint8))
    dark: Pixels = np.asarray(contrast > _LEAST_CONTRAST, dtype=np.uint8) * np.uint8(255)
    whole = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((1, _odd(_SMOOTH * unit)), np.uint8))
    if slack:
        whole = cv2.dilate(whole, np.ones((2 * slack + 1, 1), np.uint8))
    return np.asarray(whole, dtype=np.uint8)


def _long(thin: Pixels, unit: float) -> Pixels:
    kernel = np.ones((1, round(LONG * unit)), np.uint8)
    return np.asarray(cv2.morphologyEx(thin, cv2.MORPH_OPEN, kernel), dtype=np.uint8)


def _odd(length: float) -> int:
    return max(3, int(length) | 1)


def stretches(mask: Pixels, across: bool) -> list[Stretch]:
    """The connected lines of a mask, each by the middles of its two ends. They are too long for a page to hold more of
    them than two bytes count, which takes a third of the time that four take."""
    grey = mask if across else np.ascontiguousarray(mask.T)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(grey, connectivity=8, ltype=cv2.CV_16U)
    found = []
    for index in range(1, count):
        x, y, width, height, _ = stats[index]
        piece = labels[y : y + height, x : x + width] == index
        tail = max(1, min(int(width) // 10, 12))
        ends = Stretch(x, y + _middle(piece[:, :tail]), x + width, y + _middle(piece[:, -tail:]))
        found.append(ends if across else Stretch(ends.y0, ends.x0, ends.y1, ends.x1))
    return found


def _middle(piece: npt.NDArray[np.bool_]) -> float:
    return float(np.nonzero(piece)[0].mean()) + 0.5


# ---- rows lower than a line is long ----


def sides_of_rows(across: Sequence[Stretch], thin_down: Pixels, unit: float) -> Iterator[Stretch]:
    """The lines down between two lines across that lie too close for them to be long: a row alone, where a page ends.

    What stands whole between the two and at both their ends is one; strokes of print leave white above or below.
    """
    ordered = sorted(across, key=lambda line: line.y0)
    for index, upper in enumerate(ordered):
        lower = next((line for line in ordered[index + 1 :] if _is_row(upper, line, unit)), None)
        if lower is None:
            continue
        top, foot = (round((line.y0 + line.y1) / 2) for line in (upper, lower))
        x0, x1 = (
            round(value + end)
            for value, end in ((max(upper.x0, lower.x0), -_END * unit), (min(upper.x1, lower.x1), _END * unit))
        )
        strip = thin_down[top:foot, max(x0, 0) : x1]
        whole = cv2.dilate(strip, np.ones((1, 3), np.uint8)).mean(axis=0) >= _WHOLE * 255
        edges = np.flatnonzero(np.diff(np.concatenate([[False], whole, [False]]).astype(np.int8))).reshape(-1, 2)
        middles = [max(x0, 0) + (a + b) / 2 for a, b in edges.tolist() if b - a <= _THICKEST * unit]
        if middles and middles[0] - x0 <= 2 * _END * unit and x1 - middles[-1] <= 2 * _END * unit:
            yield from (Stretch(x, top, x, foot) for x in middles)


def _is_row(upper: Stretch, lower: Stretch, unit: float) -> bool:
    """Whether two lines across are the upper and the lower side of a row that is low."""
    if min(upper.x1 - upper.x0, lower.x1 - lower.x0) < _SHORTEST_ROW * unit:
        return False
    if not _LOWEST_ROW * unit <= lower.y0 - upper.y0 <= (LONG + _THICKEST) * unit:
        return False
    return all(abs(a - b) <= _END * unit for a, b in ((upper.x0, lower.x0), (upper.x1, lower.x1)))
