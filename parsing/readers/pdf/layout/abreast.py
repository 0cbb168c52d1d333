"""Text set in two columns as one run of lines, so that a table which ends in the next column is read whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, product

from parsing.readers.pdf.layout.bits import Placed
from parsing.readers.pdf.layout.lines import Line
from parsing.readers.pdf.page import Page

_MIDDLE = (0.35, 0.65)
"""Shares of a page's width between which the beginnings of two columns lie apart."""
_SHARE, _PLACES = 0.25, 3
"""Share of the lines on the right that must begin where lines on the left do, and at how many places: lists of
another table have their own."""
_CLEARLY = 1.25
"""How many times more lines than by any other step these must be."""
_EXACT = 0.5
"""Points lines may begin apart and still begin at one place."""
_ROUND = (-1, 0, 1)
_MOST = 100
"""Places at which lines begin that are looked at, in each column: text has few."""


def steps(placed: Sequence[Placed]) -> Mapping[int, float]:
    """By the width of pages, rounded, how many points the right column of text stands from the left.

    Columns that are alike have their margins, their indents and the labels of their tables at the same places: the
    step is that by which most lines on the right begin where lines on the left do. Where few do, there is none.
    """
    sheets: dict[tuple[int, int], Counter[int]] = {}
    for item in placed:
        place = round(item.line.chars[0].x0 / _EXACT)
        sheets.setdefault((round(item.page.width), item.column), Counter())[place] += 1
    sides = {
        width: (sheets.get((width, 0), Counter()), right) for (width, column), right in sheets.items() if column > 0
    }
    found = {width: _step(width, *side) for width, side in sides.items()}
    return {width: step for width, step in found.items() if step is not None}


def _step(width: int, left: Counter[int], right: Counter[int]) -> float | None:
    low, high = (share * width / _EXACT for share in _MIDDLE)
    shared: Counter[int] = Counter()
    for (place, times), (other, more) in product(left.most_common(_MOST), right.most_common(_MOST)):
        if low <= other - place <= high:
            shared[other - place] += min(times, more)
    near = {step: sum(shared[step + off] for off in _ROUND) for step in shared}
    step = max(near, key=lambda step: (near[step], shared[step]), default=0)
    others = max((lines for other, lines in near.items() if abs(other - step) > len(_ROUND)), default=0)
    places = sum(any(left[place - step + off] for off in _ROUND) for place in right)
    if near.get(step, 0) < _SHARE * right.total() or places < _PLACES or near[step] < _CLEARLY * others:
        return None
    return _EXACT * sum((step + off) * shared[step + off] for off in _ROUND) / near[step]


def over_each_other(placed: Sequence[Placed], known: Mapping[int, float]) -> list[Placed]:
    """The lines, those of right columns moved to the left by what is ``known`` of pages as wide."""
    if not known:
        return list(placed)  # as in nearly every document
    pages: dict[int, Page] = {}
    return [_moved(item, known.get(round(item.page.width), 0.0), pages) if item.column > 0 else item for item in placed]


def _moved(item: Placed, step: float, pages: dict[int, Page]) -> Placed:
    """``pages`` keeps what a page has become, so that all its lines stand on one."""
    page = pages.setdefault(item.page.number, replace(item.page, moved=step))
    chars = (char._replace(x0=char.x0 - step, x1=char.x1 - step, x=char.x - step) for char in item.line.chars)
    return item._replace(page=page, line=Line(tuple(chars)))


def by_column(placed: Sequence[Placed]) -> Iterator[list[Placed]]:
    """The lines of each column of each page."""
    for _, lines in groupby(placed, key=lambda item: (item.page.number, item.column)):
        yield list(lines)
