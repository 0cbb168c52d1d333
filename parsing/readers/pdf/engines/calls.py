"""PDFium's functions bound for many small calls.

A page takes some ten thousand calls; bound by address and without releasing the interpreter lock, a call costs
half of what pypdfium2's own bindings take, and of that half is the conversion of each argument to a declared type.
So these declare none: they take ``pointer`` of an address, a Handle as it was given, and plain numbers below 2³¹.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from ctypes import c_double, c_float, c_int, c_uint, c_uint16, c_void_p
from itertools import starmap
from typing import Any

from pypdfium2 import raw

Call = Callable[..., Any]


def address(pointer: Any) -> int:
    """A ctypes pointer as a number, which is compared and kept more easily."""
    return ctypes.cast(pointer, c_void_p).value or 0


pointer: Callable[[int], Any] = c_void_p.from_param
"""An address as the functions here take it."""


class Handle(c_void_p):
    """What PDFium gives only to be given back."""


def _bound(function: Any, result: Any) -> Call:
    return ctypes.PYFUNCTYPE(result)(address(function))


def each(call: Call, *columns: Iterable[Any]) -> Iterator[Any]:
    """What ``map`` gives, a fifth sooner: that packs the arguments of each call once more."""
    return starmap(call, zip(*columns, strict=False))


def write(call: Call, *columns: Iterable[Any]) -> None:
    """Makes calls that give nothing but what they write into rooms."""
    deque(each(call, *columns), maxlen=0)


ONE = c_float(1.0)
_ADDRESS = c_void_p

char_code = _bound(raw.FPDFText_GetUnicode, c_uint)
char_codes = _bound(raw.FPDFText_GetText, c_int)
char_box = _bound(raw.FPDFText_GetLooseCharBox, None)
char_unmapped = _bound(raw.FPDFText_HasUnicodeMapError, c_int)
char_object = _bound(raw.FPDFText_GetTextObject, _ADDRESS)
char_matrix = _bound(raw.FPDFText_GetMatrix, None)
char_origin = _bound(raw.FPDFText_GetCharOrigin, c_int)
char_size = _bound(raw.FPDFText_GetFontSize, c_double)
char_count = _bound(raw.FPDFText_CountChars, c_int)

text_font = _bound(raw.FPDFTextObj_GetFont, _ADDRESS)
text_mode = _bound(raw.FPDFTextObj_GetTextRenderMode, c_int)
font_width = _bound(raw.FPDFFont_GetGlyphWidth, c_int)
font_embedded = _bound(raw.FPDFFont_GetIsEmbedded, c_int)

glyph_path = _bound(raw.FPDFFont_GetGlyphPath, Handle)
glyph_count = _bound(raw.FPDFGlyphPath_CountGlyphSegments, c_int)
glyph_segment = _bound(raw.FPDFGlyphPath_GetGlyphPathSegment, Handle)

page_count = _bound(raw.FPDFPage_CountObjects, c_int)
page_object = _bound(raw.FPDFPage_GetObject, _ADDRESS)
form_count = _bound(raw.FPDFFormObj_CountObjects, c_int)
form_object = _bound(raw.FPDFFormObj_GetObject, _ADDRESS)

object_kind = _bound(raw.FPDFPageObj_GetType, c_int)
object_matrix = _bound(raw.FPDFPageObj_GetMatrix, c_int)
object_bounds = _bound(raw.FPDFPageObj_GetBounds, c_int)
object_stroke = _bound(raw.FPDFPageObj_GetStrokeWidth, c_int)
object_colour = _bound(raw.FPDFPageObj_GetFillColor, c_int)
object_transparent = _bound(raw.FPDFPageObj_HasTransparency, c_int)
object_clip = _bound(raw.FPDFPageObj_GetClipPath, Handle)

clip_count = _bound(raw.FPDFClipPath_CountPaths, c_int)
clip_segments = _bound(raw.FPDFClipPath_CountPathSegments, c_int)
clip_segment = _bound(raw.FPDFClipPath_GetPathSegment, Handle)
clip_point = _bound(raw.FPDFClipPath_GetPathSegment, _ADDRESS)

path_mode = _bound(raw.FPDFPath_GetDrawMode, c_int)
path_count = _bound(raw.FPDFPath_CountSegments, c_int)
path_segment = _bound(raw.FPDFPath_GetPathSegment, Handle)
segment_point = _bound(raw.FPDFPathSegment_GetPoint, None)
segment_kind = _bound(raw.FPDFPathSegment_GetType, c_int)
segment_closes = _bound(raw.FPDFPathSegment_GetClose, c_int)


def all_codes(layer: int, count: int) -> list[int]:
    """The codes of all ``count`` characters of a text page by one call; nothing where a character has not
    just one unit there."""
    room = (c_uint16 * (count + 1))()
    written = char_codes(pointer(layer), 0, count, pointer(ctypes.addressof(room)))
    units: Any = memoryview(room).cast("B").cast("H")
    return units[:count].tolist() if written == count + 1 else []


def colour(handle: Any) -> list[int] | None:
    """Red, green, blue and alpha, each up to 255, that an object is filled with; None where it has none."""
    room = (c_uint * 4)()
    at, step = ctypes.addressof(room), ctypes.sizeof(c_uint)
    return list(room) if object_colour(handle, *map(pointer, range(at, at + 4 * step, step))) else None


class Floats:
    """Room for ``count`` numbers that PDFium writes and Python reads; ``pointers`` are where each stands."""

    def __init__(self, count: int) -> None:
        room = (c_float * count)()
        self.values: Any = memoryview(room).cast("B").cast("f")
        at = ctypes.addressof(room)
        self.pointers = list(map(pointer, range(at, at + ctypes.sizeof(room), ctypes.sizeof(c_float))))


_MOST_OFTEN = 1_024
"""Characters that a page of a report holds at most, as a rule."""


class Slots:
    """Room for six floats each for many calls, kept from page to page; ``pointers`` are where each call writes."""

    SIZE = 6

    def __init__(self) -> None:
        self.pointers: list[Any] = []
        self._floats: Any
        self._pairs: Any
        self.hold(_MOST_OFTEN)

    def hold(self, count: int) -> None:
        """Makes room for ``count`` calls; what was there is written over."""
        if count > len(self.pointers):
            count = max(count, 2 * len(self.pointers))
            room = (c_float * (self.SIZE * count))()
            octets = memoryview(room).cast("B")
            self._floats, self._pairs = octets.cast("f"), octets.cast("Q")
            at, step = ctypes.addressof(room), self.SIZE * ctypes.sizeof(c_float)
            self.pointers = list(map(pointer, range(at, at + step * count, step)))

    def row(self, index: int, parts: int) -> list[float]:
        """The first floats of one call."""
        found: list[float] = self._floats[self.SIZE * index : self.SIZE * index + parts].tolist()
        return found

    def column(self, part: int, count: int) -> list[float]:
        """The float at ``part`` of the first ``count`` calls."""
        found: list[float] = self._floats[part : self.SIZE * count : self.SIZE].tolist()
        return found

    def pairs(self, part: int, count: int) -> list[int]:
        """The floats at ``part`` (even) and after it of the first ``count`` calls, each two as one number: what is
        compared only is compared the sooner."""
        found: list[int] = self._pairs[part // 2 : self.SIZE // 2 * count : self.SIZE // 2].tolist()
        return found
