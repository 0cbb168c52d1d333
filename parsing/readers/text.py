"""Plain text: pasted or extracted, with tabs, a cell a line, blanks, commas, walls or markdown tables."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from parsing.errors import EmptyFile
from parsing.grid import INVISIBLE, Document, Paragraph, Place
from parsing.readers import html
from parsing.readers.encodings import decode
from parsing.readers.text_marks import without_marks
from parsing.readers.text_tables import Line, tabbed

FORMAT = "text"
_TABLE = re.compile(r"<table\b.*</t[dh]\s*>", re.I | re.S)


def read(path: Path, progress: Callable[[int, int], None] | None = None) -> Document:
    """Every line is a paragraph with its offsets in the decoded text; cells are set off by tabs."""
    text = decode(path.read_bytes())
    if not text.strip():
        raise EmptyFile
    if _TABLE.search(text):
        return html.read(path)  # a markdown text with tables in HTML
    lines: list[Line] = []
    offset = 0
    for line in text.splitlines(keepends=True):
        body = line.rstrip("\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
        lines.append(Line(without_marks(INVISIBLE.sub("", body)), offset, offset + len(body)))
        offset += len(line)
    blocks = (Paragraph(line.text, Place(offset=line.offset, end=line.end)) for line in tabbed(lines))
    return Document(FORMAT, tuple(blocks))
