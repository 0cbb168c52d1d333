"""The three tables as the official form prints them, with the figures of one report in their cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Protocol

from parsing.editions import Edition, Table
from parsing.report import Address
from submissions.exports.layout import Cell, printed, size


class Cells(Protocol):
    """What is printed in the cells of a form: ``cell`` gives what the template shows at an address."""

    @property
    def edition(self) -> Edition: ...

    def cell(self, address: Address, /) -> Any: ...


@dataclass(frozen=True, slots=True)
class Printed:
    """One printed cell, merged over ``rowspan`` × ``colspan``: a label, or a figure.

    ``scope`` says to people who hear the page what a label stands over.
    """

    text: str = ""
    rowspan: int = 1
    colspan: int = 1
    css: str = ""
    scope: str = ""
    figure: Any = None


@dataclass(frozen=True, slots=True)
class PrintedTable:
    code: str
    title: str
    rows: list[list[Printed]]


def printed_tables(shown: Cells) -> list[PrintedTable]:
    """Every table of the edition in printed order."""
    return [PrintedTable(t.code, table_title(t), list(printed_rows(t, shown))) for t in shown.edition.tables]


def table_title(table: Table) -> str:
    return f"{'一二三四五六'[table.section - 1]}、{table.title}"


def printed_rows(table: Table, shown: Cells) -> Iterator[list[Printed]]:
    cells = sorted(printed(table), key=lambda cell: (cell.row, cell.column))
    figure_rows = {cell.row for cell in cells if cell.address}
    _height, width = size(cells)
    for _row, line in groupby(cells, key=lambda cell: cell.row):
        yield [printed_cell(cell, shown, figure_rows, width) for cell in line]


def printed_cell(cell: Cell, shown: Cells, figure_rows: set[int], width: int) -> Printed:
    if cell.address:
        return Printed(rowspan=cell.height, colspan=cell.width, figure=shown.cell(cell.address))
    css, scope = label_kind(cell, cell.row in figure_rows, width)
    return Printed(cell.text, cell.height, cell.width, css, scope)


def label_kind(cell: Cell, beside_figures: bool, width: int) -> tuple[str, str]:
    """How a label is printed and what it heads: a row, some rows, a column, some columns."""
    if beside_figures:
        return ("group-label", "rowgroup") if cell.height > 1 else ("row-label", "row")
    if cell.width == width:
        return "article", "colgroup"
    if cell.row == cell.column == 0 and cell.height > 1 and cell.width > 1 and cell.text.startswith("（"):
        return "form-note", ""
    return "", "colgroup" if cell.width > 1 else "col"
