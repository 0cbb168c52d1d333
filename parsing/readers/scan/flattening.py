"""A sheet that did not lie flat, as on a photograph: its lines across bend alike, and are made level again.

A bent line leaves the course between its ends by more than a line is thick, so that the sides of cells in its middle
are not found where they should be. How far the page is off is one curve for all lines (a sheet bends as a cylinder
does), found by the long ones; where they do not agree nothing is done.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt

from parsing.readers.scan.pages import PAPER, Pixels

_LONG_SHARE = 0.3
"""Share of the page's width a line must run to tell how the page bends."""
_FEWEST = 4
_STEPS = 40
"""Places along the page where lines are measured."""
_POWERS = np.arange(1, 5)
_BENT = 0.35
"""Points by which half of all places are off from which a page is bent; the middle of a line is off four times as far,
and what is less does not lead out of its thickness."""
_LEFT = 0.5
"""Share of it that may be left."""
_STRIP = 128
"""Rows of pixels that are brought to their place together."""

Floats = npt.NDArray[np.float64]


def flattened(level: Pixels, across: Pixels, unit: float) -> Pixels:
    """The page, as it is where its lines ``across`` are straight; ``unit`` is pixels a point."""
    by = _bend(across, unit)
    if by is None:
        return level
    flat = np.empty_like(level)
    along = np.tile(np.arange(level.shape[1], dtype=np.float32), (_STRIP, 1))
    for top in range(0, len(level), _STRIP):  # maps of the whole page would take eight times its memory
        rows = np.arange(top, min(top + _STRIP, len(level)), dtype=np.float32)[:, None] + by
        flat[top : top + _STRIP] = cv2.remap(
            level, along[: len(rows)], rows, cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=(PAPER,)
        )
    return flat


def _bend(across: Pixels, unit: float) -> npt.NDArray[np.float32] | None:
    """How far the page is off at each of its columns, in pixels; None where its lines are straight, or do not agree."""
    width = across.shape[1]
    lines = [line for line in _courses(across) if len(line) > 2 * len(_POWERS)]
    if len(lines) < _FEWEST:
        return None
    off = np.concatenate([line[:, 1] - line[:, 1].mean() for line in lines])
    curve = np.concatenate([(own := _powers(line[:, 0], width)) - own.mean(axis=0) for line in lines])
    bend = np.linalg.lstsq(curve, off, rcond=None)[0]
    for _ in range(2):  # lines that bend otherwise, as print taken for one, count for little
        weights = 1.0 / np.maximum(np.abs(off - curve @ bend), 0.2 * unit)[:, None]
        bend = np.linalg.lstsq(curve * weights, off * weights[:, 0], rcond=None)[0]
    before, after = (float(np.median(np.abs(left))) for left in (off, off - curve @ bend))
    if before < _BENT * unit or after > _LEFT * before:
        return None
    ends = min(line[0, 0] for line in lines), max(line[-1, 0] for line in lines)
    by = _powers(np.clip(np.arange(width, dtype=np.float64), *ends), width) @ bend
    return np.asarray(by - by.mean(), dtype=np.float32)


def _powers(x: Floats, width: int) -> Floats:
    return np.asarray((2 * x / width - 1)[:, None] ** _POWERS)


def _courses(mask: Pixels) -> Iterator[Floats]:
    """Where long lines across stand, place by place, as rows of x and y."""
    width = mask.shape[1]
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    for index in np.flatnonzero(stats[:, 2] >= _LONG_SHARE * width).tolist():
        x, y, wide, high, _ = stats[index].tolist()
        if not index or high > wide / 8:
            continue
        places = np.arange(x + 2, x + wide - 2, max(1, width // _STEPS))
        piece = labels[y : y + high, places] == index
        seen = piece.any(axis=0)
        rows = (piece * np.arange(high)[:, None]).sum(axis=0)[seen] / piece.sum(axis=0)[seen]
        yield np.stack([places[seen].astype(np.float64), y + rows], axis=1)
