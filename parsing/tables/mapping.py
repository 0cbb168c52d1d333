"""Finds the three official tables in a document's grids, by label and by geometry.

A figure belongs to the row whose label stands nearest to its left and to the column whose
label stands nearest above. Where a table goes on in a grid without headings, or headings and
figures are cut differently, the cells of a row are counted off against the columns of the
form, and only if the numbers agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain

from parsing.editions import Measure
from parsing.grid import Cell, Grid, both
from parsing.labels import fold, read_number
from parsing.report import Address
from parsing.tables.apart import apart
from parsing.tables.beside import beside
from parsing.tables.clipped import whole_headings
from parsing.tables.codes import AMBIGUOUS, column_code, is_numbered, row_code
from parsing.tables.companions import doubt_lost_column, doubt_strangers, doubt_total_first
from parsing.tables.cut import pieces_doubted
from parsing.tables.disclosure import map_disclosure
from parsing.tables.disputes import map_disputes
from parsing.tables.explained import without_explanations
from parsing.tables.loose import beside_unnamed, doubt_beside_rests, doubt_near
from parsing.tables.mapped import (
    APPLICANTS,
    BESIDE_DOUBT,
    END_DOUBT,
    MOVED_DOUBT,
    PHANTOM_WARNING,
    SHIFT_DOUBT,
    SHORT_WARNING,
    Mapped,
    Printed,
    cell_figure,
    row_words,
)
from parsing.tables.neighbours import Labelled, between_neighbours, in_order
from parsing.tables.parted import parted
from parsing.tables.remarks import is_beside_the_form, without_remarks
from parsing.tables.rows import applicants_add_up, fit, is_by_sums, stands_beside
from parsing.tables.sheet import Sheet, applicant_headers, names_in_order, sticks_out, sticks_out_alone
from parsing.tables.shorter import doubted_where_shorter
from parsing.tables.spanned import doubt_spanned
from parsing.tables.torn import mended, rejoined
from parsing.tables.vocabulary import GROUP_LABELS, ROWS

_PART, _EDGE = 0.8, 3
"""Share of a row's label that its end has at most, and characters by which its beginning and its end are known."""
_YEAR = re.compile(r"20\d\d\s*年?(?:度|全年)?")


def map_grids(grids: Sequence[Grid]) -> Mapped:
    """Reads the three tables out of a document's grids."""
    mapped = Mapped()
    memory = _Memory()
    for table in chain.from_iterable(apart(without_explanations(grid)) for grid in rejoined(grids)):
        sheet = Sheet(doubted_where_shorter(mended(parted(without_remarks(whole_headings(table))))))
        if not _compares_years(sheet):
            _map_requests(sheet, mapped, memory)
        memory.disclosure = map_disclosure(sheet, mapped, memory.disclosure)
        memory.disputes = map_disputes(sheet, mapped, memory.disputes)
    doubt_strangers(mapped)
    doubt_total_first(mapped)
    doubt_lost_column(mapped, memory.by_part_of_a_heading)
    return mapped


@dataclass
class _Memory:
    """What earlier grids of the document printed, for a table that goes on in another."""

    applicants: tuple[str, ...] = ()
    half: tuple[str, ...] = ()
    disclosure: tuple[str, ...] = ()
    disputes: bool = False
    by_part_of_a_heading: set[Address] = field(default_factory=set)


