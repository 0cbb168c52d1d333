"""Tables that were drawn row by row: single rows under each other, as wide as each other, are one table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from parsing.grid import Block, Grid

HIGHEST_PIECE = 2
"""Rows of a piece. Higher tables that follow each other are tables of their own."""


def joined(blocks: Iterable[Block]) -> list[Block]:
    """The blocks with tables put together that nothing stands between. Cells keep the place they were read from."""
    found: list[Block] = []
    for block in blocks:
        above = found[-1] if found else None
        if isinstance(block, Grid) and isinstance(above, Grid) and _are_pieces(above, block):
            moved = tuple(replace(cell, row=cell.row + above.height) for cell in block.cells)
            found[-1] = replace(above, cells=above.cells + moved)
        else:
            found.append(block)
    return found


def _are_pieces(above: Grid, below: Grid) -> bool:
    return above.width == below.width > 1 and 0 < below.height <= HIGHEST_PIECE
