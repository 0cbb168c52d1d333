"""A grid laid out so that neighbours can be asked for, and what its labels mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from parsing.editions import EDITIONS
from parsing.grid import LOOSE_DOUBT, Cell, Grid, both
from parsing.labels import fold, is_figure, is_plain_number, match
from parsing.tables.mapped import BROKEN_ROW_DOUBT, GLUED_DOUBT, TWO_ROWS_DOUBT
from parsing.tables.neighbours import missing_heading
from parsing.tables.vocabulary import GROUP, GROUP_LABELS, ROWS, is_row_label, is_unread, may_count, with_groups

AMBIGUOUS = frozenset({None, "total", "other", "other.other"})
"""Codes of rows whose labels other parts of the forms print too."""
_NUMBERED = re.compile(r"\s*[（(]?\s*[一二三四五六七八九十\d]+\s*[）)、.．]")
_LETTERED = re.compile(r"\s*[（(]?\s*[一二三四五六七八九十]\s*[）)、.．]")
_COUNTED = frozenset(
    row.code
    for form in EDITIONS.values()
    for table in form.tables
    for block in table.blocks
    for row in block.rows
    if row.label[0].isdigit()
)
"""Rows that the form numbers 1. 2. 3. and not （一）（二）（三）."""
_IN_GROUPS = {
    fold(row.groups[-1] + row.label): row.code
    for form in EDITIONS.values()
    for block in form.table("requests").blocks
    for row in block.rows
    if row.groups
}
"""Rows of table 三 with the name of their group before theirs."""
_NUMERALS = "0123456789一二三四五六七八九十"
_HOLDS_A_PART = re.compile(r"[,，.．]\s*[0-9０-９]{1,3}\s*$")
"""The part of a number behind its comma, at the end of a label."""
_GLUED_DIGITS = re.compile(r"[0-9０-９]\s*$|[\u4e00-\u9fff][0-9０-９]+(?![0-9０-９年])")
_ENDS_IN_FIGURE = re.compile(r"[\u4e00-\u9fff]\s*[0-9０-９]+\s*$")
_TWO_NUMBERS = re.compile(r"\s*\d[\d,.]*[^\S\n\v\f]+\d[\d,.]*\s*")
_NOUGHT = re.compile(r"\s*[0０][0-9０-９]")
_MARKS = "\ufffd-—– *＊※,，."
_MOST_OF = 4
"""Characters of a label that tell it, where another label stands before them."""
_STACKED = "分成几行"
_OVER_EACH_OTHER = "上下几行"
"""In the doubt of a cell whose numbers stand over each other, and not beside: none is that of the next cell."""
"""What readers say of a number broken over the lines of a cell."""
_NEAR = re.compile(r"分成几行（([^（）]*)），行间没有表格线")
"""The same where nothing but nearness tells the cell, with the lines."""
MISFIT_DOUBT = "这一行的格数与表头对不上，请对照原件确认"
_LINES = re.compile(r"[0-9０-９,，.]\s*[\n\v]\s*[0-9０-９,，.]")


@lru_cache(maxsize=16384)
def row_code(table: str, text: str) -> str | None:
    """The row of ``table`` a printed label means; labels glued to their group are cut free."""
    found = match(text, with_groups(table, "row"))
    folded = fold(text)
    exact = found is not None and found.similarity == 1.0
    if table == "requests" and folded in _IN_GROUPS:
        return _IN_GROUPS[folded]
    if not exact and names_two(table, folded):
        return None
    if found is not None and (exact or table != "requests"):
        return None if found.key == GROUP or is_cut_short(table, text) else found.key
    glued = [
        label
        for label in ROWS[table]
        if len(label) >= 4 and folded.endswith(label) and any(folded.startswith(group) for group in GROUP_LABELS)
    ]
    if glued:
        return ROWS[table][max(glued, key=len)]
    return None if found is None or found.key == GROUP else found.key


def names_two(table: str, folded: str) -> bool:
    """Whether a label is one row's whole label and another's, or most of it, after it: whose figures follow
    cannot be told."""
    rests = [folded.removeprefix(label) for label in ROWS[table] if len(label) >= 4 and folded.startswith(label)]
    if any(rest.lstrip(_NUMERALS) in ROWS[table] for rest in rests if rest[:1] and rest[0] in _NUMERALS):
        return True
    return any(label.startswith(rest) for rest in rests if len(rest) >= _MOST_OF for label in ROWS[table])


def is_cut_short(table: str, text: str) -> bool:
    """Whether a label whose words begin another's is numbered like that other: （六）其他 is no 3.其他."""
    folded = fold(text)
    longer = any(label.startswith(folded) and label != folded for label in ROWS[table] if len(folded) > 1)
    return longer and ROWS[table].get(folded) in _COUNTED and bool(_LETTERED.match(text))


@lru_cache(maxsize=16384)
def column_code(table: str, text: str) -> str | None:
    """The column of ``table`` a printed label means."""
    found = match(text, with_groups(table, "column"))
    return None if found is None or found.key == GROUP else found.key


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
                word = between and is_unread(cell.text) and not any(row_code(table, cell.text) for table in ROWS)
                number = labelled and bool(figures) and may_count(cell.text)
                if not cell.text.strip() or is_figure(cell.text) or holds_digits(cell) or word or number:
                    found[-1].append(cell)
                else:
                    labelled = labelled or is_row_label(cell.text)
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
    words = [c for c in sheet.grid.cells if c.row not in filled and not _NUMBERED.match(c.text)]
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


