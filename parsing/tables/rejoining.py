"""Numbers that a narrow cell broke over lines, in running text: 181 over 6 in a row of seven figures that has nine.

Text keeps the lines in their order and loses that they are one number. Where joining them at the ends of lines leaves
as many figures as the form has columns in one way only with which the row adds up, so they are joined; the figure
keeps its lines and its doubt, which sums must clear as everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, pairwise

from parsing.labels import is_plain_number, read_number
from parsing.tables.empties import is_requests_row, under_dispute_headings
from parsing.tables.mapped import APPLICANTS, GROUPS, OUTCOMES
from parsing.tables.rows import Holds, applicants_add_up, disputes_add_up
from parsing.tables.tokens import Row, Token

_MOST_WAYS = 2_000


def rejoined(rows: Sequence[Row]) -> list[Row]:
    """The rows, their broken numbers joined; ``rows`` are changed."""
    for row in rows:
        if under_dispute_headings(row.folded):
            row.figures = _joined(row.figures, len(GROUPS) * len(OUTCOMES), disputes_add_up)
        elif is_requests_row(row):
            row.figures = _joined(row.figures, len(APPLICANTS), applicants_add_up)
    return list(rows)


def _joined(figures: list[Token], count: int, holds: Holds) -> list[Token]:
    """The figures with ``count`` of them left, or as they are where that can be done in no way or in several."""
    excess = len(figures) - count
    if excess < 1 or not all(is_plain_number(figure.text) for figure in figures):
        return figures
    breaks = [n for n, pair in enumerate(pairwise(figures)) if _may_be_one(*pair)]
    found: list[list[Token]] = []
    for tried, chosen in enumerate(combinations(breaks, excess)):
        if tried == _MOST_WAYS or len(found) > 1:
            return figures
        whole = _at(figures, frozenset(chosen))
        values = [read_number(token.text).value for token in whole]
        if any(values) and holds([value for value in values if value is not None]):
            found.append(whole)
    return found[0] if len(found) == 1 else figures


def _may_be_one(before: Token, after: Token) -> bool:
    """Whether a line may end within a number: it begins with no nought, and one of its lines holds nothing else."""
    alone = any(token.paragraph.text.strip() == token.text for token in (before, after))
    return before.line < after.line and alone and before.text[0] not in "0０"


def _at(figures: Sequence[Token], breaks: frozenset[int]) -> list[Token]:
    whole = [figures[0]]
    for n, figure in enumerate(figures[1:]):
        if n in breaks:
            begin = whole[-1]
            gap = figure.offset - begin.offset - len(begin.text)
            whole[-1] = replace(begin, text=begin.text + "\n" * max(gap, 1) + figure.text)
        else:
            whole.append(figure)
    return whole
