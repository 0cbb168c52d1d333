"""Characters to visual lines and tokens."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import groupby, pairwise
from operator import itemgetter
from typing import NamedTuple

from parsing.grid import Box
from parsing.readers.pdf.page import Char

WORD_GAP = 0.2
"""Ems between two Latin letters or digits that a reader sees as a space."""
LEAST_GAP = 0.1
"""Ems of white below which nothing is told apart."""
WIDE_GAP = 1.0
"""Ems between any two characters that separate them."""
_WIDEST_DIGIT = 0.7
DIGITS = frozenset("0123456789")
_MIDDLE: Callable[[Char], float] = itemgetter(8)
_LEFT_AND_DOWN: Callable[[Char], tuple[float, float]] = itemgetter(1, 2)
_LEFT: Callable[[Char], float] = itemgetter(1)
NUMBER = re.compile(r"[-+−－]?[0-9０-９][0-9０-９,，.．]*%?")
_UNIT = "(?:亿元|万元|元|[件人批]次|[件个项条部次宗起篇份人家例笔户册卷])"
_NOTE = "[（(]其中[^（）()]{2,16}[）)]"
AMOUNT = re.compile(f"{NUMBER.pattern}(?:{_UNIT}(?:{_NOTE})?|{_NOTE})")
"""A figure with its unit, or what it counts among others, as some write it into each cell."""
Gaps = list[tuple[int, float]]
BLANK = re.compile(r"[-—–－/／\\]+|无")


class Line:
    """Characters that stand side by side, left to right; what is measured of them is measured once."""

    __slots__ = ("_box", "_gaps", "_size", "_text", "_tokens", "_y", "chars")

    def __init__(self, chars: tuple[Char, ...]) -> None:
        self.chars = chars
        self._box: Box | None = None
        self._size = self._y = math.nan
        self._text: str | None = None
        self._gaps: Gaps | None = None
        self._tokens: dict[float, list[Token]] | None = None

    @property
    def box(self) -> Box:
        if self._box is None:
            self._box = extent(self.chars)
        return self._box

    @property
    def size(self) -> float:
        if self._size != self._size:
            sizes = sorted([char[5] for char in self.chars])
            self._size = sizes[len(sizes) // 2]
        return self._size

    @property
    def y(self) -> float:
        if self._y != self._y:
            self._y = sum([char[8] for char in self.chars]) / len(self.chars)
        return self._y

    @property
    def even(self) -> bool:
        """Whether all its characters stand at one height, so that any of them are a line too."""
        heights = [char[8] for char in self.chars]
        return min(heights) == max(heights)

    @property
    def text(self) -> str:
        if self._text is None:
            self._text = _spaced(self.chars, self.gaps)
        return self._text

    @property
    def gaps(self) -> Gaps:
        if self._gaps is None:
            self._gaps = gaps_of(self.chars)
        return self._gaps

    @property
    def value(self) -> bool:
        """Whether it is a figure, or one of the marks that stand for none, and nothing else."""
        return is_value(self.text)

    def tokens(self, wide: float = WIDE_GAP) -> list[Token]:
        """Runs of the line separated by at least ``wide`` ems, or by a clear gap beside a digit."""
        if self._tokens is None:
            self._tokens = {}
        found = self._tokens.get(wide)
        if found is None:
            found = self._tokens[wide] = self._cut(wide)
        return found

    def _cut(self, wide: float) -> list[Token]:
        cuts = [index for index, space in self.gaps if space >= wide]
        if not cuts:
            return [Token(self.text, self.chars)]
        runs = [self.chars[start:end] for start, end in pairwise([0, *cuts, len(self.chars)])]
        return [Token(spaced(run), run) for run in runs]


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
    def value(self) -> bool:
        """A figure, or one of the marks that stand for none."""
        return is_value(self.text)


@lru_cache(maxsize=4096)
def is_value(text: str) -> bool:
    """Whether a text is a figure, or one of the marks that stand for none, and nothing else."""
    return any(pattern.fullmatch(text) for pattern in (NUMBER, BLANK, AMOUNT))


def extent(chars: Sequence[Char]) -> Box:
    _, x0, y0, x1, y1, *_ = zip(*chars, strict=True)
    return (min(x0), min(y0), max(x1), max(y1))


def lines_of(chars: Iterable[Char]) -> list[Line]:
    """Visual lines from top to bottom: characters whose middles lie within half an em."""
    known = list(chars)
    if len(known) < 2:
        return [Line(tuple(known))] if known else []
    ordered = sorted(known, key=_MIDDLE)
    spread = ordered[-1][8] - ordered[0][8]
    if not spread or spread <= 0.5 * min([char[5] for char in known]):
        return [Line(tuple(sorted(known, key=_LEFT_AND_DOWN)))]
    return [Line(tuple(sorted(row, key=_LEFT))) for row in _rows(ordered)]


def _rows(ordered: Iterable[Char]) -> list[list[Char]]:
    """Characters from top to bottom as lines, each near the middle of those before it on its line."""
    rows: list[list[Char]] = []
    row: list[Char] = []
    level = half = 0.0
    for y, same in groupby(ordered, key=_MIDDLE):
        level_chars = list(same)
        if not row or y - level > half:  # as nearly always: none of them joins the line above
            row, level, half = level_chars, y, 0.5 * level_chars[-1][5]
            rows.append(row)
            continue
        for char in level_chars:
            half, before = 0.5 * char[5], half
            if y - level <= half and y - level <= before:
                row.append(char)
                if y != level:
                    level += (y - level) / len(row)
            else:
                row = [char]
                rows.append(row)
                level = y
    return rows


def gap(left: Char, right: Char) -> float:
    """Ems of white between two neighbours. Digits are never wider than 0.7 em, so a font
    whose widths are missing cannot swallow the space between two numbers."""
    text, x0, _, edge, _, size, *_ = left
    if text in DIGITS:
        edge = min(edge, x0 + _WIDEST_DIGIT * size)
    size = min(size, right[5]) or 1.0
    return (right[1] - edge) / size


def gaps_of(chars: Sequence[Char]) -> Gaps:
    """Where white stands between characters: the index of the right one and the ems, LEAST_GAP or more."""
    if len(chars) < 2:
        return []
    size = min([char[5] for char in chars])
    least, digit = LEAST_GAP * size, _WIDEST_DIGIT * size
    near = [
        (index, gap(left, right))
        for index, (left, right) in enumerate(pairwise(chars), 1)
        if right[1] - left[3] >= least or (left[0] in DIGITS and left[3] - left[1] > digit)
    ]  # most characters stand close, and no more is asked of them
    return [(index, space) for index, space in near if space >= LEAST_GAP]


def spaced(chars: Sequence[Char]) -> str:
    """The text of a line, with a space where there is a clear gap."""
    return chars[0][0] if len(chars) == 1 else _spaced(chars, gaps_of(chars))


def _spaced(chars: Sequence[Char], gaps: Gaps) -> str:
    parts = [char[0] for char in chars]
    for index, space in gaps:
        if space >= WIDE_GAP or (space >= WORD_GAP and _narrow(chars[index - 1][0]) and _narrow(chars[index][0])):
            parts[index - 1] += " "
    return "".join(parts)


def _narrow(text: str) -> bool:
    return "!" <= text[:1] <= "~"
