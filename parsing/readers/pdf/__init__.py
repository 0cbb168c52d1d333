"""PDF with a text layer: characters and ruling lines to paragraphs and grids."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from parsing.errors import Broken, NoTextLayer, ParsingError
from parsing.facts import FileFacts
from parsing.grid import Document
from parsing.readers.pdf.crossing import with_doubts
from parsing.readers.pdf.drawings import with_drawings
from parsing.readers.pdf.engines import pdfium, pdfminer
from parsing.readers.pdf.engines.beneath import has_pictures, layered
from parsing.readers.pdf.engines.soundness import TOO_LARGE
from parsing.readers.pdf.layout.order import blocks
from parsing.readers.pdf.layout.strips import put_together
from parsing.readers.pdf.numbered import without_line_numbers
from parsing.readers.pdf.page import Page
from parsing.readers.pdf.raised import with_marks
from parsing.readers.pdf.struck import without_struck
from parsing.readers.pdf.unclear import doubted, emptied, is_drawn, is_unclear

Progress = Callable[[int, int], None]

DAMAGED = "第{}页的内容有损坏，可能没有读全，请与原件核对。"
RECOVERED = "文件结构有损坏，已尽量读取，请逐格与原件核对。"
BELIED = (
    "第{}页上印出的数字与文件内部记录的数字不同（字体经过替换或防复制处理），文件内部记录的数字没有采用，请与原件核对。"
)
LAYERED = "第{}页的内容是图片，文件里附带的文字不一定与图片一致，其中的数字没有采用，请与原件核对。"
STRUCK = "第{}页上有用横线划去的文字，没有读取，请与原件核对。"
UNREADABLE_PAGES = "第{}页已损坏，无法读取。"


class _Pages(NamedTuple):
    """The pages of a file, the numbers of those that could not be read, what the engine knows besides, and the pages
    on which other digits are printed than the file says, as far as the engine looks."""

    pages: list[Page]
    broken: list[int]
    facts: FileFacts
    belied: frozenset[int]


def read(path: Path, progress: Progress | None = None) -> Document:
    """The paragraphs and grids of a PDF in reading order.

    PDFium reads where nothing speaks against taking its text for whole; else pdfminer does, and
    ``odd`` of the document says why. Only PDFium shows how digits are drawn. Raises Encrypted, Broken,
    NoTextLayer (no text on any page), LimitExceeded. ``progress`` is told the number of pages read and of
    all.
    """
    odd = pdfium.doubt_of(path)
    if not odd:
        try:
            read_pages = _pages(path, pdfium, progress)
        except Broken:
            odd = "unreadable"
        else:
            odd = _oddity(read_pages)
            if not odd:
                return _document(path, read_pages, pdfium.NAME)
    try:
        found = _pages(path, pdfminer, progress)._replace(belied=_belied(path, odd))
        return replace(_document(path, found, pdfminer.NAME), odd=odd)
    except Broken as broken:
        return _recovered(path, progress, broken)


def read_again(path: Path, first: str = pdfium.NAME) -> Document:
    """The same by the engine that is not the ``first``, an independent witness."""
    other = pdfminer if first == pdfium.NAME else pdfium
    if other is pdfium:
        pdfium.refuse_bombs(path)
    return _document(path, _pages(path, other, None), other.NAME)


def attached(path: Path) -> list[str]:
    """The names of the files that a PDF carries. Raises Encrypted, Broken, LimitExceeded."""
    return pdfium.attached(path)


def _oddity(found: _Pages) -> str:
    if found.broken:
        return "broken page"
    if not any(page.chars for page in found.pages):
        return "no text"
    return next((page.odd for page in found.pages if page.odd), "")


def _recovered(path: Path, progress: Progress | None, broken: Broken) -> Document:
    """A file whose structure is damaged, by the engine that mends it; nobody bears it out."""
    pdfium.refuse_bombs(path)
    try:
        document = _document(path, _pages(path, pdfium, progress), pdfium.NAME)
    except (Broken, NoTextLayer):
        raise broken from None
    return replace(document, warnings=(RECOVERED, *document.warnings))


def _document(path: Path, found: _Pages, name: str) -> Document:
    broken, over_pictures = found.broken, layered(path, found.pages)
    untrue = found.belied | over_pictures
    printed = without_line_numbers(doubted(found.pages, untrue))
    left = [without_struck(page) for page in printed]
    struck = [page.number for page, rest in zip(printed, left, strict=True) if rest is not page]
    pages = [with_marks(page) for page in left]
    if not any(page.chars for page in pages):
        if broken:
            raise Broken(detail=f"pages {broken}")
        raise NoTextLayer
    pictures = tuple(page.number for page in pages if not page.chars and (page.images or is_drawn(page)))
    unclear = tuple(p.number for p in printed if p.chars and (p.number in untrue or is_unclear(p)))
    facts = replace(found.facts, unread=tuple(broken))
    warnings = tuple(_warnings(pages, broken, sorted(found.belied), sorted(over_pictures), struck))
    count = len(pages) + len(broken)
    found_blocks = with_doubts(pages, put_together(pages, blocks(pages)), over_pictures)
    read = tuple(with_drawings(pages, found_blocks))
    pasted = tuple(page.number for page in printed if has_pictures(page) and page.number not in unclear)
    document = Document("pdf", read, count, warnings, pictures, facts=facts, pasted=pasted, engine=name)
    if not unclear:
        return document
    return replace(document, unclear=unclear, clear=tuple(blocks(emptied(pages, unclear))))


def _pages(path: Path, module: ModuleType, progress: Progress | None) -> _Pages:
    pages: list[Page] = []
    broken: list[int] = []
    with module.opened(path) as sources:
        reader = module.Engine()
        for number, source in enumerate(sources, 1):
            try:
                pages.append(reader.page(source, number))
            except Broken:
                broken.append(number)
            if progress:
                progress(number, len(sources))
        return _Pages(pages, broken, reader.facts, reader.belied)


def _belied(path: Path, odd: str) -> frozenset[int]:
    """What PDFium says of the digits of a file that the other engine reads."""
    if odd == TOO_LARGE:
        return frozenset()
    try:
        return _pages(path, pdfium, None).belied
    except ParsingError:
        return frozenset()


def _warnings(
    pages: Sequence[Page], broken: Sequence[int], belied: Sequence[int], over: Sequence[int], struck: Sequence[int]
) -> list[str]:
    warnings = []
    damaged = [page.number for page in pages if not page.whole]
    if damaged:
        warnings.append(DAMAGED.format("、".join(map(str, damaged))))
    if broken:
        warnings.append(UNREADABLE_PAGES.format("、".join(map(str, broken))))
    if belied:
        warnings.append(BELIED.format("、".join(map(str, belied))))
    if over:
        warnings.append(LAYERED.format("、".join(map(str, over))))
    if struck:
        warnings.append(STRUCK.format("、".join(map(str, struck))))
    return warnings
