"""How a glyph of a Type 3 font looks. Such a font holds no outlines: each glyph is a small drawing or a picture, as
programs for plots, browsers and old ways of printing TeX make them; so it is painted, and its ink is measured."""

from __future__ import annotations

import ctypes

import pypdfium2 as pdfium
from PIL import Image, ImageChops
from pypdfium2 import raw

from parsing.readers.pdf.engines import calls
from parsing.readers.pdf.engines.calls import Floats
from parsing.readers.pdf.engines.outlines import COLUMNS, NARROWEST, ROWS, evened

_ADVANCE = 60
"""Pixels that a digit is made to advance; it is some eighty high then."""
_SIDE, _LEFT, _BASE = 300, 120, 120
"""Of the sheet a glyph is painted on, and where it begins; what reaches the edge may be cut off."""
_LEAST_INK = 64
"""Of 255: paler is the brim of a stroke."""
_LEAST_HEIGHT = 20
"""Pixels: what is lower is no digit."""
_MOST_GLYPHS = 2_000
"""In one file: a font has ten digits."""


def is_drawing(font: int) -> bool:
    """Whether a font, by its address, has no font file that PDFium could give: it is a Type 3 font."""
    size = ctypes.c_size_t()
    return bool(raw.FPDFFont_GetFontData(_font(font), None, 0, size)) and not size.value


def _font(font: int) -> raw.FPDF_FONT:
    return ctypes.cast(font, raw.FPDF_FONT)


class Drawn:
    """The glyphs of a document's Type 3 fonts, painted on a page that is added to the open document, in no file."""

    def __init__(self, document: pdfium.PdfDocument) -> None:
        self._page = document.new_page(_SIDE, _SIDE)
        self._document = document
        self._sheet = pdfium.PdfBitmap.new_native(_SIDE, _SIDE, raw.FPDFBitmap_Gray)
        self._left = _MOST_GLYPHS
        self._width = Floats(1)

    def ink(self, font: int, letter: str, mirrored: bool) -> list[float] | None:
        """As ``outlines.ink`` says. ``mirrored`` glyphs are drawn upside down and set so. None where nothing that may
        be a digit is painted."""
        known = calls.font_width(calls.pointer(font), ord(letter), calls.ONE, self._width.pointers[0])
        advance = self._width.values[0] if known else 0.0
        self._left -= 1
        if advance <= 0 or self._left < 0:
            return None
        return _ink_of(self._painted(font, letter, _ADVANCE / advance, mirrored))

    def _painted(self, font: int, letter: str, size: float, mirrored: bool) -> Image.Image:
        """A glyph white on black."""
        item = raw.FPDFPageObj_CreateTextObj(self._document.raw, _font(font), size)
        raw.FPDFText_SetText(item, (ctypes.c_ushort * 2)(ord(letter), 0))
        raw.FPDFPageObj_Transform(item, 1, 0, 0, -1 if mirrored else 1, _LEFT, _BASE)
        raw.FPDFPage_InsertObject(self._page.raw, item)
        self._sheet.fill_rect((255, 255, 255, 255), 0, 0, _SIDE, _SIDE)
        raw.FPDF_RenderPageBitmap(self._sheet.raw, self._page.raw, 0, 0, _SIDE, _SIDE, 0, 0)
        raw.FPDFPage_RemoveObject(self._page.raw, item)
        raw.FPDFPageObj_Destroy(item)
        return ImageChops.invert(self._sheet.to_pil())


def _ink_of(painted: Image.Image) -> list[float] | None:
    box = painted.point([255 * (ink >= _LEAST_INK) for ink in range(256)]).getbbox()
    if box is None:
        return None
    left, top, right, bottom = box
    if bottom - top < _LEAST_HEIGHT or not (left > 0 and right < _SIDE and top > 0 and bottom < _SIDE):
        return None
    aside = max(0.0, (NARROWEST * (bottom - top) - (right - left)) / 2)
    parts = painted.resize(
        (COLUMNS, ROWS), Image.Resampling.BOX, (max(0.0, left - aside), top, min(right + aside, _SIDE), bottom)
    )
    return evened(parts.tobytes())
