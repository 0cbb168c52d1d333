"""Which lines of running text are a table without lines."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from parsing.readers.pdf.layout.bits import CELL_GAP, Placed
from parsing.readers.pdf.layout.lines import Line

_LARGER = 1.08
_HEADING = re.compile(r"[一二三四五六七八九十]{1,2}[、.．]\s*\S")
_SENTENCE = re.compile(r"[。；;]")
_FLUSH = 1.0
"""Points a label may stand off the left edge of other rows; a heading is indented otherwise."""
_OTHERS = 3
"""Rows whose labels begin at one place that make it their left edge: of labels in the middle some begin anywhere."""
_APART = 1.5
"""Ems from a heading to the lines above and below at least."""
_MIDDLE, _SHORT = 0.08, 0.5
"""Shares of a row's width a title over it may stand off its middle, and be wide."""
_ELSEWHERE = 1e9
"""The step to a line on another page or in another column of text."""
_HEADS = 2
"""Words over figures that head these."""
_LINE = 1.3
"""Ems between the lines of one number at most."""
_REACH = 3.2
"""Ems between two lines of one table at most."""


class Scale(NamedTuple):
    """Type size, of labels or figures as these are larger, steps between lines of figures, usual and short, and usual
    between rows, and left edges of these lines, in points; and which lines they are."""

    size: float
    pitch: float
    short: float
    row: float
    lefts: tuple[float, ...]
    core: tuple[int, ...]


def regions(placed: Sequence[Placed]) -> list[tuple[int, int]]:
    """Where tables begin and end in a run of lines, as first and last+1 index.

    A table is held together by its lines of figures; headings, sentences and larger type end it. What is larger is said
    by the figures around: sheets that are fitted to their pages have as many sizes as pages.
    """
    cuts = [0, *_other_sizes(placed), len(placed)]
    return [(start + a, start + b) for start, end in pairwise(cuts) for a, b in _regions(placed[start:end])]


def _other_sizes(placed: Sequence[Placed]) -> Iterator[int]:
    """Where a page begins whose figures are all set in other type than those of the page before."""
    before: list[float] = []
    for start, end in _pages(placed):
        sizes = [_largest(item.line) for item in placed[start:end] if _figures(item.line)]
        if before and sizes and (min(sizes) > _LARGER * max(before) or min(before) > _LARGER * max(sizes)):
            yield _first_of(placed, start, before, sizes)
        before = sizes or before


def _first_of(placed: Sequence[Placed], start: int, before: Sequence[float], sizes: Sequence[float]) -> int:
    """The first line of what a page is set in: headings of it may end the page before, the rest of a row of that may
    begin this."""
    at = start
    while at < len(placed) and _is_set_in(placed[at].line, before) and not _is_set_in(placed[at].line, sizes):
        at += 1
    while at == start and start and _is_set_in(placed[start - 1].line, sizes):
        at = start = start - 1
    return at


def _is_set_in(line: Line, sizes: Sequence[float]) -> bool:
    return min(sizes) / _LARGER <= _largest(line) <= max(sizes) * _LARGER


def _pages(placed: Sequence[Placed]) -> Iterator[tuple[int, int]]:
    """Where each page or column of text begins and ends among the lines."""
    starts = [0, *(n for n, (a, b) in enumerate(pairwise(placed), 1) if not a.page.is_same_column(b.page))]
    return pairwise([*starts, len(placed)])


def _regions(placed: Sequence[Placed]) -> list[tuple[int, int]]:
    core = [index for index, item in enumerate(placed) if _figures(item.line)]
    if not core:
        return []
    scale = Scale(
        median(_largest(placed[index].line) for index in core),
        *_pitches(placed, core),
        tuple(placed[index].line.box[0] for index in core),
        tuple(core),
    )
    found: list[tuple[int, int]] = []
    for index in core:
        if found and not any(_breaks(placed, i, scale) for i in range(found[-1][1], index)):
            found[-1] = (found[-1][0], index + 1)
        else:
            found.append((index, index + 1))
    return [_extended(placed, start, end, scale, found) for start, end in found]


def _figures(line: Line) -> bool:
    found = line.tokens(CELL_GAP)
    return len(found) > 1 and any(token.value for token in found)


def _is_figure(line: Line) -> bool:
    """Whether a line is one figure, as of a row whose others stand higher, being set in smaller type."""
    found = line.tokens(CELL_GAP)
    return len(found) == 1 and bool(found[0].value)


def _largest(line: Line) -> float:
    """The type of the labels of a row, where its figures are set in smaller type, or the other way about."""
    return max(char.size for char in line.chars)


