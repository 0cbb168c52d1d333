"""Figures that no label names, next to a row of a table.

Where a cell is too narrow for its number, text keeps the number's lines and loses that they are one:
"67" in its row and "1" on a line of its own. Which number it ends cannot be told, so the row is
doubted; sums may confirm it, unless they hold as well with the loose digits put to its numbers: where
a figure and its total both lost their first digit, nothing fails.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, permutations, product

from parsing.grid import LOOSE_DOUBT, MANY_LOOSE_DOUBT, Cell
from parsing.labels import fold, is_figure, is_plain_number, read_number
from parsing.report import Address, State
from parsing.tables.beside import is_rest, is_stacked, near_lines
from parsing.tables.companions import strangers
from parsing.tables.endings import HEADINGS_TOO, ending, headings, whole_row
from parsing.tables.mapped import APPLICANTS, DISPLACED_DOUBT, HALVED_DOUBT, Mapped
from parsing.tables.rows import applicants_add_up
from parsing.tables.sheet import Sheet
from parsing.tables.tokens import Row, Token
from parsing.tables.torn import is_label
from parsing.tables.vocabulary import ROWS, is_form_scrap
from parsing.tables.woven import are_outcomes

_STRAYS = 2
"""Rows' worth of figures without a label that tell of a text out of order."""
_HALF = 2
"""Figures from which words before them are held to be their label."""
_GAP = " " * 4
_MOST_TRIED = 3
"""Loose figures up to which all ways of putting them to the figures of a row are tried."""


def doubt_neighbours(rows: Sequence[Row], taken: Sequence[set[Address]], mapped: Mapped) -> None:
    """Doubts the figures of the rows next to loose ones; ``taken`` are the addresses each row gave."""
    loose = [
        _texts(row) if not taken[number] and is_loose(row) else _left_over(row, len(taken[number]))
        for number, row in enumerate(rows)
    ]
    for number, addresses in enumerate(taken):
        beside = [text for texts in loose[max(number - 1, 0) : number + 2] for text in texts]
        if beside:
            doubt_beside(mapped, sorted(addresses), beside)
        elif any(_is_left(rows, taken, other) for other in (number - 1, number + 1)):
            _doubt_blank(mapped, addresses)


def _is_left(rows: Sequence[Row], taken: Sequence[set[Address]], number: int) -> bool:
    """Whether there is such a row, with figures, and none of them was taken."""
    return 0 <= number < len(rows) and not taken[number] and bool(_texts(rows[number]))


def _doubt_blank(mapped: Mapped, addresses: set[Address]) -> None:
    """Doubts a row of table 三 that is blank: the figures beside it that could not be read may be its own. If they are
    noughts, sums hold with them and without."""
    own = [address for address in addresses if address.table == "requests"]
    if all(mapped.figures[address].state is State.BLANK for address in own):
        for address in own:
            mapped.doubt(address, MANY_LOOSE_DOUBT)


def doubt_displaced(rows: Sequence[Row], taken: Sequence[set[Address]], mapped: Mapped) -> None:
    """Doubts all rows of a table whose first row of figures follows the headings and no label: where figures stand
    before or above their labels, each seems to be the next row's."""
    if _is_scrambled(rows, taken):
        for address in [address for address in mapped.figures if address.table == "requests"]:
            mapped.doubt(address, DISPLACED_DOUBT)
    firsts = {table: n for n, addresses in reversed(list(enumerate(taken))) for table in {a.table for a in addresses}}
    for table, first in firsts.items():
        if first and not taken[first - 1] and _is_unlabelled(rows[first - 1], table):
            for address in [address for address in mapped.figures if address.table == table]:
                mapped.doubt(address, DISPLACED_DOUBT)


def doubt_halved(rows: Sequence[Row], taken: Sequence[set[Address]], mapped: Mapped) -> None:
    """Doubts the figures of a row of table 三 whose label stands before figures once more: where a table is set in
    halves, a half may look like a whole row with blanks."""
    for number, row in enumerate(rows):
        if taken[number] or len(_texts(row)) < _HALF:
            continue
        code = whole_row(row.folded, numbered=("七总计", "3其他"))
        for address in _row(mapped, code) if code else ():
            mapped.doubt(address, HALVED_DOUBT)


