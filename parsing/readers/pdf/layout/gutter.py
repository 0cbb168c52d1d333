"""Pages set in two columns of text: where the white between the columns lies, and the lines of each."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from parsing.readers.pdf.layout.lines import Line, gap, lines_of
from parsing.readers.pdf.layout.tables import Table
from parsing.readers.pdf.page import Page

_MIDDLE = (0.35, 0.65)
"""Shares of a page's width between which columns part."""
_WHITE = 1.2
"""Ems of white between columns at least."""
_CROSSING = 0.2
"""Share of the lines that may run over the white, as titles do."""
_NEAR = 6.0
"""Points before the text on the right within which columns part: further off, a table's columns may stand."""
_PROSE = 5
_LONG = 15
"""Lines of text on either side that make columns of text, not of a table, and characters in each."""

Gutter = float | None
Content = tuple[Page, Sequence[Line], Sequence[Table]]
"""A page with its lines outside tables and its ruled tables."""


def gutters(pages: Sequence[Content]) -> list[Gutter]:
    """Per page, the middle of the white between two columns of text, or None.

    Only text on both sides tells, or text beside ruled tables: the white between two columns of a table looks the
    same. What one page tells holds for others as wide with white in the same place, where a table stands beside text.
    """
    found = [_between_prose(*content) for content in pages]
    told = {round(page.width): x for (page, _, _), x in zip(pages, found, strict=True) if x is not None}
    if not told:
        return found  # as in nearly every document
    return [
        x if x is not None else _as_told(page, lines, told.get(round(page.width)))
        for (page, lines, _), x in zip(pages, found, strict=True)
    ]


def _as_told(page: Page, lines: Sequence[Line], x: Gutter) -> Gutter:
    if x is None:
        return None
    whites, needed = _all_whites(page, lines)
    return x if lines and sum(any(a <= x <= b for a, b in spans) for spans in whites) >= needed else None


def _all_whites(page: Page, lines: Sequence[Line]) -> tuple[list[list[tuple[float, float]]], float]:
    """The white of each line in the middle of a page, and in how many lines a gutter must lie."""
    low, high = (share * page.width for share in _MIDDLE)
    return [_whites(line, low, high) for line in lines], (1 - _CROSSING) * len(lines)


def _between_prose(page: Page, lines: Sequence[Line], tables: Sequence[Table]) -> Gutter:
    low, high = (share * page.width for share in _MIDDLE)
    whites, needed = _all_whites(page, lines)
    if not lines or sum(map(bool, whites)) < needed:
        return None  # as nearly every page: most lines run on over its middle
    white = _Spans([span for spans in whites for span in spans])
    prose = _Spans([(token.x0, token.x1) for line in lines for token in line.tokens() if len(token.chars) >= _LONG])
    filled = _Spans([(table.xs[0], table.xs[-1]) for table in tables])
    starts = sorted(prose.starts + filled.starts)
    best: tuple[int, float, Gutter] = (0, 0.0, None)
    for end in {end for end in prose.ends + filled.ends if end <= high}:
        following = bisect_right(starts, end)
        start = starts[following] if following < len(starts) else 0.0
        x = max((end + start) / 2, start - _NEAR)
        clear = white.over(x)
        if start >= low and clear >= needed and _parts_text(x, prose, filled):
            best = max(best, (clear, start - end, x), key=lambda found: found[:2])
    return best[2]


class _Spans:
    """Where pieces of lines begin and end, each sorted: how many lie on either side of a position, or over it, is told
    without asking every one."""

    def __init__(self, spans: Sequence[tuple[float, float]]) -> None:
        self.starts = sorted(start for start, _ in spans)
        self.ends = sorted(end for _, end in spans)

    def before(self, x: float) -> int:
        return bisect_left(self.ends, x)

    def after(self, x: float) -> int:
        return len(self.starts) - bisect_right(self.starts, x)

    def over(self, x: float) -> int:
        return len(self.starts) - self.before(x) - self.after(x)


def _parts_text(x: float, prose: _Spans, filled: _Spans) -> bool:
    """Whether lines of text stand on both sides; a table that fills a column beside text is as good as text."""
    left, right = prose.before(x), prose.after(x)
    if max(left, right) >= _PROSE:
        left += _PROSE * bool(filled.before(x))
        right += _PROSE * bool(filled.after(x))
    return min(left, right) >= _PROSE


def _whites(line: Line, low: float, high: float) -> list[tuple[float, float]]:
    """The white of a line between two positions, where it is wide enough to part columns."""
    chars = line.chars
    edge, found = -1e9, []
    if not any(space >= _WHITE for _, space in line.gaps):  # as in nearly every line: what follows, sooner
        found = [(edge, chars[0][1])] if chars[0][1] > low else []
        return found if line.box[2] >= high else [*found, (line.box[2], 1e9)]
    for char in chars:
        if char[1] - edge >= _WHITE * char[5] and char[1] > low and edge < high:
            found.append((edge, char[1]))
        edge = max(edge, char[3])
    if edge < high:
        found.append((edge, 1e9))
    return found


def crosses(line: Line, x: float) -> bool:
    """Whether a line runs over a position without white around it."""
    for left, right in pairwise(line.chars):
        if left.x < x <= right.x:
            return gap(left, right) < _WHITE
    return False


def in_columns(lines: Sequence[Line], x: float) -> Iterator[tuple[Line, int]]:
    """The lines in reading order, each with its column: 0 for those that run over both or the left,
    1 for the right. A line over both columns ends what stands above it."""
    band: list[Line] = []
    for line in lines:
        if crosses(line, x):
            yield from _columns(band, x)
            yield line, 0
            band = []
        else:
            band.append(line)
    yield from _columns(band, x)


def _columns(band: Sequence[Line], x: float) -> Iterator[tuple[Line, int]]:
    chars = [char for line in band for char in line.chars]
    for column in (0, 1):
        for line in lines_of(char for char in chars if (char.x >= x) == bool(column)):
            yield line, column
