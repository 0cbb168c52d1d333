"""Headings of which a row too low for them shows the first line alone.

A row of a fixed height hides what does not fit: 结果维持 shows 结果 or 结. One such beginning names two columns of
table 四 as well as one; all of a group in the form's order name each its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from parsing.editions import EDITIONS
from parsing.grid import Cell, Grid


def whole_headings(grid: Grid) -> Grid:
    """The grid, with headings cut short read in full where those of a whole group stand side by side in order."""
    rows: dict[int, list[Cell]] = {}
    for cell in grid.cells:
        if cell.text.strip():
            rows.setdefault(cell.row, []).append(cell)
    whole = {
        id(cell): label
        for cells in rows.values()
        for cell, label in _clipped(sorted(cells, key=lambda cell: cell.column))
    }
    if not whole:
        return grid
    return Grid(tuple(c._replace(text=whole[id(c)]) if id(c) in whole else c for c in grid.cells), grid.place)


def _clipped(cells: Sequence[Cell]) -> Iterator[tuple[Cell, str]]:
    """The headings of a row that are cut short, each with its whole label."""
    texts = ["".join(cell.text.split()) for cell in cells]
    start = 0
    while start < len(texts):
        groups = _GROUPS.get(texts[start][0], ())  # hardly any cell begins with the character of one
        labels = next((group for group in groups if _begin(group, texts[start : start + len(group)])), ())
        found = zip(cells[start:], texts[start:], labels, strict=False)
        yield from ((cell, label) for cell, text, label in found if text != label)
        start += max(1, len(labels))


def _begin(labels: Sequence[str], texts: Sequence[str]) -> bool:
    return len(texts) == len(labels) and all(map(str.startswith, labels, texts))


def _groups() -> Iterator[tuple[str, ...]]:
    """The headings that stand side by side under one, in each table of each form."""
    for form in EDITIONS.values():
        for code in ("requests", "disputes"):
            columns = form.table(code).blocks[0].columns
            deepest = max(len(column.groups) for column in columns)
            yield tuple(column.label for column in columns if len(column.groups) == deepest)


_GROUPS = {first: list(groups) for first, groups in groupby(sorted(set(_groups())), key=lambda group: group[0][0])}
"""By the character the first heading begins with."""
