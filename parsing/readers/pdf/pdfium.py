"""The second engine: opens a PDF with pypdfium2 and yields the same pages as the first.

PDFium resolves fonts and paths with code of its own, so what both engines read is as good as
seen twice, and it recovers files that pdfminer cannot open. It is not the first engine, though
three times as fast: it leaves glyphs without a Unicode value out of its text without a trace,
so that a cell with an unreadable figure looks blank. It aborts the process on some files made to
harm and is only ever run in the cage's child.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as c

from parsing.errors import Broken, Encrypted, LimitExceeded
from parsing.grid import Box
from parsing.readers.pdf.frame import MOST_PAGES, Matrix, applied, most_pages_error, multiplied, seen, touches, view
from parsing.readers.pdf.glyphs import UNKNOWN, plain
from parsing.readers.pdf.page import Char, Page, upright
from parsing.readers.pdf.paths import Painter

MOST_CHARS = 60_000
MOST_OBJECTS = 60_000
MOST_POINTS = 300_000
MOST_DEPTH = 8
"""A page of a report holds some 2,000 characters and 1,000 painted paths."""

_PASSWORD = 4
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@contextmanager
def opened(path: Path) -> Iterator[list[pdfium.PdfPage]]:
    """The pages of a file. Raises Encrypted, Broken, LimitExceeded (more than MOST_PAGES)."""
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        raise (Encrypted if error.err_code == _PASSWORD else Broken)(detail=repr(error)) from error
    try:
        if len(document) > MOST_PAGES:
            raise most_pages_error()
        if not len(document):
            raise Broken(detail="no pages")
        yield [_Lazy(document, index) for index in range(len(document))]
    finally:
        document.close()


class _Lazy:
    """A page opened when it is its turn, so that one bad page costs that page."""

    def __init__(self, document: pdfium.PdfDocument, index: int) -> None:
        self.document = document
        self.index = index

    def open(self) -> pdfium.PdfPage:
        return self.document[self.index]


class Engine:
    """Turns PDFium's pages into Page."""

    def page(self, source: _Lazy, number: int) -> Page:
        """One page's characters and lines. Raises LimitExceeded, Broken."""
        try:
            opened_page = source.open()
        except pdfium.PdfiumError as error:
            raise Broken(detail=repr(error)) from error
        try:
            return _page(opened_page, number)
        finally:
            opened_page.close()


def _page(source: pdfium.PdfPage, number: int) -> Page:
    rotation = source.get_rotation() // 90
    matrix, width, height = view(source.get_mediabox(), source.get_cropbox(), rotation)
    painter = _painted(source, matrix, (0.0, 0.0, width, height))
    sheet = (0.0, 0.0, width, height)
    page = Page(
        number,
        width,
        height,
        tuple(seen(list(_chars(source, matrix, rotation)), sheet)),
        tuple(rule for rule in painter.rules if touches(rule, sheet)),
        tuple(painter.fills),
        len(painter.images),
    )
    return upright(page)


def _chars(source: pdfium.PdfPage, matrix: Matrix, rotation: int) -> Iterator[Char]:
    text = source.get_textpage()
    try:
        count = text.count_chars()
        if count > MOST_CHARS:
            raise LimitExceeded
        raw, box = text.raw, c.FS_RECTF()
        for index in range(count):
            if c.FPDFText_IsGenerated(raw, index) == 1:
                continue
            letter = _letter(raw, index)
            if not letter.strip() or not c.FPDFText_GetLooseCharBox(raw, index, ctypes.byref(box)):
                continue
            x0, y0, x1, y1 = _turned(matrix, (box.left, box.bottom, box.right, box.top))
            turn = round(c.FPDFText_GetCharAngle(raw, index) / (math.pi / 2)) + rotation
            yield Char(letter, x0, y0, x1, y1, _em(raw, index), turn % 4)
    finally:
        text.close()


def _letter(raw: Any, index: int) -> str:
    code = c.FPDFText_GetUnicode(raw, index)
    if code in (0, 0xFFFE, 0xFFFF) or c.FPDFText_HasUnicodeMapError(raw, index) == 1:
        return UNKNOWN
    return plain(chr(code)) if code < 0x110000 else UNKNOWN


