"""The running text of a document, with what stands in tables of sentences.

Some agencies write section five, or all of their prose, into a table of two columns. Such a table
has no figures, and its text belongs to the section it stands in. The heading of a section may be a row of the
table under it or over it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from parsing.grid import Block, Grid, Paragraph
from parsing.labels import is_figure
from parsing.report import squeeze
from parsing.tables.tokens import is_heading

LEAST_SENTENCE = 12
_SENTENCE = re.compile(r"[。；]")


def spoken(blocks: Sequence[Block]) -> Iterator[Paragraph]:
    """Paragraphs in order, a row of a table of sentences as a paragraph of its cells, and a section's heading that
    is alone in a row of any table.

    Readers give the text of a frame around a page, and that of a sheet's rows, as paragraphs already: it is not told
    twice.
    """
    told = {squeeze(line) for b in blocks if isinstance(b, Paragraph) for line in b.text.split("\n")}
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        elif _is_spoken(block):
            lines = _lines(block)
            again = told if 2 * len(lines & told) > len(lines) else set()
            cells = sorted((c for c in block.cells if c.text.strip()), key=lambda c: (c.row, c.column))
            for _, row in groupby(cells, key=lambda cell: cell.row):
                parts = list(row)
                text = "\n".join(cell.text.strip() for cell in parts)
                if not again.issuperset(squeeze(line) for line in text.split("\n") if line.strip()):
                    yield Paragraph(text, parts[0].place)
        else:
            yield from _headings(block, told)


def _headings(grid: Grid, told: set[str]) -> Iterator[Paragraph]:
    filled = sorted((cell for cell in grid.cells if cell.text.strip()), key=lambda cell: cell.row)
    for _, row in groupby(filled, key=lambda cell: cell.row):
        cell, *others = row
        if not others and is_heading(cell.text) and squeeze(cell.text) not in told:
            yield Paragraph(cell.text.strip(), cell.place)


def _lines(grid: Grid) -> set[str]:
    return {squeeze(line) for cell in grid.cells for line in cell.text.split("\n") if line.strip()}


def _is_spoken(grid: Grid) -> bool:
    """Sentences in its cells, and hardly a figure: the official tables have far more figures than sentences."""
    sentences = figures = 0
    for cell in grid.cells:
        if _SENTENCE.search(cell.text) and len(squeeze(cell.text)) >= LEAST_SENTENCE:
            sentences += 1
        elif cell.doubt or is_figure(cell.text):
            figures += 1
    return sentences > figures
