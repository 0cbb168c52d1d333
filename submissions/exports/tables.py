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
from submissions.exports.styles import Styles

NUMERALS: Final = "一二三四五六"
SHEET_NAMES: Final = {"disclosure": "主动公开", "requests": "依申请公开", "disputes": "复议诉讼"}
WIDEST: Final = 12
"""Tables wider than this have their blocks one below the other; the rest side by side."""

WIDE: Final = 40
NARROW: Final = 12
A3: Final = 8

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
    sheet.write_string(0, 0, f"{NUMERALS[table.section - 1]}、{table.title}", styles.title)
    cells = printed(table)
    height, width = size(cells)
    for index, block in enumerate(blocks(book)):
        top, left = (2 + index * (height + 2), 0) if width > WIDEST else (2, index * (width + 1))
        sheet.write_string(top, left, block.caption, styles.caption)
        _set_widths(sheet, cells, left)
        for cell in cells:
            _write(sheet, styles, cell, block, top + 1, left)
    sheet.hide_gridlines(2)
    to_print(sheet, book)


def to_print(sheet: Worksheet, book: Book) -> None:
    """Wide pages, each with the snapshot's number and the page's own."""
    sheet.set_landscape()
    sheet.set_paper(A3)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{book.mark}&C{_('第 &P 页，共 &N 页')}&R{book.title.replace('&', '&&')}"[:255])


def _set_widths(sheet: Worksheet, cells: Sequence[Cell], left: int) -> None:
    """The column of the longest labels is wide, so that no merged or wrapped label is cut."""
    figures = {cell.column for cell in cells if cell.address}
    labels = set(range(min(figures)))
    for column in labels | figures:
        is_last_label = bool(labels) and column == max(labels)
        sheet.set_column(left + column, left + column, WIDE if is_last_label else NARROW)


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
