"""Ink of a page: its connected blobs, and the lines of print they stand in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from parsing.readers.scan.pages import PAPER, Pixels

_LEAST_INK, _MOST_INK = 140.0, 200.0
_SHARE = 0.6
"""Where between the darkest print and the paper the edge of a stroke is put."""
SPECK = 1.5
"""Points below which a blob is dirt, or a point between digits, but no part of a line."""
_LEAST_MARK, _LEAST_STROKE = 2.4, 1.6
"""Points of the largest blob of a line at least, and of a flat one: a hyphen."""
_ONE_LINE = 1.25
_BREAK, _BROKEN = 0.15, 1.45
"""Share of a line's height of the white between it and a broken-off foot, and how high both are then."""
_TALL = 1.6
"""Heights of most of its ink from which a band may be several lines."""
_LOWEST_LINE, _PITCH, _VALLEY = 0.6, 1.3, 0.5
"""Heights of ideographs a line is high at least, and from one line to the next where they stand close; the share of
the ink of their fullest rows that is left between two lines whose ideographs overlap in height."""
_PART = 0.35
"""Share of a blob that must lie in a line to be part of it: ideographs of two lines may touch."""
_BESIDE, _OFF = 0.5, 0.25
"""Heights of white before a figure in the middle beside a label of several lines, and by which it stands below their
head and above their foot at least."""
WIDE_GAP, COLUMN_GAP = 2.2, 1.15
"""Heights of white that part what stands in one line of a cell, and, outside cells, the columns of a table without
lines: an ideographic mark leaves less than one."""


class Blob(NamedTuple):
    """A connected piece of ink: its box and area in pixels."""

    x0: int
    y0: int
    x1: int
    y1: int
    area: int

    @property
    def width(self) -> int:
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        return self.y1 - self.y0


class Span(NamedTuple):
    """A line of print by its box in pixels."""

    x0: int
    y0: int
    x1: int
    y1: int

    @property
    def height(self) -> int:
        return self.y1 - self.y0


@dataclass(frozen=True, slots=True)
class Ink:
    """The ink of a page without its ruling lines. ``edge`` is the grey value where ink begins,
    ``blobs`` an array of x0, y0, x1, y1, area."""

    edge: float
    mask: npt.NDArray[np.bool_]
    blobs: npt.NDArray[np.int32]
    unit: float

    def within(self, box: tuple[float, float, float, float]) -> list[Blob]:
        """The blobs whose middles lie in a box of pixels."""
        x0, y0, x1, y1 = box
        x = (self.blobs[:, 0] + self.blobs[:, 2]) / 2
        y = (self.blobs[:, 1] + self.blobs[:, 3]) / 2
        chosen = self.blobs[(x >= x0) & (x < x1) & (y >= y0) & (y < y1)]
        return [Blob(*map(int, row)) for row in chosen]


def ink_edge(even: Pixels) -> float:
    """The grey value that parts ink from paper on a page, between its darkest print and white."""
    smooth = cv2.GaussianBlur(even[::2, ::2], (0, 0), 0.8)
    darkest = float(np.percentile(smooth, 0.7))
    return float(np.clip(darkest + _SHARE * (PAPER - darkest), _LEAST_INK, _MOST_INK))


def ink_of(even: Pixels, unit: float) -> Ink:
    """The ink of an evened page; ``unit`` is pixels a point."""
    edge = ink_edge(even)
    smooth = cv2.GaussianBlur(even, (0, 0), 0.3 * unit)
    mask = smooth < edge
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    boxes = stats[1:].astype(np.int32)
    boxes[:, 2:4] += boxes[:, :2]
    return Ink(edge, mask, boxes, unit)


def spans_of(blobs: Sequence[Blob], unit: float, gap: float = WIDE_GAP) -> list[Span]:
    """The lines of print a region's blobs stand in, top to bottom, parted at gaps of so many heights."""
    marks = [blob for blob in blobs if max(blob.width, blob.height) >= SPECK * unit]
    if not marks:
        return []
    bands = _single(_bands(marks), gap)
    size = _size(bands)
    spans: list[Span] = []
    for band in _whole(bands, size):
        spans.extend(extent(run) for run in _runs(band, gap * max(size, 6 * unit)) if _is_line(run, unit))
    return spans


def _is_line(blobs: Sequence[Blob], unit: float) -> bool:
    largest = max(blobs, key=lambda blob: max(blob.width, blob.height))
    least = _LEAST_STROKE if largest.width >= 2 * largest.height else _LEAST_MARK
    return max(largest.width, largest.height) >= least * unit


def _bands(blobs: Sequence[Blob]) -> list[list[Blob]]:
    """Blobs that overlap in height, directly or through others."""
    bands: list[list[Blob]] = []
    bottom = 0
    for blob in sorted(blobs, key=lambda blob: blob.y0):
        if bands and blob.y0 < bottom:
            bands[-1].append(blob)
            bottom = max(bottom, blob.y1)
        else:
            bands.append([blob])
            bottom = blob.y1
    return bands


def extent(blobs: Sequence[Blob | Span]) -> Span:
    """The box around them."""
    return Span(
        min(b.x0 for b in blobs), min(b.y0 for b in blobs), max(b.x1 for b in blobs), max(b.y1 for b in blobs)
    )  # fmt: skip


