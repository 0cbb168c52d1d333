"""Walks the objects of a PDFium page: draws its paths and pictures, and says where its text stands."""

from __future__ import annotations

import math
from collections.abc import Container, Iterable
from itertools import repeat
from typing import Any, NamedTuple

from pypdfium2 import raw

from parsing.grid import Box
from parsing.readers.pdf.engines import calls
from parsing.readers.pdf.engines.calls import Floats
from parsing.readers.pdf.engines.frame import PALE, Matrix, applied, brightness, most_drawn_error, multiplied
from parsing.readers.pdf.engines.paths import Painter, bounds
from parsing.readers.pdf.engines.state import EVERYWHERE, common_box
from parsing.readers.pdf.page import Point

MOST_OBJECTS = 60_000
MOST_POINTS = 300_000
MOST_DEPTH = 8
"""A page of a report holds some 3,000 objects."""

_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_FULL = 255
_QUADRILATERAL = 5
"""Points of a closed figure with four corners, the commonest that is filled."""


class Around(NamedTuple):
    """What a form or page gives to the objects in it: the way to the sheet, and what of it is seen."""

    matrix: Matrix
    clip: Box


class Walker:
    """Collects lines, fills and pictures in ``painter``, the text objects in ``texts``, by address, and in ``silent``
    those of them that are not ``printed``: objects known to be text, as most are. ``items`` are the page's own objects
    as they are painted."""

    def __init__(self, printed: Container[int]) -> None:
        self.silent: list[int] = []
        self._printed = printed
        self.painter = Painter()
        self.texts: dict[int, Around] = {}
        self.has_forms = False
        self.items: list[int] = []
        self._floats = Floats(6)
        self._two = self._floats.pointers[:2]
        self._clips: dict[tuple[int, int, Matrix], Box] = {}
        self._objects = 0
        self._points = 0

    def walk_page(self, page: int, matrix: Matrix) -> None:
        """Raises LimitExceeded for a page of more objects than any report has."""
        around = Around(matrix, EVERYWHERE)
        handle = calls.pointer(page)
        count = max(0, min(calls.page_count(handle), MOST_OBJECTS + 1))
        self.items = list(calls.each(calls.page_object, repeat(handle), range(count)))
        self.texts = dict.fromkeys(self.items, around)
        others = [item for item in self.items if item not in self._printed]
        for item in others:
            del self.texts[item]
        for item in others:
            self._take(item, around, 0)

    def under_and_pale(self) -> tuple[int, float]:
        """How many text objects are painted before the last picture or within a form, and the share of the others
        in hardly any ink."""
        kinds = list(calls.each(calls.object_kind, map(calls.pointer, self.items)))
        others = [n for n, kind in enumerate(kinds) if kind in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM)]
        last = max(others, default=-1)
        over = [item for item in self.items[last + 1 :] if item in self.texts]
        return len(self.texts) - len(over), sum(map(self._is_pale, over)) / max(1, len(over))

    def _is_pale(self, item: int) -> bool:
        parts = calls.colour(calls.pointer(item))
        if parts is None:
            return False
        red, green, blue, alpha = (part / _FULL for part in parts)
        return brightness(red, green, blue) > PALE or alpha < 1 - PALE

    def clip_of(self, item: int, around: Around) -> Box:
        """What of an object can be seen: the box of its clipping paths, on the sheet.

        Objects painted under one clip share its points, so their address tells it.
        """
        handle = calls.object_clip(calls.pointer(item))
        count = calls.clip_count(handle)
        if count <= 0:
            return around.clip
        key = (count, calls.clip_point(handle, count - 1, 0), around.matrix)
        clip = self._clips.get(key)
        if clip is None:
            clip = self._clips[key] = self._clip(handle, count, around.matrix)
        return clip if around.clip is EVERYWHERE else common_box(clip, around.clip)

    def _clip(self, handle: Any, count: int, matrix: Matrix) -> Box:
        clip = EVERYWHERE
        for path in range(count):
            corners = []
            for index in range(calls.clip_segments(handle, path)):
                corners.append(applied(matrix, *self._point(calls.clip_segment(handle, path, index))))
            self._spend(len(corners))
            if corners:
                clip = common_box(clip, bounds(corners))
        return clip

    def _spend(self, points: int) -> None:
        self._points += points
        if self._objects + len(self.texts) > MOST_OBJECTS or self._points > MOST_POINTS:
            raise most_drawn_error("objects")

    def _take(self, item: int, around: Around, depth: int) -> None:
        self._objects += 1
        handle = calls.pointer(item)
        kind = calls.object_kind(handle)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            self.texts[item] = around
            if item not in self._printed:
                self.silent.append(item)
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            self._path(item, around)
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            own = multiplied(self._matrix_of(handle), around.matrix)
            corners = [applied(own, x, y) for x in (0.0, 1.0) for y in (0.0, 1.0)]
            self.painter.image(bounds(corners), self.clip_of(item, around))
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < MOST_DEPTH:
            self.has_forms = True
            inner = Around(multiplied(self._matrix_of(handle), around.matrix), self.clip_of(item, around))
            for index in range(calls.form_count(handle)):
                self._take(calls.form_object(handle, index), inner, depth + 1)
        self._spend(0)

    def _path(self, item: int, around: Around) -> None:
        handle = calls.pointer(item)
        if not calls.path_mode(handle, *self._two):
            return
        fill, stroke = self._floats.values[0] != 0, self._floats.values[1] != 0
        if not (fill or stroke):
            return
        count = calls.path_count(handle)
        self._spend(max(count, 0))
        if not stroke and count == _QUADRILATERAL:
            self._filled(item, around)
            return
        own = multiplied(self._matrix_of(handle), around.matrix)
        self._outline(handle, count, own)
        calls.object_stroke(handle, self._floats.pointers[0])
        scale = math.sqrt(abs(own[0] * own[3] - own[1] * own[2]))
        width = self._floats.values[0] * scale
        self.painter.paint(stroke, fill, width, self.clip_of(item, around))
        self.painter.reset()

    def _filled(self, item: int, around: Around) -> None:
        """A figure of four corners that is only filled: its bounds say all of it."""
        if not calls.object_bounds(calls.pointer(item), *self._floats.pointers[:4]):
            return
        x0, y0, x1, y1 = self._floats.values[:4]
        corners = (applied(around.matrix, x0, y0), applied(around.matrix, x1, y1))
        self.painter.filled(bounds(corners), self.clip_of(item, around))

    def _outline(self, handle: Any, count: int, matrix: Matrix) -> None:
        painter = self.painter
        for index in range(count):
            segment = calls.path_segment(handle, index)
            x, y = applied(matrix, *self._point(segment))
            kind = calls.segment_kind(segment)
            if kind == raw.FPDF_SEGMENT_MOVETO:
                painter.move(x, y)
            elif kind == raw.FPDF_SEGMENT_LINETO:
                painter.line(x, y)
            else:
                painter.curve(x, y)
            if calls.segment_closes(segment):
                painter.close()

    def _point(self, segment: Any) -> Point:
        calls.segment_point(segment, *self._two)
        return self._floats.values[0], self._floats.values[1]

    def _matrix_of(self, handle: Any) -> Matrix:
        if not calls.object_matrix(handle, self._floats.pointers[0]):
            return _IDENTITY
        a, b, c, d, e, f = self._floats.values
        return (a, b, c, d, e, f)


def clip_marks(handles: Iterable[Any]) -> list[Iterable[Any]]:
    """For each object, by its handle, how many paths clip it and what tells the last of them from others of the
    page: together they tell its clip. Nothing where no object is clipped."""
    clips = list(calls.each(calls.object_clip, handles))
    counts = list(calls.each(calls.clip_count, clips))
    if max(counts, default=0) <= 0:  # as on most pages
        return []
    return [counts, calls.each(calls.clip_point, clips, map((-1).__add__, counts), repeat(0))]