def _pitches(placed: Sequence[Placed], core: Sequence[int]) -> tuple[float, float, float]:
    """The median and the lower quartile: that of rows of one line, where the labels of most take two; and the median of
    those wider than between lines of text, as the lines of broken numbers stand."""
    steps = sorted(
        placed[b].line.y - placed[a].line.y for a, b in pairwise(core) if placed[a].page.is_same_column(placed[b].page)
    )
    if not steps:
        return 0.0, 0.0, 0.0
    size = median(placed[index].line.size for index in core)
    return median(steps), steps[len(steps) // 4], median([step for step in steps if step > _LINE * size] or steps)


def _breaks(placed: Sequence[Placed], index: int, scale: Scale) -> bool:
    line = placed[index].line
    if line.size > _LARGER * scale.size and not _is_figure(line):
        return True
    if len(line.tokens(CELL_GAP)) > 1:
        return False
    text = line.text
    if _SENTENCE.search(text):
        return True
    if not _HEADING.match(text):
        return False
    above, below = _white(placed, index - 1), _white(placed, index)
    lonely = min(above, below) >= 0.9 * scale.short if scale.short else True
    flush = sum(abs(line.box[0] - left) <= _FLUSH for left in scale.lefts) >= min(_OTHERS, len(scale.lefts))
    apart = (lonely and not flush) or (min(above, below) >= _APART * line.size and _runs_over(placed, index, scale))
    return apart or _has_heads_below(placed, index, scale)


def _has_heads_below(placed: Sequence[Placed], index: int, scale: Scale) -> bool:
    """Whether words stand beside each other over the figures below a line before any of these: with heads of its own a
    table begins, as a sheet has them under one another. The rest of labels stands beside figures, over none."""
    at = bisect_left(scale.core, index)
    if at == len(scale.core):
        return False
    end = scale.core[at]
    first = min(token.x0 for token in placed[end].line.tokens(CELL_GAP) if token.value)
    lines = [placed[n].line for n in range(index + 1, end)]
    if any(line.size > _LARGER * scale.size or _HEADING.match(line.text) for line in lines):
        return False  # the heads are those of a heading that stands nearer
    heads = (line.tokens(CELL_GAP) for line in lines)
    return any(sum(token.x1 > first for token in tokens) >= _HEADS for tokens in heads)


def _runs_over(placed: Sequence[Placed], index: int, scale: Scale) -> bool:
    """Whether a line runs as far as the first figure of the next lines of figures above and below, as no label does.
    Where the table below has a heading of its own, its figures say nothing of a line above that."""
    at = bisect_left(scale.core, index)
    near = list(scale.core[max(at - 1, 0) : at + 1])
    if at < len(scale.core) and any(placed[i].line.size > _LARGER * scale.size for i in range(index + 1, near[-1])):
        near.pop()
    firsts = [min(token.x0 for token in placed[i].line.tokens(CELL_GAP) if token.value) for i in near]
    return any(placed[index].line.box[2] > first + placed[index].line.size for first in firsts)


def _white(placed: Sequence[Placed], index: int) -> float:
    """The step from a line to the next; much at the end of a page or a column of text."""
    if index < 0 or index + 1 >= len(placed) or not placed[index].page.is_same_column(placed[index + 1].page):
        return _ELSEWHERE
    return placed[index + 1].line.y - placed[index].line.y


def _extended(
    placed: Sequence[Placed], start: int, end: int, scale: Scale, found: Sequence[tuple[int, int]]
) -> tuple[int, int]:
    """Takes in the header above and the rest of the last label below."""
    floor = max((other for _, other in found if other <= start), default=0)
    while start > floor and _header(placed, start - 1, scale):
        start -= 1
    ceiling = min((other for other, _ in found if other >= end), default=len(placed))
    while end < ceiling and _tail(placed, end, scale):
        end += 1
    return start, end


def _tail(placed: Sequence[Placed], index: int, scale: Scale) -> bool:
    """Whether a line below is the rest of a label, or the label of a last row without figures."""
    step = _white(placed, index - 1)
    if _breaks(placed, index, scale):
        return False
    if step >= _ELSEWHERE:
        return _is_left_over(placed, index, scale)
    flush = any(abs(placed[index].line.box[0] - left) <= _FLUSH for left in scale.lefts)
    reach = 1.3 * scale.pitch if flush else 0.95 * scale.pitch
    return step <= (min(reach, 3.0 * scale.size) if scale.pitch else 1.6 * scale.size)


def _is_left_over(placed: Sequence[Placed], index: int, scale: Scale) -> bool:
    """Whether a line that opens a page is the label of a last row without figures: it has the place and the type of
    other labels, and the next is of the larger type of the text."""
    line = placed[index].line
    label = sum(abs(line.box[0] - left) <= _FLUSH for left in scale.lefts) >= _OTHERS
    following = placed[index + 1].line.size if index + 1 < len(placed) else 0.0
    return label and line.size * _LARGER > scale.size and following > _LARGER * scale.size


def _header(placed: Sequence[Placed], index: int, scale: Scale) -> bool:
    if _breaks(placed, index, scale):
        return False
    step = _white(placed, index)
    if step >= _ELSEWHERE:
        return len(placed[index].line.tokens(CELL_GAP)) > 1
    near = max(_REACH * scale.size, min(1.2 * scale.row, 2 * _REACH * scale.size))
    return step <= near or (step <= 2 * _REACH * scale.size and _centred(placed[index].line, placed[index + 1].line))


def _centred(line: Line, below: Line) -> bool:
    """Whether a short line stands over the middle of the cells below it, as the title of columns does."""
    cells = len(below.tokens(CELL_GAP)) > 2
    (x0, _, x1, _), (low, _, high, _) = line.box, below.box
    middle = abs((x0 + x1) - (low + high)) / 2 <= _MIDDLE * (high - low)
    return cells and middle and x1 - x0 < _SHORT * (high - low)
