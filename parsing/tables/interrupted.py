"""Rows of text that a word breaks off.

A cell whose text goes over several lines ends its line of tabs: what follows stands on the next, without a label or
behind an empty cell. The word is none of the form's, so it takes no cell, and the blanks beside it may be cells that
moved or that stand on the other line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from parsing.report import Address, State
from parsing.tables.endings import ending
from parsing.tables.mapped import SHIFT_DOUBT, Mapped
from parsing.tables.tokens import Row, Token, fold_scrap
from parsing.tables.vocabulary import ROWS, is_form_scrap, is_row_label


def doubt_interrupted(rows: Sequence[Row], taken: Sequence[set[Address]], mapped: Mapped) -> None:
    """Doubts the blanks of the rows of tabs beside a word that is none of the form's."""
    for number, row in enumerate(rows):
        if not row.words or not row.figures:
            continue
        above = rows[number - 1].figures if number else []
        if above and _breaks_off(row.words[0], above[-1]):
            _doubt_blanks(mapped, taken[number - 1] | taken[number])
            if above[0].blank and above[-1].line == row.words[0].line:  # it may be the cell of a last column
                _doubt(mapped, taken[number - 1])
        if row.figures[0].blank and row.figures[0].fields > 1 and _is_none_of_the_forms(row.words[-1]):
            _doubt_blanks(mapped, taken[number])


def _breaks_off(word: Token, before: Token) -> bool:
    return before.fields > 1 and _is_none_of_the_forms(word)


def _is_none_of_the_forms(word: Token) -> bool:
    """Whether a word is neither a piece of a label or heading nor a label with misprints."""
    if is_form_scrap(word.text) or is_row_label(word.text):
        return False
    return all(ending(fold_scrap(word.text), labels) is None for labels in ROWS.values())


def _doubt_blanks(mapped: Mapped, addresses: Iterable[Address]) -> None:
    _doubt(mapped, [address for address in addresses if mapped.figures[address].state is State.BLANK])


def _doubt(mapped: Mapped, addresses: Iterable[Address]) -> None:
    for address in addresses:
        mapped.doubt(address, SHIFT_DOUBT)
