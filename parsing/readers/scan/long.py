"""Pictures much longer than a page, as browsers and telephones take of whole web pages: read a page's worth at a time.

Such a picture is cut where no print is, or along a line of its tables. What is read of its pieces is put together to
one page, so that a table goes on over a cut as if there were none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from parsing.grid import Box
from parsing.readers.pdf.page import Char, Page, Rule
from parsing.readers.scan.budget import earn
from parsing.readers.scan.cells import Spot
from parsing.readers.scan.memory import give_back
from parsing.readers.scan.page import Scanned, scanned
from parsing.readers.scan.pages import MOST_PAGES, SHORTEST_SIDE, Pixels, Sheet, fitted, too_many_pages
from parsing.readers.scan.unread import Point
from parsing.sizes import is_long

_LINES = 80
"""Heights of a line of print that make a page's worth: as print of ten points stands on A4."""
_LOWEST, _HIGHEST = 1.0, 2.0
"""Times its width a piece is high at least and at most."""
_LEAST_PRINT, _TALLEST = 6, 200
"""Pixels that a line of print is high."""
_EDGE = 24
"""Difference of two pixels side by side where something begins or ends."""
_OF_PRINT = 0.04
"""Share of the pixels of a row that are such edges where lines of print stand in it. A row with fewer may be cut: the
lines down of a table make some, and what JPEG leaves of them more."""
_EARLIEST = 0.6
"""Share of a page's worth below which a piece is not cut."""
_SHARED = 3
"""Pixels above and below a cut that both pieces have, so that a line there closes either."""

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece as read; ``top`` and ``shown_top`` are points of the upright page and of the page as shown above it."""

    scanned: Scanned
    top: float
    shown_top: float

    def chars(self) -> Iterator[Char]:
        for char in self.scanned.page.chars:
            yield char._replace(y0=char.y0 + self.top, y1=char.y1 + self.top, y=char.y + self.top)

    def rules(self) -> Iterator[Rule]:
        for rule in self.scanned.page.rules:
            yield rule._replace(y0=rule.y0 + self.top, y1=rule.y1 + self.top)

    def spots(self) -> Iterator[Spot]:
        for spot in self.scanned.spots:
            yield replace(spot, y=spot.y + self.top)

    def unread(self) -> Iterator[Point]:
        for x, y in self.scanned.unread:
            yield x, y + self.top

    def shown(self, x: float, y: float) -> tuple[float, float]:
        left, top, _, _ = self.scanned.shown((x, y - self.top, x, y - self.top))
        return left, round(top + self.shown_top, 1)


@dataclass(frozen=True, slots=True)
class Joined:
    """What was read of all pieces, as Scanned has it of a page."""

    page: Page
    spots: tuple[Spot, ...]
    unread: tuple[Point, ...]
    parts: tuple[_Part, ...]

    def shown(self, box: Box) -> Box:
        x0, y0, x1, y1 = box
        return (*self._part_at(y0).shown(x0, y0), *self._part_at(y1).shown(x1, y1))

    def _part_at(self, y: float) -> _Part:
        return next((part for part in reversed(self.parts) if part.top <= y), self.parts[0])


def read_sheet(sheet: Sheet) -> Scanned | Joined:
    """Reads the image of a page, or of many in one. Raises LimitExceeded."""
    high, wide = sheet.pixels.shape[:2]
    if not is_long(wide, high):
        return scanned(sheet)
    edges = _edges(sheet.pixels)
    page = _page_height(edges, wide)
    cuts = _cuts(edges, wide, page)
    if not cuts:
        return scanned(replace(sheet, pixels=fitted(sheet.pixels)))
    return _joined(sheet.number, list(_parts(sheet, [0, *cuts, high], page)))


def _parts(sheet: Sheet, edges: Sequence[int], page: int) -> Iterator[_Part]:
    """Every piece, filled up to a page's height with its own ground: so all of them have points of one size."""
    high, wide = sheet.pixels.shape[:2]
    scale = sheet.width / wide
    for start, end in pairwise(edges):
        earn()
        give_back()
        top = max(start - _SHARED, 0)
        piece = sheet.pixels[top : min(end + _SHARED, high)]
        whole = np.empty((page + 2 * _SHARED, *piece.shape[1:]), np.uint8)
        whole[:] = _ground(piece)
        whole[: len(piece)] = piece
        one = scanned(Sheet(sheet.number, fitted(whole), sheet.width, len(whole) * scale), piece=True)
        yield _Part(one, top * one.page.width / wide, top * scale)


def _ground(piece: Pixels) -> Pixels:
    """The commonest value of each colour."""
    flat = piece.reshape(piece.shape[0] * piece.shape[1], -1)
    return np.array([np.bincount(flat[:, n], minlength=256).argmax() for n in range(flat.shape[1])], np.uint8)


def _joined(number: int, parts: Sequence[_Part]) -> Joined:
    height = parts[-1].top + parts[-1].scanned.page.height
    chars = tuple(char for part in parts for char in part.chars())
    rules = tuple(rule for part in parts for rule in part.rules())
    page = Page(number, parts[0].scanned.page.width, height, chars, rules)
    spots = tuple(spot for part in parts for spot in part.spots())
    return Joined(page, spots, tuple(point for part in parts for point in part.unread()), tuple(parts))


# ---- where a picture is cut ----


def _edges(pixels: Pixels) -> Counts:
    """How often something begins or ends in each row, from left to right."""
    grey = pixels if pixels.ndim == 2 else pixels[..., 1]
    grey = np.ascontiguousarray(grey)
    return np.asarray((cv2.absdiff(grey[:, 1:], grey[:, :-1]) > _EDGE).sum(axis=1), dtype=np.int64)


def _page_height(edges: Counts, wide: int) -> int:
    """Pixels of a page's worth, by how high the lines of print are; ``wide`` are those of a row."""
    heights = [end - start for start, end in _runs(edges > _OF_PRINT * wide)]
    lines = [height for height in heights if _LEAST_PRINT <= height <= _TALLEST]
    usual = float(np.median(lines)) if lines else 0.0
    page: int = round(min(max(_LINES * usual, _LOWEST * wide, SHORTEST_SIDE), _HIGHEST * wide))
    return page


def _cuts(edges: Counts, wide: int, page: int) -> list[int]:
    """Rows to cut at, a page's worth apart at most; none where the picture has no such rows, as a photograph has not.

    Raises LimitExceeded (MOST_PAGES).
    """
    cuts = list[int]()
    start = 0
    while len(edges) - start > page:
        if len(cuts) >= MOST_PAGES:
            raise too_many_pages()
        first = start + round(_EARLIEST * page)
        window = edges[first : start + page]
        least = int(window.min())
        if least > _OF_PRINT * wide:
            return []
        top, foot = max(_runs(window <= least), key=lambda run: (run[1] - run[0], run[0]))
        start = first + (top + foot) // 2
        cuts.append(start)
    return cuts


def _runs(rows: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Where rows begin and end that are so without a break."""
    ends = np.flatnonzero(np.diff(np.concatenate([[False], rows, [False]]).astype(np.int8))).tolist()
    return list(zip(ends[::2], ends[1::2], strict=True))
