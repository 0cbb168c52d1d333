"""A page as data: what content systems export, and what pages carry in a script that draws them."""

from __future__ import annotations

import html as markup
import json
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

MARKED = re.compile(r"<(?:table|p|div|br)\b", re.I)
_TITLES = ("title", "标题", "headline", "name", "subject")
_VALUE = re.compile(r"(?:^|=|\()\s*(?=[{\[][\s\"{\[])")
"""Where a script may hold a value of data: alone, set to a name or handed to a function."""
MOST_VALUES = 20
LONGEST_SCRIPT = 5_000_000


def page_of(data: Any) -> str:
    """The title and the strings with markup as one page; without markup all strings as lines, and lists of plain
    values as the rows of a table."""
    found = sorted(_strings(data), key=lambda item: item[0] not in _TITLES)
    marked = [text for _, text in found if MARKED.search(text)]
    titles = [text for key, text in found if key in _TITLES and not MARKED.search(text)]
    if marked:
        page = [*map(_line, titles[:1]), *dict.fromkeys(marked)]
    else:
        page = [*map(_line, (text for _, text in found)), *_tables(data)]
    return f"<html><body>{''.join(page)}</body></html>"


def scripted(root: etree._Element) -> str:
    """The page that a page draws by the data in its scripts; "" where none of them holds a table in markup."""
    for script in root.iter("script"):
        for data in _values((script.text or "")[:LONGEST_SCRIPT]):
            if any("<table" in text.lower() for _, text in _strings(data)):
                return page_of(data)
    return ""


def _values(script: str) -> Iterator[Any]:
    for tried, found in enumerate(_VALUE.finditer(script)):
        if tried == MOST_VALUES:
            return
        try:
            yield json.JSONDecoder().raw_decode(script, found.end())[0]
        except (ValueError, RecursionError):
            continue


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
