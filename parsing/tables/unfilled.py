"""Table 四 printed with its headings alone, where an agency had no case and left its one row empty.

Where lines are drawn round the empty row it is a row of the grid. Where a frame alone, lines one way or none are, the
headings are all there is to be read; that they stand whole, and nothing else from the heading of section four to the
next, says that each cell is there and blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from parsing.grid import Block, Document, Grid, Paragraph, Place
from parsing.labels import fold
from parsing.report import Address, Figure, State
from parsing.tables.mapped import GROUPS, OUTCOMES
from parsing.tables.tokens import is_heading
from parsing.tables.woven import are_dispute_headings

_CAPTION = re.compile(r"单位[个件次宗]*|[^0-9]{2,30}(?:情况|统计)表")


def unfilled_disputes(document: Document) -> tuple[dict[Address, Figure], list[Paragraph]]:
    """The blank cells of table 四, and the lines of its headings; nothing where it is no such table.

    Only of a PDF whose characters are all known: elsewhere figures may stand where none is read, as in a picture, or
    the file may not tell where a table without figures ends.
    """
    if document.format != "pdf" or document.unclear or document.pictures or document.facts.recognised:
        return {}, []
    for run in _between_headings(document.blocks):
        if are_dispute_headings("".join(map(_words, run))):
            place = _last(run)
            blank = Figure(None, "", place, State.BLANK)
            lines = [block for block in run if isinstance(block, Paragraph)]
            return {Address("disputes", group, outcome): blank for group in GROUPS for outcome in OUTCOMES}, lines
    return {}, []


def _between_headings(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """What stands between one heading of a section and the next."""
    run: list[Block] | None = None
    for block in blocks:
        if isinstance(block, Paragraph) and is_heading(block.text):
            if run:
                yield run
            run = []
        elif run is not None:
            run.append(block)


def _words(block: Block) -> str:
    """The words of a block without blanks; none of a line that names a table as a whole or its unit."""
    if isinstance(block, Grid):
        return "".join(fold(cell.text) for cell in block.cells)
    words = fold(block.text)
    return "" if _CAPTION.fullmatch(words) else words


def _last(run: Sequence[Block]) -> Place:
    return run[-1].place
