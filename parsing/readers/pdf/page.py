"""What a page offers to whoever reads tables from it, whichever engine opened the file.

Lengths are PDF points; the origin is the top left corner of the page as it is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import filterfalse, groupby
from operator import itemgetter
from typing import NamedTuple

from parsing.grid import Box

Point = tuple[float, float]

BELOW, ABOVE = 0.12, 0.88
"""Ems under and over the baseline that a character's box takes."""


class Char(NamedTuple):
    """One character. The box is its advance width by one em, not its ink.

    ``turn`` counts quarter turns clockwise from upright: 1 reads downwards, 3 upwards.
    ``text`` is U+FFFD where the file does not say which character a glyph is. ``x`` and ``y`` are
    the middle of the box, which is asked for so often that it is kept; ``char_in`` measures it.
    """

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    turn: int
    x: float
    y: float


def char_in(text: str, box: Box, size: float, turn: int = 0) -> Char:
    """A character by its box."""
    x0, y0, x1, y1 = box
    return Char(text, x0, y0, x1, y1, size, turn, (x0 + x1) / 2, (y0 + y1) / 2)


def standing(text: str, start: Point, end: Point, em: float, turn: int) -> Char:
    """A character by where its advance begins and ends on the baseline, in points."""
    (x0, y0), (x1, y1) = start, end
    low, high = BELOW * em, ABOVE * em
    if turn == 0:
        y0, y1 = y0 - high, y0 + low
    elif turn == 1:
        x0, x1 = x0 - low, x0 + high
    elif turn == 2:
        y0, y1 = y0 - low, y0 + high
    else:
        x0, x1 = x0 - high, x0 + low
    if x0 > x1:
        x0, x1 = x1, x0
    if y0 > y1:
        y0, y1 = y1, y0
    return Char(text, x0, y0, x1, y1, em, turn, (x0 + x1) / 2, (y0 + y1) / 2)


class Rule(NamedTuple):
    """A straight horizontal or vertical line by its centre line; ``dot`` marks a mark too
    small to have a direction, which dotted borders are made of."""

    x0: float
    y0: float
    x1: float
    y1: float
    dot: bool = False


@lru_cache(maxsize=4096)
def _tenth(length: float) -> float:
    """Rounded to a tenth of a point; the cells of a table share their edges."""
    return round(length, 1)


@dataclass(frozen=True, slots=True)
class Page:
    """Characters and ruling lines of one page, ``number`` from 1, turned upright.

    ``turn`` says how many quarter turns clockwise the shown page was turned so that most
    of its text is upright; ``shown`` gives boxes on the page as it is shown. ``whole`` is False
    where part of the page's content was damaged. ``odd`` tells developers why the engine may have
    missed something on the page, or is empty. ``curves`` counts filled figures with bent sides, ``pictured`` is the
    share of the page that pictures cover, ``cuts`` are the right sides of what is shown of it that may cut text.
    ``moved`` says by how many points the right one of two columns of text was moved to the left, to stand where the
    left one does. ``drawings`` are the pictures and the figures as large as digits on it, as it is shown.
    """

    number: int
    width: float
    height: float
    chars: tuple[Char, ...]
    rules: tuple[Rule, ...]
    fills: tuple[Box, ...] = ()
    images: int = 0
    curves: int = 0
    turn: int = 0
    whole: bool = True
    odd: str = ""
    pictured: float = 0.0
    cuts: tuple[float, ...] = ()
    moved: float = 0.0
    drawings: tuple[Box, ...] = ()

    def is_same_column(self, other: Page) -> bool:
        """Whether heights on the two compare: they are one page, and one column of it."""
        return self.number == other.number and self.moved == other.moved

    def shown(self, box: Box) -> Box:
        """The box on the page as it is shown, rounded to a tenth of a point."""
        if self.moved:
            box = (box[0] + self.moved, box[1], box[2] + self.moved, box[3])
        if self.turn:
            box = self._turned_back(box)
        x0, y0, x1, y1 = box
        return (_tenth(x0), _tenth(y0), _tenth(x1), _tenth(y1))

    def _turned_back(self, box: Box) -> Box:
        width, height = self.width, self.height
        for _ in range(-self.turn % 4):
            box = (height - box[3], box[0], height - box[1], box[2])
            width, height = height, width
        return box


_SIZE: Callable[[Char], float] = itemgetter(5)
_TURN: Callable[[Char], int] = itemgetter(6)
_HEIGHT: Callable[[Char], float] = itemgetter(8)


def levels(page: Page) -> dict[float, list[Char]]:
    """The upright characters of a page by the height of their middles."""
    found: dict[float, list[Char]] = {}
    standing_up = filterfalse(_TURN, page.chars) if any(map(_TURN, page.chars)) else page.chars
    for height, line in groupby(standing_up, _HEIGHT):  # those of a line mostly follow each other
        found.setdefault(height, []).extend(line)
    return found


def near_each_other(page: Page, share: float) -> Iterator[tuple[list[Char], list[Char]]]:
    """The upright characters of two heights, the higher first, that differ by less than a ``share`` of the type, for
    all such heights."""
    found = sorted(levels(page).items(), key=itemgetter(0))
    largest = [max(map(_SIZE, line)) for _, line in found]
    reach = share * max(largest, default=0.0)
    for at, (y, line) in enumerate(found):
        for below in range(at + 1, len(found)):
            apart = found[below][0] - y
            if apart >= reach:
                break
            if apart < share * max(largest[at], largest[below]):
                yield line, found[below][1]


def upright(page: Page) -> Page:
    """The page turned so that most of its characters stand upright."""
    if not any(map(_TURN, page.chars)):
        return page
    counts = [0, 0, 0, 0]
    for char in page.chars:
        counts[char.turn] += 1
    turn = max(range(4), key=lambda quarter: (counts[quarter], quarter == 0))
    for _ in range(-turn % 4):
        page = _turned(page)
    return page


def _turned(page: Page) -> Page:
    """A quarter turn clockwise."""
    height = page.height
    chars = tuple(
        char_in(c.text, (height - c.y1, c.x0, height - c.y0, c.x1), c.size, (c.turn + 1) % 4) for c in page.chars
    )
    rules = tuple(Rule(height - r.y1, r.x0, height - r.y0, r.x1, r.dot) for r in page.rules)
    fills = tuple((height - f[3], f[0], height - f[1], f[2]) for f in page.fills)
    turned = replace(page, width=page.height, height=page.width, chars=chars, rules=rules, fills=fills, cuts=())
    return replace(turned, turn=(page.turn + 1) % 4)
