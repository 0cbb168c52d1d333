"""Scans and photographs: PDF pages without text, JPEG, PNG and TIFF, read by OCR.

OCR is an optional install (requirements-ocr.txt). This module imports none of its packages, so
that the rest of the library can be used, and the web site started, without them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from parsing.errors import OcrMissing
from parsing.grid import Document

PACKAGES = ("cv2", "numpy", "onnxruntime", "PIL", "pypdfium2", "rapidocr")


def missing() -> tuple[str, ...]:
    """The packages of OCR that are not installed."""
    return tuple(name for name in PACKAGES if find_spec(name) is None)


def read(path: Path, progress: Callable[[int, int], None] | None = None) -> Document:
    """A scan's paragraphs and grids in reading order; cells that were read with doubt say why.

    Raises OcrMissing, Encrypted, Broken, LimitExceeded. ``progress`` is told the number of pages
    read and of all.
    """
    return _document(path, None, progress)


def read_pages(path: Path, numbers: Sequence[int], progress: Callable[[int, int], None] | None = None) -> Document:
    """The same of some pages of a PDF, numbered from 1: those of a text PDF that are pictures."""
    return _document(path, numbers, progress)


def read_picture(data: bytes) -> Document:
    """The same of a picture that is part of another file."""
    return _document(data, None, None)


def _document(
    file: Path | bytes, numbers: Sequence[int] | None, progress: Callable[[int, int], None] | None
) -> Document:
    absent = missing()
    if absent:
        raise OcrMissing(detail=", ".join(absent))
    document: Document = import_module("parsing.readers.scan.document").document_of(file, numbers, progress)
    return document
