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
_NEAR, _APART, _PART = 9.0, 22.0, 6.0
"""Points within which its parts belong together: characters, ring and star; the same of parts at least so long, as
lines of a table and thin ink break a ring."""
_SMALLEST, _LOWEST = 70.0, 40.0
"""Points a seal is large at least, the longer and the shorter way: it may hang over the edge."""
_LARGEST = 330.0
"""Points two seals beside each other are large at most: what is larger is the edge of a photograph, a shaded table."""
_SOLID = 26.0
"""Points no part of a seal fills throughout, its star included: the desk under a photograph, shaded rows."""
_LEAST_SHARE, _MOST_SHARE = 0.015, 0.5
_DARKEST, _MARGIN = 3, 12
"""The percentile of its grey values that its darker parts have, and grey values below it at which print begins."""
_PRINT_STROKE = 1.7
"""Points below which strokes are print that stands on a seal."""
_EDGE = 0.9
"""Points of its soft edge that belong to a seal."""
_DARKER, _AROUND, _HALO = 20, 0.6, 1.0
"""Grey values by which the middle of a stroke of print is darker than a seal; points about it that are its own edge,
and that tell nothing of what is grey beside it."""
_THIN, _MOSTLY = 70, 0.85
"""Contrast of thin strokes, and the share of those beside a seal that are as dark, so that what is not is no print."""
_LIGHTER = 25
"""Grey values by which a seal is lighter than the print elsewhere on its page; what is not is print itself, bold and
out of focus on a photograph."""
_BOLD = 0.23
"""Share of the ink elsewhere that is as broad where print is bold or blurred."""
_FEWEST = 400
"""Pixels of print that tell how dark it is."""
_LINE, _LONG_LINE, _OWN = 24.0, 52.0, 0.5
"""Points: the straight strokes of a seal's characters are shorter, lines of tables are not; those that two strokes make
together, or the ring where it is level, are shorter than the second, and so much of them is broad and grey."""


def without_grey_seals(even: Pixels, unit: float) -> tuple[Pixels, Mask | None]:
    """The evened page, the seals on it made paper, and where they were; ``unit`` is pixels a point."""
    clean, stained = even, None
    for zone, core, level in _zones(even, unit):
        if stained is None:
            clean, stained = even.copy(), np.zeros(even.shape, np.bool_)
        inside = even[zone]
        beside = _grown(inside < level - _DARKER, _HALO * unit)  # the soft edge of print is grey and no seal
        marked = _grown(core & ~beside, (_EDGE + _HALO) * unit)
        stained[zone] |= marked
        closed = cv2.morphologyEx(inside, cv2.MORPH_CLOSE, _disc(_PRINT_STROKE * unit))
        paper = np.minimum(np.maximum(closed, level - _MARGIN), PAPER)
        light = np.minimum(inside.astype(np.float32) * PAPER / paper, PAPER)
        near = _grown(inside < level - _DARKER, _AROUND * unit)
        lines = _lines(inside, core, unit)
        thin = (cv2.subtract(closed, inside) > _THIN) & ~marked & ~lines
        if not thin.any() or float(near[thin].mean()) >= _MOSTLY:
            light[~(near | lines)] = PAPER
        np.copyto(clean[zone], light.astype(np.uint8), where=marked)
    return clean, stained


def _grown(mask: Mask, by: float) -> Mask:
    return np.asarray(cv2.dilate(mask.astype(np.uint8), _disc(2 * by)) > 0)


def _disc(across: float) -> Pixels:
    size = max(3, round(across) | 1)
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)), dtype=np.uint8)


