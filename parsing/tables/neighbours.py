"""Labels that were misread beyond recognition, known by those around them.

Between two rows that are certain stand exactly the rows that the form prints there; six of seven columns in
the form's order leave one place for the seventh. A label that is unlike what should stand there stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from parsing.editions import EDITIONS
from parsing.grid import Cell
from parsing.labels import fold, similarity
from parsing.tables.vocabulary import GROUP_LABELS, ROWS

Labelled = tuple[Cell, str | None, list[Cell]]
"""The label of a row, its code where it is known, and the cells of its figures."""

_LEAST_LIKE = 0.45
_LONGEST_HEADING = 8
_HEADINGS = {
    column.code: fold(column.label)
    for form in EDITIONS.values()
    for block in form.table("requests").blocks
    for column in block.columns
}
"""The heading of each column of table 三, the same in every edition."""
_COLUMNS = ("natural_person", "company", "research", "public_interest", "legal_service", "other", "total")

_LAST_OTHER = "other.other"
_OTHER_NUMBER = re.compile(r"\s*[1245678]\s*[、.．]")
_ORDERS = [[row.code for block in form.table("requests").blocks for row in block.rows] for form in EDITIONS.values()]
"""The rows of table 三 as each edition prints them."""


def between_neighbours(rows: Iterable[Labelled]) -> list[Labelled]:
    """Rows of table 三 with the unknown ones named that fit between their neighbours, as many as the form has there."""
    found = list(rows)
    at = 0
    while at < len(found):
        end = at
        while end < len(found) and _is_unknown(found[end]):
            end += 1
        if end > at:
            before = found[at - 1][1] if at else None
            after = found[end][1] if end < len(found) else None
            for index, code in enumerate(_between(before, after, end - at)):
                label, _, cells = found[at + index]
                if _is_like(label, code):
                    found[at + index] = (label, code, cells)
        at = end + 1
    return found


def in_order(rows: Iterable[Labelled]) -> list[Labelled]:
    """Rows of table 三 with those unnamed whose misprinted label was taken for one that stands elsewhere:
    between two rows whose labels are printed in full stand only rows that the form has between them. And those called
    其他 under another number than the form's, behind rows of other groups: there a label begins so that a page cuts."""
    found = list(rows)
    whole = [code if code and ROWS["requests"].get(fold(label.text)) == code else None for label, code, _ in found]
    for at, (label, code, cells) in enumerate(found):
        if code == _LAST_OTHER and _OTHER_NUMBER.match(label.text) and not _is_of_others(found[:at]):
            found[at], whole[at] = (label, None, cells), None
            continue
        if code is None or whole[at] is not None:
            continue
        before = next((other for other in reversed(whole[:at]) if other), None)
        after = next((other for other in whole[at + 1 :] if other), None)
        if not _stands_between(before, code, after):
            found[at] = (label, None, cells)
    return found


def _is_of_others(above: Sequence[Labelled]) -> bool:
    """Whether the row above is of the group whose last row is called 其他."""
    before = next((code for _, code, _ in reversed(above) if code), "")
    return before.startswith("other.")


def _stands_between(before: str | None, code: str, after: str | None) -> bool:
    """Whether some form has the row there; where a table is set in halves nothing is known."""
    for order in _ORDERS:
        known = [order.index(other) for other in (before, after) if other in order]
        if known != sorted(known) or code not in order:
            continue
        place = order.index(code)
        if (before not in order or order.index(before) < place) and (after not in order or place < order.index(after)):
            return True
    return before is not None and after is not None and not any(_are_so(order, before, after) for order in _ORDERS)


def _are_so(order: Sequence[str], before: str, after: str) -> bool:
    return before in order and after in order and order.index(before) < order.index(after)


def _is_unknown(row: Labelled) -> bool:
    label, code, cells = row
    return code is None and fold(label.text) not in GROUP_LABELS and any(cell.text.strip() for cell in cells)


def _between(before: str | None, after: str | None, count: int) -> list[str]:
    """The rows that every form which prints both neighbours has between them, if they are so many."""
    answers = []
    for order in _ORDERS:
        if after not in order or (before is not None and before not in order):
            continue
        start = order.index(before) + 1 if before is not None else 0
        answers.append(order[start : order.index(after)])
    fitting = [answer for answer in answers if len(answer) == count]
    return fitting[0] if fitting and all(answer == fitting[0] for answer in fitting) else []


def _is_like(label: Cell, code: str) -> bool:
    words = [text for text, other in ROWS["requests"].items() if other == code]
    return max((similarity(fold(label.text), text) for text in words), default=0.0) >= _LEAST_LIKE


def missing_heading(cells: Sequence[Cell], header: dict[int, str]) -> dict[int, str]:
    """The heading of table 三 with its one missing column, where one cell stands in its place, or with several, where
    one cell holds the words of them all."""
    known = list(header.values())
    absent = [code for code in _COLUMNS if code not in known]
    if not absent or known != [code for code in _COLUMNS if code in known]:
        return header
    if len(absent) > 1:
        return _with_joined(cells, header, absent)
    place = _COLUMNS.index(absent[0])
    columns = list(header)
    left = columns[place - 1] if place else -1
    right = columns[place] if place < len(columns) else max(columns) + 2
    fitting = {
        cell.column
        for cell in cells
        if left < cell.column < right
        and cell.colspan == 1
        and cell.text.strip()
        and len(fold(cell.text)) <= _LONGEST_HEADING
        and fold(cell.text) not in GROUP_LABELS
    }
    if not fitting or (len(fitting) > 1 and place):
        return header
    return dict(sorted((header | {max(fitting): absent[0]}).items()))


def _with_joined(cells: Sequence[Cell], header: dict[int, str], absent: Sequence[str]) -> dict[int, str]:
    """The heading with the columns of one cell that is as many columns wide and holds their words, whatever their
    order: headings of two lines that stand close beside each other (商业科研／企业机构)."""
    words = sorted("".join(_HEADINGS[code] for code in absent))
    for cell in cells:
        own = range(cell.column, cell.column + cell.colspan)
        if len(own) == len(absent) and header.keys().isdisjoint(own) and sorted(fold(cell.text)) == words:
            found = dict(sorted((header | dict(zip(own, absent, strict=True))).items()))
            return found if list(found.values()) == list(_COLUMNS) else header
    return header
