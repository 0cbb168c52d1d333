"""The first engine: opens a PDF with pypdfium2 and yields its pages, upright and cleaned.

PDFium reads several times faster than anything written in Python, but its text leaves things out
without a word: text objects without ink or much like their neighbour, glyphs that ActualText
renames, a hyphen at the end of a line. So every text object of the page is looked for in its
text, and a page on which one is missing, or anything else is not as plain as print, is ``odd``:
it is then read by the other engine. PDFium aborts the process on some files made to harm and is
only ever run in the cage's child.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from parsing.errors import Broken, Encrypted, LimitExceeded
from parsing.facts import FileFacts, Link
from parsing.readers.pdf.engines.calls import Slots
from parsing.readers.pdf.engines.frame import MOST_PAGES, is_printed_over, most_pages_error, once, touches, view
from parsing.readers.pdf.engines.painted import hides_text
from parsing.readers.pdf.engines.runs import Rooms
from parsing.readers.pdf.engines.shapes import Digit, Shapes
from parsing.readers.pdf.engines.soundness import TOO_LARGE, doubt
from parsing.readers.pdf.engines.text import TextLayer
from parsing.readers.pdf.page import Page, upright

NAME = "pdfium"

_PASSWORD = 4
_SLOTS = Slots(), Slots()
"""Of characters and of text objects; made once, as PDFium reads one file at a time."""
MOST_NOTES = 2_000


@contextmanager
def opened(path: Path) -> Iterator[list[Source]]:
    """The pages of a file without TOO_LARGE of a stream. Raises Encrypted, Broken, LimitExceeded (MOST_PAGES)."""
    try:
        document = pdfium.PdfDocument(path.read_bytes())  # sooner than a file that is asked for piece by piece
    except pdfium.PdfiumError as error:
        raise (Encrypted if error.err_code == _PASSWORD else Broken)(detail=repr(error)) from error
    try:
        if len(document) > MOST_PAGES:
            raise most_pages_error()
        if not len(document):
            raise Broken(detail="no pages")
        yield [Source(document, index) for index in range(len(document))]
    finally:
        document.close()


def doubt_of(path: Path) -> str:
    """Why this engine should not read a file first, as a word for developers; "" where nothing says so."""
    return doubt(path.read_bytes())


def refuse_bombs(path: Path) -> None:
    """Raises LimitExceeded for a file that PDFium would fill the memory with."""
    if doubt_of(path) == TOO_LARGE:
        raise LimitExceeded(detail="stream")


def attached(path: Path) -> list[str]:
    """The names of the files attached to a PDF, as to a portfolio. Raises Encrypted, Broken, LimitExceeded."""
    refuse_bombs(path)
    with opened(path) as sources:
        document = sources[0].document
        count = min(document.count_attachments(), MOST_NOTES)
        return [document.get_attachment(index).get_name() for index in range(count)]


class Source:
    """A page opened when it is its turn, so that one bad page costs that page."""

    def __init__(self, document: pdfium.PdfDocument, index: int) -> None:
        self.document = document
        self.index = index

    def open(self) -> pdfium.PdfPage:
        return self.document[self.index]

    @property
    def author(self) -> str:
        return str(self.document.get_metadata_value("Author"))

    @property
    def mended(self) -> bool:
        """Whether PDFium had to guess where the objects of the file are."""
        return not raw.FPDF_DocumentHasValidCrossReferenceTable(self.document.raw)


class Engine:
    """Turns PDFium's pages into Page, and takes the facts of the file on its way.

    Pages stay open until the file is closed: with the last page that uses it a font would go, and its address, by
    which it is known, might become another's.
    """

    def __init__(self) -> None:
        self._authors: tuple[str, ...] = ()
        self._links: list[str] = []
        self._rooms = Rooms(*_SLOTS, {})
        self._open: list[pdfium.PdfPage] = []
        self._shapes = Shapes()
        self._digits: dict[int, set[Digit]] = {}

    @property
    def facts(self) -> FileFacts:
        """Of the pages read; remarks make a page odd and are the other engine's."""
        return FileFacts(authors=self._authors, links=tuple(Link("", target) for target in self._links))

    @property
    def belied(self) -> frozenset[int]:
        """The pages read so far on which other digits are printed than the file says."""
        fonts = self._shapes.belied()
        return frozenset(page for page, digits in self._digits.items() if any(digit.font in fonts for digit in digits))

    def page(self, source: Source, number: int) -> Page:
        """One page's characters and lines. Raises LimitExceeded, Broken."""
        try:
            opened_page = source.open()
        except pdfium.PdfiumError as error:
            raise Broken(detail=repr(error)) from error
        if number == 1:
            self._authors = (source.author,)
        odd = self._printed_over(source, opened_page)
        if odd and raw.FPDFPage_Flatten(opened_page.raw, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_SUCCESS:
            opened_page.close()
            opened_page = source.open()
        self._open.append(opened_page)
        page, digits = _page(opened_page, number, self._rooms)
        self._digits[number] = digits
        self._shapes.see(source.document, digits)
        odd = odd or ("cross references" if source.mended else "")
        return replace(page, odd=odd) if odd else page

    def _printed_over(self, source: Source, page: pdfium.PdfPage) -> str:
        """Fields, stamps and notes, which are printed on the page and are no part of its content."""
        odd = ""
        for index in range(min(raw.FPDFPage_GetAnnotCount(page.raw), MOST_NOTES)):
            note = raw.FPDFPage_GetAnnot(page.raw, index)
            kind = raw.FPDFAnnot_GetSubtype(note)
            if kind == raw.FPDF_ANNOT_LINK:
                self._links.append(_target(source.document, note))
            elif kind != raw.FPDF_ANNOT_POPUP:
                odd = "annotation"
            raw.FPDFPage_CloseAnnot(note)
        return odd


def _target(document: pdfium.PdfDocument, note: Any) -> str:
    """Where a link leads, or nothing where it stays in the file."""
    action = raw.FPDFLink_GetAction(raw.FPDFAnnot_GetLink(note))
    size = raw.FPDFAction_GetURIPath(document.raw, action, None, 0) if action else 0
    room = ctypes.create_string_buffer(size)
    raw.FPDFAction_GetURIPath(document.raw, action, room, size)
    return room.raw.rstrip(b"\0").decode("utf-8", "replace")


def _page(source: pdfium.PdfPage, number: int, rooms: Rooms) -> tuple[Page, set[Digit]]:
    """A page, and the digits on it with their fonts."""
    rotation = source.get_rotation() // 90
    sheet_box = source.get_bbox()  # which a page may inherit, as each of its boxes alone does not here
    matrix, width, height = view(sheet_box, sheet_box, rotation)
    sheet = (0.0, 0.0, width, height)
    text = TextLayer(source, matrix, sheet, rooms)
    walker = text.walker
    hidden = walker.painter.hides(sheet) and not is_printed_over(len(text.chars), *walker.under_and_pale())
    page = Page(
        number,
        width,
        height,
        () if hidden else tuple(once(text.chars)),
        tuple(rule for rule in walker.painter.rules if touches(rule, sheet)),
        tuple(walker.painter.fills),
        len(walker.painter.images),
        walker.painter.curves,
        pictured=walker.painter.pictured(sheet),
        drawings=(*walker.painter.images, *walker.painter.marks),
        cuts=tuple(text.cuts),
        odd=text.odd or ("covered" if walker.painter.covers and hides_text(walker.items, walker.texts) else ""),
    )
    return upright(page), text.digits
