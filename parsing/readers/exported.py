"""A page as a site's content system exports it: JSON with a title and the page's markup in strings."""

from __future__ import annotations

import html as markup
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from parsing.errors import Broken, LimitExceeded
from parsing.grid import Document
from parsing.readers import html
from parsing.readers.encodings import decode
from parsing.readers.pieces import document_of

FORMAT = "json"
_MARKED = re.compile(r"<(?:table|p|div|br)\b", re.I)
_TITLES = ("title", "标题", "headline", "name", "subject")


def read(path: Path, progress: Callable[[int, int], None] | None = None) -> Document:
    """The title and the strings with markup as one web page; without markup all strings as lines, and lists of plain
    values as the rows of a table. Raises Broken, LimitExceeded."""
    try:
        data = json.loads(decode(path.read_bytes()).lstrip("\ufeff"))
    except ValueError as error:
        raise Broken("JSON 文件不完整或格式有误，无法读取。", detail=str(error)) from error
    except RecursionError as error:
        raise LimitExceeded from error
    found = sorted(_strings(data), key=lambda item: item[0] not in _TITLES)
    marked = [text for _, text in found if _MARKED.search(text)]
    titles = [text for key, text in found if key in _TITLES and not _MARKED.search(text)]
    if marked:
        page = [*map(_line, titles[:1]), *dict.fromkeys(marked)]
    else:
        page = [*map(_line, (text for _, text in found)), *_tables(data)]
    walker = html.walked(f"<html><body>{''.join(page)}</body></html>".encode())
    return document_of(FORMAT, walker.blocks, walker.walked)


def _line(text: str) -> str:
    return "".join(f"<p>{markup.escape(line)}</p>" for line in text.splitlines())


def _strings(data: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every string with the name it stands under; not those of tables."""
    if isinstance(data, str):
        yield key.lower(), data
    elif isinstance(data, dict):
        for name, value in data.items():
            yield from _strings(value, name)
    elif isinstance(data, list) and not _is_table(data):
        for value in data:
            yield from _strings(value, key)


def _tables(data: Any) -> Iterator[str]:
    """Lists of rows as tables in markup."""
    if isinstance(data, dict):
        for value in data.values():
            yield from _tables(value)
    elif isinstance(data, list) and _is_table(data):
        rows = ("".join(f"<td>{markup.escape(_shown(cell))}</td>" for cell in row) for row in data)
        yield f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"
    elif isinstance(data, list):
        for value in data:
            yield from _tables(value)


def _is_table(rows: list[Any]) -> bool:
    """Whether a list is rows of plain values."""
    return bool(rows) and all(
        isinstance(row, list) and not any(isinstance(c, list | dict) for c in row) for row in rows
    )


def _shown(cell: str | float | None) -> str:
    return "" if cell is None else str(cell)
