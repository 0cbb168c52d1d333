"""Digits set apart: numbers whose digits all stand as far from each other as those of every number beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, pairwise

from parsing.readers.pdf.lines import DIGITS, Line, gap
from parsing.readers.pdf.page import Char

_SIGNS = DIGITS | {".", ",", "-"}
_WIDEST = 0.4
"""Ems of white between two digits of one number at most: less than parts columns under headings of one character."""
_EVEN = 0.06
"""Ems the white within numbers set apart may differ by."""
_LEAST = 3

Reach = dict[int, float]
"""Where each digit's box ends that reaches to the next, by the digit's identity."""


def tracking(runs: Iterable[Sequence[Char]]) -> Reach:
    """How the digits of a table's figures reach to each other where all are set apart alike; else nothing.

    Where no two digits stand nearer and none a little farther, white no wider never parts two numbers.
    """
    numbers = [chars for chars in runs if len(chars) > 1 and all(char[0] in _SIGNS for char in chars)]
    pairs = [(left, right, gap(left, right)) for left, right in chain.from_iterable(map(pairwise, numbers))]
    white = [space for _, _, space in pairs]
    if len(white) < _LEAST or max(white) > _WIDEST or max(white) - min(white) > _EVEN:
        return {}
    return {id(left): right[1] for left, right, _ in pairs}


def closed_up(lines: Sequence[Line], reach: Reach) -> list[Line]:
    """The lines with those digits reaching to the next."""
    return [Line(tuple(_reaching(line.chars, reach))) for line in lines]


def _reaching(chars: Iterable[Char], reach: Reach) -> Iterable[Char]:
    for char in chars:
        edge = reach.get(id(char))
        yield char if edge is None else char._replace(x1=edge)
