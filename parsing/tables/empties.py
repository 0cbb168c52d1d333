"""Which empty lines and columns of a running text are cells of a table.

A cell a line leaves an empty line for an empty cell, and between rows; lines of tabs have empty columns where a cell
is merged or made up. What all rows of table 三 have in common tells the one from the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby, pairwise

from parsing.grid import Paragraph
from parsing.report import Address
from parsing.tables.endings import ending
from parsing.tables.mapped import APPLICANTS, GROUPS, OUTCOMES, PAGE_DOUBT, Mapped
from parsing.tables.rows import Holds, applicants_add_up, disputes_add_up
from parsing.tables.streamed import numbers_of
from parsing.tables.tokens import FURNITURE, LEAST_OF_A_ROW, Row, fold_scrap, rows
from parsing.tables.vocabulary import COLUMNS, ROWS
from parsing.tables.woven import are_dispute_headings

_ALL = len(GROUPS) * len(OUTCOMES)
"""Figures of table 四, which most texts have as one row."""
_SHARE = 0.1
"""Share of the lines of a text right below another with which all of them are held to be set apart."""
LEAST_ROWS = 3
"""Rows that must agree before a column is held to be empty, or an empty line to be a cell."""


def counted_rows(paragraphs: Sequence[Paragraph]) -> list[Row]:
    """The rows; where all of table 三 counts off only with empty lines as empty cells, counted so."""
    found = list(rows(paragraphs))
    short = sum(len(row.figures) < len(APPLICANTS) for row in found if is_requests_row(row))
    if short < LEAST_ROWS and not any(LEAST_OF_A_ROW < len(row.figures) < _ALL for row in _disputes(found)):
        return found
    hollow = list(rows(paragraphs, empties=_empties(paragraphs)))
    asked = [row for row in hollow if is_requests_row(row)]
    parted = _count_off(asked, len(APPLICANTS) + 1)  # an empty line may part the rows too
    counts = short >= LEAST_ROWS and (parted or _count_off(asked, len(APPLICANTS)))
    if not counts and not _end_in_merged_cells(asked, _disputes(hollow)):
        return found
    for row in _disputes(hollow) if parted else ():
        del row.figures[: row.figures[0].blank]  # the line that parts the headings from the figures
    for row in asked[:-1]:
        alone = counts and len(row.figures) != len(APPLICANTS) + parted  # with an empty line that is none of its cells
        del row.figures[0 if alone else len(APPLICANTS) :]
    for row in (row for row in hollow if row is asked[-1] or not is_requests_row(row)):
        while row.figures and row.figures[-1].blank:  # perhaps no cell, but the end of the table
            row.figures.pop()
    return hollow


def _disputes(found: Sequence[Row]) -> list[Row]:
    return [row for row in found if row.figures and under_dispute_headings(row.folded)]


def _count_off(asked: Sequence[Row], width: int) -> bool:
    """Whether all rows but one are so wide, and none is narrower."""
    rest = [len(row.figures) for row in asked if len(row.figures) != width]
    if len(asked) < LEAST_ROWS or len(rest) > 1 or any(n < width for n in rest):
        return False
    return all(_ends_in_blanks(row) for row in asked if len(row.figures) == width)


def _ends_in_blanks(row: Row) -> bool:
    return all(token.blank for token in row.figures[len(APPLICANTS) :])


def _end_in_merged_cells(asked: Sequence[Row], disputes: Sequence[Row]) -> bool:
    """Whether rows go on with empty lines for the merged cells that the next row begins with, more or fewer of them.

    That they stand behind a row and not between its label and its figures is shown by the sums: every row in which a
    cell is empty adds up, and so do enough others.
    """
    counted = [_is_counted_by_sums(row, len(APPLICANTS), applicants_add_up) for row in asked]
    counted += [_is_counted_by_sums(row, _ALL, disputes_add_up) for row in disputes]
    return None not in counted and sum(filter(None, counted)) >= LEAST_ROWS


def _is_counted_by_sums(row: Row, width: int, holds: Holds) -> bool | None:
    """Whether the first so many cells of a row hold figures that add up; None where these may not be its cells."""
    own, behind = row.figures[:width], row.figures[width:]
    values = [number.value or Decimal(0) for number in numbers_of(own)]
    adds_up = len(own) == width and holds(values)
    if len(own) < width or not all(token.blank for token in behind):
        return None
    return None if not adds_up and any(token.blank for token in own) else adds_up and any(values)


def _empties(paragraphs: Sequence[Paragraph]) -> frozenset[int]:
    """The lines that may be empty cells: all that are blank or, where a blank one stands between all others, what
    more of them there are. A blank that is more than the end of a line is a cell of its own then."""
    blank = [not paragraph.text.strip() for paragraph in paragraphs]
    given = [(at, above) for at, (above, below) in enumerate(pairwise(blank), 1) if not below]
    if sum(not above for _, above in given) > _SHARE * len(given):
        return frozenset(at for at, empty in enumerate(blank) if empty)
    found: set[int] = set()
    for empty, run in groupby(range(len(blank)), key=blank.__getitem__):
        lines = list(run)
        if empty:
            cells = [at for at in lines if paragraphs[at].text]
            bare = [at for at in lines if not paragraphs[at].text]
            found.update(cells, bare[len(cells) + 1 :])
    return frozenset(found)


def is_requests_row(row: Row) -> bool:
    return not under_dispute_headings(row.folded) and ending(row.folded, ROWS["requests"]) is not None


def figure_fields(found: Sequence[Row]) -> dict[int, frozenset[int]]:
    """For lines of so many fields, the fields of the figures of table 三, where they tell: by the headings, by a label
    with as many figures right behind it as the form has columns, or as the only ones that hold any figure from top to
    bottom.

    Phantom columns, and those a wide label takes, hold none; where cells are lost lines tell different things.
    """
    told: dict[int, set[frozenset[int]]] = {}
    for fields, places in _headed(found).items():
        told.setdefault(fields, set()).add(places)
    solid: dict[int, set[int]] = {}
    times: Counter[int] = Counter()
    for row in filter(is_requests_row, found):
        times.update({token.fields for token in row.figures})
        for token in row.figures:
            if not token.blank:
                solid.setdefault(token.fields, set()).add(token.field)
        if len(row.figures) == len(APPLICANTS) and not row.figures[0].blank and not row.figures[-1].blank:
            told.setdefault(row.figures[0].fields, set()).add(frozenset(token.field for token in row.figures))
    for fields, filled in solid.items():
        if len(filled) == len(APPLICANTS) and times[fields] >= LEAST_ROWS:
            told[fields] = {frozenset(filled)}
    return {n: next(iter(p)) for n, p in told.items() if n > 1 and len(p) == 1 and solid.get(n, set()) <= next(iter(p))}


def _headed(found: Sequence[Row]) -> dict[int, frozenset[int]]:
    """For lines of so many fields, those under the headings of all columns of table 三."""
    named: dict[int, dict[str, set[int]]] = {}
    for token in (token for row in found for token in row.words):
        code = COLUMNS["requests"].get(fold_scrap(token.text))
        if code and token.fields > 1:
            named.setdefault(token.fields, {}).setdefault(code, set()).add(token.field)
    whole = {n: codes for n, codes in named.items() if len(codes) == len(APPLICANTS)}
    single = {n: [min(codes[code]) for code in APPLICANTS] for n, codes in whole.items()}
    return {n: frozenset(places) for n, places in single.items() if places == sorted(set(places))}


def under_dispute_headings(folded: str) -> bool:
    """The headings may be interleaved line by line, so their words count, not their order."""
    named = all(word in folded for word in ("维持", "纠正", "审结"))
    return (named and folded.count("总计") + folded.count("合计") >= 2) or are_dispute_headings(folded)


def doubt_uneven(
    found: Sequence[Row], taken: Sequence[set[Address]], paragraphs: Sequence[Paragraph], mapped: Mapped
) -> None:
    """Doubts rows of a cell a line whose figures stand unevenly apart, or an only one further below its label than
    those of most such rows, where no page number between says why: an empty cell and a bare page number look like a
    figure."""
    steps = {n: _steps(row, paragraphs) for n, row in enumerate(found) if taken[n] and _is_a_cell_a_line(row)}
    alone = Counter(row[0] for n, row in steps.items() if len(found[n].figures) == 1 and row[0])
    usual = max(alone, key=lambda step: alone[step]) if alone.total() >= LEAST_ROWS else 0
    for number, row in steps.items():
        given = {step for step in row if step}
        if len(given) > 1 or (len(found[number].figures) == 1 and usual and given - {usual}):
            for address in taken[number]:
                mapped.doubt(address, PAGE_DOUBT)


def doubt_whole_among_short(found: Sequence[Row], taken: Sequence[set[Address]], mapped: Mapped) -> None:
    """Doubts rows of a cell a line that have all their cells and do not add up, where others lack some: where empty
    cells leave nothing behind, the bare number of a page fills a row up."""
    asked = [n for n, row in enumerate(found) if is_requests_row(row) and _is_a_cell_a_line(row)]
    if sum(not taken[n] and len(found[n].figures) < len(APPLICANTS) for n in asked) < LEAST_ROWS:
        return
    for n in (n for n in asked if taken[n]):
        values = [mapped.figures[address].value or Decimal(0) for address in sorted(taken[n], key=_column)]
        for address in () if applicants_add_up(values) else taken[n]:
            mapped.doubt(address, PAGE_DOUBT)


def _column(address: Address) -> int:
    return APPLICANTS.index(address.column)


def _is_a_cell_a_line(row: Row) -> bool:
    return bool(row.words) and all(
        token.fields == 1 and token.text == token.paragraph.text.strip() for token in row.figures
    )


def _steps(row: Row, paragraphs: Sequence[Paragraph]) -> list[int]:
    """How many lines each figure is below the one before it, an only one below its label; 0 beyond a page's end."""
    given = [n for n, token in enumerate(row.figures) if not token.blank] or [0]
    tokens = row.figures[given[0] : given[-1] + 1] if len(row.figures) > 1 else [row.words[-1], row.figures[0]]
    return [
        0 if any(FURNITURE.match(p.text) for p in paragraphs[above.line + 1 : below.line]) else below.line - above.line
        for above, below in pairwise(tokens)
    ]
