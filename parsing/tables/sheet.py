"""A grid laid out so that neighbours can be asked for, and the headings over its columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from parsing.grid import Cell, Grid
from parsing.labels import is_figure
from parsing.tables.codes import AMBIGUOUS, column_code, holds_digits, is_numbered, names_a_row, row_code
from parsing.tables.neighbours import missing_heading
from parsing.tables.vocabulary import is_row_label, is_unread, may_count


@dataclass
class Sheet:
    """A grid with its cells laid out, so that neighbours can be asked for."""

    grid: Grid
    at: dict[tuple[int, int], Cell] = field(default_factory=dict)
    rows: dict[int, list[Cell]] = field(default_factory=dict)
    _runs: dict[int, list[list[Cell]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for cell in sorted(self.grid.cells, key=lambda cell: cell.column):
            self.rows.setdefault(cell.row, []).append(cell)
            for row in range(cell.row, cell.row + cell.rowspan):
                for column in range(cell.column, cell.column + cell.colspan):
                    self.at.setdefault((row, column), cell)

    def row(self, index: int) -> list[Cell]:
        """The cells that begin in a row, left to right."""
        return self.rows.get(index, [])

    def all_runs(self) -> Iterator[list[Cell]]:
        """The runs of every row, from the top."""
        for row in sorted(self.rows):
            yield from self.runs(row)

    def runs(self, row: int) -> list[list[Cell]]:
        """The cells of a row that hold, or could hold, figures: a run after each of its labels.

        Tables printed side by side have several; a remark after the figures ends theirs, a word between them stands
        in the place of one.
        """
        if row not in self._runs:
            found: list[list[Cell]] = [[]]
            figures = [cell.column for cell in self.row(row) if is_figure(cell.text)]
            labelled = False
            for cell in self.row(row):
                between = bool(figures) and figures[0] < cell.column < figures[-1]
                word = between and is_unread(cell.text) and not names_a_row(cell.text)
                number = labelled and bool(figures) and may_count(cell.text)
                if not cell.text.strip() or is_figure(cell.text) or holds_digits(cell) or word or number:
                    found[-1].append(cell)
                else:
                    labelled = labelled or is_row_label(cell.text) or names_a_row(cell.text)
                    found.append([])
            self._runs[row] = [run for run in found if run]
        return self._runs[row]

    def left_of(self, cell: Cell) -> Iterator[Cell]:
        """Label cells to the left in the same row, nearest first."""
        yield from self._labels((cell.row, column) for column in range(cell.column - 1, -1, -1))

    def above(self, row: int, column: int) -> Iterator[Cell]:
        """Label cells above in the same column, nearest first."""
        yield from self._labels((upper, column) for upper in range(row - 1, -1, -1))

    def _labels(self, places: Iterable[tuple[int, int]]) -> Iterator[Cell]:
        seen: Cell | None = None
        for place in places:
            cell = self.at.get(place)
            if cell is not None and cell is not seen and cell.text.strip() and not is_figure(cell.text):
                yield cell
            seen = cell


def names_in_order(sheet: Sheet, table: str, codes: Sequence[str]) -> bool:
    """Whether every column of a table is named above its rows, most of them in one row in the form's order.

    Where merges were lost the headings stand over the wrong columns, and still say which there are.
    """
    rows = (cell.row for cell in sheet.grid.cells if row_code(table, cell.text) not in AMBIGUOUS)
    first = min(rows, default=sheet.grid.height)  # where a page ends after the headings
    named = [
        [code for cell in sheet.row(row) if cell.text.strip() and (code := column_code(table, cell.text))]
        for row in range(first)
    ]
    longest = max(named, key=len, default=[])
    in_order = longest == [code for code in codes if code in longest]
    return in_order and len(longest) > len(codes) // 2 and sorted(c for row in named for c in row) == sorted(codes)


def applicant_headers(sheet: Sheet) -> dict[int, dict[int, str]]:
    """Last row of each heading → column index → applicant code, from the lowest heading cell of each column.

    Headings stand above the rows, in lines without figures and without numbering: the row （七）总计
    is no heading of a column of totals, nor 3.其他 of one of others. A table printed in two halves
    one under the other has a heading over each.
    """
    filled = {cell.row for cell in sheet.grid.cells if is_figure(cell.text)}
    words = [c for c in sheet.grid.cells if c.row not in filled and not is_numbered(c.text)]
    rows = sorted({c.row for c in sheet.grid.cells if row_code("requests", c.text) not in AMBIGUOUS})
    found: dict[int, dict[int, str]] = {}
    for first, end in pairwise([-1, *rows]):
        header = _applicant_header(cell for cell in words if first < cell.row < end)
        if header:
            found[end - 1] = header
    return found


def _applicant_header(heading: Iterable[Cell]) -> dict[int, str]:
    found: dict[int, str] = {}
    cells = sorted(heading, key=lambda cell: (cell.row, cell.column))
    for cell in cells:
        code = column_code("requests", cell.text) if cell.text.strip() else None
        if code is None or code in found.values():
            continue
        if any(c in found for c in range(cell.column, cell.column + cell.colspan)):
            continue
        found[cell.column] = code
    return missing_heading(cells, dict(sorted(found.items()))) if len(found) >= 3 else {}


def sticks_out(sheet: Sheet, cells: Sequence[Cell]) -> bool:
    """Whether a row of a table that flows (Word, web pages) goes on where no row above it does: a cell
    too many stands somewhere in it. On a page cells stand where they stand."""
    last = cells[-1]
    if last.place.page is not None or last.row == 0:
        return False
    end = last.column + last.colspan - 1
    return all(sheet.at.get((row, end)) is None for row in range(last.row))


def sticks_out_alone(sheet: Sheet, cells: Sequence[Cell]) -> bool:
    """Whether no row below has a cell where its last one begins either: a column that says nothing is there in more
    rows than one."""
    below = range(cells[-1].row + 1, sheet.grid.height)
    return sticks_out(sheet, cells) and all(sheet.at.get((row, cells[-1].column)) is None for row in below)


def fits_headings(sheet: Sheet, header: Mapping[int, str], cells: Sequence[Cell]) -> bool:
    """Whether a row has a cell for every heading and no figure without one: else one may have been lost or
    put in before the others. On a page cells stand where they stand, whichever are missing, and two figures under
    one heading are parts of a number; web pages repeat what a merged cell held."""
    covered = {column for cell in cells for column in range(cell.column, cell.column + cell.colspan)}
    filled = [cell for cell in cells if cell.text.strip()]
    if any(cell.column not in header for cell in filled) or sticks_out(sheet, cells):
        return False
    named = {header[cell.column] for cell in filled}
    if cells[0].place.page is not None:
        return len(named) == len(filled)
    if len({(header[cell.column], cell.text.strip()) for cell in filled}) > len(named):
        return False
    return not set(header.values()) - {code for column, code in header.items() if column in covered}
