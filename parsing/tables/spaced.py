"""Text whose programs set a blank between the digits of a number: 1 2 for 12, as beside 1 and 2.

Rows of more single digits than table 三 has columns tell it. A row of as many may have lost a cell.
"""

from __future__ import annotations

from collections.abc import Sequence

from parsing.report import Address
from parsing.tables.empties import is_requests_row
from parsing.tables.mapped import APPLICANTS, SPACED_DOUBT, Mapped
from parsing.tables.tokens import Row


def doubt_spaced(rows: Sequence[Row], taken: Sequence[set[Address]], mapped: Mapped) -> None:
    """Doubts the rows of single digits where others have too many; ``taken`` are the addresses each row gave."""
    if not any(len(row.figures) > len(APPLICANTS) and _are_digits(row) and is_requests_row(row) for row in rows):
        return
    for row, addresses in zip(rows, taken, strict=True):
        for address in addresses if _are_digits(row) else ():
            mapped.doubt(address, SPACED_DOUBT)


def _are_digits(row: Row) -> bool:
    """Whether a row is single digits on one line that only blanks part."""
    alone = all(len(token.text) == 1 and token.text.isdigit() and token.fields == 1 for token in row.figures)
    return alone and len({token.line for token in row.figures}) == 1
