"""Characters to visual lines and tokens."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from parsing.grid import Box
from parsing.readers.pdf.page import Char

WORD_GAP = 0.2
"""Ems between two Latin letters or digits that a reader sees as a space."""
WIDE_GAP = 1.0
"""Ems between any two characters that separate them."""
_WIDEST_DIGIT = 0.7
_NARROW = re.compile(r"[!-~]")
NUMBER = re.compile(r"[-+−－]?[0-9０-９][0-9０-９,，.．]*%?")
BLANK = re.compile(r"[-—–－/／\\]+|无")


class Line(NamedTuple):
    """Characters that stand side by side, left to right."""

    chars: tuple[Char, ...]

    @property
    def box(self) -> Box:
        return extent(self.chars)

    @property
    def size(self) -> float:
        sizes = sorted(char.size for char in self.chars)
        return sizes[len(sizes) // 2]

    @property
    def y(self) -> float:
        return sum(char.y for char in self.chars) / len(self.chars)

    @property
    def text(self) -> str:
        return spaced(self.chars)


class Token(NamedTuple):
    """A run of characters on a line with no wide gap inside."""

    text: str
    chars: tuple[Char, ...]

    @property
    def x0(self) -> float:
        return self.chars[0].x0

    @property
    def x1(self) -> float:
        return max(char.x1 for char in self.chars)

    @property
    def number(self) -> bool:
        return NUMBER.fullmatch(self.text) is not None

    @property
    def value(self) -> bool:
        """A figure, or one of the marks that stand for none."""
        return self.number or BLANK.fullmatch(self.text) is not None


def extent(chars: Sequence[Char]) -> Box:
    return (
        min(char.x0 for char in chars),
        min(char.y0 for char in chars),
        max(char.x1 for char in chars),
        max(char.y1 for char in chars),
    )


def lines_of(chars: Iterable[Char]) -> list[Line]:
    """Visual lines from top to bottom: characters whose middles lie within half an em."""
    rows: list[list[Char]] = []
    level = 0.0
    for char in sorted(chars, key=lambda char: char.y):
        if rows and char.y - level <= 0.5 * min(char.size, rows[-1][-1].size):
            rows[-1].append(char)
            level += (char.y - level) / len(rows[-1])
        else:
            rows.append([char])
            level = char.y
    return [Line(tuple(sorted(row, key=lambda char: char.x0))) for row in rows]


def gap(left: Char, right: Char) -> float:
    """Ems of white between two neighbours. Digits are never wider than 0.7 em, so a font
    whose widths are missing cannot swallow the space between two numbers."""
    size = min(left.size, right.size) or 1.0
    edge = left.x1
    if _NARROW.fullmatch(left.text):
        edge = min(edge, left.x0 + _WIDEST_DIGIT * left.size) if left.text.isdigit() else edge
    return (right.x0 - edge) / size


def apart(left: Char, right: Char) -> bool:
    """Whether a reader sees white between two neighbours on a line."""
    space = gap(left, right)
    if space >= WIDE_GAP:
        return True
    return space >= WORD_GAP and _narrow(left.text) and _narrow(right.text)


def spaced(chars: Sequence[Char]) -> str:
    """The text of a line, with a space where there is a clear gap."""
    if not chars:
        return ""
    parts = [chars[0].text]
    for left, right in pairwise(chars):
        if apart(left, right):
            parts.append(" ")
        parts.append(right.text)
    return "".join(parts)


def tokens(chars: Sequence[Char], wide: float = WIDE_GAP) -> list[Token]:
    """Runs of a line separated by at least ``wide`` ems, or by a clear gap beside a digit."""
    runs: list[list[Char]] = []
    for char in chars:
        if runs and gap(runs[-1][-1], char) < wide:
            runs[-1].append(char)
        else:
            runs.append([char])
    return [Token(spaced(run), tuple(run)) for run in runs]


def _narrow(text: str) -> bool:
    return _NARROW.match(text) is not None