def _map_requests(sheet: Sheet, mapped: Mapped, memory: _Memory) -> None:
    in_form_order = names_in_order(sheet, "requests", APPLICANTS)
    headers, last = applicant_headers(sheet), mapped.last_row("requests")
    if in_form_order:
        headers = _believed(sheet, headers)
    for header in headers.values():
        if len(header) == len(APPLICANTS):
            memory.applicants = tuple(header.values())
        elif in_form_order:
            memory.applicants = APPLICANTS
    if not headers and in_form_order:
        memory.applicants = APPLICANTS
    read_rows, unplaced, labels = dict[int, str](), set[str](), set[int]()
    for label, code, cells in between_neighbours(in_order(_request_runs(sheet))):
        if code is None or _is_group_cell(sheet, label, cells) or _is_no_row(label, code, cells):
            continue
        above = [row for row in headers if row < cells[0].row]
        header = headers[max(above)] if above else {}
        read_rows[cells[0].row] = code
        whose = code, _end_doubt(code, label, cells)
        own = pieces_doubted(sheet, label, beside(sheet, label, cells))
        placed = _map_request_row(sheet, mapped, memory, header, whose, own)
        if placed:
            mapped.printed.append(Printed("requests", "row", code, label.text, label.place))
        unplaced.update([code] if not placed or id(label) in labels else ())
        labels.add(id(label))
    unplaced.update(beside_unnamed(sheet, read_rows))
    for header in headers.values():
        memory.half = tuple(header.values()) if _is_half(sheet, header) else ()
    memory.applicants = memory.applicants or _order_told(sheet, headers)
    mapped.doubt_blanks("requests", unplaced, BESIDE_DOUBT)
    doubt_beside_rests(sheet, mapped, {-1: last} | read_rows if last and read_rows else read_rows)
    doubt_near(sheet, mapped, read_rows)
    doubt_spanned(sheet, mapped, "requests")


def _is_half(sheet: Sheet, header: dict[int, str]) -> bool:
    """Whether headings are those of a table of which the rest stands elsewhere. Where rows hold more figures than there
    are headings some of these were lost, and rows of the next page with as many cells have cells that ran together."""
    if len(header) >= len(APPLICANTS):
        return False
    return all(len(cells) <= len(header) for _, code, cells in _request_runs(sheet) if code)


def _compares_years(sheet: Sheet) -> bool:
    """Whether a table sets figures of several years beside each other: rows of it are named as the form's and are
    none of them."""
    years = sum(bool(_YEAR.fullmatch(cell.text.strip())) for cell in sheet.row(0))
    return years > 1 and not applicant_headers(sheet)


def _believed(sheet: Sheet, headers: dict[int, dict[int, str]]) -> dict[int, dict[int, str]]:
    """The headings, but for those in another order than the form's where more rows are to be had in the form's:
    merges that were lost move headings from their columns, and six parts add up in any order."""
    moved = [header for header in headers.values() if tuple(header.values()) != APPLICANTS]
    if not moved:
        return headers
    rows = [cells for cells in sheet.all_runs() if len(cells) == len(APPLICANTS)]
    filled = [cells for cells in rows if any(read_number(cell.text).value for cell in cells)]
    by_form = sum(_add_up(list(zip(APPLICANTS, cells, strict=True))) for cells in filled)
    by_heading = sum(any((found := _by_heading(sheet, h, cells)) and _add_up(found) for h in moved) for cells in filled)
    placed = any(_by_heading(sheet, header, cells) for header in moved for cells in rows)
    return {} if by_form > by_heading or not placed else headers


def _request_runs(sheet: Sheet) -> Iterator[Labelled]:
    for cells in sheet.all_runs():
        label = _label_of(sheet, cells[0])
        if label is not None:
            yield label, row_code("requests", label.text), cells


def _label_of(sheet: Sheet, first: Cell) -> Cell | None:
    """The label nearest to the figures of a row; where a group's cell of several rows stands there, as spans that were
    counted wrong move it, the row's own to the left of it."""
    labels = list(sheet.left_of(first))
    if labels and labels[0].rowspan > 1 and fold(labels[0].text) in GROUP_LABELS:
        own = (label for label in labels[1:] if label.row == first.row and row_code("requests", label.text))
        return next(own, labels[0])
    return labels[0] if labels else None


