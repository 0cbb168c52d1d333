"""Tables of a page as grids: cells placed as a browser places them, and tables drawn with div elements."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from lxml import etree

from parsing.grid import PICTURED, UNREADABLE, Cell, Grid, Place
from parsing.readers.html.grid import Placed
from parsing.readers.html.style import text_in
from parsing.readers.pieces import INSIDE

MOST_SPAN = 200
LEAST_ROWS, LEAST_CELLS = 2, 3
LONGEST_CELL = 120
LEAST_FIGURES, STRAY_FIGURES = 100, 20
"""Cells for figures in the tables of a page that make it a report's, some 200, and those that other tables may hold."""
CELLS = ("td", "th")
_LEADING = re.compile(r"\s*(\d{1,4})")

TextOf = Callable[[etree._Element], tuple[str, str]]
"""The text of a cell and what to doubt of it."""
IsHidden = Callable[[etree._Element], bool]


def figures_in(blocks: Iterable[object]) -> int:
    """How many cells hold a number, or nothing, as agencies leave noughts, in tables that say something."""
    tables = ([cell.text.strip() for cell in block.cells] for block in blocks if isinstance(block, Grid))
    return sum(not text or text.isdecimal() for texts in tables if any(texts) for text in texts)


def own(table: etree._Element, tags: tuple[str, ...]) -> Iterator[etree._Element]:
    """The elements of a table that are not in a table inside it."""
    for element in table.iterdescendants(*tags):
        if next(element.iterancestors("table"), None) is table:
            yield element


def is_one_cell(table: etree._Element) -> bool:
    """A table that only puts a frame around the text of one cell."""
    return sum(1 for _ in table.iterdescendants(*CELLS)) <= 1


def cells(table: etree._Element, number: int, text_of: TextOf, hidden: IsHidden) -> Iterator[Cell]:
    """Cells around the spans of earlier rows. A group of rows (thead, tbody, tfoot) ends the spans in it."""
    start = 0
    for group in _groups(table, hidden):
        taken: set[tuple[int, int]] = set()
        for row, tr in enumerate(group, start):
            column = 0
            for td in tr:
                if td.tag not in CELLS or hidden(td):
                    continue
                while (row, column) in taken:
                    column += 1
                left = start + len(group) - row
                down = max(1, min(_span(td, "rowspan", left), left))
                across = max(1, min(_span(td, "colspan", 1), MOST_SPAN))
                taken.update((r, c) for r in range(row, row + down) for c in range(column, column + across))
                place = Place(table=number, row=row + 1, column=column + 1)
                text, doubt = _content(td, text_of)
                yield Cell(text, row, column, down, across, place, doubt)
                column += across
        start += len(group)


def _content(cell: etree._Element, text_of: TextOf) -> tuple[str, str]:
    """The text of a cell, and why it may not be all that the page shows."""
    text, unseen = text_of(cell)
    if any(not is_one_cell(inner) for inner in cell.iterdescendants("table")):
        return text, INSIDE
    pictured = not text.strip() and next(cell.iterdescendants("img", "svg", "canvas", "object"), None) is not None
    return (UNREADABLE, PICTURED) if pictured else (text, unseen)


def _groups(table: etree._Element, hidden: IsHidden) -> list[list[etree._Element]]:
    """The rows by their groups in the order they are shown: headings first, footings last."""
    order = {"thead": 0, "tfoot": 2}
    groups: dict[etree._Element, list[etree._Element]] = {}
    for row in own(table, ("tr",)):
        parent = row.getparent()
        if parent is not None and not hidden(row) and not hidden(parent):
            groups.setdefault(parent, []).append(row)
    return [groups[group] for group in sorted(groups, key=lambda group: order.get(str(group.tag), 1))]


def _span(cell: etree._Element, name: str, zero: int) -> int:
    """``zero`` is what a span of 0 means: down to the end of the group, or no span at all."""
    found = _LEADING.match(cell.get(name) or "1")
    return (int(found[1]) or zero) if found else 1


# ---- tables without a table element ----


def div_rows(element: etree._Element, hidden: IsHidden) -> list[list[etree._Element]]:
    """The rows of a table drawn with other elements: children of equally many short cells, or nothing.

    Whether by style (display: table, flex, grid) or by class, what makes them a table is that they
    are many, alike, and that figures stand in them.
    """
    rows = [[c for c in child if _is_element(c) and not hidden(c)] for child in element if _is_element(child)]
    if len(rows) < LEAST_ROWS or len({len(row) for row in rows}) != 1 or len(rows[0]) < LEAST_CELLS:
        return []
    if any(_has_own_text(child) for child in element if _is_element(child)):
        return []
    texts = [[text_in(cell).strip() for cell in row] for row in rows]
    if any(len(text) > LONGEST_CELL for row in texts for text in row) or any(
        _is_parted(c) for row in rows for c in row
    ):
        return []
    figures = sum(text.isdigit() for row in texts for text in row)
    return rows if figures >= LEAST_CELLS else []


def placed_cells(rows: Sequence[Sequence[etree._Element]]) -> list[Placed]:
    """Each cell of such rows beside the one before."""
    return [Placed(cell, row, column, 1, 1) for row, cells in enumerate(rows) for column, cell in enumerate(cells)]


def div_cells(placed: Sequence[Placed], number: int, text_of: TextOf) -> Iterator[Cell]:
    for element, row, column, down, across in placed:
        place = Place(table=number, row=row + 1, column=column + 1)
        text, doubt = _content(element, text_of)
        yield Cell(text, row, column, down, across, place, doubt)


def _is_element(node: etree._Element) -> bool:
    return isinstance(node.tag, str) and node.tag not in ("br", "script", "style")


def _has_own_text(element: etree._Element) -> bool:
    return bool((element.text or "").strip()) or any((child.tail or "").strip() for child in element)


def _is_parted(cell: etree._Element) -> bool:
    """Whether a cell is itself a row of several."""
    return sum(1 for child in cell if _is_element(child) and text_in(child).strip()) >= LEAST_CELLS
