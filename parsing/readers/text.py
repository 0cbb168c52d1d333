"""Plain text: pasted or extracted, with tabs, a cell a line, blanks or markdown tables."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from parsing.errors import EmptyFile
from parsing.grid import Document, Paragraph, Place
from parsing.readers.encodings import decode

FORMAT = "text"
_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$")


def read(path: Path, progress: Callable[[int, int], None] | None = None) -> Document:
    """Every line is a paragraph with its offsets in the decoded text; cells are set off by tabs."""
    text = decode(path.read_bytes())
    if not text.strip():
        raise EmptyFile
    blocks: list[Paragraph] = []
    offset = 0
    for line in text.splitlines(keepends=True):
        body = line.rstrip("\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
        if not _RULE.match(body) or "-" not in body:
            blocks.append(Paragraph(_cells(body), Place(offset=offset, end=offset + len(body))))
        offset += len(line)
    return Document(FORMAT, tuple(blocks))


def _cells(line: str) -> str:
    """A markdown row as cells set off by tabs, one for one so that offsets stay near the mark."""
    stripped = line.strip()
    if stripped.count("|") < 2 or not stripped.startswith("|"):
        return line
    return "\t".join(cell.strip().replace("**", "") for cell in stripped.strip("|").split("|"))