def _is_group_cell(sheet: Sheet, label: Cell, cells: Sequence[Cell]) -> bool:
    """A merged group cell beside rows whose own labels were lost: not the label of any of them.

    It says the words of a group, or something near, or another of its rows has a label of its own. Beside ``cells`` as
    high as itself it is the label of one row, which a page's end cut in two.
    """
    if all(cell.rowspan == label.rowspan for cell in cells):
        return False
    official = [text for text, code in ROWS["requests"].items() if code == row_code("requests", label.text)]
    if fold(label.text) in GROUP_LABELS or any(text in GROUP_LABELS for text in official):
        return True
    right = label.column + label.colspan
    beside = (c for row in range(label.row, label.row + label.rowspan) for c in sheet.row(row) if c.column >= right)
    return any(row_code("requests", cell.text) not in AMBIGUOUS for cell in beside)


def _is_no_row(label: Cell, code: str, cells: list[Cell]) -> bool:
    """Nothing filled in after the end of a label, or after a bare 总计 or 其他, which heads columns elsewhere."""
    if any(cell.text.strip() for cell in cells):
        return False
    return _is_second_half(label) or (code in AMBIGUOUS and not is_numbered(label.text))


def _is_second_half(label: Cell) -> bool:
    """The end of a label without figures: they stand with its beginning, on the page before."""
    folded = fold(label.text)
    official = [text for text in ROWS["requests"] if folded in text]
    return bool(official) and not any(text.startswith(folded) for text in official)


def _end_doubt(code: str, label: Cell, cells: list[Cell]) -> str:
    """A doubt where a label is but the end of that of its row and blanks stand beside it: the figures may stand beside
    its beginning, on a page that could not be read, and what is here be marks of a pen."""
    folded = fold(label.text)
    text = max((text for text, own in ROWS["requests"].items() if own == code), key=len)
    is_end = len(folded) <= _PART * len(text) and text[:_EDGE] not in folded and text[-_EDGE:] in folded
    return END_DOUBT if is_end and not all(cell.text.strip() for cell in cells) else ""


def _map_request_row(
    sheet: Sheet, mapped: Mapped, memory: _Memory, header: dict[int, str], whose: tuple[str, str], cells: list[Cell]
) -> bool:
    """Reads the figures of a row, ``whose`` it is and what makes that doubtful; whether they could be placed."""
    code, end = whose
    placed = _by_heading(sheet, header, cells)
    by_part = placed is not None and len(placed) < len(APPLICANTS)
    under_headings = placed is not None
    if placed is None and not header and len(cells) == len(memory.half):
        placed = list(zip(memory.half, cells, strict=True))
    order = tuple(header.values()) if len(header) == 7 else memory.applicants
    order = order or _official_order(header, cells)
    doubt = "" if order else "这一行所在的表没有表头"
    if placed is None:
        numbers = [read_number(cell.text) for cell in cells]
        chosen = fit(numbers, len(APPLICANTS), applicants_add_up)
        if chosen is None:
            _warn(mapped, SHORT_WARNING, row_words("requests", code), len(cells), len(APPLICANTS))
            return False
        if len([cell for cell in cells if cell.text.strip()]) > len(APPLICANTS):
            _warn(mapped, PHANTOM_WARNING, row_words("requests", code), len(cells), len(APPLICANTS))
        placed = list(zip(order or APPLICANTS, (cells[i] for i in chosen), strict=True))
        places = {code: cell.column for code, cell in placed}
        moved = len(cells) > len(APPLICANTS) and any(places.get(code) != column for column, code in header.items())
        loose = not order and len(cells) > len(APPLICANTS) and any(not cell.text.strip() for _, cell in placed)
        alone = sticks_out_alone(sheet, cells) and not _add_up(placed)
        by_sums = is_by_sums(numbers, len(APPLICANTS))
        doubt = both(doubt, SHIFT_DOUBT if moved or loose or alone or by_sums else "")
    else:
        doubt = ""
    told = under_headings or not header
    if order and order != APPLICANTS and not (told and _add_up(placed)):
        # A heading lost from merged cells moves the others: then nothing adds up, or figures stand under none.
        _warn(mapped, SHORT_WARNING, row_words("requests", code), len(cells), len(APPLICANTS))
        return False
    doubt = both(doubt, end, "" if _add_up(placed) else _doubt_of_place(placed, cells))
    for column, cell in placed:
        address = Address("requests", code, column)
        mapped.put(address, cell_figure(cell, Measure.COUNT, doubt))
        if by_part:
            memory.by_part_of_a_heading.add(address)
    return True


