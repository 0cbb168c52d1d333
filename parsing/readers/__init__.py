"""One reader a format, each a module with ``read(path, progress) -> Document``.

A reader is imported when the first file of its kind comes, or all of them before a worker forks:
their libraries are large, and the web site needs none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from types import ModuleType

from parsing.errors import NoTextLayer, OcrMissing, ParsingError
from parsing.grid import Document
from parsing.kinds import HEAD_BYTES, KINDS, sniff
from parsing.readers import facts
from parsing.readers.embedded import with_embedded
from parsing.readers.facts import with_facts
from parsing.readers.pasted import Pasted, pasted_in

PICTURES_READ = "第{}页是图片，内容由文字识别读取，请与原件核对。"
PICTURES_UNREAD = "第{}页没有文字（可能是扫描的图片），该页内容没有读取。"
UNCLEAR_READ = "第{}页的文字不能直接读取，内容由文字识别按页面的样子读取，请与原件核对。"
UNCLEAR_UNREAD = "第{}页有文字不能直接读取，读不出的数字请对照原件填写。"
TWO_ENGINES = frozenset({"pdf"})
"""Kinds whose reader has ``read_again`` beside ``read``."""
_MODULES = {kind.name: f"{__name__}.{kind.reader}" for kind in KINDS}

Progress = Callable[[int, int], None]


def load(kind: str) -> ModuleType:
    """The reader of a kind."""
    return import_module(_MODULES[kind])


def load_all() -> None:
    """Imports every reader, so that processes forked from this one start warm."""
    for kind in _MODULES:
        load(kind)
    facts.load_all()


def kind_of(path: Path, name: str = "") -> str:
    """The kind of a file; raises as ``kinds.sniff``."""
    with path.open("rb") as file:
        return sniff(file.read(HEAD_BYTES), name or path.name)


def read_document(path: Path, name: str = "", progress: Progress | None = None) -> Document:
    """A file as a Document. Raises ParsingError."""
    kind = kind_of(path, name)
    try:
        document: Document = load(kind).read(path, progress)
    except NoTextLayer as error:
        return _scanned(path, progress, error)
    document = with_facts(path, document)
    return _with_pictures(path, document) if document.pictures or document.unclear else document


def _scanned(path: Path, progress: Progress | None, error: NoTextLayer) -> Document:
    """A PDF of pictures, by OCR where it is installed; else, or with nothing to recognise, without text."""
    try:
        document: Document = load("scan").read(path, progress)
    except OcrMissing:
        raise error from None
    if not document.blocks:
        raise error
    return document


def _with_pictures(path: Path, document: Document) -> Document:
    """A text PDF with its picture pages, and those whose text is not what they show, read by OCR, or named where
    they cannot be."""
    try:
        scanned: Document = load("scan").read_pages(path, sorted({*document.pictures, *document.unclear}))
    except ParsingError:
        told = replace(document.facts, unread=(*document.facts.unread, *document.pictures))
        warnings = (*document.warnings, *_named(document, PICTURES_UNREAD, UNCLEAR_UNREAD))
        return replace(document, warnings=warnings, facts=told)
    clear = document.clear if document.unclear else document.blocks
    blocks = sorted((*clear, *scanned.blocks), key=lambda block: block.place.page or 0)
    warnings = (*document.warnings, *_named(document, PICTURES_READ, UNCLEAR_READ), *scanned.warnings)
    pages = scanned.facts
    told = replace(
        document.facts,
        recognised=pages.recognised,
        empty=pages.empty,
        unread=(*document.facts.unread, *pages.unread),
    )
    return replace(document, blocks=tuple(blocks), warnings=warnings, facts=told)


def read_as_seen(path: Path, numbers: Sequence[int]) -> Document | None:
    """Pages of a text PDF as they are seen, by OCR; None where that cannot be."""
    try:
        scanned: Document = load("scan").read_pages(path, numbers)
    except ParsingError:
        return None
    warnings = (UNCLEAR_READ.format("、".join(map(str, numbers))), *scanned.warnings)
    return replace(scanned, format="pdf", warnings=warnings)


def attached(path: Path, name: str = "") -> list[str]:
    """The names of the files that a PDF carries; none for other kinds."""
    kind = kind_of(path, name)
    try:
        return list(load(kind).attached(path)) if kind == "pdf" else []
    except ParsingError:
        return []


def _named(document: Document, pictures: str, unclear: str) -> Iterator[str]:
    """What is said of the pages of pictures, and of those of unclear text."""
    for sentence, pages in ((pictures, document.pictures), (unclear, document.unclear)):
        if pages:
            yield sentence.format("、".join(map(str, pages)))


def read_embedded(document: Document) -> Document:
    """The document with the tables in its pictures read by OCR, or its pictures named."""
    return with_embedded(document, load("scan").read_picture)


def read_pasted(path: Path, document: Document) -> Pasted:
    """The tables in the pictures on the pages of a text PDF, by OCR."""
    return pasted_in(document, lambda numbers: load("scan").read_pages(path, numbers))


def read_document_again(path: Path, name: str = "", first: str = "") -> Document | None:
    """The file read by an engine independent of the ``first``; None where there is only one.

    Pictures are read by OCR alone, whose figures the sums must confirm.
    """
    kind = kind_of(path, name)
    if kind not in TWO_ENGINES:
        return None
    document: Document = load(kind).read_again(path, first)
    return None if document.pictures or document.unclear else document
