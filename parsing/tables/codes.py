"""Which row or column of a table of the form a printed label means."""

from __future__ import annotations

import re
from functools import lru_cache

from parsing.editions import EDITIONS
from parsing.grid import Cell
from parsing.labels import fold, match
from parsing.tables.vocabulary import GROUP, GROUP_LABELS, ROWS, with_groups

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
    fold("".join(row.groups[first:]) + row.label): row.code
    for form in EDITIONS.values()
    for block in form.table("requests").blocks
    for row in block.rows
    for first in range(len(row.groups))
}
"""Rows of table 三 with the name of their group, or of all their groups, before theirs."""
_NUMERALS = "0123456789一二三四五六七八九十"
_GLUED_DIGITS = re.compile(r"[0-9０-９]\s*$|[\u4e00-\u9fff][0-9０-９]+(?![0-9０-９年])")
_MARKS = "\ufffd-—– *＊※,，."
_MOST_OF = 4
"""Characters of a label that tell it, where another label stands before them."""


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
def names_a_row(text: str) -> bool:
    """Whether a text is the label of a row of some table."""
    return any(row_code(table, text) for table in ROWS)


def column_code(table: str, text: str) -> str | None:
    """The column of ``table`` a printed label means."""
    found = match(text, with_groups(table, "column"))
    return None if found is None or found.key == GROUP else found.key


def is_numbered(text: str) -> bool:
    """Whether a label begins with its number, as the rows of the form do and the columns do not."""
    return bool(_NUMBERED.match(text))


def has_glued_digits(label: Cell) -> bool:
    """Whether digits stand at the end of a label or heading, or between its words, none of which has any there: a
    figure that touches a label broken over lines comes to stand within it."""
    return bool(_GLUED_DIGITS.search(label.text)) and fold(label.text) not in _IN_GROUPS


def holds_digits(cell: Cell) -> bool:
    """An unreadable figure ("12?", U+FFFD, a stroke of the pen before it) still takes its place in the row; a label
    does not."""
    text = cell.text.strip()
    rest = text.lstrip(_MARKS)
    if text and not rest:
        return True
    return len(text) <= 12 and rest[:1].isdigit() and not any(row_code(t, said) for t in ROWS for said in (text, rest))
