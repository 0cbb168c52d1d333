"""Text that a page shows struck out, as prints of tracked changes and of corrections by hand do: it is not read.

A line through the middle of characters that begins and ends with them strikes them; the side of a cell that runs
through digits of a low row goes on beyond them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from parsing.readers.pdf.glyphs import DIGITS, UNKNOWN
from parsing.readers.pdf.page import Char, Page, Rule, levels

_ABOVE, _BELOW = 0.12, 0.28
"""Ems over and under the middle of a character's box where a line strikes it; one that underlines it is lower."""
_OFF = 0.3
"""Ems by which such a line may begin or end elsewhere than the characters."""
_SPACE = 0.7
"""The same where a space that is struck too may follow."""
_LEVEL = 0.4
_APART = 1.5
"""Points between pieces of one line."""
_TOUCHES = 0.75
_BESIDE = 1.0
"""Ems to what stands in a struck number's place."""


class _Stretch(NamedTuple):
    """A line from side to side, of one rule or several that go on from each other, and how high it stands."""

    y: float
    x0: float
    x1: float
    rules: frozenset[Rule]


def without_struck(page: Page) -> Page:
    """The page without what is struck out on it and the lines that do; the page itself where nothing is.

    A number that nothing stands beside stays, as one that nobody can read.
    """
    lines_at = levels(page)
    if not lines_at:
        return page
    lines: set[Rule] = set()
    runs: list[tuple[list[Char], list[Char]]] = []
    heights, largest = sorted(lines_at), max([char[5] for char in page.chars])
    for stretch in _stretches(page.rules):
        low = bisect_left(heights, stretch.y - _BELOW * largest)
        level = heights[low : bisect_right(heights, stretch.y + _ABOVE * largest)]
        near = [char for height in level for char in lines_at[height]]
        struck = [char for char in near if _is_across(stretch, char)]
        if struck and _is_stroke(stretch, struck) and not _is_side(stretch, page.rules):
            lines |= stretch.rules
            runs.append((struck, near))
    if not runs:
        return page
    gone = {char for struck, _ in runs for char in struck}
    alone = (struck for struck, near in runs if _is_number(struck) and not _has_other(near, struck, gone))
    unread = {char for struck in alone for char in struck if char.text in DIGITS}
    left = (c._replace(text=UNKNOWN) if c in unread else c for c in page.chars if c in unread or c not in gone)
    return replace(page, chars=tuple(left), rules=tuple(rule for rule in page.rules if rule not in lines))


def _stretches(rules: Sequence[Rule]) -> Iterator[_Stretch]:
    level = sorted(
        ((r.y0 + r.y1) / 2, r.x0, r.x1, r) for r in rules if not r.dot and abs(r.y1 - r.y0) < _LEVEL < r.x1 - r.x0
    )
    groups: list[list[tuple[float, float, float, Rule]]] = []
    for before, line in pairwise([None, *level]):
        if before is None or line is None or line[0] - before[0] > _LEVEL:
            groups.append([])
        if line is not None:
            groups[-1].append(line)
    for group in groups:
        found: list[_Stretch] = []
        for y, x0, x1, rule in sorted(group, key=lambda line: line[1]):
            if found and x0 - found[-1].x1 <= _APART:
                last = found[-1]
                found[-1] = _Stretch(last.y, last.x0, max(last.x1, x1), last.rules | {rule})
            else:
                found.append(_Stretch(y, x0, x1, frozenset((rule,))))
        yield from found


def _is_across(stretch: _Stretch, char: Char) -> bool:
    below = stretch.y - char.y
    return stretch.x0 < char.x < stretch.x1 and -_ABOVE * char.size <= below <= _BELOW * char.size


def _is_stroke(stretch: _Stretch, struck: Sequence[Char]) -> bool:
    """Whether a line begins and ends with the characters it runs through."""
    size = max(char.size for char in struck)
    before = min(char.x0 for char in struck) - stretch.x0
    after = stretch.x1 - max(char.x1 for char in struck)
    seen = any(char.text.isalnum() for char in struck)
    return seen and abs(before) <= _OFF * size and -_OFF * size <= after <= _SPACE * size


def _is_side(stretch: _Stretch, rules: Sequence[Rule]) -> bool:
    """Whether it leads from one line down the page to another, as the side of a cell does."""
    down = [r for r in rules if abs(r.x1 - r.x0) < _LEVEL and r.y0 - _TOUCHES <= stretch.y <= r.y1 + _TOUCHES]
    return all(any(abs(rule.x0 - end) < _TOUCHES for rule in down) for end in (stretch.x0, stretch.x1))


def _is_number(struck: Sequence[Char]) -> bool:
    return all(char.text in DIGITS or not char.text.isalnum() for char in struck)


def _has_other(near: Sequence[Char], struck: Sequence[Char], gone: Container[Char]) -> bool:
    """Whether something that is not struck out stands right beside what is."""
    left, right = min(char.x0 for char in struck), max(char.x1 for char in struck)
    reach = _BESIDE * max(char.size for char in struck)
    others = (char for char in near if char.text.isalnum() and char not in gone)
    return any(left - reach <= char.x1 and char.x0 <= right + reach for char in others)
