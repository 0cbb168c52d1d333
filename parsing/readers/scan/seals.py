"""Seals on scans without colour: parted from the print by their intensity, where they lie.

A red seal is grey there, lighter than print and darker than paper, and its strokes are broader than those
of figures. Where it covers the page, it is the paper that print stands on, and is divided out.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt

from parsing.readers.scan.pages import PAPER, Pixels

Mask = npt.NDArray[np.bool_]

_PRINT, _PALEST = 75, 205
"""Grey values between which a seal lies on evened paper."""
_STROKE = 1.3
"""Points a stroke of a seal is broad at least."""
_RING = 2.2
"""Points the ring and the star are broad, by which a seal is found: blurred print is as grey, but narrower."""
_NEAR = 9.0
"""Points within which its parts belong together: characters, ring and star."""
_SMALLEST, _LOWEST = 70.0, 40.0
"""Points a seal is large at least, the longer and the shorter way: it may hang over the edge."""
_LARGEST = 330.0
"""Points two seals beside each other are large at most: what is larger is the edge of a photograph, a shaded table."""
_SOLID = 26.0
"""Points no part of a seal fills throughout, its star included: the desk under a photograph, shaded rows."""
_LEAST_SHARE, _MOST_SHARE = 0.015, 0.5
_MARGIN = 12
"""Grey values below the darker parts of a seal at which print begins."""
_PRINT_STROKE = 1.7
"""Points below which strokes are print that stands on a seal."""
_EDGE = 0.9
"""Points of its soft edge that belong to a seal."""


def without_grey_seals(even: Pixels, unit: float) -> tuple[Pixels, Mask | None]:
    """The evened page, the seals on it made paper, and where they were; ``unit`` is pixels a point."""
    clean, stained = even, None
    for zone, marked, level in _zones(even, unit):
        if stained is None:
            clean, stained = even.copy(), np.zeros(even.shape, np.bool_)
        stained[zone] |= marked
        inside = even[zone]
        paper = np.maximum(cv2.morphologyEx(inside, cv2.MORPH_CLOSE, _disc(_PRINT_STROKE * unit)), level - _MARGIN)
        light = inside.astype(np.float64) * PAPER / np.minimum(paper, PAPER)
        clean[zone] = np.where(marked, np.clip(light, 0, PAPER).astype(np.uint8), inside)
    return clean, stained


def _disc(across: float) -> Pixels:
    size = max(3, round(across) | 1)
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)), dtype=np.uint8)


def _zones(even: Pixels, unit: float) -> Iterator[tuple[tuple[slice, slice], npt.NDArray[np.bool_], float]]:
    """Where seals lie, which pixels there are theirs, and the grey value of the darker parts of each."""
    smooth = cv2.GaussianBlur(even, (0, 0), 0.25 * unit)
    grey = np.asarray((smooth > _PRINT) & (smooth < _PALEST), dtype=np.uint8)
    across = max(3, round(_STROKE * unit))
    broad = cv2.morphologyEx(grey, cv2.MORPH_OPEN, np.ones((across, across), np.uint8))
    thick = cv2.morphologyEx(grey, cv2.MORPH_OPEN, _disc(_RING * unit))
    small = np.asarray(
        cv2.resize(thick * np.uint8(255), None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA) > 60, np.uint8
    )
    small &= ~_solid(small, unit / 4)
    near = max(3, round(_NEAR * unit / 4))
    joined = cv2.morphologyEx(small, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (near, near)))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    for index in range(1, count):
        x, y, wide, high, _ = (int(value) * 4 for value in stats[index])
        if not _is_seal(wide / unit, high / unit):
            continue
        edge = round(3 * unit)
        zone = slice(max(0, y - edge), y + high + edge), slice(max(0, x - edge), x + wide + edge)
        marked: npt.NDArray[np.bool_] = broad[zone] > 0
        if _LEAST_SHARE < float(marked.mean()) < _MOST_SHARE:
            level = float(np.percentile(smooth[zone][marked], 8))
            yield zone, cv2.dilate(broad[zone], _disc(2 * _EDGE * unit)) > 0, level


def _solid(grey: Pixels, unit: float) -> Pixels:
    """What is too broad to be any part of a seal, and its edge."""
    across = max(3, round(_SOLID * unit))
    core = cv2.morphologyEx(grey, cv2.MORPH_OPEN, np.ones((across, across), np.uint8), borderValue=(0,))
    return np.asarray(cv2.dilate(core, np.ones((5, 5), np.uint8)), dtype=np.uint8)


def _is_seal(wide: float, high: float) -> bool:
    return _SMALLEST <= max(wide, high) <= _LARGEST and min(wide, high) >= _LOWEST
