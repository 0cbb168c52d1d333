"""Pages with a menu beside their text, as browsers print web sites: which characters are the menu's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from parsing.readers.pdf.layout.lines import Line, Token, lines_of
from parsing.readers.pdf.layout.tables import Table

ASIDE = -1
"""The column of the lines of a menu."""
_FAR = 0.1
"""Share of a page's width by which a menu begins before the text beside it, or ends behind."""
_WIDE = 0.4
"""Share of a page's width that only a line of running text fills; no label of a table does."""
_PROSE, _ITEMS = 4, 3
"""Lines of running text, and of a menu, at least."""
_ELSEWHERE = 5
"""One in so many lines of running text may begin and end elsewhere, as what stands over text and menu does."""
_LONGEST = 20
"""Characters of a line of a menu at most."""
_WHITE = 1.0
"""Ems of white between a menu and the text at least."""

Beside = Callable[[Token], bool]


class _Menu(NamedTuple):
    """Its lines, and the height of what last stood above both it and the text."""

    items: list[Token]
    begins: float


_NONE = _Menu([], 0.0)


def with_aside(lines: Sequence[Line], tables: Sequence[Table], width: float) -> Iterator[tuple[Line, int]]:
    """The lines of a page, each with its column: those of a menu beside the text, and before these what is above it.

    Running text tells where text begins and ends; short lines beyond, none of them a figure and with text beside
    them, are a menu. It ends where a line or a table stands across the white between. ``width`` is the page's.
    """
    menu, begins = _menu(lines, tables, width)
    if not menu:
        yield from ((line, 0) for line in lines)
        return
    own = {id(char) for item in menu for char in item.chars}
    yield from ((line, 0) for line in lines if line.y <= begins)
    yield from ((line, ASIDE) for line in lines_of(char for item in menu for char in item.chars))
    rest = (char for line in lines if line.y > begins for char in line.chars if id(char) not in own)
    yield from ((line, 0) for line in lines_of(rest))


def _menu(lines: Sequence[Line], tables: Sequence[Table], width: float) -> _Menu:
    prose = [token for line in lines for token in _wide(line, _WIDE * width)]
    if len(prose) < _PROSE:
        return _NONE
    skipped = len(prose) // _ELSEWHERE
    low = sorted(token.x0 for token in prose)[skipped]
    high = sorted(token.x1 for token in prose)[-1 - skipped]
    if min(line.box[0] for line in lines) < low - _FAR * width:
        left = _items(lines, tables, low, lambda token: token.x1 <= low - _WHITE * token.chars[0].size)
        if left.items:
            return left
    if max(line.box[2] for line in lines) > high + _FAR * width:
        return _items(lines, tables, high, lambda token: token.x0 >= high + _WHITE * token.chars[0].size)
    return _NONE


def _wide(line: Line, least: float) -> list[Token]:
    x0, _, x1, _ = line.box
    return [token for token in line.tokens() if token.x1 - token.x0 >= least] if x1 - x0 >= least else []


def _items(lines: Sequence[Line], tables: Sequence[Table], edge: float, is_beside: Beside) -> _Menu:
    """The longest menu that nothing parts which runs over the ``edge`` of the text."""
    over = sorted([line.y for line in lines if _crosses(line, edge)] + [t.top for t in tables if _cuts(t, edge)])
    bands: dict[int, list[Token]] = {}
    texts: dict[int, list[float]] = {}
    for line in lines:
        band = sum(y < line.y for y in over)
        tokens = line.tokens()
        beside = [token for token in tokens if is_beside(token)]
        bands.setdefault(band, []).extend(beside)
        if len(beside) < len(tokens):
            texts.setdefault(band, []).append(line.y)
    band = max(bands, key=lambda band: len(bands[band]))
    found = bands[band]
    if len(found) < _ITEMS or any(token.value or len(token.chars) > _LONGEST for token in found):
        return _NONE
    first, last = found[0].chars[0].y, found[-1].chars[0].y
    if not any(first <= y <= last for y in texts.get(band, ())):
        return _NONE
    return _Menu(found, over[band - 1] if band else 0.0)


def _crosses(line: Line, edge: float) -> bool:
    return any(token.x0 < edge - token.chars[0].size < edge + token.chars[0].size < token.x1 for token in line.tokens())


def _cuts(table: Table, edge: float) -> bool:
    return table.xs[0] < edge - 1 and table.xs[-1] > edge + 1
