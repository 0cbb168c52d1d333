"""How an annotated PDF is drawn: boxes on pages, tables as found, the list at the end."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import pypdfium2 as pdfium
from pypdfium2 import raw
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from parsing.annotated import Note
from parsing.annotating.listing import listing
from parsing.annotating.marks import Mark, mark_page
from parsing.annotating.tables import as_found
from parsing.errors import Broken, Encrypted
from parsing.pages import pages_of
from parsing.readers import read_document


def annotate(kind: str, path: Path, name: str, title: str, notes: Sequence[Note]) -> bytes:
    """The whole PDF: the document with its marks, then the list. Raises ParsingError."""
    if kind == "pdf":
        return _with_marks(_opened(path), title, notes)
    if kind == "scan":
        return _with_marks(pdfium.PdfDocument(_as_pdf(path)), title, notes)
    return _saved(pdfium.PdfDocument(as_found(read_document(path, name), notes)), title, notes)


def _opened(path: Path) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        raise (Encrypted if "password" in str(error).lower() else Broken)(detail=repr(error)) from error


def _with_marks(document: pdfium.PdfDocument, title: str, notes: Sequence[Note]) -> bytes:
    by_page: dict[int, list[Mark]] = {}
    for mark in marks_of(notes):
        by_page.setdefault(mark.page, []).append(mark)
    for number, marks in sorted(by_page.items()):
        if number <= len(document):
            mark_page(document, document[number - 1], marks)
    return _saved(document, title, notes)


def marks_of(notes: Iterable[Note]) -> list[Mark]:
    """One mark a box; a box of several findings carries all their numbers and the look of the worst."""
    boxes: dict[tuple[int, tuple[float, ...]], list[Note]] = {}
    for note in notes:
        for place in note.places:
            if place.page and place.box:
                boxes.setdefault((place.page, place.box), []).append(note)
    return [
        Mark(page, (box[0], box[1], box[2], box[3]), tuple(dict.fromkeys(n.number for n in ns)), _worst(ns))
        for (page, box), ns in boxes.items()
    ]


def _worst(notes: Iterable[Note]) -> str:
    return min((note.severity for note in notes), key=("mandatory", "verify", "notice").index)


def _saved(document: pdfium.PdfDocument, title: str, notes: Sequence[Note]) -> bytes:
    out = io.BytesIO()
    with document, pdfium.PdfDocument(listing(title, notes)) as last:
        document.import_pages(last)
        document.save(out, flags=raw.FPDF_REMOVE_SECURITY)
    return out.getvalue()


def _as_pdf(path: Path) -> bytes:
    """The pictures of a scan as the pages of a PDF, each as large as the reader of scans counts it."""
    out = io.BytesIO()
    canvas = Canvas(out)
    for page in pages_of("scan", path):
        jpeg = io.BytesIO()
        page.picture.convert("RGB").save(jpeg, "JPEG", quality=80)
        canvas.setPageSize((page.width, page.height))
        canvas.drawImage(ImageReader(jpeg), 0, 0, page.width, page.height)
        canvas.showPage()
    canvas.save()
    return out.getvalue()