def _official_order(header: dict[int, str], cells: list[Cell]) -> tuple[str, ...]:
    """The form's order, where the headings left of a torn heading stand in it, each over its own cell."""
    places = {column: n for n, cell in enumerate(cells) for column in range(cell.column, cell.column + cell.colspan)}
    in_order = all(places.get(column) == APPLICANTS.index(code) for column, code in header.items())
    return APPLICANTS if header and in_order and len(cells) == len(APPLICANTS) else ()


def _order_told(sheet: Sheet, headers: dict[int, dict[int, str]]) -> tuple[str, ...]:
    """The form's order, where a torn heading and every row under it have it, and these add up and are not all noughts:
    rows of the next page, which stand under no heading, have it too."""
    return APPLICANTS if any(_bears_out(sheet, at, header) for at, header in headers.items()) else ()


def _bears_out(sheet: Sheet, at: int, header: dict[int, str]) -> bool:
    runs = [cells for _, code, cells in _request_runs(sheet) if code and cells[0].row > at]
    rows = [list(zip(APPLICANTS, cells, strict=False)) for cells in runs]
    own = all(_official_order(header, cells) and _add_up(row) for cells, row in zip(runs, rows, strict=True))
    return own and any(read_number(cell.text).value for row in rows for _, cell in row)


def _add_up(placed: Sequence[tuple[str, Cell]]) -> bool:
    values = {column: read_number(cell.text).value or Decimal(0) for column, cell in placed}
    return applicants_add_up([values.get(column, Decimal(0)) for column in APPLICANTS])


def _doubt_of_place(placed: Sequence[tuple[str, Cell]], cells: Sequence[Cell]) -> str:
    """Why a row that does not add up may stand in other cells than those it was read from: its total is blank and there
    are cells to spare, as where one of the others was lost; or it adds up beside, in the form's order."""
    total = next((cell.text.strip() for column, cell in placed if column == "total"), "")
    lost = len(cells) > len(APPLICANTS) and not total
    beside = False
    if tuple(column for column, _ in placed) == APPLICANTS:
        at = [next(n for n, cell in enumerate(cells) if cell is own) for _, own in placed]
        beside = stands_beside([read_number(cell.text) for cell in cells], at, len(APPLICANTS))
    return both(SHIFT_DOUBT if lost else "", MOVED_DOUBT if beside else "")


def _by_heading(sheet: Sheet, header: dict[int, str], cells: list[Cell]) -> list[tuple[str, Cell]] | None:
    """Each cell under its heading; None where a figure has no heading, or two share one."""
    if sticks_out(sheet, cells):
        return None
    taken: dict[str, Cell] = {}
    for cell in cells:
        codes = {header[c] for c in range(cell.column, cell.column + cell.colspan) if c in header}
        codes = codes or _spanning_heading(sheet, header, cell)
        if len(codes) != 1:
            if cell.text.strip() and not is_beside_the_form(sheet, header, cell):
                return None
            continue
        code = codes.pop()
        other = taken.get(code)
        if other is not None and other.text.strip():
            if cell.text.strip():
                return None
            continue
        taken[code] = cell
    return list(taken.items()) if taken and len(taken) == len(header) else None


def _spanning_heading(sheet: Sheet, header: dict[int, str], cell: Cell) -> set[str]:
    for label in sheet.above(cell.row, cell.column):
        if label.column in header and column_code("requests", label.text) == header[label.column]:
            return {header[label.column]}
    return set()


def _warn(mapped: Mapped, template: str, place: str, found: int, wanted: int) -> None:
    mapped.warnings.append(template.format(place=place, found=found, wanted=wanted))
