"""One official table on one sheet: the sum, over how many reports, the root's own, the difference."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from parsing.editions import Table
from parsing.report import Address, plain
from submissions.exports.book import Book
from submissions.exports.layout import Cell, printed, size
from submissions.exports.paper import A4, ROW, UNSET, Paper, lay, scale_of, width_of
from submissions.exports.styles import Styles

NUMERALS: Final = "一二三四五六"
SHEET_NAMES: Final = {"disclosure": "主动公开", "requests": "依申请公开", "disputes": "复议诉讼"}
WIDEST: Final = 12
"""Tables wider than this have their blocks one below the other; the rest side by side."""

WIDE: Final = 40
NARROW: Final = 12
LEAST: Final = 75
"""Percent: blocks share a page as long as none is printed smaller."""
LINE: Final = 20
"""Characters of a label on one line of its column."""

Value = Callable[[Address], Decimal | int | None]


@dataclass(frozen=True, slots=True)
class Block:
    """The printed table once, filled with one kind of value."""

    caption: str
    value: Value
    warn: bool = False


def sheet_name(table: Table) -> str:
    return f"{NUMERALS[table.section - 1]}、{SHEET_NAMES.get(table.code, table.code)}"


def blocks(book: Book) -> list[Block]:
    """Sum and count always; the root's own report and the difference when it is approved."""

    shown = [
        Block(_("合计（计入汇总的报告之和）"), book.total),
        Block(_("参与合计的报告份数（该单元格有数字的报告）"), book.count),
    ]
    if book.gathering.own:
        shown += [
            Block(_("%(root)s全域报告（不计入合计）") % {"root": book.gathering.root_name}, book.own_value),
            Block(_("差额（全域报告减合计）"), book.gathering.difference, warn=True),
        ]
    return shown


def write_table(workbook: Workbook, styles: Styles, book: Book, table: Table) -> None:
    sheet = workbook.add_worksheet(sheet_name(table))
    cells, shown = printed(table), blocks(book)
    height, width = size(cells)
    widths, heights = _widths(cells), _heights(cells)
    tall, beside = sum(heights) + 3 * ROW, width <= WIDEST
    across = _across(widths, tall, len(shown)) if beside else len(shown)
    for index, block in enumerate(shown):
        top, left = (2, index * (width + 1)) if beside else (2 + index * (height + 2), 0)
        if index % across == 0:
            sheet.write_string(0, left, f"{NUMERALS[table.section - 1]}、{table.title}", styles.title)
            sheet.write_string(1, left, book.fullness, styles.caption)
        sheet.write_string(top, left, block.caption, styles.caption)
        for column, chars in enumerate(widths, start=left):
            sheet.set_column(column, column, chars)
        for row, points in enumerate(heights, start=top + 1):
            sheet.set_row(row, points)
        for cell in cells:
            _write(sheet, styles, cell, block, top + 1, left)
    sheet.hide_gridlines(2)
    to_print(sheet, book, A4)
    if beside:
        sheet.set_print_scale(scale_of(A4, _broad(widths, across), tall))
        sheet.set_v_pagebreaks([place * (width + 1) for place in range(across, len(shown), across)])


def to_print(sheet: Worksheet, book: Book, paper: Paper) -> None:
    """Wide pages, one across, each with the snapshot's number and the page's own."""
    lay(sheet, paper)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{book.mark}&C{_('第 &P 页，共 &N 页')}&R{book.title.replace('&', '&&')}"[:255])


def _across(widths: Sequence[int], height: float, count: int) -> int:
    """How many blocks side by side can be read on one page."""
    return max(n for n in range(1, count + 1) if n == 1 or scale_of(A4, _broad(widths, n), height) >= LEAST)


def _broad(widths: Sequence[int], across: int) -> float:
    return across * width_of(widths) + (across - 1) * width_of([UNSET])


def _widths(cells: Sequence[Cell]) -> list[int]:
    """The column of the longest labels is wide, so that no merged or wrapped label is cut."""
    first = min(cell.column for cell in cells if cell.address)
    return [WIDE if column == first - 1 else NARROW for column in range(size(cells)[1])]


def _heights(cells: Sequence[Cell]) -> list[float]:
    """Rows whose label takes more than one line are as high as that: who prints does not stretch them."""
    wide = min(cell.column for cell in cells if cell.address) - 1
    long = {cell.row: -(-len(cell.text) // LINE) for cell in cells if cell.column == wide and cell.width == 1}
    return [ROW * max(long.get(row, 1), 1) for row in range(size(cells)[0])]


def _write(sheet: Worksheet, styles: Styles, cell: Cell, block: Block, top: int, left: int) -> None:
    row, column = top + cell.row, left + cell.column
    value = block.value(cell.address) if cell.address else cell.text
    style = styles.head
    if cell.address:
        style = styles.warning if block.warn and value else styles.figure
    if cell.height > 1 or cell.width > 1:
        sheet.merge_range(row, column, row + cell.height - 1, column + cell.width - 1, "", style)
    if value is None:
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, style)
    else:
        sheet.write_number(row, column, plain(Decimal(value)) or 0, style)
