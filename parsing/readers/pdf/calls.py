"""PDFium's functions bound for many small calls.

A page takes some ten thousand calls; bound by address, with integers for pointers and without
releasing the interpreter lock, a call costs half of what pypdfium2's own bindings take.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from ctypes import c_double, c_float, c_int, c_uint, c_void_p
from typing import Any

from pypdfium2 import raw

Call = Callable[..., Any]


def address(pointer: Any) -> int:
    """A ctypes pointer as the number that the functions here take."""
    return ctypes.cast(pointer, c_void_p).value or 0


def _bound(function: Any, result: Any, *arguments: Any) -> Call:
    return ctypes.PYFUNCTYPE(result, *arguments)(address(function))


_OBJECT = c_void_p

char_code = _bound(raw.FPDFText_GetUnicode, c_uint, _OBJECT, c_int)
char_box = _bound(raw.FPDFText_GetLooseCharBox, c_int, _OBJECT, c_int, c_void_p)
char_unmapped = _bound(raw.FPDFText_HasUnicodeMapError, c_int, _OBJECT, c_int)
char_object = _bound(raw.FPDFText_GetTextObject, _OBJECT, _OBJECT, c_int)
char_matrix = _bound(raw.FPDFText_GetMatrix, c_int, _OBJECT, c_int, c_void_p)
char_size = _bound(raw.FPDFText_GetFontSize, c_double, _OBJECT, c_int)
char_count = _bound(raw.FPDFText_CountChars, c_int, _OBJECT)

text_font = _bound(raw.FPDFTextObj_GetFont, _OBJECT, _OBJECT)
font_width = _bound(raw.FPDFFont_GetGlyphWidth, c_int, _OBJECT, c_uint, c_float, c_void_p)
font_embedded = _bound(raw.FPDFFont_GetIsEmbedded, c_int, _OBJECT)
text_mode = _bound(raw.FPDFTextObj_GetTextRenderMode, c_int, _OBJECT)

page_count = _bound(raw.FPDFPage_CountObjects, c_int, _OBJECT)
page_object = _bound(raw.FPDFPage_GetObject, _OBJECT, _OBJECT, c_int)
form_count = _bound(raw.FPDFFormObj_CountObjects, c_int, _OBJECT)
form_object = _bound(raw.FPDFFormObj_GetObject, _OBJECT, _OBJECT, c_int)

object_kind = _bound(raw.FPDFPageObj_GetType, c_int, _OBJECT)
object_matrix = _bound(raw.FPDFPageObj_GetMatrix, c_int, _OBJECT, c_void_p)
object_bounds = _bound(raw.FPDFPageObj_GetBounds, c_int, _OBJECT, c_void_p, c_void_p, c_void_p, c_void_p)
object_stroke = _bound(raw.FPDFPageObj_GetStrokeWidth, c_int, _OBJECT, c_void_p)
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


class Floats:
    """Numbers that PDFium writes and Python reads: room for ``count`` floats, and their addresses."""

    def __init__(self, count: int) -> None:
        self._room = (c_float * max(count, 1))()
        self._view: Any = memoryview(self._room).cast("B").cast("f")
        self.at = ctypes.addressof(self._room)

    def values(self, start: int = 0, end: int | None = None) -> list[float]:
        found: list[float] = self._view[start:end].tolist()
        return found
