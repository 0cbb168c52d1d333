"""A page without its ruling lines: only the line goes, digits that stand close to it stay whole.

A line's course is followed in short pieces: in each the rows that are dark along much of the piece are
the line, whatever strokes stand on it here and there.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from parsing.readers.pdf.layout.segments import Network, Segment
from parsing.readers.scan.pages import PAPER, Pixels

_PIECE = 12.0
"""Points of a line that are looked at together."""
_REACH = 3.0
"""Points on either side of a line's middle where its pixels are looked for."""
_OVER = 1.2
"""Points a line runs past its ends."""
_AMONG = 0.4
"""Share of a piece that is darker than its typical grey: less than half, for dotted lines."""
_MOST = 0.8
"""Share of a piece that a whole line fills and the heads of digits do not."""
_CONTRAST = 22
_FOOT = 0.7
"""How far from the line's darkest towards paper its pixels are counted as line."""
_THICKEST = 4.5
_PULL = 12.0
"""Grey values a point off the line's middle counts for, so that of two dark rows the nearer is taken."""
_DOUBLE = 0.6
"""Share of a line's pieces which a second line beside it fills at least, or filled before it was taken out together
with the first: a double line."""
_WHOLE = 0.5
"""Share of a line's pieces that are filled where it is not one of dots or dashes."""
_LEAP = 30.0
"""Grey values a point counts for by which a line leaves its row from one piece to the next."""

Floats = npt.NDArray[np.float32]


def without_lines(even: Pixels, groups: Sequence[Network], unit: float) -> Pixels:
    """The page with the pixels of these lines made paper; ``unit`` is pixels a point."""
    gone = np.zeros(even.shape, dtype=np.bool_)
    plumb, gone_down = np.ascontiguousarray(even.T), np.zeros(even.T.shape, dtype=np.bool_)
    for group in groups:
        for line in group.across:
            _take(gone, even, line, unit)
        for line in group.down:
            _take(gone_down, plumb, line, unit)
    gone |= gone_down.T
    bare = even.copy()
    bare[gone] = PAPER
    return bare


def _take(gone: npt.NDArray[np.bool_], even: Pixels, line: Segment, unit: float) -> None:
    """Marks the pixels of one line across."""
    x0, x1 = _within(line.low * unit, line.high * unit, even.shape[1])
    y0, y1 = _within((line.at - _REACH) * unit, (line.at + _REACH) * unit + 1, even.shape[0])
    wide = min(max(8, round(_PIECE * unit)), x1 - x0)
    if wide < 1 or y1 - y0 < 3:
        return
    pieces, over = (x1 - x0) // wide, round(_OVER * unit)
    starts = np.linspace(x0, x1 - wide, max(pieces, 1) + (pieces * wide < x1 - x0)).round().astype(int)
    band = np.stack([even[y0:y1, x : x + wide] for x in starts], axis=1)
    ranks = [min(int(share * wide), wide - 1) for share in (_AMONG, _MOST)]
    profile, fuller = np.moveaxis(np.partition(band, ranks, axis=2)[..., ranks], 2, 0).astype(np.float32)
    thick = np.zeros(len(starts), dtype=np.intp)
    for double in (False, True):
        course = _course((profile + fuller) / 2, line.at * unit - y0, unit)
        whole = _rows(fuller, course, unit)
        filled: npt.NDArray[np.bool_] = np.asarray(whole.any(axis=0))
        rows = _rows(profile, course, unit) & _beside(whole)
        if double:
            if (filled | _holds_both(thick, filled)).mean() < _DOUBLE:
                break
            rows &= filled  # elsewhere strokes of digits that stand under each other may seem to be one
        elif filled.mean() < _WHOLE:
            rows = _evened(rows, course)
        for index, x in enumerate(starts):
            before, after = (over * (x == end) for end in (starts[0], starts[-1]))
            gone[y0:y1, max(0, x - before) : x + wide + after] |= rows[:, index, None]
        profile[rows], fuller[rows] = PAPER, PAPER
        thick = rows.sum(axis=0)


def _holds_both(thick: npt.NDArray[np.intp], filled: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """The pieces in which a line, so many rows thick, was taken out together with a second one, which is seen where
    pieces are ``filled``: it is thicker there, by a row of its own and one of white at least."""
    usual = np.median(thick[filled]) if filled.any() else np.inf
    return np.asarray(thick >= usual + 2, dtype=np.bool_)


def _evened(rows: npt.NDArray[np.bool_], course: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
    """The rows of a line of dots, which is as thick all along as most of its pieces are: in some there are too few dots
    to tell, as beside another line."""
    seen: npt.NDArray[np.bool_] = np.asarray(rows.any(axis=0))
    if not seen.any() or 2 * seen.sum() < len(seen):
        return rows
    own = [np.roll(rows[:, piece], -course[piece]) for piece in np.flatnonzero(seen)]
    usual: npt.NDArray[np.bool_] = np.asarray(np.mean(own, axis=0) >= 0.5)
    return np.asarray(rows | np.stack([np.roll(usual, at) for at in course], axis=1))


def _beside(whole: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Where the line may be, by the rows it fills: these and those next to them. Strokes of digits that stand against
    a line fill no piece. All rows where none is filled: the line is dotted, or broken."""
    around = cv2.dilate(whole.astype(np.uint8), np.ones((3, 1), np.uint8)) > 0
    return np.asarray(around | ~whole.any(axis=0, keepdims=True))


def _within(low: float, high: float, end: int) -> tuple[int, int]:
    return max(0, round(low)), min(end, round(high))


def _course(grey: Floats, middle: float, unit: float) -> npt.NDArray[np.intp]:
    """The row of each piece in which the line runs: dark, near its middle, and without leaps, so that the
    heads of digits close under it are not taken for it (the least sum over all ways through the pieces)."""
    height, count = grey.shape
    cost = grey + _PULL / unit * np.abs(np.arange(height, dtype=np.float32) - middle)[:, None]
    leap = _LEAP / unit * np.abs(np.arange(height)[:, None] - np.arange(height)[None, :])
    came = np.zeros((count, height), dtype=np.intp)
    sums = cost[:, 0]
    for piece in range(1, count):
        ways = sums[None, :] + leap
        came[piece] = ways.argmin(axis=1)
        sums = cost[:, piece] + ways.min(axis=1)
    course = np.zeros(count, dtype=np.intp)
    course[-1] = sums.argmin()
    for piece in range(count - 1, 0, -1):
        course[piece - 1] = came[piece, course[piece]]
    return course


def _rows(profile: Floats, core: npt.NDArray[np.intp], unit: float) -> npt.NDArray[np.bool_]:
    """Which rows of which pieces are the line: the dark run about its course, and a pixel around."""
    height, count = profile.shape
    columns = np.arange(count)
    darkest = profile[core, columns]
    limit = darkest + _FOOT * (PAPER - darkest)
    dark = profile <= limit
    found = np.zeros_like(dark)
    found[core, columns] = True
    for step in (1, -1):
        alive = np.ones(count, dtype=np.bool_)
        at = core + step
        while alive.any() and ((at >= 0) & (at < height) & alive).any():
            inside = np.clip(at, 0, height - 1)
            alive &= (at >= 0) & (at < height) & dark[inside, columns]
            found[inside[alive], columns[alive]] = True
            at = at + step
    wrong = (PAPER - darkest < _CONTRAST) | (found.sum(axis=0) > _THICKEST * unit)
    found[:, wrong] = False
    return np.asarray(cv2.dilate(found.astype(np.uint8), np.ones((3, 1), np.uint8)) > 0)
