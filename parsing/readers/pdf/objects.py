"""Walks the objects of a PDFium page: draws its paths and pictures, and says where its text stands."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterable
from itertools import compress, repeat
from typing import NamedTuple

from pypdfium2 import raw

from parsing.grid import Box
from parsing.readers.pdf import calls
from parsing.readers.pdf.calls import Floats
from parsing.readers.pdf.frame import PALE, Matrix, applied, brightness, most_drawn_error, multiplied
from parsing.readers.pdf.paths import Painter, bounds
from parsing.readers.pdf.state import EVERYWHERE, common_box

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
    """Collects lines, fills and pictures in ``painter`` and the text objects in ``texts``, by address."""

    def __init__(self) -> None:
        self.painter = Painter()
        self.texts: dict[int, Around] = {}
        self._items: list[int] = []
        self._floats = Floats(6)
        self._at = [self._floats.at + 4 * n for n in range(6)]
        self._clips: dict[tuple[int, int, Matrix], Box] = {}
        self._objects = 0
        self._points = 0

    def walk_page(self, page: int, matrix: Matrix) -> None:
        """Raises LimitExceeded for a page of more objects than any report has."""
        around = Around(matrix, EVERYWHERE)
        count = max(0, min(calls.page_count(page), MOST_OBJECTS + 1))
        items = list(map(calls.page_object, repeat(calls.pointer(page)), range(count)))
        self._items = items
        text = [kind == raw.FPDF_PAGEOBJ_TEXT for kind in map(calls.object_kind, items)]  # most are
        self.texts = dict.fromkeys(compress(items, text), around)
        for item, taken in zip(items, text, strict=True):
            if not taken:
                self._take(item, around, 0)

    def under_and_pale(self) -> tuple[int, float]:
        """How many text objects are painted before the last picture or within a form, and the share of the others
        in hardly any ink."""
        kinds = list(map(calls.object_kind, self._items))
        others = [n for n, kind in enumerate(kinds) if kind in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM)]
        last = max(others, default=-1)
        over = [item for item in self._items[last + 1 :] if item in self.texts]
        return len(self.texts) - len(over), sum(map(self._is_pale, over)) / max(1, len(over))

    def _is_pale(self, item: int) -> bool:
        parts = (ctypes.c_uint * 4)()
        at = ctypes.addressof(parts)
        if not calls.object_colour(item, *(at + ctypes.sizeof(ctypes.c_uint) * n for n in range(4))):
            return False
        red, green, blue, alpha = (part / _FULL for part in parts)
        return brightness(red, green, blue) > PALE or alpha < 1 - PALE

    def clip_of(self, item: int, around: Around) -> Box:
        """What of an object can be seen: the box of its clipping paths, on the sheet.

        Objects painted under one clip share its points, so their address tells it.
        """
        handle = calls.object_clip(item)
        mark = self._clip_mark(handle) if handle else None
        if mark is None:
            return around.clip
        key = (*mark, around.matrix)
        clip = self._clips.get(key)
        if clip is None:
            clip = self._clips[key] = self._clip(handle, mark[1], around.matrix)
        return clip if around.clip is EVERYWHERE else common_box(clip, around.clip)

    def clip_marks(self, items: Iterable[int]) -> Iterable[tuple[int, int] | None]:
        """For each object what tells its clip from others of its page, and how many paths it has; None where
        it has none."""
        handles = list(map(calls.object_clip, items))
        counts = list(map(calls.clip_count, handles))
        if max(counts, default=0) <= 0:  # as on most pages
            return repeat(None)
        lasts = map((-1).__add__, counts)
        marks = zip(map(calls.clip_segment, handles, lasts, repeat(0)), counts, strict=True)
        return [mark if mark[1] > 0 else None for mark in marks]

    def _clip_mark(self, handle: int) -> tuple[int, int] | None:
        count = calls.clip_count(handle)
        return (calls.clip_segment(handle, count - 1, 0) or 0, count) if count > 0 else None

    def _clip(self, handle: int, count: int, matrix: Matrix) -> Box:
        clip = EVERYWHERE
        for path in range(count):
            corners = []
            for index in range(calls.clip_segments(handle, path)):
                corners.append(self._point(calls.clip_segment(handle, path, index), matrix))
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
        kind = calls.object_kind(item)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            self.texts[item] = around
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            self._path(item, around)
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            own = multiplied(self._matrix_of(item), around.matrix)
            corners = [applied(own, x, y) for x in (0.0, 1.0) for y in (0.0, 1.0)]
            self.painter.image(bounds(corners), self.clip_of(item, around))
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < MOST_DEPTH:
            inner = Around(multiplied(self._matrix_of(item), around.matrix), self.clip_of(item, around))
            for index in range(calls.form_count(item)):
                self._take(calls.form_object(item, index), inner, depth + 1)
        self._spend(0)

    def _path(self, item: int, around: Around) -> None:
        if not calls.path_mode(item, self._at[0], self._at[1]):
            return
        fill, stroke = (value != 0 for value in self._floats.values(0, 2))
        if not (fill or stroke):
            return
        count = calls.path_count(item)
        self._spend(max(count, 0))
        if not stroke and count == _QUADRILATERAL:
            self._filled(item, around)
            return
        own = multiplied(self._matrix_of(item), around.matrix)
        self._outline(item, count, own)
        calls.object_stroke(item, self._at[0])
        scale = math.sqrt(abs(own[0] * own[3] - own[1] * own[2]))
        width = self._floats.values(0, 1)[0] * scale
        self.painter.paint(stroke, fill, width, self.clip_of(item, around))
        self.painter.reset()

    def _filled(self, item: int, around: Around) -> None:
        """A figure of four corners that is only filled: its bounds say all of it."""
        if not calls.object_bounds(item, *self._at[:4]):
            return
        x0, y0, x1, y1 = self._floats.values(0, 4)
        corners = (applied(around.matrix, x0, y0), applied(around.matrix, x1, y1))
        self.painter.filled(bounds(corners), self.clip_of(item, around))

    def _outline(self, item: int, count: int, matrix: Matrix) -> None:
        painter = self.painter
        for index in range(count):
            segment = calls.path_segment(item, index)
            point = self._point(segment, matrix)
            kind = calls.segment_kind(segment)
            if kind == raw.FPDF_SEGMENT_MOVETO:
                painter.move(*point)
            elif kind == raw.FPDF_SEGMENT_LINETO:
                painter.line(*point)
            else:
                painter.curve(*point)
            if calls.segment_closes(segment):
                painter.close()

    def _point(self, segment: int, matrix: Matrix) -> tuple[float, float]:
        calls.segment_point(segment, self._at[0], self._at[1])
        x, y, *_ = self._floats.room
        a, b, c, d, e, f = matrix
        return a * x + c * y + e, b * x + d * y + f

    def _matrix_of(self, item: int) -> Matrix:
        if not calls.object_matrix(item, self._at[0]):
            return _IDENTITY
        a, b, c, d, e, f = self._floats.values(0, 6)
        return (a, b, c, d, e, f)
