"""Pages on which lines of text are printed over other lines: nobody can read whose figures are whose there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from parsing.grid import CROSSED, LAYERED, Block, Cell, Grid, both
from parsing.readers.pdf.page import Char, Page, Rule, near_each_other

_FEWEST = 8
"""Characters that stand on others so, from which lines do and not some figure that is set close."""
_LEAST, _MOST = 0.05, 0.6
"""Ems by which the two differ in height: less is one line, more are lines set close."""
_SHARED = 0.4
"""Share of the narrower one's width that lies over the other at least."""
_HAN = re.compile("[\u3400-\u9fff]")
_INNER = 0.3
"""Share of its width about the middle of a character through which a line goes that cuts it."""
_LIKE = 0.4
"""Share of the larger type that the smaller has at least: a text across a page in the background is far larger."""


def with_doubts(pages: Sequence[Page], found: Iterable[Block], layered: Iterable[int] = ()) -> Iterator[Block]:
    """The blocks of pages, with a doubt of each figure and blank in a table of such a page, and of one whose text is
    another program's reading of its picture."""
    doubts = {page.number: CROSSED for page in pages if is_crossed(page)} | dict.fromkeys(layered, LAYERED)
    for block in found:
        if doubts and isinstance(block, Grid):
            yield replace(block, cells=tuple(_doubted(cell, doubts) for cell in block.cells))
        else:
            yield block


def is_crossed(page: Page) -> bool:
    """Whether lines of text are printed over others on a page."""
    over = 0
    for above, below in near_each_other(page, _MOST):
        left, right = min([char.x0 for char in below]), max([char.x1 for char in below])
        over += sum(any(_is_over(char, other) for other in below) for char in above if left < char.x < right)
        if over >= _FEWEST:
            return True
    return over > 0 and over + _cut_by_lines(page) >= _FEWEST


def _cut_by_lines(page: Page) -> int:
    """How many characters upright lines go through, as those of a table do that lies over text."""
    upright = [rule for rule in page.rules if rule.x0 == rule.x1 and not rule.dot]
    return sum(any(_goes_through(rule, char) for rule in upright) for char in page.chars)


def _goes_through(rule: Rule, char: Char) -> bool:
    return abs(rule.x0 - char.x) < _INNER * (char.x1 - char.x0) and rule.y0 <= char.y <= rule.y1


def _is_over(one: Char, other: Char) -> bool:
    size = max(one.size, other.size)
    shared = min(one.x1, other.x1) - max(one.x0, other.x0)
    if shared < _SHARED * min(one.x1 - one.x0, other.x1 - other.x0):
        return False
    near = _LEAST * size <= abs(one.y - other.y) <= _MOST * size
    return near and min(one.size, other.size) >= _LIKE * size and one.text.isalnum() and other.text.isalnum()


def _doubted(cell: Cell, doubts: Mapping[int, str]) -> Cell:
    doubt = doubts.get(cell.place.page or 0, "")
    if not doubt or (cell.doubt and doubt != LAYERED) or _HAN.search(cell.text):
        return cell
    return cell._replace(doubt=both(doubt, cell.doubt))
