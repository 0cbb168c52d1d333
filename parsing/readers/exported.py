"""A page as a site's content system exports it: JSON with a title and the page's markup in strings."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from parsing.errors import Broken, LimitExceeded
from parsing.grid import Document
from parsing.readers import html
from parsing.readers.encodings import decode
from parsing.readers.json_pages import page_of
from parsing.readers.pieces import document_of

FORMAT = "json"


def read(path: Path, progress: Callable[[int, int], None] | None = None) -> Document:
    """The data as one page. Raises Broken, LimitExceeded."""
    try:
        data = json.loads(decode(path.read_bytes()).lstrip("\ufeff"))
    except ValueError as error:
        raise Broken("JSON 文件不完整或格式有误，无法读取。", detail=str(error)) from error
    except RecursionError as error:
        raise LimitExceeded from error
    walker = html.walked(page_of(data).encode())
    return document_of(FORMAT, walker.blocks, walker.walked)
