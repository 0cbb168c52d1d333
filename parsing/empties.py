"""Which empty lines and columns of a running text are cells of a table.

A cell a line leaves an empty line for an empty cell, and between rows; lines of tabs have empty columns where a cell
is merged or made up. What all rows of table 三 have in common tells the one from the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from parsing.endings import ending
from parsing.grid import Paragraph
from parsing.mapped import APPLICANTS
from parsing.tokens import Row, rows
from parsing.vocabulary import ROWS

LEAST_ROWS = 3
"""Rows that must agree before a column is held to be empty, or an empty line to be a cell."""


def counted_rows(paragraphs: Sequence[Paragraph]) -> list[Row]:
    """The rows; where all of table 三 counts off only with empty lines as empty cells, counted so."""
    found = list(rows(paragraphs))
    if sum(len(row.figures) < len(APPLICANTS) for row in found if is_requests_row(row)) < LEAST_ROWS:
        return found
    hollow = list(rows(paragraphs, blank_lines=True))
    lengths = [len(row.figures) for row in hollow if is_requests_row(row)]
    full = len(APPLICANTS)
    for width in (full, full + 1):  # an empty line may part the rows too
        rest = [n for n in lengths if n != width]
        if len(lengths) < LEAST_ROWS or len(rest) > 1 or any(n < width for n in rest):
            continue
        if any(not row.figures[full].blank for row in hollow if is_requests_row(row) and len(row.figures) > full):
            continue
        *within, last = [row for row in hollow if is_requests_row(row)]
        for row in within:
            del row.figures[full:]
        for row in (row for row in hollow if row is last or not is_requests_row(row)):
            while row.figures and row.figures[-1].blank:  # perhaps no cell, but the end of the table
                row.figures.pop()
        return hollow
    return found


def is_requests_row(row: Row) -> bool:
    return not under_dispute_headings(row.folded) and ending(row.folded, ROWS["requests"]) is not None


def solid_fields(found: Sequence[Row]) -> dict[int, set[int]]:
    """For lines of so many fields, the fields that hold a figure in any row of table 三.

    A phantom column, and the columns a wide label takes, hold none from top to bottom.
    """
    solid: dict[int, set[int]] = {}
    times: Counter[int] = Counter()
    for row in filter(is_requests_row, found):
        for fields in {token.fields for token in row.figures}:
            times[fields] += 1
        for token in row.figures:
            if not token.blank:
                solid.setdefault(token.fields, set()).add(token.field)
    return {fields: places for fields, places in solid.items() if fields > 1 and times[fields] >= LEAST_ROWS}


def under_dispute_headings(folded: str) -> bool:
    """The headings may be interleaved line by line, so their words count, not their order."""
    return all(word in folded for word in ("维持", "纠正", "审结")) and folded.count("总计") + folded.count("合计") >= 2