def _is_scrambled(rows: Sequence[Row], taken: Sequence[set[Address]]) -> bool:
    """Whether so many figures in table 三, a cell a line, follow no label of their own that others may follow a label
    that is not theirs: text taken out of a page gives labels of one column after figures of another."""
    numbers = [n for n, addresses in enumerate(taken) if any(address.table == "requests" for address in addresses)]
    within = range(numbers[0], numbers[-1]) if numbers else range(0)
    lines = [n for n in within if all(token.fields == 1 and _is_alone(token) for token in rows[n].figures)]
    strays = sum(len(_texts(rows[n])) for n in lines if not taken[n])
    return strays >= _STRAYS * len(APPLICANTS)


def _is_alone(token: Token) -> bool:
    return token.paragraph.text.strip() == token.text


def _is_unlabelled(row: Row, table: str) -> bool:
    """Whether a row is as many figures as its headings name columns, and its words are the form's and no label."""
    found = ending(row.folded, ROWS[table])
    count = len(headings(row.folded)) or len(APPLICANTS)
    known = found is None or len(found[0]) <= HEADINGS_TOO
    given = _texts(row)
    filled = len(given) >= count and any(map(is_plain_number, given))
    return known and filled and all(is_form_scrap(token.text) for token in row.words)


def doubt_beside(mapped: Mapped, addresses: Sequence[Address], loose: Sequence[str]) -> None:
    """Doubts the figures of a row beside figures that no label names, given by their texts."""
    digits = [text.strip() for text in loose if text.strip()]
    doubt = MANY_LOOSE_DOUBT if len(digits) > 1 and _may_belong(mapped, addresses, digits) else LOOSE_DOUBT
    for address in addresses:
        mapped.doubt(address, doubt)


def doubt_parts(mapped: Mapped, rows: Sequence[Sequence[Address]], parts: Sequence[str]) -> None:
    """Doubts rows where ``parts`` of the numbers of another may belong to the first of them as well."""
    if len(parts) > 1 and _may_belong(mapped, rows[0], parts):
        for address in (address for row in rows for address in row):
            mapped.doubt(address, MANY_LOOSE_DOUBT)


def _may_belong(mapped: Mapped, addresses: Sequence[Address], digits: Sequence[str]) -> bool:
    """Whether a row may add up with two of the loose digits, or more, before or behind some of its numbers."""
    figures = {address.column: mapped.figures[address].value for address in addresses}
    values = [figures.get(column) for column in APPLICANTS]
    given = [f"{value:f}" if value is not None else "" for value in values]
    if len(digits) > _MOST_TRIED or "" in given:
        return True
    some = (chosen for count in range(2, len(digits) + 1) for chosen in combinations(digits, count))
    return any(_adds_up_with(given, chosen) for chosen in some)


def _adds_up_with(given: Sequence[str], digits: Sequence[str]) -> bool:
    for places in permutations(range(len(given)), len(digits)):
        for before in product((True, False), repeat=len(digits)):
            whole = list(given)
            for place, first, more in zip(places, before, digits, strict=True):
                whole[place] = more + whole[place] if first else whole[place] + more
            numbers = [read_number(text).value for text in whole]
            if applicants_add_up([number for number in numbers if number is not None]):
                return True
    return False


def _texts(row: Row) -> list[str]:
    return [token.text for token in row.figures if not token.blank]


def _left_over(row: Row, taken: int) -> list[str]:
    """The figures of a row, more than were ``taken`` or table 三 has columns, on lines below its first: they may be
    parts of the numbers of the next row."""
    given = [token for token in row.figures if not token.blank]
    below = [token.text for token in given if token.line > given[0].line]
    alike = {token.line for token in given}
    return below if len(given) > max(taken, len(APPLICANTS)) and 1 < len(alike) < len(given) else []


