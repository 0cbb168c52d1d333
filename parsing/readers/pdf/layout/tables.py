"""Tables of single pages, before they are joined over pages."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from parsing.grid import DIVIDED, Box
from parsing.readers.pdf.layout.bits import CELL_GAP
from parsing.readers.pdf.layout.cells import NESTED, cell_text, full
from parsing.readers.pdf.layout.crowds import is_crowded
from parsing.readers.pdf.layout.framed import Band, bands, is_frame
from parsing.readers.pdf.layout.lattice import Lattice, lattice, slot
from parsing.readers.pdf.layout.lines import Line, gap, lines_of
from parsing.readers.pdf.layout.segments import Network, networks
from parsing.readers.pdf.layout.spills import spills
from parsing.readers.pdf.layout.splits import Piece, split_rows
from parsing.readers.pdf.layout.tracking import Tracking, closed_up
from parsing.readers.pdf.page import Char, Page

_HANGING = "，。、；：）)”》,.;:"
_CLOSE = 0.15
"""Ems of white below which two digits are one number, whatever stands between them."""
_OVER = 2.5
"""Ems above a row of fields within which its headings stand."""


class Part(NamedTuple):
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


def ruled_tables(page: Page, chars: Sequence[Char], tracking: Tracking) -> Ruled:
    """The tables a page's lines draw, and what is left.

    Small tables take their characters first, so that a table inside a cell of a layout table
    is a table of its own. Frames drawn round the figures of several cells are no such table.
    """
    made: list[_Made] = []
    left = list(chars)
    loose = Network([], [])
    for network in sorted(networks(page.rules), key=_size):
        found = lattice(network, left)
        if found is not None:
            frames = [one for one in made if _frames_cells(one, found)]
            left += [char for one in frames for char in one.inside]
            made = [one for one in made if one not in frames]
        inside, outside = _parted(found, left) if found else ([], left)
        held = _held_apart(found, lines_of(inside), tracking) if found else None
        if (
            found is None
            or held is None
            or not inside
            or is_crowded(held.lines, found.areas)
            or _frames_figures(found, held, left)
            or _heads_rows_below(found, held, outside)
        ):
            loose.across.extend(network.across)
            loose.down.extend(network.down)
            continue
        left = outside
        filled = {cell for one in made for cell in _cells_of(one.inside, found)}
        pieces = split_rows(found, held.chars, held.lines)
        doubts = spills(page, network, found, pieces, held.crossed)
        if is_frame(found, pieces):
            within, text = bands(found, pieces)
            left += text
            made += [_within(page, band, doubts, filled) for band in within]
        else:
            made.append(_Made(_table(page, found, pieces, doubts, filled), inside))
    return Ruled([one.table for one in made], left, loose)


class _Made(NamedTuple):
    """A table and the characters it took."""

    table: Table
    inside: list[Char]


def _within(page: Page, band: Band, doubts: Sequence[str], filled: set[int]) -> _Made:
    """A table within a frame; ``doubts`` are of all cells of the frame."""
    table = _table(page, band.found, band.pieces, [doubts[place] for place in band.places], filled)
    return _Made(table, [char for piece in band.pieces for char in piece[1]])


def _frames_figures(found: Lattice, held: _Held, chars: Sequence[Char]) -> bool:
    """Whether lines are drawn round figures alone, as fields of a form are, and their labels stand outside: to
    the left of them, or over most figures of a single row. What stands over several, as the header of a page, heads
    none."""
    x0, y0, _, y1 = found.box
    if not all(line.value for lines in held.lines for line in lines):
        return False
    if any(char[7] < x0 and y0 < char[8] < y1 for char in chars):
        return True
    if len(found.ys) > 2:
        return False
    above = [char for char in chars if y0 - _OVER * char[5] < char[8] < y0]
    words = [token for line in lines_of(above) for token in line.tokens(CELL_GAP)]
    headed = {slot(found.xs, word.x0) for word in words if slot(found.xs, word.x0) == slot(found.xs, word.x1)} - {None}
    return 2 * len(headed) > len(found.xs) - 1


def _heads_rows_below(found: Lattice, held: _Held, chars: Sequence[Char]) -> bool:
    """Whether lines are drawn round headings alone, and a row of figures stands right below them."""
    x0, _, x1, y1 = found.box
    if any(line.value for lines in held.lines for line in lines):
        return False
    near = [char for char in chars if x0 <= char[7] <= x1 and y1 <= char[8] < y1 + _OVER * char[5]]
    words = [token for line in lines_of(near) for token in line.tokens(CELL_GAP)]
    return len(words) > 1 and any(token.value for token in words)


def _frames_cells(small: _Made, found: Lattice) -> bool:
    """Whether what a small table took stands in several cells of a larger one."""
    return len(_cells_of(small.inside, found)) > 1


def _cells_of(chars: Sequence[Char], found: Lattice) -> set[int]:
    """The cells of a table that characters stand in; none where some stand outside it."""
    if _parted(found, chars)[1]:
        return set()
    owners = found.owners
    places = [(slot(found.ys, char.y), slot(found.xs, char.x)) for char in chars]
    return {owners[row][column] for row, column in places if row is not None and column is not None}


def _parted(found: Lattice, chars: Iterable[Char]) -> tuple[list[Char], list[Char]]:
    """Characters inside a table, and those outside."""
    x0, y0, x1, y1 = found.box
    inside: list[Char] = []
    outside: list[Char] = []
    for char in chars:
        (inside if x0 <= char[7] < x1 and y0 <= char[8] < y1 else outside).append(char)
    return inside, outside


def _size(network: Network) -> float:
    x0, y0, x1, y1 = network.box
    return (x1 - x0) * (y1 - y0)


def _table(page: Page, found: Lattice, pieces: Sequence[Piece], doubts: Sequence[str], filled: set[int]) -> Table:
    """``doubts`` say of each piece why its digits may not be whole; ``filled`` are cells that hold a smaller table."""
    parts = []
    xs, ys, last, number = found.xs, found.ys, len(found.ys) - 1, page.number
    for ((row, column, end_row, end_column), inside, lines, origin), spilt in zip(pieces, doubts, strict=True):
        box = (xs[column], ys[row], xs[end_column], ys[end_row])
        text, doubt = cell_text(inside, box, lines)
        if spilt:
            doubt = spilt if spilt == DIVIDED else doubt or spilt
        if origin in filled:
            doubt = doubt or NESTED
        goes_on = end_row == last and full(inside, box, lines)
        parts.append(Part(text, row, end_row - row, box[0], box[2], number, page.shown(box), doubt, goes_on))
    table = Table(page.number, page.shown(found.box), found.xs, len(found.ys) - 1, tuple(parts), found.ys[0])
    return _without_empty_rows(table)


class _Held(NamedTuple):
    """The characters of each cell and their lines, and the cells between which a number seems divided."""

    chars: list[list[Char]]
    lines: list[list[Line]]
    crossed: set[int]


def _held_apart(found: Lattice, level: Sequence[Line], tracking: Tracking) -> _Held:
    """What each cell holds, numbers with digits set apart closed up."""
    held = _held(found, level)
    if any(" " in line.text for lines in held.lines for line in lines if line.gaps):
        reach = tracking.reach(line.chars for lines in held.lines for line in lines)
        return _held(found, closed_up(level, reach)) if reach else held
    return held


def _held(found: Lattice, level: Sequence[Line]) -> _Held:
    """What each cell holds by the middles of characters; ``level`` are their lines over the whole table."""
    owners = found.owners
    chars: list[list[Char]] = [[] for _ in found.areas]
    lines: list[list[Line]] = [[] for _ in found.areas]
    broken: set[int] = set()
    crossed: set[int] = set()
    for line in level:
        runs, even = _runs(line, _cells(found, owners, line)), line.even
        crossed.update(_crossed(line, runs))
        for cell, start, end in runs:
            if cell is None:
                continue
            if lines[cell] or not even:
                broken.add(cell)
            run = line.chars[start:end]
            chars[cell].extend(run)
            lines[cell].append(line if len(run) == len(line.chars) else Line(run))
    for cell in broken:  # whose characters may make other lines by themselves
        lines[cell] = lines_of(chars[cell])
    return _Held(chars, lines, crossed)


Owner = int | None
"""The cell a character belongs to by its index, or none."""


def _cells(found: Lattice, owners: Sequence[Sequence[int]], line: Line) -> list[Owner]:
    """The cell of each character of a line."""
    xs, last = found.xs, len(found.xs) - 1
    cells: list[Owner] = []
    own: Sequence[int] | None = None
    at = math.nan
    for _, _, _, _, _, _, _, x, y in line.chars:
        if y != at:
            at = y
            row = slot(found.ys, y)
            own = None if row is None else owners[row]
        along = bisect_right(xs, x) - 1
        cells.append(own[along] if own is not None and 0 <= along < last else None)
    return cells


def _runs(line: Line, cells: Sequence[Owner]) -> list[tuple[Owner, int, int]]:
    """The characters of a line by their cells, each cell as far as they stand together: the cell and the indexes
    of the first and after the last.

    A mark at the end of a line may hang out of its cell: it stays with the word it follows.
    """
    runs: list[tuple[Owner, int, int]] = []
    start, cell = 0, cells[0]
    for index, other in enumerate(cells):
        if other != cell and not _hangs(line, index):
            runs.append((cell, start, index))
            start, cell = index, other
    return [*runs, (cell, start, len(cells))]


def _hangs(line: Line, index: int) -> bool:
    right = line.chars[index]
    return right[0] in _HANGING and gap(line.chars[index - 1], right) < _CLOSE


def _crossed(line: Line, runs: Sequence[tuple[Owner, int, int]]) -> Iterator[int]:
    """Cells between which the digits of what looks like one number are divided."""
    for (one, _, _), (other, index, _) in pairwise(runs):
        left, right = line.chars[index - 1], line.chars[index]
        if left[0].isdigit() and right[0].isdigit() and gap(left, right) < _CLOSE:
            yield from (cell for cell in (one, other) if cell is not None)


def _without_empty_rows(table: Table) -> Table:
    """Drops rows where no cell begins: what is left of lines drawn close together."""
    starts = sorted({part.row for part in table.parts})
    if len(starts) == table.rows:
        return table
    order = {row: index for index, row in enumerate(starts)}

    def after(row: int) -> int:
        return sum(start < row for start in starts)

    parts = tuple(
        part._replace(row=order[part.row], rowspan=max(1, after(part.row + part.rowspan) - order[part.row]))
        for part in table.parts
    )
    return replace(table, rows=len(starts), parts=parts)
