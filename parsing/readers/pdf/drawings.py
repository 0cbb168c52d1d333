"""Cells in which something is drawn: a number may be a picture, outlines or strokes of a pen, as where a print shop
made curves of a font or somebody put a figure right by hand. No text says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from parsing.grid import PICTURED, UNREADABLE, Block, Box, Cell, Grid, both
from parsing.readers.pdf.page import Page

DRAWN = "这一格里除文字外还有画出来的图形或图片，可能是数字的一部分，请对照原件核对。"
_WORDS = re.compile(r"[A-Za-z\u3400-\u9fff]")
_LARGEST = 0.3
"""Share of its page up to which a picture lies on cells; a larger one is its ground."""
_INSIDE = 1.0
"""Points from the sides of a cell: what stands nearer may be part of its lines."""
_BESIDE = 4.0
"""Points to the middle of a digit drawn right beside a figure: where no lines are, a cell ends with its text."""


def with_drawings(pages: Sequence[Page], found: Iterable[Block]) -> Iterator[Block]:
    """The blocks of pages: blank cells that something is drawn in are unreadable, figures beside it doubted."""
    drawn = {page.number: _small(page) for page in pages if page.drawings}
    for block in found:
        if drawn and isinstance(block, Grid):
            yield replace(block, cells=tuple(_looked_at(cell, drawn) for cell in block.cells))
        else:
            yield block


def _small(page: Page) -> list[Box]:
    largest = _LARGEST * page.width * page.height
    return [box for box in page.drawings if (box[2] - box[0]) * (box[3] - box[1]) <= largest]


def _looked_at(cell: Cell, drawn: Mapping[int, Sequence[Box]]) -> Cell:
    there, box = drawn.get(cell.place.page or 0), cell.place.box
    if not there or box is None or _WORDS.search(cell.text):
        return cell
    if not cell.text.strip():
        hidden = any(_is_in(one, box) or _is_in(box, one) for one in there)
        return cell._replace(text=UNREADABLE, doubt=PICTURED) if hidden else cell
    x0, y0, x1, y1 = box
    beside = (x0 - _BESIDE, y0, x1 + _BESIDE, y1)
    return cell._replace(doubt=both(cell.doubt, DRAWN)) if any(_is_in(one, beside) for one in there) else cell


def _is_in(one: Box, other: Box) -> bool:
    """Whether the middle of one box stands in another."""
    x, y = (one[0] + one[2]) / 2, (one[1] + one[3]) / 2
    return other[0] + _INSIDE < x < other[2] - _INSIDE and other[1] + _INSIDE < y < other[3] - _INSIDE