def beside(sheet: Sheet, label: Cell, cells: list[Cell]) -> list[Cell]:
    """The cells of a row with what must be doubted of them as a row.

    A label or heading that fills its cell may touch the figure beside or below it, which then seems blank, or which
    has only its other line left. Where all figures of a row are broken over lines, two rows may stand in one, and
    where a nought is, they do.
    """
    glued = has_glued_digits(label)
    filled = [cell for cell in cells if cell.text.strip()]
    broken = [cell for cell in filled if is_stacked(cell)]
    doubt = BROKEN_ROW_DOUBT if len(broken) == len(filled) > 1 else ""
    doubt = TWO_ROWS_DOUBT if any(_NOUGHT.match(cell.text) for cell in broken) else doubt
    doubt = both(doubt, GLUED_DOUBT if _HOLDS_A_PART.search(label.text) else "")
    return _beside_two([_doubted(sheet, cell, glued, doubt) for cell in cells])


def _beside_two(cells: list[Cell]) -> list[Cell]:
    """The cells of a row, blanks doubted beside a cell that holds two numbers: one of them may be theirs."""
    two = [bool(_TWO_NUMBERS.fullmatch(cell.text)) and _OVER_EACH_OTHER not in cell.doubt for cell in cells]
    if not any(two):
        return cells
    return [
        cell._replace(doubt=both(cell.doubt, GLUED_DOUBT))
        if not cell.text.strip() and any(two[max(n - 1, 0) : n + 2])
        else cell
        for n, cell in enumerate(cells)
    ]


def _doubted(sheet: Sheet, cell: Cell, glued: bool, doubt: str = "") -> Cell:
    """A cell with the doubt of its row's figures, or, where it is blank, with what speaks against its being so."""
    if cell.text.strip():
        return cell._replace(doubt=both(cell.doubt, doubt)) if doubt else cell
    heading = next(sheet.above(cell.row, cell.column), None)
    if glued or (heading is not None and has_glued_digits(heading)):
        return cell._replace(doubt=both(cell.doubt, GLUED_DOUBT))
    if _is_by_two(sheet, cell):  # sums that take the two for one number bear the blank out as well
        return cell._replace(doubt=both(cell.doubt, LOOSE_DOUBT))
    return cell


def _is_by_two(sheet: Sheet, blank: Cell) -> bool:
    """Whether the cell over or under a blank holds two numbers: one of them may be its own, hanging over its row."""
    near = [cell for row in (blank.row - 1, blank.row + blank.rowspan) for cell in sheet.row(row)]
    return any(cell.column == blank.column and _TWO_NUMBERS.fullmatch(cell.text) for cell in near)


def under_headings(sheet: Sheet, cells: list[Cell]) -> list[Cell]:
    """The cells of the row under headings, doubted under those that end in digits, which may be its own."""
    found = []
    for cell in cells:
        heading = next(sheet.above(cell.row, cell.column), None)
        ends = heading is not None and _ENDS_IN_FIGURE.search(heading.text)
        doubted = _doubted(sheet, cell, glued=False)
        found.append(doubted._replace(doubt=both(cell.doubt, GLUED_DOUBT)) if ends else doubted)
    return _beside_two(found)


def has_glued_digits(label: Cell) -> bool:
    """Whether digits stand at the end of a label or heading, or between its words, none of which has any there: a
    figure that touches a label broken over lines comes to stand within it."""
    return bool(_GLUED_DIGITS.search(label.text)) and fold(label.text) not in _IN_GROUPS


def is_numbered(text: str) -> bool:
    """Whether a label begins with its number, as the rows of the form do and the columns do not."""
    return bool(_NUMBERED.match(text))


def holds_digits(cell: Cell) -> bool:
    """An unreadable figure ("12?", U+FFFD, a stroke of the pen before it) still takes its place in the row; a label
    does not."""
    text = cell.text.strip()
    rest = text.lstrip(_MARKS)
    if text and not rest:
        return True
    return len(text) <= 12 and rest[:1].isdigit() and not any(row_code(t, said) for t in ROWS for said in (text, rest))


def is_rest(cells: Sequence[Cell], count: int) -> bool:
    """Whether a run is plain digits, and too few for a row of ``count`` figures: of a number too long for its cell."""
    filled = [cell for cell in cells if cell.text.strip()]
    return 0 < len(filled) < count and all(is_plain_number(cell.text) for cell in filled)


def is_stacked(cell: Cell) -> bool:
    """Whether the number of a cell is put together from several lines."""
    return _STACKED in cell.doubt or bool(_LINES.search(cell.text))


def near_lines(cell: Cell) -> list[str]:
    """The lines of a number that nearness alone put together; none where lines are drawn round the cell."""
    found = _NEAR.search(cell.doubt) if cell.doubt else None
    return found[1].split("／") if found else []
