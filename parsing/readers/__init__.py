"""One reader a format, each a module with ``read(path, progress) -> Document``.

A reader is imported when the first file of its kind comes, or all of them before a worker forks:
their libraries are large, and the web site needs none of them.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType

from parsing.errors import NoTextLayer, OcrMissing
from parsing.grid import Document
from parsing.kinds import HEAD_BYTES, KINDS, sniff

_MODULES = {kind.name: f"{__name__}.{kind.reader}" for kind in KINDS}

Progress = Callable[[int, int], None]


def load(kind: str) -> ModuleType:
    """The reader of a kind."""
    return import_module(_MODULES[kind])


def load_all() -> None:
    """Imports every reader, so that processes forked from this one start warm."""
    for kind in _MODULES:
        load(kind)


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
    return document


def _scanned(path: Path, progress: Progress | None, error: NoTextLayer) -> Document:
    """A PDF of pictures, by OCR where it is installed; else, or with nothing to recognise, without text."""
    try:
        document: Document = load("scan").read(path, progress)
    except OcrMissing:
        raise error from None
    if not document.blocks:
        raise error
    return document


def read_document_again(path: Path, name: str = "") -> Document | None:
    """The file read by an engine independent of the first; None for formats that have only one."""
    if kind_of(path, name) != "pdf":
        return None
    document: Document = load("pdf").read_again(path)
    return document
