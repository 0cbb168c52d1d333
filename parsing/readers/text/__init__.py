"""Plain text: pasted or extracted, with tabs, a cell a line, blanks, commas, walls or markdown tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from parsing.errors import EmptyFile
from parsing.grid import Block, Document, Grid, Paragraph, Place, as_shown
from parsing.readers import html
from parsing.readers.encodings import decode
from parsing.readers.pieces import document_of
from parsing.readers.text.columns import Line
from parsing.readers.text.marks import without_marks
from parsing.readers.text.places import begins
from parsing.readers.text.tables import tabbed
from parsing.readers.text.wrapped import WALLS

FORMAT = "text"
MOST_IN_A_LINE = 60
"""Figures set off in one line, above which it is a text that lost its ends of lines: each of its words is a cell."""
MOST_AMONG_SUCH = 6
"""The same of the other lines of a text that has such a line."""
_FIGURES = re.compile(rf"(?<![^\s{WALLS}])(?:[0-9０-９][0-9０-９,，.．]*|[/／—–-])(?![^\s{WALLS}])")
_WORDS = re.compile(rf"[^\s{WALLS}]+")
_TITLED = re.compile(r"年度?报告\s+\S")
"""A title that ran together with what follows it."""
_QUOTED_LINE = re.compile(r'"([^",;]*)"')
"""A line that is one cell of a table of quoted cells."""
_ANSWERED = re.compile(r"(?:>[ \t]?)+")
"""What programs for mail write before each line of what they quote."""
_OPENED = re.compile(r"(?:\s*<(?:html|body|div|pre|p|article|section|main|span)\b[^<>]*>)+", re.I)
_CLOSED = re.compile(r"(?:</[a-z]+>\s*){1,8}\Z", re.I)
"""Tags around a text as a whole: few, or looking for the last of very many would take their square."""
_BEGINS, _ENDS = re.compile(r"<table\b", re.I), re.compile(r"</table\s{0,9}>", re.I)
"""A table in HTML, as converters write into markdown."""


def read(path: Path, progress: Callable[[int, int], None] | None = None) -> Document:
    """Every line is a paragraph with its offsets in the decoded text; cells are set off by tabs."""
    return document_of(FORMAT, blocks_of(path.read_bytes()))


def blocks_of(data: bytes, tables: int = 0) -> list[Block]:
    """The blocks of a text, its tables numbered on from ``tables``. Raises EmptyFile, Broken."""
    text = decode(data)
    if not text.strip():
        raise EmptyFile
    blocks: list[Block] = []
    opened = _OPENED.match(text)
    offset = opened.end() if opened else 0
    for piece in _pieces(_CLOSED.sub("", text[offset:]) if opened else text):
        found = html.blocks_of(piece, tables) if _BEGINS.match(piece) else list(_paragraphs(piece, offset))
        tables += sum(isinstance(block, Grid) for block in found)
        blocks += found
        offset += len(piece)
    return blocks


def _pieces(text: str) -> Iterator[str]:
    """The text and the tables of HTML in it, in turn."""
    at = 0
    while (begin := _BEGINS.search(text, at)) and (end := _ENDS.search(text, begin.end())):
        yield text[at : begin.start()]
        yield text[begin.start() : end.end()]
        at = end.end()
    yield text[at:]


def _paragraphs(text: str, offset: int) -> Iterator[Paragraph]:
    lines: list[Line] = []
    first, whole = offset, text.splitlines(keepends=True)
    run_together = any(_figures(line) > MOST_IN_A_LINE for line in whole)
    answered = all(_ANSWERED.match(line) for line in whole if line.strip())
    for line in whole:
        body, lead = _said(line.rstrip("\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), answered)
        parted = run_together and (_figures(body) > MOST_AMONG_SUCH or _TITLED.search(body))
        for start, end in _words(body) if parted else [(0, len(body))]:
            shown = without_marks(as_shown(body[start:end]))
            lines.append(Line(shown, offset + lead + start, offset + lead + end))
        offset += len(line)
    for row in tabbed(lines):
        source = text[row.offset - first : row.end - first]
        fields = () if row.text == source else begins(row.text.split("\t"), source, row.offset)
        yield Paragraph(row.text, Place(offset=row.offset, end=row.end), fields)


def _said(line: str, answered: bool) -> tuple[str, int]:
    """A line without what stands before it in an answer or around it in quotation marks, and where it begins."""
    before = _ANSWERED.match(line) if answered else None
    lead = before.end() if before is not None else 0
    body = line[lead:]
    return (body[1:-1], lead + 1) if _QUOTED_LINE.fullmatch(body) else (body, lead)


def _figures(line: str) -> int:
    return len(_FIGURES.findall(line))


def _words(line: str) -> Iterator[tuple[int, int]]:
    return (word.span() for word in _WORDS.finditer(line))
