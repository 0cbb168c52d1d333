"""Rows cut by the end of a page whose halves were not sewn together: what one half has is missing in the other.

A page that begins within a row has no line over it. Where the table of the page before was not read alike, nothing is
joined, and the lower half, blank where its figures stand on the page before, would be read as a row of blanks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from parsing.grid import Block, Box, Cell, Grid
from parsing.readers.pdf.layout.cells import GOES_ON
from parsing.readers.pdf.page import Rule

_NEAR = 3.0
"""Points within which a line lies at a cell's edge, and by which cells that begin a page may stand unlevel."""
_MOST = 0.5
"""Share of a cell's width that a line over it has at least."""
Rules = Mapping[int, Sequence[Rule]]


def with_open_blanks_doubted(blocks: Sequence[Block], rules: Rules) -> Iterator[Block]:
    """The blocks; blanks doubted that begin a page with no line over them, but lines beside them. ``rules`` are the
    lines of each page."""
    cells = [cell for block in blocks if isinstance(block, Grid) for cell in block.cells]
    first, tops = min(rules, default=0), _tops(cells)
    for block in blocks:
        if isinstance(block, Grid):
            yield replace(block, cells=tuple(_doubted(cell, first, tops, rules) for cell in block.cells))
        else:
            yield block


def _tops(cells: Sequence[Cell]) -> dict[int, float]:
    """How far up the cells of each page reach."""
    tops: dict[int, float] = {}
    for cell in cells:
        if cell.place.page is not None and cell.place.box is not None:
            tops[cell.place.page] = min(tops.get(cell.place.page, cell.place.box[1]), cell.place.box[1])
    return tops


def _doubted(cell: Cell, first: int, tops: Mapping[int, float], rules: Rules) -> Cell:
    page, box = cell.place.page, cell.place.box
    if cell.text.strip() or cell.doubt or page is None or page == first or box is None or box[1] > tops[page] + _NEAR:
        return cell
    return cell._replace(doubt=GOES_ON) if _is_open(box, rules.get(page, ())) else cell


def _is_open(box: Box, rules: Sequence[Rule]) -> bool:
    """Whether no line lies over a cell, but lines stand at both its sides that reach as high."""
    over = any(
        max(abs(rule.y0 - box[1]), abs(rule.y1 - box[1])) <= _NEAR
        and min(rule.x1, box[2]) - max(rule.x0, box[0]) >= _MOST * (box[2] - box[0])
        for rule in rules
    )
    return not over and all(any(_stands(rule, x, box[1]) for rule in rules) for x in (box[0], box[2]))


def _stands(rule: Rule, x: float, y: float) -> bool:
    beside = max(abs(rule.x0 - x), abs(rule.x1 - x)) <= _NEAR
    return beside and rule.y0 <= y + _NEAR and rule.y1 >= y + _NEAR
