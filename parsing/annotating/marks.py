"""Boxes and numbers over a page. 强制 a thick line, 核实 a dashed, 提示 a thin dotted: not by colour alone."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import pypdfium2 as pdfium
from pypdfium2 import raw

from parsing.grid import Box
from parsing.readers.pdf.engines.frame import view


@dataclass(frozen=True, slots=True)
class Mark:
    """A box in points from the top left of the page as shown, and the numbers it carries."""

    page: int
    box: Box
    numbers: tuple[int, ...]
    severity: str


@dataclass(frozen=True, slots=True)
class Look:
    colour: tuple[int, int, int]
    width: float
    dashes: tuple[float, ...] = ()


LOOKS: Final = {
    "mandatory": Look((179, 38, 30), 1.8),
    "verify": Look((178, 106, 0), 1.4, (5.0, 2.5)),
    "notice": Look((31, 95, 168), 1.0, (1.5, 1.5)),
}
SIZE: Final = 7.0
ROOM: Final = 1.5


def mark_page(document: pdfium.PdfDocument, page: pdfium.PdfPage, marks: Iterable[Mark]) -> None:
    """Draws the marks over whatever the page shows, whichever way it is turned."""
    turn = page.get_rotation() // 90
    matrix, _width, _height = view(page.get_bbox(), page.get_bbox(), turn)
    for mark in marks:
        x0, y0, x1, y1 = mark.box
        corners = [_user(matrix, x, y) for x, y in ((x0 - ROOM, y0 - ROOM), (x1 + ROOM, y1 + ROOM))]
        _rectangle(page, corners, LOOKS[mark.severity])
        text = ",".join(map(str, mark.numbers))
        _number(document, page, text, _user(matrix, x1 + ROOM + 1, y0 + SIZE - 2), turn, LOOKS[mark.severity])
    page.gen_content()


def _user(matrix: tuple[float, ...], x: float, y: float) -> tuple[float, float]:
    """A point of the page as shown in the page's own coordinates: ``view`` backwards."""
    a, b, c, d, e, f = matrix
    det = a * d - b * c
    x, y = x - e, y - f
    return (d * x - c * y) / det, (a * y - b * x) / det


def _rectangle(page: pdfium.PdfPage, corners: list[tuple[float, float]], look: Look) -> None:
    (x0, y0), (x1, y1) = corners
    shape = raw.FPDFPageObj_CreateNewRect(min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0))
    raw.FPDFPageObj_SetStrokeColor(shape, *look.colour, 255)
    raw.FPDFPageObj_SetStrokeWidth(shape, look.width)
    if look.dashes:
        lengths = (ctypes.c_float * len(look.dashes))(*look.dashes)
        raw.FPDFPageObj_SetDashArray(shape, lengths, len(look.dashes), 0)
    raw.FPDFPath_SetDrawMode(shape, raw.FPDF_FILLMODE_NONE, True)
    raw.FPDFPage_InsertObject(page.raw, shape)


def _number(
    document: pdfium.PdfDocument, page: pdfium.PdfPage, text: str, at: tuple[float, float], turn: int, look: Look
) -> None:
    """The number right of the box's top, upright on the page as shown."""
    words: Any = raw.FPDFPageObj_NewTextObj(document.raw, b"Helvetica-Bold", SIZE)
    encoded = (text + "\0").encode("utf-16-le")
    buffer = (raw.FPDF_WCHAR * (len(encoded) // 2)).from_buffer_copy(encoded)
    raw.FPDFText_SetText(words, buffer)
    raw.FPDFPageObj_SetFillColor(words, *look.colour, 255)
    # A page shown turned clockwise needs its words turned the other way.
    cos, sin = ((1, 0), (0, 1), (-1, 0), (0, -1))[turn % 4]
    raw.FPDFPageObj_Transform(words, cos, sin, -sin, cos, *at)
    raw.FPDFPage_InsertObject(page.raw, words)
