"""Table 四: three groups of five outcomes, under two rows of headings or beside the group's own."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from itertools import pairwise

from parsing.editions import Measure
from parsing.grid import LOOSE_DOUBT, MANY_LOOSE_DOUBT, Cell, both
from parsing.labels import fold, is_figure, read_number
from parsing.report import Address, State
from parsing.tables.beside import is_rest, under_headings
from parsing.tables.codes import column_code, has_glued_digits, holds_digits, row_code
from parsing.tables.mapped import (
    GLUED_DOUBT,
    GROUPS,
    MOVED_DOUBT,
    OUTCOMES,
    SHIFT_DOUBT,
    SHORT_WARNING,
    Mapped,
    Printed,
    cell_figure,
    to_figure,
)
from parsing.tables.rows import applicants_add_up, disputes_add_up, fit, is_by_sums, stands_beside
from parsing.tables.sheet import Sheet, sticks_out
from parsing.tables.vocabulary import is_form_scrap
from parsing.tables.woven import groups_above


def map_disputes(sheet: Sheet, mapped: Mapped, begun: bool) -> bool:
    """Reads what a grid holds of table 四. ``begun`` tells, and so does the answer, whether the headings
    stand in this grid or one before."""
    outcomes = [c for c in sheet.grid.cells if c.text.strip() and column_code("disputes", c.text)]
    groups = [c for c in sheet.grid.cells if c.text.strip() and row_code("disputes", c.text) in GROUPS]
    if len(outcomes) < 4 or not groups:
        if begun and not mapped.count("disputes"):
            _map_dispute_rows(sheet, mapped)
        heads_only = len(outcomes) >= len(OUTCOMES) and not any(holds_digits(cell) for cell in sheet.grid.cells)
        return begun or heads_only  # pages whose headings stay while the rows roll set them in a table of their own
    found = _disputes_by_heading(sheet)
    if found is not None:
        for address, cell in found.items():
            mapped.put(address, cell_figure(cell, Measure.COUNT))
    else:
        _map_dispute_rows(sheet, mapped)
    _doubt_moved(mapped)
    mapped.printed += [
        Printed("disputes", "row", row_code("disputes", c.text) or "", c.text, c.place) for c in groups
    ] + [Printed("disputes", "column", column_code("disputes", c.text) or "", c.text, c.place) for c in outcomes]
    return True


def _doubt_moved(mapped: Mapped) -> None:
    """Doubts a row of all groups that ends in a blank where several do not add up: from one of its cells on, which was
    lost, each stands in the column before its own. On a page cells stand where they stand."""
    groups = [[mapped.figures.get(Address("disputes", group, outcome)) for outcome in OUTCOMES] for group in GROUPS]
    cells = [figure for group in groups for figure in group if figure]
    in_a_row = len(cells) == len(GROUPS) * len(OUTCOMES) and len({figure.place.row for figure in cells}) == 1
    if not in_a_row or cells[-1].place.row is None or cells[-1].state is not State.BLANK:
        return
    parts = [cells[at : at + len(OUTCOMES)] for at in range(0, len(cells), len(OUTCOMES))]
    failing = [part for part in parts if not applicants_add_up([figure.value or Decimal(0) for figure in part])]
    for group in GROUPS if len(failing) > 1 else ():
        for outcome in OUTCOMES:
            mapped.doubt(Address("disputes", group, outcome), MOVED_DOUBT)


def _disputes_by_heading(sheet: Sheet) -> dict[Address, Cell] | None:
    """Every value cell with both its headings; None unless each group of the grid comes out whole."""
    found: dict[Address, Cell] = {}
    loose: set[int] = set()
    if _is_told_twice(sheet):
        return None
    figures = {cell.row for cell in sheet.grid.cells if is_figure(cell.text)}
    for cell in sheet.grid.cells:
        is_word = bool(cell.text.strip()) and not is_figure(cell.text) and not holds_digits(cell)
        named = is_word and column_code("disputes", cell.text) is not None
        if named or (is_word and cell.row not in figures):
            continue  # any other word among figures has the place of one, and no blank below it has
        around = [*sheet.above(cell.row, cell.column), *sheet.left_of(cell)]
        heading, outcome = next(((c, code) for c in around if (code := column_code("disputes", c.text))), (cell, None))
        around += _names_above(sheet, heading) if heading.row == cell.row and heading is not cell else []
        name, group = next(((c, code) for c in around if (code := row_code("disputes", c.text))), (cell, None))
        if outcome is None or group is None or group not in GROUPS:
            loose.add(cell.row if cell.text.strip() and not is_word else -1)
            continue
        address = Address("disputes", group, outcome)
        before = found.get(address)
        if before is not None and not cell.text.strip():
            continue
        if before is not None and before.text.strip():
            return None
        glued = [heading] if cell.text.strip() else [c for c in around if c.row >= name.row]
        if any(map(has_glued_digits, glued)):  # digits over a figure may begin it
            found[address] = cell._replace(doubt=both(cell.doubt, GLUED_DOUBT))
            continue
        found[address] = cell
    if any(cell.row in loose for cell in found.values()):
        return None  # a figure too many: those beside it may stand under the wrong headings
    if any(sticks_out(sheet, sheet.row(row)) for row in {cell.row for cell in found.values()}):
        return None  # though with a blank: a cell too many may stand before it
    groups = {row_code("disputes", cell.text) for cell in sheet.grid.cells} & set(GROUPS)
    return found if len(found) == len(groups) * len(OUTCOMES) else None


def _names_above(sheet: Sheet, outcome: Cell) -> list[Cell]:
    """The group that a line of one outcome goes on with, where empty cells stand for its name: the nearest above."""
    if next(sheet.left_of(outcome), None) is not None:
        return []
    above = [name for column in range(outcome.column) for name in sheet.above(outcome.row, column)]
    return sorted((name for name in above if row_code("disputes", name.text) in GROUPS), key=lambda name: -name.row)[:1]


def _is_told_twice(sheet: Sheet) -> bool:
    """Whether one group stands over two places of the heading, or one outcome is there more often than others: what is
    there twice moves what follows."""
    for row in range(sheet.grid.height):
        outcomes = Counter(code for cell in sheet.row(row) if (code := column_code("disputes", cell.text)))
        if len(outcomes) > 1 and len(set(outcomes.values())) > 1:
            return True
    columns: dict[str, set[int]] = {}
    for cell in sheet.grid.cells:
        if cell.colspan > 1 and (code := row_code("disputes", cell.text)) in GROUPS:
            columns.setdefault(code or "", set()).add(cell.column)
    return any(len(places) > 1 for places in columns.values())


def _map_dispute_rows(sheet: Sheet, mapped: Mapped) -> None:
    """A row of fifteen under headings that are cut differently, or on the next page."""
    runs = [run for run in sheet.all_runs() if any(is_figure(cell.text) for cell in run)]
    loose = {run[0].row: sum(bool(cell.text.strip()) for cell in run) for run in runs if is_rest(run, len(OUTCOMES))}
    whole = 0
    for run in runs:
        cells = under_headings(sheet, run)
        if set(loose) - {cells[0].row}:
            beside = sum(loose.get(cells[0].row + step, 0) for step in (-1, 1))
            doubt = MANY_LOOSE_DOUBT if beside > 1 else LOOSE_DOUBT
            cells = [cell._replace(doubt=both(cell.doubt, doubt)) for cell in cells]
        label = next(sheet.left_of(cells[0]), None)
        group = row_code("disputes", label.text) if label else None
        numbers = [read_number(cell.text) for cell in cells]
        if group in GROUPS:
            _put_outcomes(mapped, group, cells, fit(numbers, 5, applicants_add_up), is_by_sums(numbers, 5))
            continue
        if (groups := _groups_over(sheet, cells)) and (part := fit(numbers, 5 * len(groups), disputes_add_up)):
            for start, name in zip(range(0, len(part), 5), groups, strict=True):
                _put_outcomes(mapped, name, cells, part[start : start + 5], is_by_sums(numbers, len(part)))
            continue
        chosen = fit(numbers, 15, disputes_add_up)
        if chosen is None:
            mapped.warnings.append(SHORT_WARNING.format(place="表四", found=len(cells), wanted=15))
            continue
        whole += 1
        told = len(numbers) > 15 and not disputes_add_up([numbers[i].value or Decimal(0) for i in chosen])
        for start, name in zip(range(0, 15, 5), GROUPS, strict=True):
            _put_outcomes(mapped, name, cells, chosen[start : start + 5], told or is_by_sums(numbers, 15))
    if whole > 1:  # rows of which none is named: each may be a line of the same broken numbers
        for address in [address for address in mapped.figures if address.table == "disputes"]:
            mapped.doubt(address, MANY_LOOSE_DOUBT)


def _groups_over(sheet: Sheet, cells: list[Cell]) -> tuple[str, ...]:
    """The groups whose figures a row holds, where the table is set in several and merges over its columns were lost: by
    the words between it and the figures above, if they are those of headings alone. Cells gone from a row of all groups
    leave fewer as well, and a gap."""
    if any(cell.column + cell.colspan < following.column for cell, following in pairwise(cells)):
        return ()
    words: list[str] = []
    for row in range(cells[0].row - 1, -1, -1):
        texts = [cell.text for cell in sheet.row(row) if cell.text.strip()]
        if not texts or any(map(is_figure, texts)) or not all(is_form_scrap(text) for text in texts):
            break
        words = [fold(text) for text in texts] + words
    groups = groups_above(words)
    return groups if len(groups) < len(GROUPS) else ()


def _put_outcomes(
    mapped: Mapped, group: str | None, cells: list[Cell], chosen: tuple[int, ...] | None, by_sums: bool
) -> None:
    if group is None or chosen is None:
        return
    moved = MOVED_DOUBT if stands_beside([read_number(cells[i].text) for i in chosen], range(5), 5) else ""
    for outcome, index in zip(OUTCOMES, chosen, strict=True):
        cell = cells[index]
        doubt = both(cell.doubt, SHIFT_DOUBT if by_sums else "", moved)
        mapped.put(Address("disputes", group, outcome), to_figure(cell.text, cell.place, Measure.COUNT, doubt))
