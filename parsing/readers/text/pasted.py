"""Tables as a browser copies them whose cells hold paragraphs: the tab between two cells stands in a line of its own.

    规章
    <tab>
    1
    <tab>
    10

Nothing but more empty lines than within a cell parts the rows, which are put together again here, a line each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import groupby

from parsing.readers.text.columns import LEAST_LINES, Line, together
from parsing.readers.text.wrapped import is_figure, is_heading

_PARTING = 2
"""Empty lines that part two rows; the paragraphs of a cell have one at most between them."""


def put_together(lines: Sequence[Line]) -> list[Line]:
    """The lines with each row of such tables in one; others as they are."""
    if sum(map(_is_tab, lines)) < LEAST_LINES:
        return list(lines)
    found: list[Line] = []
    for group in _groups(lines):
        found += _row(group)
    return found


def _is_tab(line: Line) -> bool:
    return "\t" in line.text and not line.text.strip()


def _groups(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The lines of each row; what parts them, headings and sentences are groups by themselves."""
    kept: list[Line] = []
    for parts, run in groupby(lines, key=_kind):
        same = list(run)
        if parts is _Kind.WORDS or (parts is _Kind.BLANK and len(same) < _PARTING):
            kept += same
            continue
        yield kept
        yield same
        kept = []
    yield kept


class _Kind(Enum):
    WORDS = "words"
    BLANK = "blank"
    HEADING = "heading"


def _kind(line: Line) -> _Kind:
    if not line.text:
        return _Kind.BLANK
    return _Kind.HEADING if "\t" not in line.text and is_heading(line.text) else _Kind.WORDS


def _row(lines: list[Line]) -> list[Line]:
    """A row in one line; the lines where they are none."""
    if not any(map(_is_tab, lines)) or any("\t" in line.text.strip() for line in lines):
        return lines  # no row, or several of a line each
    cells = "\n".join(line.text for line in lines).split("\t")
    if any(map(_is_two, cells)):
        return lines
    texts = (together(map(str.strip, cell.split("\n"))) for cell in cells)
    return [Line("\t".join(texts), lines[0].offset, lines[-1].end)]


def _is_two(cell: str) -> bool:
    """Whether a cell is the last of one row and the first of the next."""
    pieces = cell.split()
    return len(pieces) > 1 and is_figure(pieces[0]) and not is_figure(pieces[-1])