def _zones(even: Pixels, unit: float) -> Iterator[tuple[tuple[slice, slice], Mask, float]]:
    """Where seals lie, which pixels there are grey and broad, and the grey value of the darker parts of each."""
    smooth = cv2.GaussianBlur(even, (0, 0), 0.25 * unit)
    grey = np.asarray((smooth > _PRINT) & (smooth < _PALEST), dtype=np.uint8)
    across = max(3, round(_STROKE * unit))
    broad: Pixels = np.asarray(
        cv2.morphologyEx(grey, cv2.MORPH_OPEN, np.ones((across, across), np.uint8)), dtype=np.uint8
    )
    thick = cv2.morphologyEx(grey, cv2.MORPH_OPEN, _disc(_RING * unit))
    small = np.asarray(
        cv2.resize(thick * np.uint8(255), None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA) > 60, np.uint8
    )
    small &= ~_solid(small, unit / 4)
    for x, y, wide, high in _boxes(small, unit / 4):
        across, down = (round(3 * unit) + max(wide, high) - own for own in (wide, high))  # it is as high as broad
        zone = slice(max(0, y - down), y + high + down), slice(max(0, x - across), x + wide + across)
        marked: npt.NDArray[np.bool_] = broad[zone] > 0
        if _LEAST_SHARE < float(marked.mean()) < _MOST_SHARE:
            level = float(np.percentile(smooth[zone][thick[zone] > 0], _DARKEST))
            if _is_broad(broad, even, zone) and _print_outside(even, zone) > level - _LIGHTER:
                continue
            yield zone, marked, level


def _is_broad(broad: Pixels, even: Pixels, zone: tuple[slice, slice]) -> bool:
    """Whether much of the ink outside a zone is grey and as broad as the strokes of a seal."""
    ink, inside = np.count_nonzero(even < _PALEST), np.count_nonzero(even[zone] < _PALEST)
    return bool(np.count_nonzero(broad) - np.count_nonzero(broad[zone]) >= _BOLD * (ink - inside))


def _print_outside(even: Pixels, zone: tuple[slice, slice]) -> float:
    """The grey value a quarter of the ink outside a zone stays below; 0 where there is hardly any."""
    page, inside = (cv2.calcHist([part], [0], None, [_PALEST], [0, _PALEST]).ravel() for part in (even, even[zone]))
    darker = np.cumsum(page - inside)
    return float(np.searchsorted(darker, darker[-1] / 4)) if darker[-1] >= _FEWEST else 0.0


def _boxes(small: Pixels, unit: float) -> Iterator[list[int]]:
    """The boxes of what may be seals, in pixels of the page, of its broad grey strokes in a quarter of its size."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(small, connectivity=8)
    large = (stats[:, 2:4].max(axis=1) >= _PART * unit) & (np.arange(len(stats)) > 0)
    found: list[list[int]] = []
    for parts, apart in ((large[labels].astype(np.uint8), _APART), (small, _NEAR)):
        near = max(3, round(apart * unit))
        joined = cv2.morphologyEx(parts, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (near, near)))
        for x, y, wide, high in cv2.connectedComponentsWithStats(joined, connectivity=8)[2][1:, :4].tolist():
            inside = any(a <= x and b <= y and x + wide <= a + c and y + high <= b + d for a, b, c, d in found)
            if _is_seal(wide / unit, high / unit) and not inside:
                found.append([x, y, wide, high])
    yield from ([4 * value for value in box] for box in found)


def _lines(inside: Pixels, core: Mask, unit: float) -> Mask:
    """Straight lines across and down, longer than any stroke of a seal, whose broad grey parts are ``core``: those of
    tables."""
    dark = (inside < _PALEST).astype(np.uint8)
    long = round(_LINE * unit)
    found = np.zeros(inside.shape, np.uint8)
    for size in ((1, long), (long, 1)):
        straight = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones(size, np.uint8))
        count, labels, stats, _ = cv2.connectedComponentsWithStats(straight, connectivity=8)
        own = np.bincount(labels[core], minlength=count) / stats[:, 4]
        kept = (own < _OWN) | (stats[:, 2:4].max(axis=1) >= _LONG_LINE * unit)
        kept[0] = False
        found |= kept[labels].astype(np.uint8)
    return np.asarray(cv2.dilate(found, np.ones((3, 3), np.uint8)) > 0)


def _solid(grey: Pixels, unit: float) -> Pixels:
    """What is too broad to be any part of a seal, and its edge."""
    across = max(3, round(_SOLID * unit))
    core = cv2.morphologyEx(grey, cv2.MORPH_OPEN, np.ones((across, across), np.uint8), borderValue=(0,))
    return np.asarray(cv2.dilate(core, np.ones((5, 5), np.uint8)), dtype=np.uint8)


def _is_seal(wide: float, high: float) -> bool:
    return _SMALLEST <= max(wide, high) <= _LARGEST and min(wide, high) >= _LOWEST
