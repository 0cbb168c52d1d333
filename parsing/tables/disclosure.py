"""Table 二 in a grid: rows by their labels, figures by the headings of the block above."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from parsing.editions import EDITIONS, Measure
from parsing.grid import AND, FULL_LINES, LOOSE_DOUBT, Cell, both
from parsing.labels import fold
from parsing.report import Address
from parsing.tables.beside import MISFIT_DOUBT, beside, is_rest
from parsing.tables.codes import column_code, has_glued_digits, row_code
from parsing.tables.mapped import GLUED_DOUBT, Mapped, Printed, cell_figure, unit_named
from parsing.tables.sheet import Sheet, fits_headings
from parsing.tables.spanned import doubt_spanned
from parsing.tables.vocabulary import COLUMNS, all_addresses, columns_of

_BLOCKS = tuple(
    {column.code for column in block.columns}
    for edition in EDITIONS.values()
    for block in edition.table("disclosure").blocks
)
"""The columns of each block of an edition."""

_NO_ONE = ""
"""Stands for the column of a heading that names several."""


class _Headings(NamedTuple):
    """The headings above a row: codes by the columns of the grid, none where it has no headings yet, and in the
    order they were last printed, if need be in a grid before."""

    at: Mapping[int, str]
    order: tuple[str, ...]


def map_disclosure(sheet: Sheet, mapped: Mapped, order: tuple[str, ...]) -> tuple[str, ...]:
    """Reads what a grid holds of table 二. ``order`` are the columns of the headings last printed in a grid before,
    and so is what comes back."""
    headings = _Headings({}, order)
    last = mapped.last_row("disclosure")
    rows, loose = dict[int, str](), set[int]()
    above: dict[int, str] = {}
    for row in range(sheet.grid.height):
        found = above = _with_taller(above, _headings_in(sheet, row))
        if found:
            headings = _Headings(found, tuple(dict.fromkeys(found.values())))
            continue
        for cells in sheet.runs(row):
            label = next(sheet.left_of(cells[0]), None)
            code = row_code("disclosure", label.text) if label else None
            if label is not None and code is not None:
                _map_run(sheet, mapped, headings, label, cells)
            if label is None and _are_rests(cells):
                loose.add(row)
            elif any(cell.text.strip() for cell in cells):
                rows[row] = code or ""
    doubt_spanned(sheet, mapped, "disclosure")
    _doubt_beside(mapped, {-1: last} | rows if any(rows.values()) else rows, loose)
    return headings.order


def _are_rests(cells: list[Cell]) -> bool:
    """Whether cells without a label hold digits, which may have a note behind them, and nothing before these."""
    filled = [cell.text.strip() for cell in cells if cell.text.strip()]
    return is_rest(cells, len(cells) + 1) or (bool(filled) and all(text[0].isdecimal() for text in filled))


def _map_run(sheet: Sheet, mapped: Mapped, headings: _Headings, label: Cell, cells: list[Cell]) -> None:
    code = row_code("disclosure", label.text) or ""
    mapped.printed.append(Printed("disclosure", "row", code, label.text, label.place))
    doubt = MISFIT_DOUBT if headings.at and not fits_headings(sheet, headings.at, cells) else ""
    doubt = both(doubt, GLUED_DOUBT if has_glued_digits(label) else "")  # the first figure may be in the label
    for column, cell in _placed(headings, code, beside(sheet, label, cells)):
        parted = MISFIT_DOUBT if _is_part(sheet, headings, label, cell) else ""
        address = Address("disclosure", code, column)
        heading = next((c for c in sheet.above(cell.row, cell.column) if column_code("disclosure", c.text)), None)
        unit = unit_named(heading.text) if heading else ""
        measure = all_addresses()[address]
        told = cell._replace(doubt="") if measure is Measure.COUNT and _is_whole(cell, label) else cell
        mapped.put(address, cell_figure(told, measure, both(doubt, parted), unit))


def _is_part(sheet: Sheet, headings: _Headings, label: Cell, cell: Cell) -> bool:
    """Whether a cell of a page has another that says something beside it under its heading, in the rows of its label,
    as where the frame of a stamp cuts it."""
    if cell.place.page is None or cell.column not in headings.at:
        return False
    own, at = headings.at[cell.column], (cell.row, cell.column)
    beside = (other for row in range(label.row, label.row + label.rowspan) for other in sheet.row(row))
    others = (other for other in beside if (other.row, other.column) != at and other.text.strip())
    return any(headings.at.get(other.column) == own for other in others)


def _is_whole(cell: Cell, label: Cell) -> bool:
    """Whether a number broken over lines is one beyond doubt, which no sum of this table tells: its lines are full, and
    its cell is of one row, with a label of its own, so that no second number has a place there."""
    alone = cell.doubt.startswith(FULL_LINES) and AND not in cell.doubt
    return alone and cell.rowspan == label.rowspan == 1


def _doubt_beside(mapped: Mapped, rows: Mapping[int, str], loose: set[int]) -> None:
    """Doubts the rows next to ``loose`` digits without a label: they may be lines of their numbers, and no sum of
    the form tells. ``rows`` has "" for rows of other tables, and at -1 the last row of the grid before."""
    above = {max((row for row in rows if row < other), default=None) for other in loose}
    below = {min((row for row in rows if row > other), default=None) for other in loose}
    doubted = {rows[row] for row in above | below if row is not None} - {""}
    for address in [a for a in mapped.figures if a.table == "disclosure" and a.row in doubted]:
        mapped.doubt(address, LOOSE_DOUBT)


def _headings_in(sheet: Sheet, row: int) -> dict[int, str]:
    """Column index → column code where a row is the heading of a block, else nothing."""
    found: dict[int, str] = {}
    for cell in sheet.row(row):
        code = column_code("disclosure", cell.text) if cell.text.strip() else None
        if code is not None and not row_code("disclosure", cell.text):
            code = _NO_ONE if _names_several(cell.text) else code
            found |= dict.fromkeys(range(cell.column, cell.column + cell.colspan), code)
    return found


def _names_several(text: str) -> bool:
    """Whether a heading is those of two columns in one cell: which of them a figure below is in, it does not say."""
    folded = fold(text)
    first = max((label for label in COLUMNS["disclosure"] if folded.startswith(label)), key=len, default=folded)
    return any(folded[len(first) :].startswith(label) for label in COLUMNS["disclosure"])


def _with_taller(above: dict[int, str], found: dict[int, str]) -> dict[int, str]:
    """The headings of a row with those of the row above, where they are one row of a block: without lines, a heading of
    two lines beside others of one, which stand at its foot, begins a row of its own."""
    together = {*above.values(), *found.values()}
    apart = not above.keys() & found.keys() and not set(above.values()) & set(found.values())
    return above | found if found and apart and any(own >= together for own in _BLOCKS) else found


def _placed(headings: _Headings, row: str, cells: list[Cell]) -> Iterator[tuple[str, Cell]]:
    """Each cell with its column, by the heading above it or by counting off."""
    known = columns_of("disclosure", row)
    if headings.at:
        for cell in cells:
            covered = range(cell.column, cell.column + cell.colspan)
            codes = {headings.at[column] for column in covered if column in headings.at} & known
            if len(codes) == 1:
                yield codes.pop(), cell
        return
    order = [code for code in headings.order if code in known]
    if len(cells) == len(order) == len(headings.order):
        yield from zip(order, cells, strict=True)
