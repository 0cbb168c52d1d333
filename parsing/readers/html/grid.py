"""Tables that a page draws with style sheets: grids of cells, and rows of flex boxes or table boxes.

Cells are placed as browsers place them (CSS Grid Layout 1, section 8.5, row by row): an empty one keeps its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from lxml import etree

from parsing.readers.html.style import text_in

LEAST_CELLS, LEAST_COLUMNS, MOST_COLUMNS, MOST_CELLS = 4, 2, 40, 5000
LONGEST_CELL = 120
LEAST_FIGURES, _SHARE = 5, 6
"""Figures of a table, or of how many texts one is a figure: the data about a page (浏览次数 123) are no table.
In so many columns an empty cell counts as one: a table may be left blank."""
_FIGURE = re.compile(r"\d[\d,.，．]*\s*(?:[件个项条次部]|万?元)?|[-－—–/／]|无")
_REPEATED = re.compile(r"repeat\(\s*(\d{1,3})\s*,((?:[^()]|\([^()]*\))*)\)")
_TRACK = re.compile(r"(?:[\w-]+\([^()]*\)|[^\s()]+)")
_ROWS = frozenset({"table-row", "flex", "inline-flex", "grid", "contents"})
_GROUPS = frozenset({"table-row-group", "table-header-group", "table-footer-group", "contents"})

Says = Callable[[etree._Element, str], str]
"""What style sheets and its own style say of an element by the name of a property, or ""."""


class Placed(NamedTuple):
    """A cell and where it stands."""

    element: etree._Element
    row: int
    column: int
    down: int
    across: int


def drawn_cells(element: etree._Element, says: Says) -> list[Placed]:
    """The cells of an element that is drawn as a table of short texts, some of them figures; else none."""
    shown = says(element, "display")
    found: list[Placed] = []
    if shown in ("grid", "inline-grid"):
        found = list(_grid(element, says))
    elif shown not in ("flex", "inline-flex", "none"):
        found = list(_boxes(element, says))
    texts = [text_in(cell.element).strip() for cell in found]
    columns = max((cell.column + cell.across for cell in found), default=0)
    short = all(len(text) <= LONGEST_CELL for text in texts)
    told = short and LEAST_CELLS <= len(found) <= MOST_CELLS and columns >= LEAST_COLUMNS
    figures = sum(bool(_FIGURE.fullmatch(text)) for text in texts)
    if columns >= LEAST_FIGURES:
        figures += texts.count("")
    return found if told and (figures >= LEAST_FIGURES or _SHARE * figures >= sum(map(bool, texts))) else []


def _boxes(element: etree._Element, says: Says) -> Iterator[Placed]:
    """The cells of rows that are said to be rows, each beside the one before."""
    rows = list(_rows(element, says))
    if len(rows) > 1 and all(says(row, "display") in _ROWS for row in rows):
        for number, row in enumerate(rows):
            for column, cell in enumerate(_children(row, says)):
                yield Placed(cell, number, column, 1, 1)


def _rows(element: etree._Element, says: Says) -> Iterator[etree._Element]:
    for child in _children(element, says):
        if says(child, "display") in _GROUPS:
            yield from _children(child, says)
        else:
            yield child


def _grid(element: etree._Element, says: Says) -> Iterator[Placed]:
    """The cells of a grid: those of given places there, the others behind the one before, where there is room."""
    columns = _tracks(says(element, "grid-template-columns"))
    if not LEAST_COLUMNS <= columns <= MOST_COLUMNS or len(element) > MOST_CELLS:
        return
    lines = [(cell, *_lines(cell, "row", says), *_lines(cell, "column", says)) for cell in _items(element, says)]
    given = [
        _area(top, left, down, across) for _, top, down, left, across in lines if top is not None and left is not None
    ]
    taken, row, column = set[tuple[int, int]]().union(*given), 0, 0
    for cell, top, down, left, wide in lines:
        across = min(wide, columns)
        if top is not None and left is not None:
            yield Placed(cell, top, left, down, across)
            continue
        while column + across > columns or taken & _area(row, column, down, across):
            row, column = (row, column + 1) if column + across < columns else (row + 1, 0)
        taken |= _area(row, column, down, across)
        yield Placed(cell, row, column, down, across)


def _items(element: etree._Element, says: Says) -> Iterator[etree._Element]:
    """The cells of a grid; rows that make no box of their own only hold them."""
    for child in _children(element, says):
        if says(child, "display") == "contents":
            yield from _children(child, says)
        else:
            yield child


def _children(element: etree._Element, says: Says) -> list[etree._Element]:
    named = (child for child in element if isinstance(child.tag, str) and child.tag not in ("br", "script", "style"))
    return [child for child in named if says(child, "display") != "none"]


def _tracks(columns: str) -> int:
    """How many columns a grid has; 0 where that depends on its width."""
    if "auto-fi" in columns:
        return 0
    repeated = sum(int(n) * len(_TRACK.findall(tracks)) for n, tracks in _REPEATED.findall(columns))
    return repeated + len(_TRACK.findall(_REPEATED.sub("", columns)))


def _lines(cell: etree._Element, axis: str, says: Says) -> tuple[int | None, int]:
    """Where a cell begins along rows or columns, from 0 and None where it flows, and how many it takes."""
    area = [part.strip() for part in says(cell, "grid-area").split("/")]
    first = 0 if axis == "row" else 1
    start, _, end = (part.strip() for part in says(cell, f"grid-{axis}").partition("/"))
    if len(area) > first and area[first]:
        start, end = area[first], "".join(area[first + 2 : first + 3])
    start = says(cell, f"grid-{axis}-start") or start
    end = says(cell, f"grid-{axis}-end") or end
    begin = int(start) - 1 if start.isdecimal() and 0 < int(start) <= MOST_CELLS else None
    span = next(
        (int(said[5:]) for said in (start, end) if said.startswith("span ") and said[5:].strip().isdecimal()), 1
    )
    if begin is not None and end.isdigit():
        span = int(end) - 1 - begin
    return begin, max(1, min(span, MOST_COLUMNS))


def _area(row: int, column: int, down: int, across: int) -> set[tuple[int, int]]:
    return {(r, c) for r in range(row, row + down) for c in range(column, column + across)}