def is_loose(row: Row) -> bool:
    """Whether a row is fewer plain figures than table 三 has columns, under scraps of the form, no words, or words of
    another column of the page, from which a wide gap parts them."""
    given = _texts(row)
    plain = 0 < len(given) < len(APPLICANTS) and all(is_plain_number(text) for text in given)
    return plain and (all(is_form_scrap(token.text) for token in row.words) or _are_set_apart(row.figures))


def _are_set_apart(figures: Sequence[Token]) -> bool:
    """Whether figures stand at the end of a line, far from the words before them."""
    first, last = figures[0], figures[-1]
    behind = last.paragraph.text[last.start + len(last.text) :]
    return first.fields == 1 and first.paragraph.text[: first.start].endswith(_GAP) and not behind.strip()


def beside_unnamed(sheet: Sheet, rows: dict[int, str]) -> Iterator[str]:
    """Rows without any figure next to figures of no row of the form, or of one that may be several: the lines of
    its label may have been taken for two rows, and those figures are its own."""
    runs = [run for run in sheet.all_runs() if any(is_figure(cell.text) for cell in run if cell.text.strip())]
    filled = {run[0].row for run in runs if min(rows, default=0) <= run[0].row <= max(rows, default=0) + 1}
    broken, strange = {run[0].row for run in runs if any(map(near_lines, run))}, strangers(set(rows.values()))
    whole = {row for row, code in rows.items() if code not in strange} - broken
    for row, code in rows.items():
        above = max((other for other in filled if other < row), default=None)
        below = min((other for other in filled if other > row), default=None)
        if row not in filled and not {above, below} - {None} <= whole:
            yield code


def doubt_beside_rests(sheet: Sheet, mapped: Mapped, rows: dict[int, str]) -> None:
    """Doubts the rows next to digits that no label names, or a group's alone: they may be part of their numbers."""
    loose: dict[str, list[str]] = {}
    strange = strangers(set(rows.values()))
    groups = {row for row, code in rows.items() if code in strange}
    rows = {row: code for row, code in rows.items() if row not in groups}
    for cells in sheet.all_runs():
        row = cells[0].row
        if row in rows or not (is_rest(cells, len(APPLICANTS)) or any(map(is_stacked, cells))):
            continue
        if _are_under_outcomes(sheet, cells):
            continue
        words = [cell.text for cell in sheet.row(row) if cell.text.strip() and cell not in cells]
        if row not in groups and any(is_label(text) or not is_form_scrap(text) for text in words):
            continue
        above = max((other for other in rows if other < row), default=None)
        below = min((other for other in rows if other > row), default=None)
        for code in {rows[other] for other in (above, below) if other is not None}:
            loose.setdefault(code, []).extend(cell.text for cell in cells)
    for code, texts in loose.items():
        doubt_beside(mapped, _row(mapped, code), texts)


def _are_under_outcomes(sheet: Sheet, cells: Sequence[Cell]) -> bool:
    """Whether figures stand under the outcomes of table 四, which a sheet holds beneath table 三."""
    heads = [next(sheet.above(cell.row, cell.column), None) for cell in cells if cell.text.strip()]
    rows = {head.row if head is not None else -1 for head in heads}
    return len(rows) == 1 and are_outcomes("".join(fold(cell.text) for cell in sheet.row(rows.pop())))


def doubt_near(sheet: Sheet, mapped: Mapped, rows: dict[int, str]) -> None:
    """Doubts two rows of a table without lines where the first or last lines of the broken numbers of the one may
    be the ends or beginnings of the other's."""
    for row, code in rows.items():
        broken = [lines for cell in sheet.row(row) if len(lines := near_lines(cell)) > 1]
        if not broken:  # as nearly always
            continue
        above = max((other for other in rows if other < row), default=row)
        below = min((other for other in rows if other > row), default=row)
        for other, line in ((above, 0), (below, -1)):
            if other != row:
                pair = [_row(mapped, rows[other]), _row(mapped, code)]
                doubt_parts(mapped, pair, [lines[line] for lines in broken])


def _row(mapped: Mapped, code: str) -> list[Address]:
    return [address for address in mapped.figures if address.table == "requests" and address.row == code]
