"""The pieces of text of a table without lines, and what columns its figures stand in."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from parsing.readers.pdf.layout.lines import BLANK, NUMBER, Line, extent, gap, is_value, spaced
from parsing.readers.pdf.page import Char, Page

CELL_GAP = 0.6
"""Ems of white that part two cells of one line."""


_TAIL_GAP = 0.3
_ITEM_GAP, LEAST_WHITE = 0.15, 0.05
_FLUSH = 1.0
_EXACT = 0.5
"""Points a figure may stand off the place of those over and under it."""
_OTHERS, _MANY = 3, 6
"""Bits beginning at one place that make it the left edge of a column; and where words of any kind are cut at it."""
ITEM = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|\d{1,2}[、.．)）](?!\d)|第[一二三四五六七八九十]+条")
"""How the label of an item begins."""
_COUNTS, _GOES_ON, _NUMBERED = re.compile("[1-9]"), re.compile("[、.．\u4e00-\u9fff]"), 1.5
"""The number of an item, what follows it, and ems of white between the two at most."""
_BEGINS = frozenset("（(第0123456789一二三四五六七八九十")
"""Signs an item begins with."""
_WORDS = frozenset("无零〇")
"""What may stand for a figure and be a character of a label."""
_BELOW = 1.8
"""Ems from one character of a label that is set downwards to the next at most."""
_BREAK = 4.0
"""Ems a page break counts as, more than any step inside a cell."""


class Bit(NamedTuple):
    """A run of characters of one line. ``y`` is its middle, counted on over page breaks; ``word`` says that it is no
    figure, whatever it looks like."""

    text: str
    chars: tuple[Char, ...]
    x0: float
    x1: float
    y: float
    size: float
    page: Page
    line: int
    word: bool = False

    @property
    def value(self) -> bool:
        return not self.word and is_value(self.text)


class Placed(NamedTuple):
    """A line, the page it stands on, and its column where text is set in two."""

    page: Page
    line: Line
    column: int = 0


def bits_of(placed: Sequence[Placed]) -> list[Bit]:
    """The cells of lines by their white gaps; the end of a page, or of a column of text, counts as a wide step."""
    bits: list[Bit] = []
    shift, before = 0.0, placed[0]
    for index, item in enumerate(placed):
        if not item.page.is_same_column(before.page):
            shift += before.line.y - item.line.y + _BREAK * item.line.size
        before = item
        for run in _with_numbers(_runs(item.line)):
            x0, y0, x1, y1 = extent(run)
            bits.append(Bit(spaced(run), run, x0, x1, (y0 + y1) / 2 + shift, item.line.size, item.page, index))
    return bits


def _runs(line: Line) -> Iterable[tuple[Char, ...]]:
    """Tokens, and the numbers of a token apart where a narrow gap parts them."""
    for token in line.tokens(CELL_GAP):
        words = token.text.split(" ")
        if len(words) < 2 or not all(NUMBER.fullmatch(word) or BLANK.fullmatch(word) for word in words):
            yield token.chars
            continue
        start = 0
        for word in words:
            end, length = start, 0
            while length < len(word):
                length += len(token.chars[end].text)
                end += 1
            yield token.chars[start:end]
            start = end


def _with_numbers(runs: Iterable[tuple[Char, ...]]) -> list[tuple[Char, ...]]:
    """The runs of a line, the number of an item that white parts from what follows put to its words, as where its point
    was not recognised: 3 其他. No figure stands first in its line, right before words."""
    found = list(runs)
    near = len(found) > 1 and gap(found[0][-1], found[1][0]) < _NUMBERED
    if near and _is_numbered(spaced(found[0]), spaced(found[1])):
        found[:2] = [(*found[0], *found[1])]
    return found


def _is_numbered(number: str, words: str) -> bool:
    return bool(_COUNTS.fullmatch(number) and _GOES_ON.match(words)) and not is_value(words)


def parted(bits: Sequence[Bit]) -> list[Bit]:
    """The bits, those cut that end in a figure with white before it, or with its place among the figures of a column.

    A label that fills its cell comes nearer to its first figure than cells usually do.
    """
    values = [bit for bit in bits if bit.value]
    spans = spans_of(values)
    found: list[Bit] = []
    for bit in bits:
        cut = _tail(bit)
        tail = bit.chars[cut:]
        if cut and (_is_white_before(bit, cut, spans) or _stands_with(tail, values)):
            head = bit.chars[:cut]
            found.append(bit._replace(text=spaced(head), chars=head, x1=extent(head)[2]))
            found.append(bit._replace(text=spaced(tail), chars=tail, x0=tail[0].x0))
        else:
            found.append(bit)
    return found


def cut_at_items(bits: Sequence[Bit]) -> list[Bit]:
    """The bits, those cut that hold an item of its own beginning where others begin, with some white before it, or
    behind a character of a label set downwards; and where words begin where many others do."""
    starts = sorted(bit.x0 for bit in bits)
    figures = min((bit.x0 for bit in bits if bit.value), default=0.0)
    labels = [x for x in starts if x < figures]
    downwards = sorted(bit.x0 for bit in bits if len(bit.chars) == 1)
    found: list[Bit] = []
    for bit in bits:
        inner = [n for n in range(1, len(bit.chars)) if _begins_item(bit, n, starts) or _begins_label(bit, n, labels)]
        if 1 not in inner and _is_behind_one(bit, downwards, starts):
            inner = [1, *inner]
        cuts = [0, *inner, len(bit.chars)]
        runs = [bit.chars[start:end] for start, end in pairwise(cuts)]
        found.extend(bit if len(runs) == 1 else part_of_bit(bit, run) for run in runs)
    return found


def with_words(bits: Sequence[Bit]) -> list[Bit]:
    """The bits, with those told to be words that may stand for a figure and are one character of a label set
    downwards, as （四）无法提供 is."""
    signs = [bit for bit in bits if len(bit.chars) == 1 and not bit.value]
    return [bit._replace(word=True) if bit.text in _WORDS and _is_set_down(bit, signs) else bit for bit in bits]


def _is_set_down(bit: Bit, signs: Sequence[Bit]) -> bool:
    """Whether a character has others alone on their lines right over and under it."""
    size = bit.chars[0].size
    steps = [(sign.y - bit.y) / size for sign in signs if abs(sign.x0 + sign.x1 - bit.x0 - bit.x1) <= size]
    return any(-_BELOW <= step < 0 for step in steps) and any(0 < step <= _BELOW for step in steps)


def part_of_bit(bit: Bit, run: tuple[Char, ...]) -> Bit:
    """Some of the characters of a bit as a bit."""
    x0, _, x1, _ = extent(run)
    return bit._replace(text=spaced(run), chars=run, x0=x0, x1=x1)


def _begins_label(bit: Bit, at: int, labels: Sequence[float]) -> bool:
    """Whether words begin where many labels do, with more white before them than the words have elsewhere."""
    if _count_at(labels, bit.chars[at].x0, _EXACT) < _MANY:
        return False
    return _is_widest(bit, at)


def _count_at(places: Sequence[float], x: float, off: float) -> int:
    """How many of some places, in order, lie no further from x."""
    return bisect_right(places, x + off) - bisect_left(places, x - off)


def _is_widest(bit: Bit, at: int) -> bool:
    """Whether more white stands before a character than before any other of a bit."""
    white = [gap(left, right) for left, right in pairwise(bit.chars)]
    elsewhere = max((space for n, space in enumerate(white) if n != at - 1), default=0.0)
    return white[at - 1] >= max(elsewhere, 0.0) + LEAST_WHITE


def _is_behind_one(bit: Bit, downwards: Sequence[float], starts: Sequence[float]) -> bool:
    """Whether an item begins, or words where others do, behind a character over or under others that stand alone."""
    if len(bit.chars) < 3 or bit.chars[0].text in "（(":
        return False
    begun = _count_at(starts, bit.chars[1].x0, _EXACT) > 1 and _is_widest(bit, 1)
    alone = _count_at(downwards, bit.x0, _EXACT) >= _OTHERS
    return alone and (begun or ITEM.match(spaced(bit.chars[1:])) is not None)


def _begins_item(bit: Bit, at: int, starts: Sequence[float]) -> bool:
    left, right = bit.chars[at - 1], bit.chars[at]
    if right.text not in _BEGINS or left.text in _BEGINS or not ITEM.match(spaced(bit.chars[at:])):
        return False
    flush = _FLUSH if gap(left, right) >= _ITEM_GAP else _EXACT
    return _count_at(starts, right.x0, flush) >= _OTHERS


def _tail(bit: Bit) -> int:
    """Where the number at the end of a bit of words begins, or the mark for none; else 0."""
    if bit.value:
        return 0
    cut = len(bit.chars)
    while cut and NUMBER.fullmatch(spaced(bit.chars[cut - 1 :])):
        cut -= 1
    if cut == len(bit.chars) and BLANK.fullmatch(bit.chars[-1].text):
        cut -= 1
    return cut if 0 < cut < len(bit.chars) else 0


def _is_white_before(bit: Bit, cut: int, spans: Sequence[Span]) -> bool:
    first, last = bit.chars[cut], bit.chars[-1]
    if gap(bit.chars[cut - 1], first) < _TAIL_GAP:
        return False
    return any(first.x0 < span.high and span.low < last.x1 for span in spans)


def _stands_with(tail: Sequence[Char], values: Sequence[Bit]) -> bool:
    """Whether a number begins, ends or has its middle where several figures of its column have theirs."""
    x0, x1 = tail[0].x0, tail[-1].x1
    column = [bit for bit in values if bit.x0 < x1 and x0 < bit.x1]
    sides = ((bit.x0 - x0, bit.x1 - x1, (bit.x0 + bit.x1 - x0 - x1) / 2) for bit in column)
    return any(sum(abs(off) <= _EXACT for off in side) >= _OTHERS for side in zip(*sides, strict=True))


class Span(NamedTuple):
    """A column of figures: the white of the others begins beyond it."""

    low: float
    high: float


def spans_of(values: Sequence[Bit]) -> list[Span]:
    """Columns from the places of figures. A figure over several columns, as a merged cell
    has, makes none: columns that two figures of one line stand in are never one."""
    found: list[tuple[float, float, set[int]]] = []
    for bit in sorted(values, key=lambda bit: bit.x1 - bit.x0):
        low, high, lines = bit.x0, bit.x1, {bit.line}
        touched = [span for span in found if span[0] < high and low < span[1]]
        if _conflict(touched):
            continue
        for span in touched:
            found.remove(span)
            low, high = min(low, span[0]), max(high, span[1])
            lines |= span[2]
        found.append((low, high, lines))
    return [Span(low, high) for low, high, _ in sorted(found, key=lambda span: span[0])]


def _conflict(touched: Sequence[tuple[float, float, set[int]]]) -> bool:
    return any(one[2] & other[2] for i, one in enumerate(touched) for other in touched[i + 1 :])


def stabs(gaps: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The fewest stretches such that every gap holds one."""
    covered: list[tuple[float, float]] = []
    for low, high in sorted(gaps, key=lambda gap: gap[1]):
        if covered and low < covered[-1][1]:
            covered[-1] = (max(low, covered[-1][0]), covered[-1][1])
        else:
            covered.append((low, high))
    return covered
