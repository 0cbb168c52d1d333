"""The document as a person looks at it beside its figures: its pages as pictures, or its text and tables.

Figures that know a page and a box are shown on the picture of that page; those of Word files, web
pages and text, which have no pages of their own, in the tables as they were found.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
from PIL import Image, ImageOps

from parsing.cage import Limits, Say, in_child
from parsing.errors import Broken, Encrypted
from parsing.grid import Document, Grid, Paragraph
from parsing.readers import kind_of, read_document
from parsing.readers.legacy import as_readable

PAGE_WIDTH = 1100
"""Pixels across a page: figures of 9 points are well legible, and a page is some 60 KB."""
MOST_PAGES = 60
MOST_PIXELS = 100_000_000
A4_SIDE = 841.89
MOST_BLOCKS = 3000
QUALITY = 72

LIMITS = Limits(cpu_seconds=60, wall_seconds=90, answer=64 * 1024 * 1024)


def facsimile_caged(path: Path, name: str, limits: Limits = LIMITS) -> Iterator[dict[str, Any]]:
    """The parts of a facsimile, made in a child. Raises ParsingError.

    Parts are ``{"page": number, "width": points, "height": points, "picture": WebP bytes}`` or one
    ``{"blocks": [...]}`` with paragraphs ``{"text", "offset", "end"}`` and tables ``{"table": number,
    "cells": [{"row", "column", "rowspan", "colspan", "text"}]}``, rows and columns counted from 1.
    """
    with as_readable(path, name, limits.wall_seconds) as file:
        for message in in_child(lambda say: _tell(file.path, file.name, say), limits):
            if "picture" in message:
                message["picture"] = base64.b64decode(message["picture"])
            yield message


def _tell(path: Path, name: str, say: Say) -> None:
    kind = kind_of(path, name)
    pictures: dict[str, Callable[[Path], Iterator[tuple[int, float, float, Image.Image]]]] = {
        "pdf": _pdf_pages,
        "scan": _pictures,
    }
    if kind not in pictures:
        say({"blocks": blocks_json(read_document(path, name))})
        return
    for number, width, height, picture in pictures[kind](path):
        data = base64.b64encode(_webp(picture)).decode("ascii")
        say({"page": number, "width": round(width, 2), "height": round(height, 2), "picture": data})


def _pdf_pages(path: Path) -> Iterator[tuple[int, float, float, Image.Image]]:
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        raise (Encrypted if "password" in str(error).lower() else Broken)(detail=repr(error)) from error
    with document:
        for number in range(1, min(len(document), MOST_PAGES) + 1):
            try:
                page = document[number - 1]
                width, height = page.get_size()
                yield number, width, height, page.render(scale=PAGE_WIDTH / max(width, 1)).to_pil()
            except pdfium.PdfiumError:
                continue  # a damaged page costs that page


def _pictures(path: Path) -> Iterator[tuple[int, float, float, Image.Image]]:
    """The frames of a picture as they are shown; the longer side is that of A4, as the reader of scans counts."""
    try:
        with Image.open(path, formats=("JPEG", "PNG", "TIFF")) as image:
            for number in range(1, min(getattr(image, "n_frames", 1), MOST_PAGES) + 1):
                image.seek(number - 1)
                if image.width * image.height > MOST_PIXELS:
                    continue
                shown = ImageOps.exif_transpose(image)
                unit = A4_SIDE / max(shown.size)
                yield number, shown.width * unit, shown.height * unit, _visible(shown)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Broken("图片已损坏，无法打开。", "请重新扫描后上传。", detail=repr(error)) from error


def _visible(image: Image.Image) -> Image.Image:
    """Sixteen bits of grey brought to eight; the other modes Pillow converts itself."""
    if image.mode.startswith("I"):
        return image.point(lambda value: value / 256).convert("L")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        paper = Image.new("RGBA", image.size, "white")
        paper.alpha_composite(image.convert("RGBA"))
        return paper
    return image


def _webp(picture: Image.Image) -> bytes:
    if picture.width > PAGE_WIDTH:
        picture = picture.resize((PAGE_WIDTH, round(picture.height * PAGE_WIDTH / picture.width)))
    out = io.BytesIO()
    picture.convert("RGB").save(out, "WEBP", quality=QUALITY, method=2)
    return out.getvalue()


def blocks_json(document: Document) -> list[dict[str, Any]]:
    """Paragraphs and tables of a document without pages, in reading order."""
    return [
        _table(block, block.place.table) if isinstance(block, Grid) else _paragraph(block)
        for block in document.blocks[:MOST_BLOCKS]
    ]


def _paragraph(block: Paragraph) -> dict[str, Any]:
    place = {key: value for key in ("offset", "end") if (value := getattr(block.place, key)) is not None}
    return {"text": block.text} | place


def _table(grid: Grid, number: int | None) -> dict[str, Any]:
    cells = [
        {"row": c.row + 1, "column": c.column + 1, "rowspan": c.rowspan, "colspan": c.colspan, "text": c.text}
        for c in grid.cells
    ]
    return {"table": number, "cells": cells}
