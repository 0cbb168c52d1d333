"""PDFium's functions bound for many small calls.

A page takes some ten thousand calls; bound by address, with integers for pointers and without
releasing the interpreter lock, a call costs half of what pypdfium2's own bindings take. Of more than
one argument, half is the conversion of each to its declared type: functions called for every character
declare none, and take pointers made once by ``pointer`` or ``Slots`` and plain numbers below 2³¹.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from ctypes import c_double, c_float, c_int, c_uint, c_uint16, c_void_p
from typing import Any

from pypdfium2 import raw

Call = Callable[..., Any]


def address(pointer: Any) -> int:
    """A ctypes pointer as the number that the functions here take."""
    return ctypes.cast(pointer, c_void_p).value or 0


def _bound(function: Any, result: Any, *arguments: Any) -> Call:
    return ctypes.PYFUNCTYPE(result, *arguments)(address(function))


def _undeclared(function: Any, result: Any) -> Call:
    return ctypes.PYFUNCTYPE(result)(address(function))


def pointer(number: int) -> Any:
    """An address as functions without declared arguments take it."""
    return _POINTER(number)


_POINTER: Callable[[int], Any] = c_void_p.from_param
ONE = c_float(1.0)
_OBJECT = c_void_p

char_code = _undeclared(raw.FPDFText_GetUnicode, c_uint)
char_codes = _undeclared(raw.FPDFText_GetText, c_int)
char_box = _undeclared(raw.FPDFText_GetLooseCharBox, c_int)
char_unmapped = _undeclared(raw.FPDFText_HasUnicodeMapError, c_int)
char_object = _undeclared(raw.FPDFText_GetTextObject, _OBJECT)
char_matrix = _undeclared(raw.FPDFText_GetMatrix, c_int)
char_origin = _undeclared(raw.FPDFText_GetCharOrigin, c_int)
char_size = _undeclared(raw.FPDFText_GetFontSize, c_double)
char_count = _bound(raw.FPDFText_CountChars, c_int, _OBJECT)

text_font = _bound(raw.FPDFTextObj_GetFont, _OBJECT, _OBJECT)
font_width = _undeclared(raw.FPDFFont_GetGlyphWidth, c_int)
font_embedded = _bound(raw.FPDFFont_GetIsEmbedded, c_int, _OBJECT)
text_mode = _bound(raw.FPDFTextObj_GetTextRenderMode, c_int, _OBJECT)

page_count = _bound(raw.FPDFPage_CountObjects, c_int, _OBJECT)
page_object = _undeclared(raw.FPDFPage_GetObject, _OBJECT)
form_count = _bound(raw.FPDFFormObj_CountObjects, c_int, _OBJECT)
form_object = _bound(raw.FPDFFormObj_GetObject, _OBJECT, _OBJECT, c_int)

object_kind = _bound(raw.FPDFPageObj_GetType, c_int, _OBJECT)
object_matrix = _bound(raw.FPDFPageObj_GetMatrix, c_int, _OBJECT, c_void_p)
object_bounds = _bound(raw.FPDFPageObj_GetBounds, c_int, _OBJECT, c_void_p, c_void_p, c_void_p, c_void_p)
object_stroke = _bound(raw.FPDFPageObj_GetStrokeWidth, c_int, _OBJECT, c_void_p)
object_colour = _bound(raw.FPDFPageObj_GetFillColor, c_int, _OBJECT, c_void_p, c_void_p, c_void_p, c_void_p)
object_clip = _bound(raw.FPDFPageObj_GetClipPath, _OBJECT, _OBJECT)

clip_count = _bound(raw.FPDFClipPath_CountPaths, c_int, _OBJECT)
clip_segments = _bound(raw.FPDFClipPath_CountPathSegments, c_int, _OBJECT, c_int)
clip_segment = _bound(raw.FPDFClipPath_GetPathSegment, _OBJECT, _OBJECT, c_int, c_int)

path_mode = _bound(raw.FPDFPath_GetDrawMode, c_int, _OBJECT, c_void_p, c_void_p)
path_count = _bound(raw.FPDFPath_CountSegments, c_int, _OBJECT)
path_segment = _bound(raw.FPDFPath_GetPathSegment, _OBJECT, _OBJECT, c_int)
segment_point = _bound(raw.FPDFPathSegment_GetPoint, c_int, _OBJECT, c_void_p, c_void_p)
segment_kind = _bound(raw.FPDFPathSegment_GetType, c_int, _OBJECT)
segment_closes = _bound(raw.FPDFPathSegment_GetClose, c_int, _OBJECT)


def all_codes(layer: int, count: int) -> list[int]:
    """The codes of all ``count`` characters of a text page by one call; nothing where a character has not
    just one unit there."""
    room = (c_uint16 * (count + 1))()
    written = char_codes(pointer(layer), 0, count, pointer(ctypes.addressof(room)))
    return list(room)[:count] if written == count + 1 else []


class Floats:
    """Numbers that PDFium writes and Python reads: room for ``count`` floats, and where it begins."""

    def __init__(self, count: int) -> None:
        self.room: Any = (c_float * max(count, 1))()
        self._view: Any = memoryview(self.room).cast("B").cast("f")
        self.at = ctypes.addressof(self.room)

    def values(self, start: int = 0, end: int | None = None, step: int = 1) -> list[float]:
        found: list[float] = self._view[start:end:step].tolist()
        return found


class Slots:
    """Room for six floats each for many calls, kept from page to page; ``pointers`` are where each call writes."""

    SIZE = 6

    def __init__(self) -> None:
        self.pointers: list[Any] = []
        self._floats = Floats(0)

    def hold(self, count: int) -> None:
        """Makes room for ``count`` calls; what was there is written over."""
        if count > len(self.pointers):
            count = max(count, 2 * len(self.pointers))
            self._floats = Floats(self.SIZE * count)
            step, at = self.SIZE * ctypes.sizeof(c_float), self._floats.at
            self.pointers = list(map(_POINTER, range(at, at + step * count, step)))

    def row(self, index: int, parts: int) -> list[float]:
        """The first floats of one call."""
        return self._floats.values(self.SIZE * index, self.SIZE * index + parts)

    def column(self, part: int, count: int) -> list[float]:
        """The float at ``part`` of the first ``count`` calls."""
        return self._floats.values(part, self.SIZE * count, self.SIZE)
