"""Digits set apart: numbers whose digits all stand as far from each other as those of every number beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from parsing.readers.pdf.layout.bits import CELL_GAP
from parsing.readers.pdf.layout.lines import DIGITS, Line, gap
from parsing.readers.pdf.page import Char

_SIGNS = DIGITS | frozenset("０１２３４５６７８９.,-．，－")
_WIDEST = 0.42
"""Ems of white between two digits of one number at most: less than parts columns under headings of one character."""
_NEAR = 0.1
"""Ems of white between two digits at most that nobody takes for parted."""
_EVEN = 0.06
"""Ems the white within numbers set apart may differ by."""
_LEAST = 3
_APART = re.compile(r"\d \d")

Reach = dict[int, float]
"""Where each digit's box ends that reaches to the next, by the digit's identity."""
Pair = tuple[Char, Char, float]
"""Two signs of a number beside each other, and the ems of white between them."""


class Tracking:
    """How far apart the digits of a document's tables are set.

    A table of several numbers tells it by itself. One of few is told it by the others, in a second reading:
    ``known`` is the white of the first.
    """

    def __init__(self, known: Sequence[float] = ()) -> None:
        self.known = known
        self._white: list[float] = []
        self._white_outside: list[float] = []
        self._is_lacking = False

    @property
    def white(self) -> float:
        """Ems of white between the digits of numbers, as far as they are known to be set apart; else none."""
        white = self.known or self._white
        return min(white) if len(white) >= _LEAST and _are_even(white) and min(white) > _NEAR else 0.0

    def reach(self, runs: Iterable[Sequence[Char]]) -> Reach:
        """How the digits of a table's figures reach to each other where all are set apart alike; else nothing.

        Where no two digits stand nearer and none a little farther, white no wider never parts two numbers.
        """
        numbers = [pairs for run in runs if (pairs := _pairs(run))]
        white = [space for pairs in numbers for _, _, space in pairs]
        if not white or not _are_even(white):
            return {}
        if len(white) < _LEAST and not (self.known and _are_even([*white, *self.known])):
            self._white.extend(white)
            self._is_lacking = True
            return {}
        self._white.extend(white)
        return {id(left): right[1] for pairs in numbers for left, right, _ in pairs}

    def learned(self) -> Tracking | None:
        """For a second reading, where some table had too few numbers to tell and all tables together have enough, which
        are set apart: the digits of nearly all documents are not."""
        for white in ([*self._white, *self._white_outside], self._white):
            enough = self._is_lacking and len(white) >= _LEAST and max(white) > _NEAR
            if enough and not self.known and _are_even(white):
                return Tracking(white)
        return None

    def told(self, lines: Sequence[Line]) -> list[Line]:
        """Lines in no table that lines draw, with the numbers closed up that are set apart as it is known; else what
        they tell of it is kept: a row may hold nothing else, and be known for a row once its digits are closed up."""
        if not self.known:
            apart = [line for line in lines if _APART.search(line.text)]
            self._is_lacking = self._is_lacking or bool(apart)
            tokens = [token for line in apart for token in line.tokens(CELL_GAP) if _APART.search(token.text)]
            self._white_outside.extend(space for token in tokens for _, _, space in _pairs(token.chars))
            return list(lines)
        runs = [pairs for line in lines for token in line.tokens(CELL_GAP) if (pairs := _pairs(token.chars))]
        alike = [pairs for pairs in runs if _are_even([*(space for _, _, space in pairs), *self.known])]
        return closed_up(lines, {id(left): right[1] for pairs in alike for left, right, _ in pairs})


def _pairs(run: Sequence[Char]) -> list[Pair]:
    """The signs of a number two by two; none where it has but one, or is no number."""
    if len(run) < 2 or not all(char[0] in _SIGNS for char in run):
        return []
    return [(left, right, gap(left, right)) for left, right in pairwise(run)]


def _are_even(white: Sequence[float]) -> bool:
    return max(white) <= _WIDEST and max(white) - min(white) <= _EVEN


def closed_up(lines: Sequence[Line], reach: Reach) -> list[Line]:
    """The lines with those digits reaching to the next."""
    return [Line(tuple(_reaching(line.chars, reach))) for line in lines]


def _reaching(chars: Iterable[Char], reach: Reach) -> Iterable[Char]:
    for char in chars:
        edge = reach.get(id(char))
        yield char if edge is None else char._replace(x1=edge)