def _size(bands: Sequence[Sequence[Blob]]) -> float:
    """The height of a line of this region: that of most of its bands, by their width."""
    return _middle_of([(extent(band).height, sum(blob.width for blob in band)) for band in bands])


def _middle_of(measured: Sequence[tuple[int, int]]) -> float:
    """The median of values, each with its weight."""
    ordered = sorted(measured)
    half = sum(weight for _, weight in ordered) / 2
    passed = 0.0
    for value, weight in ordered:
        passed += weight
        if passed >= half:
            return float(value)
    return float(ordered[-1][0])


def _single(bands: Sequence[list[Blob]], gap: float) -> list[list[Blob]]:
    """Bands with those cut that hold several lines whose blobs touch or overlap in height: first where ``gap`` heights
    of white part columns, as a number of two lines stands beside a label of one."""
    found: list[list[Blob]] = []
    for band in bands:
        typical = _middle_of([(blob.height, blob.height) for blob in band])
        if len(band) < 2 or extent(band).height <= _TALL * typical:
            found.append(band)
            continue
        runs = _runs(band, gap * typical)
        if len(runs) < 2 and gap < WIDE_GAP:
            runs = _with_middles_apart(band, typical)
        if len(runs) > 1:
            found.extend(line for run in runs for line in _single(_bands(run), gap))
        else:
            found.extend(_split(band, typical) if len(band) > 3 else [band])
    return found


def _with_middles_apart(band: list[Blob], typical: float) -> list[list[Blob]]:
    """The band, those parts of it by themselves that stand inside of its height, one line or several apart: without
    lines, the figures of rows whose labels have several lines, the first of which may come nearer than columns do."""
    top, foot = extent(band).y0 + _OFF * typical, extent(band).y1 - _OFF * typical
    others: list[Blob] = []
    middles: list[list[Blob]] = []
    for run in _runs(band, _BESIDE * typical):
        single = all(extent(line).height <= _ONE_LINE * typical for line in _bands(run))
        if single and top <= extent(run).y0 and extent(run).y1 <= foot:
            middles.append(run)
        else:
            others.extend(run)
    return [others, *middles] if others else [band]


def _split(band: list[Blob], typical: float) -> list[list[Blob]]:
    """Lines of a band, cut where hardly any ink is left between them. What reaches over a cut is part of both."""
    top, end = extent(band).y0, extent(band).y1
    steps = np.zeros(end - top + 1)
    for blob in band:
        if blob.height <= _TALL * typical:
            steps[blob.y0 - top] += blob.width
            steps[blob.y1 - top] -= blob.width
    cuts = [top, *(top + cut for cut in _valleys(np.cumsum(steps)[:-1], typical)), end]
    tallest = _TALL * typical
    lines = [[part for blob in band if (part := _between(blob, low, high, tallest))] for low, high in pairwise(cuts)]
    return [line for line in lines if line]


def _valleys(ink: npt.NDArray[np.float64], typical: float) -> list[int]:
    """The rows between lines of print, by how much ink each row holds."""
    least, reach = round(_LOWEST_LINE * typical), round(_PITCH * typical)
    rows = range(least, len(ink) - least)
    if not rows:
        return []
    depth = [
        ink[row] / max(min(ink[max(row - reach, 0) : row].max(), ink[row : row + reach].max()), 1.0) for row in rows
    ]
    if min(depth) > _VALLEY:
        return []
    deepest = [row for row, own in zip(rows, depth, strict=True) if own == min(depth)]
    cut = deepest[len(deepest) // 2]
    return [*_valleys(ink[:cut], typical), cut, *(cut + row for row in _valleys(ink[cut:], typical))]


def _between(blob: Blob, low: int, high: int, tallest: float) -> Blob | None:
    """What of a blob lies between two rows: where most of it does, all of it, unless it is as high as two lines."""
    y0, y1 = max(blob.y0, low), min(blob.y1, high)
    if blob.height <= tallest and y1 - y0 > (1 - _PART) * blob.height:
        return blob
    return blob._replace(y0=y0, y1=y1) if y1 - y0 > _PART * blob.height else None


def _whole(bands: Sequence[list[Blob]], size: float) -> list[list[Blob]]:
    """Bands joined that are strokes of one line: 三 alone, the two halves of 吕, the foot of a worn 2."""
    found: list[list[Blob]] = []
    for band in bands:
        if found:
            both = extent([*found[-1], *band])
            apart = extent(band).y0 - extent(found[-1]).y1
            low = min(extent(found[-1]).height, extent(band).height)
            close = apart <= _BREAK * size and low < 0.45 * size and both.height <= _BROKEN * size
            if close or (both.height <= _ONE_LINE * size and apart <= 0.35 * size and low < 0.6 * size):
                found[-1] = [*found[-1], *band]
                continue
        found.append(band)
    return found


def _runs(band: list[Blob], gap: float) -> list[list[Blob]]:
    ordered = sorted(band, key=lambda blob: blob.x0)
    runs: list[list[Blob]] = [[ordered[0]]]
    right = ordered[0].x1
    for blob in ordered[1:]:
        if blob.x0 - right > gap:
            runs.append([])
        runs[-1].append(blob)
        right = max(right, blob.x1)
    return runs