def _em(raw: Any, index: int) -> float:
    """The size of a character as it is drawn: producers scale by the matrix as often as by the font."""
    found = c.FS_MATRIX()
    size = float(c.FPDFText_GetFontSize(raw, index))
    if not c.FPDFText_GetMatrix(raw, index, ctypes.byref(found)):
        return size
    return size * math.sqrt(abs(found.a * found.d - found.b * found.c)) or size


def _turned(matrix: Matrix, box: Box) -> Box:
    (ax, ay), (bx, by) = applied(matrix, box[0], box[1]), applied(matrix, box[2], box[3])
    return (min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))


def _painted(source: pdfium.PdfPage, matrix: Matrix, sheet: Box) -> Painter:
    painter = Painter()
    count = c.FPDFPage_CountObjects(source.raw)
    walker = _Walker(painter, sheet)
    for index in range(min(count, MOST_OBJECTS + 1)):
        walker.draw(c.FPDFPage_GetObject(source.raw, index), matrix, 0)
    return painter


class _Walker:
    """Paints every path and picture of a page, those inside forms too, within a budget."""

    def __init__(self, painter: Painter, sheet: Box) -> None:
        self.painter = painter
        self.sheet = sheet
        self.objects = 0
        self.points = 0

    def draw(self, item: Any, matrix: Matrix, depth: int) -> None:
        self.objects += 1
        if self.objects > MOST_OBJECTS or self.points > MOST_POINTS:
            raise LimitExceeded
        kind = c.FPDFPageObj_GetType(item)
        if kind == c.FPDF_PAGEOBJ_PATH:
            self._path(item, matrix)
        elif kind == c.FPDF_PAGEOBJ_IMAGE:
            self._image(item, matrix)
        elif kind == c.FPDF_PAGEOBJ_FORM and depth < MOST_DEPTH:
            inner = multiplied(_matrix_of(item), matrix)
            for index in range(c.FPDFFormObj_CountObjects(item)):
                self.draw(c.FPDFFormObj_GetObject(item, index), inner, depth + 1)

    def _path(self, item: Any, matrix: Matrix) -> None:
        fill, stroke, width = ctypes.c_int(), ctypes.c_int(), ctypes.c_float()
        if not c.FPDFPath_GetDrawMode(item, ctypes.byref(fill), ctypes.byref(stroke)):
            return
        if not (fill.value or stroke.value):
            return
        own = multiplied(_matrix_of(item), matrix)
        self._outline(item, own)
        c.FPDFPageObj_GetStrokeWidth(item, ctypes.byref(width))
        scale = math.sqrt(abs(own[0] * own[3] - own[1] * own[2]))
        self.painter.paint(bool(stroke.value), bool(fill.value), width.value * scale, self.sheet)
        self.painter.reset()

    def _outline(self, item: Any, matrix: Matrix) -> None:
        x, y = ctypes.c_float(), ctypes.c_float()
        count = c.FPDFPath_CountSegments(item)
        self.points += count
        for index in range(min(count, MOST_POINTS)):
            segment = c.FPDFPath_GetPathSegment(item, index)
            c.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
            point = applied(matrix, x.value, y.value)
            kind = c.FPDFPathSegment_GetType(segment)
            if kind == c.FPDF_SEGMENT_MOVETO:
                self.painter.move(*point)
            elif kind == c.FPDF_SEGMENT_LINETO:
                self.painter.line(*point)
            else:
                self.painter.curve(*point)
            if c.FPDFPathSegment_GetClose(segment):
                self.painter.close()

    def _image(self, item: Any, matrix: Matrix) -> None:
        own = multiplied(_matrix_of(item), matrix)
        corners = [applied(own, x, y) for x in (0.0, 1.0) for y in (0.0, 1.0)]
        xs, ys = [p[0] for p in corners], [p[1] for p in corners]
        self.painter.image((min(xs), min(ys), max(xs), max(ys)), self.sheet)


def _matrix_of(item: Any) -> Matrix:
    found = c.FS_MATRIX()
    if not c.FPDFPageObj_GetMatrix(item, ctypes.byref(found)):
        return _IDENTITY
    return (found.a, found.b, found.c, found.d, found.e, found.f)
