"""Figures that no label names, next to a row of a table in running text.

Where a cell is too narrow for its number, text keeps the number's lines and loses that they are one:
"67" in its row and "1" on a line of its own. Which number it ends cannot be told, so the row is
doubted; sums may confirm it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parsing.mapped import APPLICANTS, LOOSE_DOUBT, Mapped
from parsing.report import Address
from parsing.sheet import is_plain_number
from parsing.tokens import Row
from parsing.vocabulary import is_form_scrap


def doubt_neighbours(rows: Sequence[Row], taken: Sequence[set[Address]], mapped: Mapped) -> None:
    """Doubts the figures of the rows next to loose ones; ``taken`` are the addresses each row gave."""
    for number, row in enumerate(rows):
        if taken[number] or not is_loose(row):
            continue
        for beside in (number - 1, number + 1):
            for address in taken[beside] if 0 <= beside < len(rows) else ():
                figure = mapped.figures[address]
                mapped.figures[address] = replace(figure, doubt=figure.doubt or LOOSE_DOUBT)


def is_loose(row: Row) -> bool:
    """Whether a row is fewer plain figures than table 三 has columns, under scraps of the form or no words."""
    given = [token.text for token in row.figures if not token.blank]
    plain = 0 < len(given) < len(APPLICANTS) and all(is_plain_number(text) for text in given)
    return plain and all(is_form_scrap(token.text) for token in row.words)
