"""Sums that a workbook asks for and does not hold: programs write formulas and leave it to Excel to work them out.

Whoever opens such a file sees the result. Only sums of plain numbers on the same sheet are worked out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from itertools import islice

from parsing.grid import UNREADABLE

At = tuple[int, int]
MOST_CELLS = 2000
"""Cells that the formulas of a sheet may ask for in all."""
MOST_DEPTH = 20

_PLACE = r"\$?[A-Z]{1,2}\$?[0-9]{1,6}"
_NUMBER = r"[0-9]{1,12}(?:\.[0-9]{1,6})?"
_AREA = rf"(?:{_PLACE}(?::{_PLACE})?|{_NUMBER})"
_TERM = re.compile(rf"([+-]?)(?:SUM\(({_AREA}(?:,{_AREA})*)\)|({_PLACE}|{_NUMBER}))", re.I)


@dataclass
class Sums:
    """``told`` gives the formula of a cell, or the text it holds and whether that is a number."""

    told: Callable[[At], tuple[str, str, bool]]
    place: Callable[[str], At | None]
    known: dict[At, Decimal | None] = field(default_factory=dict)
    asked: int = 0

    def worked_out(self, at: At, depth: int = 0) -> Decimal | None:
        """The number of a cell, 0 for an empty one; None for what is no number, and no sum of numbers."""
        if at not in self.known:
            self.known[at] = None  # what asks for itself has no result
            self.known[at] = self._number(at, depth)
        return self.known[at]

    def _number(self, at: At, depth: int) -> Decimal | None:
        self.asked += 1
        if self.asked > MOST_CELLS or depth > MOST_DEPTH:
            return None
        formula, text, is_number = self.told(at)
        if formula and not text:
            return self._sum(formula.replace(" ", ""), depth + 1)
        if text and not is_number:
            return None
        try:
            return Decimal(text or "0")
        except InvalidOperation:
            return None

    def _sum(self, formula: str, depth: int) -> Decimal | None:
        total, end = Decimal(0), 0
        while end < len(formula):
            term = _TERM.match(formula, end)
            if term is None or (end and not term[1]):
                return None
            parts = [self._term(part, depth, bool(term[2])) for part in (term[2] or term[3]).split(",")]
            numbers = [part for part in parts if part is not None]
            if len(numbers) < len(parts):
                return None
            total += sum(numbers, Decimal(0)) * (-1 if term[1] == "-" else 1)
            end = term.end()
        return total

    def _term(self, part: str, depth: int, in_sum: bool) -> Decimal | None:
        """The sum of an area; SUM passes over words in it, such as a dash."""
        first, _, last = part.replace("$", "").upper().partition(":")
        start, end = self.place(first), self.place(last or first)
        if start is None or end is None:
            return Decimal(part)
        area = [at for at in _area(start, end) if not (in_sum and self._is_word(at))]
        numbers = [self.worked_out(at, depth) for at in area]
        known = [number for number in numbers if number is not None]
        return sum(known, Decimal(0)) if len(known) == len(numbers) else None

    def _is_word(self, at: At) -> bool:
        _, text, _ = self.told(at)
        return bool(text) and text != UNREADABLE and not any(map(str.isdigit, text))


def _area(start: At, end: At) -> Iterator[At]:
    """The cells of an area, as far as more are not asked for than may be."""
    (top, left), (bottom, right) = start, end
    cells = ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))
    yield from islice(cells, MOST_CELLS + 1)
