"""The document as a person looks at it beside its figures: its pages as pictures, or its text and tables.

Figures that know a page and a box are shown on the picture of that page; those of Word files, web
pages and text, which have no pages of their own, in the tables as they were found.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from parsing.child import Limits, Say, in_child
from parsing.grid import Document, Grid, Paragraph
from parsing.readers import kind_of, read_document
from parsing.readers.opening import as_readable

MOST_BLOCKS = 3000
LIMITS = Limits(cpu_seconds=60, wall_seconds=90, answer=64 * 1024 * 1024)


def facsimile_caged(path: Path, name: str, limits: Limits = LIMITS) -> Iterator[dict[str, Any]]:
    """The parts of a facsimile, made in a child. Raises ParsingError.

    Parts are ``{"page": number, "width": points, "height": points, "picture": WebP bytes}`` or one
    ``{"blocks": [...]}`` with paragraphs ``{"text", "offset", "end"}``, of which the text may be in ``fields`` that
    begin elsewhere in the file, and tables ``{"table": number,
    "cells": [{"row", "column", "rowspan", "colspan", "text"}]}``, rows and columns counted from 1.
    """
    with as_readable(path, name, limits.wall_seconds, limits.cpu_seconds) as file:
        for message in in_child(lambda say: _tell(file.path, file.name, say), limits):
            if "picture" in message:
                message["picture"] = base64.b64decode(message["picture"])
            yield message


def _tell(path: Path, name: str, say: Say) -> None:
    kind = kind_of(path, name)
    if kind not in ("pdf", "scan"):
        say({"blocks": blocks_json(read_document(path, name))})
        return
    for page in load().pages_of(kind, path):
        data = base64.b64encode(page.webp()).decode("ascii")
        say({"page": page.number, "width": round(page.width, 2), "height": round(page.height, 2), "picture": data})


def load() -> ModuleType:
    """What draws pages. Imported when it is needed, or before a worker forks: the web site never needs it."""
    return import_module("parsing.pages")


def blocks_json(document: Document) -> list[dict[str, Any]]:
    """Paragraphs and tables of a document without pages, in reading order."""
    return [
        _table(block, block.place.table) if isinstance(block, Grid) else _paragraph(block)
        for block in document.blocks[:MOST_BLOCKS]
    ]


def _paragraph(block: Paragraph) -> dict[str, Any]:
    place = {key: value for key in ("offset", "end") if (value := getattr(block.place, key)) is not None}
    fields = {"fields": list(block.fields)} if block.fields else {}
    return {"text": block.text} | place | fields


def _table(grid: Grid, number: int | None) -> dict[str, Any]:
    cells = [
        {"row": c.row + 1, "column": c.column + 1, "rowspan": c.rowspan, "colspan": c.colspan, "text": c.text}
        for c in grid.cells
    ]
    return {"table": number, "cells": cells}
