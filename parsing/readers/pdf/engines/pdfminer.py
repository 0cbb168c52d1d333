"""The second engine: opens a PDF with pdfminer.six and yields its pages, upright and cleaned.

It shares no code with PDFium, so what both read is as good as seen twice; and it marks every glyph
for which the file names no character, so it reads first what PDFium might read with gaps.
"""

from __future__ import annotations

import logging
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream, dict_value, resolve1
from pdfminer.psexceptions import PSException

from parsing.errors import Broken, Encrypted
from parsing.facts import FileFacts
from parsing.readers.pdf.engines.covers import uncovered
from parsing.readers.pdf.engines.fonts import Fonts
from parsing.readers.pdf.engines.frame import MOST_PAGES, is_printed_over, most_pages_error, seen, touches, view
from parsing.readers.pdf.engines.interpreter import Interpreter
from parsing.readers.pdf.engines.layers import Layers
from parsing.readers.pdf.engines.notes import appearances, set_in, unprinted
from parsing.readers.pdf.engines.soundness import OF_BROWSER
from parsing.readers.pdf.engines.state import Budget
from parsing.readers.pdf.engines.streams import unpacked
from parsing.readers.pdf.page import Page, upright

NAME = "pdfminer"

BROKEN = (
    PSException, ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError, RecursionError,
    OverflowError, EOFError, struct.error, zlib.error, NotImplementedError,
)  # fmt: skip
"""What pdfminer raises over a file that is not as it should be."""

logging.getLogger("pdfminer").setLevel(logging.CRITICAL)


@contextmanager
def opened(path: Path) -> Iterator[list[PDFPage]]:
    """The pages of a file. Raises Encrypted, Broken, LimitExceeded (more than MOST_PAGES)."""
    with path.open("rb") as file:
        try:
            document = PDFDocument(PDFParser(file))
            pages: list[PDFPage] = []
            for page in PDFPage.create_pages(document):
                pages.append(page)
                if len(pages) > MOST_PAGES:
                    raise most_pages_error()
        except PDFEncryptionError as error:
            raise Encrypted(detail=repr(error)) from error
        except BROKEN as error:
            raise Broken(detail=repr(error)) from error
        if not pages:
            raise Broken(detail="no pages")
        yield pages


class Engine:
    """Turns pdfminer's pages into Page; fonts and limits are shared over the document."""

    def __init__(self) -> None:
        self._fonts = Fonts()
        self._budget = Budget()
        self.facts = FileFacts()
        self.belied: frozenset[int] = frozenset()
        self._layers: Layers | None = None

    def _layers_of(self, source: PDFPage) -> Layers:
        if self._layers is None:
            self._layers = Layers(source.doc.catalog if source.doc is not None else {})
        return self._layers

    def page(self, source: PDFPage, number: int) -> Page:
        """One page's characters and lines. Raises LimitExceeded, Broken when it cannot be run."""
        try:
            return self._page(source, number)
        except BROKEN as error:
            raise Broken(detail=repr(error)) from error

    def _page(self, source: PDFPage, number: int) -> Page:
        ctm, width, height = view(source.mediabox, source.cropbox, source.rotate // 90)
        runner = Interpreter(self._fonts, self._budget, ctm, self._layers_of(source), _is_browsers(source))
        resources = resolve1(source.resources)
        contents = [unpacked(part) for part in map(resolve1, source.contents) if isinstance(part, PDFStream)]
        data = b"\n".join(part for part, _ in contents)
        runner.run(data, dict_value(resources) if resources else {})
        for form, matrix in appearances(source):
            runner.draw(form, matrix)
        written = [char for text, box in unprinted(source) for char in set_in(text, box, ctm)]
        painter = runner.painter
        sheet = (0.0, 0.0, width, height)
        hidden = painter.hides(sheet) and not is_printed_over(len(runner.chars), runner.under, runner.pale_share)
        page = Page(
            number,
            width,
            height,
            () if hidden else tuple(seen([*uncovered(runner.chars, runner.covers), *written], sheet)),
            tuple(rule for rule in painter.rules if touches(rule, sheet)),
            tuple(painter.fills),
            len(painter.images),
            painter.curves,
            whole=all(whole for _, whole in contents),
            pictured=painter.pictured(sheet),
            drawings=(*painter.images, *painter.marks),
            cuts=tuple(runner.cuts),
        )
        return upright(page)


def _is_browsers(source: PDFPage) -> bool:
    """Whether a browser printed the page, which leaves out all text that its clip hides."""
    told = [resolve1(info.get("Producer", b"")) for info in source.doc.info] if source.doc is not None else []
    return any(isinstance(name, bytes) and name.startswith(OF_BROWSER) for name in told)
