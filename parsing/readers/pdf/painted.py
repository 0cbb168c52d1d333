"""Whether PDFium's text of a page holds what is painted over: its text knows nothing of what came after."""

from __future__ import annotations

from ctypes import byref, c_float, c_int, c_uint
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from parsing.grid import Box
from parsing.readers.pdf.covers import is_broad

_CORNERS = 5
_FULL = 250
"""Alpha of 255 from which ink lets nothing through."""


def hides_text(page: pdfium.PdfPage) -> bool:
    """Whether a filled rectangle or a picture lies over the middle of text painted before it."""
    objects = [raw.FPDFPage_GetObject(page.raw, index) for index in range(raw.FPDFPage_CountObjects(page.raw))]
    kinds = [raw.FPDFPageObj_GetType(item) for item in objects]
    texts: list[tuple[float, float]] = []
    done = 0
    for index, kind in enumerate(kinds):
        if kind not in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE):
            continue
        box = _bounds(objects[index])
        if box is None or not is_broad(box) or (kind == raw.FPDF_PAGEOBJ_PATH and not _is_opaque(objects[index])):
            continue
        for n in range(done, index):
            if kinds[n] == raw.FPDF_PAGEOBJ_TEXT and (own := _bounds(objects[n])) is not None:
                texts.append(((own[0] + own[2]) / 2, (own[1] + own[3]) / 2))
        done = index
        if any(box[0] < x < box[2] and box[1] < y < box[3] for x, y in texts):
            return True
    return False


def _bounds(item: Any) -> Box | None:
    sides = [c_float() for _ in range(4)]
    found = raw.FPDFPageObj_GetBounds(item, *map(byref, sides))
    return (sides[0].value, sides[1].value, sides[2].value, sides[3].value) if found else None


def _is_opaque(path: Any) -> bool:
    fill, stroke = c_int(), c_int()
    if not raw.FPDFPath_GetDrawMode(path, byref(fill), byref(stroke)) or not fill.value:
        return False
    parts = [c_uint() for _ in range(4)]
    raw.FPDFPageObj_GetFillColor(path, *map(byref, parts))
    plain = raw.FPDFPath_CountSegments(path) <= _CORNERS and not raw.FPDFPageObj_HasTransparency(path)
    return plain and parts[3].value >= _FULL
