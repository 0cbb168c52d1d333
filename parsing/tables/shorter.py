"""Rows that are a cell shorter than all others, in files that flow: lines of tabs, Word, web pages.

Where a cell was lost the figures behind it stand one column before their own, and an empty cell at the end, which all
rows have, makes up the number: nothing but the length of the row tells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from parsing.grid import Cell, Grid, both
from parsing.labels import is_figure
from parsing.report import Address, State
from parsing.tables.empties import LEAST_ROWS, is_requests_row, under_dispute_headings
from parsing.tables.mapped import SHORTER_DOUBT, Mapped
from parsing.tables.tokens import LEAST_OF_A_ROW, Row


def doubted_where_shorter(grid: Grid) -> Grid:
    """The grid with the figures and blanks doubted of rows that have an empty cell and end before most, or before the
    headings above the only one. On a page cells stand where they stand."""
    if grid.place.page is not None:
        return grid
    ends: dict[int, int] = {}
    rows: dict[int, list[Cell]] = {}
    for cell in grid.cells:
        rows.setdefault(cell.row, []).append(cell)
        for row in range(cell.row, cell.row + cell.rowspan):
            ends[row] = max(ends.get(row, 0), cell.column + cell.colspan)
    filled = [row for row, cells in rows.items() if _has_figures(cells)]
    short = _shorter({row: ends[row] for row in filled})
    if len(filled) == 1:
        short = [row for row in filled if any(ends[above] > ends[row] for above in ends if above < row)]
    short = [row for row in short if _has_an_empty_cell(rows[row])]
    if not short:
        return grid
    doubted = (c._replace(doubt=both(c.doubt, SHORTER_DOUBT)) if c.row in short else c for c in grid.cells)
    return replace(grid, cells=tuple(doubted))


def _has_figures(cells: Sequence[Cell]) -> bool:
    """Whether a row is one of table 三 or 四, by its number of cells."""
    own = [cell.text for cell in cells if not cell.text.strip() or is_figure(cell.text)]
    return len(own) >= LEAST_OF_A_ROW and any(map(is_figure, own))


def _has_an_empty_cell(cells: Sequence[Cell]) -> bool:
    """Whether one stands behind the label of a row."""
    texts = [cell.text.strip() for cell in sorted(cells, key=lambda cell: cell.column)]
    labels = [at for at, text in enumerate(texts) if text and not is_figure(text)]
    return "" in texts[max(labels, default=-1) + 1 :]


def doubt_shorter(found: Sequence[Row], taken: Sequence[set[Address]], mapped: Mapped) -> None:
    """The same of lines of tabs; ``taken`` are the addresses each row gave."""
    asked = {n: row for n, row in enumerate(found) if taken[n] and is_requests_row(row) and _is_a_line(row)}
    whole = {n: row.figures[0].fields for n, row in asked.items()}
    behind = {n: row.figures[0].fields - row.words[-1].field for n, row in asked.items()}
    short = {n for n, row in enumerate(found) if taken[n] and _ends_before_its_headings(row)}
    # Merged cells of labels leave empty fields, or none: what more rows have in common tells.
    short.update(_shorter(max(whole, behind, key=lambda lengths: max(Counter(lengths.values()).values(), default=0))))
    for addresses in (taken[n] for n in short):
        if any(mapped.figures[address].state is State.BLANK for address in addresses):
            for address in addresses:
                mapped.doubt(address, SHORTER_DOUBT)


def _is_a_line(row: Row) -> bool:
    """Whether a label and its figures are fields of one line."""
    return row.words[-1].fields > 1 and {token.line for token in row.figures} == {row.words[-1].line}


def _ends_before_its_headings(row: Row) -> bool:
    """Whether the row of table 四 has fewer fields than the line of headings above it."""
    above = row.words[-1] if row.words and under_dispute_headings(row.folded) else None
    return above is not None and row.figures[0].line != above.line and 1 < row.figures[0].fields < above.fields


def _shorter(lengths: Mapping[int, int]) -> list[int]:
    """Of lengths by row, the rows shorter than most, as hardly any other is."""
    times = Counter(lengths.values())
    usual = max(times, key=lambda length: times[length], default=0)
    return [row for row, length in lengths.items() if length < usual and times[length] < LEAST_ROWS <= times[usual]]
