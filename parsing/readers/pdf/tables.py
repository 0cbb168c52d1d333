"""Tables of single pages, before they are joined over pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from parsing.grid import Box
from parsing.readers.pdf.cells import OVERFLOWING, cell_text, full
from parsing.readers.pdf.crowds import is_crowded
from parsing.readers.pdf.lattice import Lattice, lattice, slot
from parsing.readers.pdf.lines import Line, gap, lines_of
from parsing.readers.pdf.page import Char, Page
from parsing.readers.pdf.segments import Network, networks
from parsing.readers.pdf.splits import Piece, split_rows

_HANGING = "，。、；：）)”》,.;:"
_CLOSE = 0.15
"""Ems of white below which two digits are one number, whatever stands between them."""


@dataclass(frozen=True, slots=True)
class Part:
    """A cell by its rows and its horizontal extent in points; columns come when pages are joined.

    ``full`` says that it reaches the table's end and its last line fills it, so its text may go on
    over the page.
    """

    text: str
    row: int
    rowspan: int
    x0: float
    x1: float
    page: int
    box: Box
    doubt: str = ""
    full: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of one page, or of several once joined; ``box`` lies on its first page, as shown,
    and ``top`` is its height on that page turned upright."""

    page: int
    box: Box
    xs: tuple[float, ...]
    rows: int
    parts: tuple[Part, ...]
    top: float = 0.0
    ruled: bool = True

    @property
    def last_page(self) -> int:
        return max((part.page for part in self.parts), default=self.page)


class Ruled(NamedTuple):
    """What the lines of a page rule: whole tables, the characters outside them, and the lines that
    make no cells, though they may part the rows or the columns of a table."""

    tables: list[Table]
    rest: list[Char]
    loose: Network


def ruled_tables(page: Page, chars: Sequence[Char]) -> Ruled:
    """The tables a page's lines draw, and what is left.

    Small tables take their characters first, so that a table inside a cell of a layout table
    is a table of its own.
    """
    tables: list[Table] = []
    left = list(chars)
    loose = Network([], [])
    for network in sorted(networks(page.rules), key=_size):
        found = lattice(network, left)
        inside = _inside(found, left) if found else []
        level = lines_of(inside)
        held, where = _held(found, inside, level) if found else ([], {})
        lines = list(map(lines_of, held))
        if found is None or not inside or is_crowded(lines):
            loose.across.extend(network.across)
            loose.down.extend(network.down)
            continue
        taken = set(map(id, inside))
        left = [char for char in left if id(char) not in taken]
        tables.append(_table(page, found, split_rows(found, held, lines), _crossed(level, where)))
    return Ruled(tables, left, loose)


def _inside(found: Lattice, chars: Sequence[Char]) -> list[Char]:
    x0, y0, x1, y1 = found.box
    return [c for c in chars if x0 <= (c[1] + c[3]) / 2 < x1 and y0 <= (c[2] + c[4]) / 2 < y1]


def _size(network: Network) -> float:
    x0, y0, x1, y1 = network.box
    return (x1 - x0) * (y1 - y0)


def _table(page: Page, found: Lattice, pieces: Sequence[Piece], crossed: set[int]) -> Table:
    parts = []
    last = len(found.ys) - 1
    for area, inside, lines, origin in pieces:
        box = found.area_box(area)
        text, doubt = cell_text(inside, box, lines)
        goes_on = area.end_row == last and full(inside, box, lines)
        parts.append(
            Part(text, area.row, area.end_row - area.row, box[0], box[2], page.number, page.shown(box),
                 doubt or (OVERFLOWING if origin in crossed else ""), goes_on)
        )  # fmt: skip
    table = Table(page.number, page.shown(found.box), found.xs, len(found.ys) - 1, tuple(parts), found.ys[0])
    return _without_empty_rows(table)


def _held(found: Lattice, chars: Sequence[Char], lines: Sequence[Line]) -> tuple[list[list[Char]], dict[int, int]]:
    """The characters of each cell by their middles, and the cell of each character; ``lines`` are theirs."""
    owners = found.owners()
    where: dict[int, int] = {}
    for char in chars:
        down, along = slot(found.ys, (char[2] + char[4]) / 2), slot(found.xs, (char[1] + char[3]) / 2)
        if down is not None and along is not None:
            where[id(char)] = owners[down][along]
    _pull_back(lines, where)
    held: list[list[Char]] = [[] for _ in found.areas]
    for char in chars:
        if id(char) in where:
            held[where[id(char)]].append(char)
    return held, where


def _pull_back(lines: Sequence[Line], where: dict[int, int]) -> None:
    """A mark at the end of a line may hang out of its cell: it stays with the word it follows."""
    for line in lines:
        for left, right in pairwise(line.chars):
            if right[0] in _HANGING and id(left) in where and gap(left, right) < _CLOSE:
                where[id(right)] = where[id(left)]


def _crossed(lines: Sequence[Line], where: dict[int, int]) -> set[int]:
    """Cells between which the digits of what looks like one number are divided."""
    crossed: set[int] = set()
    for line in lines:
        for left, right in pairwise(line.chars):
            if left[0].isdigit() and right[0].isdigit() and gap(left, right) < _CLOSE:
                one, other = where.get(id(left)), where.get(id(right))
                if one != other:
                    crossed.update(cell for cell in (one, other) if cell is not None)
    return crossed


def _without_empty_rows(table: Table) -> Table:
    """Drops rows where no cell begins: what is left of lines drawn close together."""
    starts = sorted({part.row for part in table.parts})
    if len(starts) == table.rows:
        return table
    order = {row: index for index, row in enumerate(starts)}

    def after(row: int) -> int:
        return sum(start < row for start in starts)

    parts = tuple(
        replace(part, row=order[part.row], rowspan=max(1, after(part.row + part.rowspan) - order[part.row]))
        for part in table.parts
    )
    return replace(table, rows=len(starts), parts=parts)
