"""A page image set upright: skew and the slant of a photograph taken out, and what bends a sheet that did not lie flat.

The angle of the print is found by its projection; what is left of slant is found by the ruling
lines, which a projective map must make level and plumb.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from parsing.grid import Box
from parsing.readers.scan.flattening import flattened
from parsing.readers.scan.pages import Pixels
from parsing.readers.scan.ruling import Masks, Stretch, masks_of, stretches

Matrix = npt.NDArray[np.float64]

_SEARCH_SIDE = 900
_WIDEST_ANGLE = 4.0
_LEAST_LINES = 2
_LONG_SHARE = 0.12
"""Share of the page's width or height a line must run to tell how the page slants."""
_STEPS = 6
_SLACK = 2
"""Pixels a line may lean over its length."""
_PAPER = 250


@dataclass(frozen=True, slots=True)
class Upright:
    """An evened page set upright; ``back`` maps its pixels to those of the page as shown, but for what it was
    bent, which is less than a line of print is high."""

    even: Pixels
    back: Matrix

    def shown(self, box: Box) -> Box:
        """The upright box around a box of upright pixels, in pixels of the page as shown."""
        x0, y0, x1, y1 = box
        corners = np.array([[x0, y0, 1.0], [x1, y0, 1.0], [x1, y1, 1.0], [x0, y1, 1.0]]) @ self.back.T
        points = corners[:, :2] / corners[:, 2:]
        low, high = points.min(axis=0), points.max(axis=0)
        return (float(low[0]), float(low[1]), float(high[0]), float(high[1]))


def set_upright(even: Pixels, unit: float) -> Upright:
    """The page with its print level and its ruling lines level and plumb."""
    height, width = even.shape
    turn = _rotation(skew(even), width, height)
    level = _warped(even, turn)
    masks = masks_of(level, unit, slack=_SLACK)
    slant = _unslanting(level, masks)
    matrix = slant @ turn
    if slant is not _SAME:
        level = _warped(even, matrix)
        masks = masks_of(level, unit, slack=_SLACK)
    level = flattened(level, masks.across, unit)
    return Upright(level, np.asarray(np.linalg.inv(matrix), dtype=np.float64))


_SAME: Matrix = np.eye(3)


def _warped(even: Pixels, matrix: Matrix) -> Pixels:
    height, width = even.shape
    if np.allclose(matrix, _SAME, atol=1e-7):
        return even
    warped = cv2.warpPerspective(even, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(_PAPER,))
    return np.asarray(warped, dtype=np.uint8)


def _rotation(degrees: float, width: int, height: int) -> Matrix:
    matrix = np.eye(3)
    matrix[:2] = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return matrix


# ---- the angle of the print ----


def skew(even: Pixels) -> float:
    """Degrees, anticlockwise, by which the page must be turned so that its lines of print are level."""
    ratio = _SEARCH_SIDE / max(even.shape)
    size = (round(even.shape[1] * ratio), round(even.shape[0] * ratio))
    ink: Pixels = 255 - np.asarray(cv2.resize(even, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    ink[ink < 40] = 0
    best, step = 0.0, 0.5
    angles = np.arange(-_WIDEST_ANGLE, _WIDEST_ANGLE + 1e-6, step)
    while step > 0.03:
        scores = [_sharpness(ink, angle) for angle in angles]
        best = float(angles[int(np.argmax(scores))])
        step /= 2.5
        angles = best + step * np.arange(-3, 4)
    return best if abs(best) >= 0.05 else 0.0


def _sharpness(ink: Pixels, degrees: float) -> float:
    height, width = ink.shape
    turned = cv2.warpAffine(ink, _rotation(degrees, width, height)[:2], (width, height), flags=cv2.INTER_LINEAR)
    rows = turned.sum(axis=1, dtype=np.float64)
    return float(np.square(np.diff(rows)).sum())


# ---- the slant of a photograph ----


def _unslanting(level: Pixels, masks: Masks) -> Matrix:
    height, width = level.shape
    across = [s for s in stretches(masks.across, across=True) if s.x1 - s.x0 > _LONG_SHARE * width]
    down = [s for s in stretches(masks.down, across=False) if s.y1 - s.y0 > _LONG_SHARE * height]
    if len(across) < _LEAST_LINES or len(down) < _LEAST_LINES:
        return _SAME
    matrix = _fitted(across, down, width, height)
    return matrix if matrix is not None else _SAME


def _fitted(across: Sequence[Stretch], down: Sequence[Stretch], width: int, height: int) -> Matrix | None:
    """The map x' = (x + s·y) / w, y' = (k·x + y) / w, w = p·x + q·y + 1 under which lines are level
    and plumb; None where they already are, or no such map makes them so."""
    centre = np.array([[1.0, 0.0, -width / 2], [0.0, 1.0, -height / 2], [0.0, 0.0, 1.0]])
    scale = np.diag([2.0 / width, 2.0 / width, 1.0])
    to_unit = scale @ centre
    level, plumb = _points(across, to_unit), _points(down, to_unit)
    values = np.zeros(4)
    first = last = _residuals(values, level, plumb)
    for _ in range(_STEPS):
        slopes = np.stack([_slope(values, index, level, plumb) for index in range(4)], axis=1)
        weights = 1.0 / np.maximum(np.abs(last), 1e-3)[:, None]
        values = values - np.linalg.lstsq(slopes * weights, last * weights[:, 0], rcond=None)[0]
        last = _residuals(values, level, plumb)
    pixels = width / 2
    before, after = (float(np.median(np.abs(r))) * pixels for r in (first, last))
    if before < 0.6 or after > max(0.8, 0.5 * before) or np.abs(values).max() > 0.25:
        return None
    inner = np.array([[1.0, values[0], 0.0], [values[1], 1.0, 0.0], [values[2], values[3], 1.0]])
    return np.asarray(np.linalg.inv(to_unit) @ inner @ to_unit)


def _points(lines: Sequence[Stretch], to_unit: Matrix) -> Matrix:
    """Both ends of each line in units of half the page's width about its middle, as (n, 2, 2)."""
    ends = np.array([[[s.x0, s.y0, 1.0], [s.x1, s.y1, 1.0]] for s in lines])
    return np.asarray((ends @ to_unit.T)[..., :2])


def _residuals(values: Matrix, level: Matrix, plumb: Matrix) -> Matrix:
    s, k, p, q = values

    def mapped(points: Matrix, axis: int) -> Matrix:
        x, y = points[..., 0], points[..., 1]
        top = x + s * y if axis == 0 else k * x + y
        return np.asarray(top / (p * x + q * y + 1.0))

    heights, sides = mapped(level, 1), mapped(plumb, 0)
    return np.concatenate([heights[:, 1] - heights[:, 0], sides[:, 1] - sides[:, 0]])


def _slope(values: Matrix, index: int, level: Matrix, plumb: Matrix) -> Matrix:
    step = np.zeros(4)
    step[index] = 1e-5
    return (_residuals(values + step, level, plumb) - _residuals(values - step, level, plumb)) / 2e-5
