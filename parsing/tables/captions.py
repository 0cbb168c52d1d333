"""Table 四 printed as a table for each of its groups, with the group's name as a line of text above.

The name becomes the first row of its table, where a merged heading would stand. Names are taken for captions only
where every such table has one directly above it: names that stand below their tables leave the first without.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from parsing.grid import Block, Cell, Grid, Paragraph
from parsing.tables.codes import column_code, row_code
from parsing.tables.mapped import GROUPS

_LONGEST = 20
"""Characters of a caption at most; what is longer is a sentence."""
_FEWEST_OUTCOMES = 4


def captioned(blocks: Sequence[Block]) -> list[Grid]:
    """The grids of a document, those of groups of table 四 with their captions."""
    found = list(_with_captions(blocks))
    bare = [(caption, grid) for caption, grid in found if _opens_bare(grid)]
    if not bare:  # as in nearly every document
        return [grid for _, grid in found]
    named = {row_code("disputes", caption.text) for caption, _ in bare if caption}
    within = {row_code("disputes", cell.text) for _, grid in found for cell in grid.cells}
    if len(named) < len(bare) or named & within:
        return [grid for _, grid in found]
    return [_under(caption, grid) if caption and (caption, grid) in bare else grid for caption, grid in found]


def _with_captions(blocks: Sequence[Block]) -> Iterator[tuple[Paragraph | None, Grid]]:
    """Each grid with the line directly above it where that names a group, and nothing else."""
    for before, grid in pairwise([None, *blocks]):
        if isinstance(grid, Grid):
            yield (before if isinstance(before, Paragraph) and _is_caption(before.text) else None), grid


def _is_caption(text: str) -> bool:
    return len(text) <= _LONGEST and row_code("disputes", text) in GROUPS


def _opens_bare(grid: Grid) -> bool:
    """Whether the headings of outcomes stand in a grid before any name of a group."""
    rows = sorted(cell.row for cell in grid.cells if column_code("disputes", cell.text))
    first = min((cell.row for cell in grid.cells if row_code("disputes", cell.text) in GROUPS), default=grid.height)
    return len(rows) >= _FEWEST_OUTCOMES and rows[_FEWEST_OUTCOMES - 1] < first


def _under(caption: Paragraph, grid: Grid) -> Grid:
    head = Cell(caption.text, 0, 0, 1, grid.width, caption.place)
    return replace(grid, cells=(head, *(cell._replace(row=cell.row + 1) for cell in grid.cells)))
