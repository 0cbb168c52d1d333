"""Facts of a PDF: the author in its properties, remarks and links among its annotations."""

from __future__ import annotations

from codecs import BOM_UTF16_LE
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1
from pdfminer.utils import decode_text

from parsing.errors import Broken
from parsing.facts import FileFacts, Link
from parsing.readers.pdf.engines.frame import MOST_PAGES
from parsing.readers.pdf.engines.pdfminer import BROKEN

MOST_ANNOTATIONS = 2000
_REMARKS = {"Text", "FreeText", "Highlight", "Underline", "StrikeOut", "Caret", "Squiggly", "Ink"}


def facts(path: Path) -> FileFacts:
    """Raises Broken."""
    with path.open("rb") as file:
        try:
            document = PDFDocument(PDFParser(file))
            authors = tuple(_text(info.get("Author")) for info in document.info)
            found = list(_annotations(document))
        except BROKEN as error:
            raise Broken(detail=repr(error)) from error
    return FileFacts(
        authors=authors,
        comments=tuple(text for kind, text in found if kind == "remark" and text),
        links=tuple(Link("", target) for kind, target in found if kind == "link" and target),
    )


def _annotations(document: PDFDocument) -> Iterator[tuple[str, str]]:
    left = MOST_ANNOTATIONS
    for number, page in enumerate(PDFPage.create_pages(document)):
        annotations = resolve1(page.annots)
        if number >= MOST_PAGES or not isinstance(annotations, list):
            continue
        for one in annotations[:left]:
            left -= 1
            data = resolve1(one)
            if isinstance(data, dict):
                yield _annotation(data)


def _annotation(data: dict[str, Any]) -> tuple[str, str]:
    kind = getattr(resolve1(data.get("Subtype")), "name", "")
    if kind == "Link":
        action = resolve1(data.get("A"))
        return "link", _text(action.get("URI")) if isinstance(action, dict) else ""
    return ("remark" if kind in _REMARKS else ""), _text(data.get("Contents"))


def _text(value: Any) -> str:
    data = resolve1(value)
    if not isinstance(data, bytes):
        return ""
    # Some printers write the lower byte first, which the format does not allow.
    return data.decode("utf-16", "replace") if data.startswith(BOM_UTF16_LE) else decode_text(data)
