"""Columns that are none of the form's: 备注 at the right of a table, a number or unit of each row at its left, sums of
some columns (小计), last year's totals. What stands in them is no figure of any row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import accumulate

from parsing.grid import Cell, Grid, Paragraph
from parsing.labels import fold, is_figure
from parsing.tables.mapped import APPLICANTS
from parsing.tables.sheet import Sheet
from parsing.tables.vocabulary import is_form_scrap

_REMARKS = frozenset({"备注", "说明", "备注说明", "注", "附注"})
_SUBTOTALS = frozenset({"小计"})
"""Headings of sums that the form does not have, such as that of 法人或其他组织, beside its own at the end of rows."""
_APPLICANT = "自然人"
"""A heading of table 三: table 四 has totals of its own within the row."""
_TOTALS = frozenset({"总计", "合计"})
_OF_ROWS = frozenset({"序号", "行次", "代码", "指标代码", "计量单位", "单位"})
"""Headings of what is said of each row: its number, its code, in what it counts."""


def without_remarks(grid: Grid) -> Grid:
    """The grid without the cells of its last column, from a heading that says they are remarks, and of columns that
    number the rows, name their unit or hold sums of some columns beside those of all."""
    filled = {cell.row for cell in grid.cells if is_figure(cell.text)}
    width = grid.width  # which is looked for in all cells whenever it is asked for
    names = {fold(cell.text) for cell in grid.cells if cell.text.strip()}
    of_rows = _OF_ROWS | (_SUBTOTALS if _APPLICANT in names and names & _TOTALS else frozenset())
    heads = [cell for cell in grid.cells if _heads(cell, width, of_rows)]
    first = {column: min(c.row for c in heads if c.column == column) for column in {c.column for c in heads}}
    found = [head for head in heads if head.row == first[head.column] and head.row not in filled]
    under = {column: head for head in found for column in range(head.column, head.column + head.colspan)}
    if not under:
        return grid
    return replace(grid, cells=tuple(c for c in grid.cells if not _is_under(c, under.get(c.column))))


def _heads(cell: Cell, width: int, of_rows: frozenset[str]) -> bool:
    words = fold(cell.text) if cell.text.strip() else ""
    remarks = words in _REMARKS and cell.column > 0 and cell.column + cell.colspan == width
    return remarks or (words in of_rows and cell.colspan == 1)


def _is_under(cell: Cell, head: Cell | None) -> bool:
    return head is not None and cell.row >= head.row and cell.colspan <= head.colspan


def is_beside_the_form(sheet: Sheet, header: Mapping[int, str], cell: Cell) -> bool:
    """Whether a figure stands right of all columns of table 三, under a heading that is none of it (上年总计, 占比)."""
    last = max(header, default=0)
    heads = [label for label in sheet.above(cell.row, cell.column) if label.column > last]
    return len(header) == len(APPLICANTS) and bool(heads) and not is_form_scrap(heads[-1].text)


def unnumbered(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Lines of tabs without the fields under headings that number the rows or name their unit: as many a line as the
    heading's, down to the first line without tabs."""
    found: list[Paragraph] = []
    width, left = 0, frozenset[int]()
    for line in paragraphs:
        fields = line.text.split("\t")
        heads = frozenset(n for n, field in enumerate(fields) if field.strip() and fold(field) in _OF_ROWS)
        if heads and len(fields) > len(_OF_ROWS):
            width, left = len(fields), heads
        elif len(fields) == 1 and line.text.strip():
            left = frozenset()
        found.append(_without(line, left) if left and len(fields) == width else line)
    return found


def _without(line: Paragraph, left: frozenset[int]) -> Paragraph:
    texts = line.text.split("\t")
    begin = line.place.offset or 0
    starts = line.fields or tuple(begin + start for start in accumulate((len(text) + 1 for text in texts), initial=0))
    kept = [n for n in range(len(texts)) if n not in left]
    return replace(line, text="\t".join(texts[n] for n in kept), fields=tuple(starts[n] for n in kept))
