"""What readers of structured files do at the end: put tables together, and give the lines in them out as text."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import replace

from parsing.grid import PICTURED, SOFT_BREAK, Block, Cell, Document, Grid, Paragraph, Picture, as_shown

HIGHEST_PIECE = 2
"""Rows of a piece. Higher tables that follow each other are tables of their own."""
PROSE = 200
"""Characters above which a cell holds running text, not a label."""
LONGEST_LABEL = 12
_DATED = re.compile(r"\d{4}\s*年.{9,}")
"""A title or sentence that begins with its year."""
_NUMBERED = re.compile(r"[一二三四五六七八九十]{1,2}、")
PARAGRAPH = "\x1e"
"""Parts the paragraphs of a cell while it is read; files hold no such character."""
INSIDE = "单元格里还有一张表，请对照原件确认"
"""The doubt about a cell with a table of its own, whose text comes as blocks of its own."""


def lines_of_cell(text: str) -> str:
    """The text of a cell from its paragraphs, a line each; a break within one, in a number, is a soft one."""
    lines = (as_shown(line).strip() for line in text.split(PARAGRAPH))
    return "\n".join(SOFT_BREAK.sub("\v", line) for line in lines if line)


def document_of(form: str, blocks: Iterable[Block | Picture], walked: Container[int | None] = ()) -> Document:
    """The document of what a walk over a file found, pictures among the blocks.

    ``walked`` are the numbers of tables whose texts are among the blocks already.
    """
    settled: list[Block] = []
    pictures: list[Picture] = []
    for block in _joined(blocks):
        if isinstance(block, Picture):
            pictures.append(replace(block, at=len(settled)))
            continue
        if isinstance(block, Grid) and block.place.table not in walked:
            above, below = _lines(block)
            settled += [*above, block, *below]
        else:
            settled.append(block)
    return Document(form, tuple(settled), embedded=tuple(pictures))


def _joined(blocks: Iterable[Block | Picture]) -> list[Block | Picture]:
    """The blocks with tables put together that were drawn row by row: as wide as each other, nothing
    between. Cells keep the place they were read from."""
    found: list[Block | Picture] = []
    for block in blocks:
        above = found[-1] if found else None
        if isinstance(block, Grid) and isinstance(above, Grid) and _are_pieces(above, block):
            moved = tuple(cell._replace(row=cell.row + above.height) for cell in block.cells)
            found[-1] = replace(above, cells=above.cells + moved)
        else:
            found.append(block)
    return found


def _are_pieces(above: Grid, below: Grid) -> bool:
    return above.width == below.width > 1 and 0 < below.height <= HIGHEST_PIECE


def _lines(grid: Grid) -> tuple[list[Paragraph], list[Paragraph]]:
    """Text alone across its row is a title, a heading or a sentence between the tables; so is a long text. What stands
    below the last row of several cells comes apart: it is no caption of the tables above it."""
    rows: dict[int, list[Cell]] = {}
    for cell in grid.cells:
        rows.setdefault(cell.row, []).append(cell)
    left = min((cell.column for cell in grid.cells), default=0)
    width = grid.width - left
    said = {
        row: [cell for cell in cells if cell.text.strip() and cell.doubt not in (INSIDE, PICTURED)]
        for row, cells in sorted(rows.items())
    }
    filled = {row: cells for row, cells in said.items() if cells}
    foot = max((row for row, cells in filled.items() if len(cells) > 1), default=grid.height)
    above: list[Paragraph] = []
    below: list[Paragraph] = []
    for (row, cells), following in zip(filled.items(), [*list(filled.values())[1:], []], strict=False):
        for cell in cells:
            begins = len(cells) == 1 and cell.column == left and _begins_title(following, left)
            across = len(cells) == 1 and _is_across(cell, rows[row], left, width)
            if len(cell.text) > PROSE or across or begins:
                lines = (Paragraph(line, cell.place) for line in cell.text.split("\n") if line.strip())
                (below if row > foot else above).extend(lines)
    return above, below


def _begins_title(below: Sequence[Cell], left: int) -> bool:
    """Whether a line stands above one that begins with a year, if with empty rows between: the agency's name, in a
    sheet, over the rest of the title."""
    return len(below) == 1 and below[0].column == left and bool(_DATED.match(below[0].text.strip()))


def _is_across(cell: Cell, row: Sequence[Cell], left: int, width: int) -> bool:
    """Whether a text stands across its row, alone or before empty cells; a short one there is a label."""
    text = cell.text.strip()
    if text[0].isdigit() and "。" not in text and not _DATED.match(text):
        return False  # a figure, or the label 1.属于国家秘密; 2025年，…。 is a sentence
    beside_blanks = cell.column == left and (
        len(text) > LONGEST_LABEL or text.endswith("。") or bool(_NUMBERED.match(text))
    )
    return len(row) == 1 or cell.colspan >= width - 1 or beside_blanks
