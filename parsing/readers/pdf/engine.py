"""Opens a PDF with pdfminer.six and yields its pages, upright and cleaned."""

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
from pdfminer.utils import Matrix

from parsing.errors import Broken, Encrypted, LimitExceeded
from parsing.grid import Box
from parsing.readers.pdf.fonts import Fonts
from parsing.readers.pdf.interpreter import Interpreter
from parsing.readers.pdf.page import Char, Page, Rule, upright
from parsing.readers.pdf.state import Budget
from parsing.readers.pdf.streams import unpacked

MOST_PAGES = 60
_BROKEN = (
    PSException, ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError, RecursionError,
    OverflowError, EOFError, struct.error, zlib.error, NotImplementedError,
)  # fmt: skip

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
                    raise LimitExceeded(f"文件超过 {MOST_PAGES} 页。", "年度报告不应有这么多页，请检查是否选错了文件。")
        except PDFEncryptionError as error:
            raise Encrypted(detail=repr(error)) from error
        except _BROKEN as error:
            raise Broken(detail=repr(error)) from error
        if not pages:
            raise Broken(detail="no pages")
        yield pages


class Engine:
    """Turns pdfminer's pages into Page; fonts and limits are shared over the document."""

    def __init__(self) -> None:
        self._fonts = Fonts()
        self._budget = Budget()

    def page(self, source: PDFPage, number: int) -> Page:
        """One page's characters and lines. Raises LimitExceeded, Broken when it cannot be run."""
        try:
            return self._page(source, number)
        except _BROKEN as error:
            raise Broken(detail=repr(error)) from error

    def _page(self, source: PDFPage, number: int) -> Page:
        ctm, width, height = _view(source)
        runner = Interpreter(self._fonts, self._budget, ctm)
        resources = resolve1(source.resources)
        contents = [unpacked(part) for part in map(resolve1, source.contents) if isinstance(part, PDFStream)]
        data = b"\n".join(part for part, _ in contents)
        runner.run(data, dict_value(resources) if resources else {})
        painter = runner.painter
        sheet = (0.0, 0.0, width, height)
        page = Page(
            number,
            width,
            height,
            tuple(_seen(runner.chars, sheet)),
            tuple(rule for rule in painter.rules if _touches(rule, sheet)),
            tuple(painter.fills),
            len(painter.images),
            whole=all(whole for _, whole in contents),
        )
        return upright(page)


def _view(source: PDFPage) -> tuple[Matrix, float, float]:
    """The matrix to points from the top left of the page as shown, and its width and height."""
    media, crop = source.mediabox, source.cropbox
    x0, y0, x1, y1 = (
        max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3]),
    )  # fmt: skip
    if x1 - x0 < 1 or y1 - y0 < 1:
        x0, y0, x1, y1 = media
    wide, high = x1 - x0, y1 - y0
    turn = source.rotate // 90 % 4
    if turn == 1:
        return (0.0, 1.0, 1.0, 0.0, -y0, -x0), high, wide
    if turn == 2:
        return (-1.0, 0.0, 0.0, 1.0, x1, -y0), wide, high
    if turn == 3:
        return (0.0, -1.0, -1.0, 0.0, y1, x1), high, wide
    return (1.0, 0.0, 0.0, -1.0, -x0, y1), wide, high


def _seen(chars: list[Char], sheet: Box) -> Iterator[Char]:
    """Characters on the sheet, without blanks and without the second stroke of a fake bold."""
    near: dict[tuple[str, int, int], list[Char]] = {}
    for char in chars:
        if not char.text.strip() or not (sheet[0] <= char.x <= sheet[2] and sheet[1] <= char.y <= sheet[3]):
            continue
        column, row = int(char.x // 4), int(char.y // 4)
        reach = max(0.3, 0.15 * char.size)
        around = ((char.text, column + dx, row + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
        if any(abs(t.x - char.x) < reach and abs(t.y - char.y) < reach for key in around for t in near.get(key, ())):
            continue
        near.setdefault((char.text, column, row), []).append(char)
        yield char


def _touches(rule: Rule, sheet: Box) -> bool:
    return rule.x1 >= sheet[0] and rule.x0 <= sheet[2] and rule.y1 >= sheet[1] and rule.y0 <= sheet[3]
