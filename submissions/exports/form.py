"""The blank official form as a workbook: the printed tables to fill in, and a page for the text.

A workbook filled in is read back by ``parsing.readers.xlsx`` like any other report, cell by cell.
"""

from __future__ import annotations

import io
from typing import Any, Final

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from parsing.editions import Edition, Measure, Table
from parsing.editions.wording import NUMERALS, table_name
from parsing.report import Address
from parsing.sections import HEADINGS
from submissions.exports.layout import Cell, printed
from submissions.exports.paper import A3
from submissions.exports.styles import BOXED, FONT
from submissions.exports.tables import NARROW, WIDE
from submissions.exports.workbooks import new_workbook
from submissions.language import of_record

TEXT_WIDTH: Final = 100
TEXT_HEIGHT: Final = 120
LARGEST: Final = 10**12


@of_record()
def blank_form(edition: Edition, agency: str, year: int) -> bytes:
    """An XLSX with the title, the six sections and the three tables of ``edition``; no figure in it."""
    buffer = io.BytesIO()
    with new_workbook(buffer) as workbook:
        _write_text(workbook, agency, year)
        for table in edition.tables:
            _write_table(workbook, table)
    return buffer.getvalue()


def _write_text(workbook: Workbook, agency: str, year: int) -> None:
    """Title and headings, each with room below it; the tables follow on sheets of their own."""
    sheet = workbook.add_worksheet(_("正文"))
    title = workbook.add_format(FONT | {"bold": True, "font_size": 16, "align": "center", "text_wrap": True})
    heading = workbook.add_format(FONT | {"bold": True, "font_size": 12})
    room = workbook.add_format(BOXED | {"align": "left", "valign": "top", "locked": False})
    sheet.set_column(0, 0, TEXT_WIDTH)
    sheet.write_string(0, 0, f"{agency}{year}年政府信息公开工作年度报告", title)
    for number, words in HEADINGS.items():
        sheet.write_string(2 * number - 1, 0, f"{NUMERALS[number - 1]}、{words}", heading)
        sheet.set_row(2 * number, TEXT_HEIGHT)
        sheet.write_blank(2 * number, 0, None, room)
    _protect(sheet)


def _write_table(workbook: Workbook, table: Table) -> None:
    sheet = workbook.add_worksheet(f"{table_name(table)} {table.title}"[:31])
    label = workbook.add_format(BOXED | {"align": "center"})
    cells = printed(table)
    figures = [cell for cell in cells if cell.address]
    last_label = min(cell.column for cell in figures) - 1
    for column in range(max(cell.column + cell.width for cell in cells)):
        sheet.set_column(column, column, WIDE if column == last_label else NARROW)
    formats = {measure: workbook.add_format(_figure_format(measure)) for measure in Measure}
    for cell in cells:
        measure = _measure(table, cell.address) if cell.address else None
        _write_cell(sheet, cell, formats[measure] if measure else label)
        if measure:
            sheet.data_validation(cell.row, cell.column, cell.row, cell.column, _allowed(measure))
    first = figures[0]
    sheet.freeze_panes(first.row, first.column)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(A3.code)
    sheet.fit_to_pages(1, 0)
    _protect(sheet)


def _write_cell(sheet: Worksheet, cell: Cell, style: Any) -> None:
    if cell.height > 1 or cell.width > 1:
        last_row, last_column = cell.row + cell.height - 1, cell.column + cell.width - 1
        sheet.merge_range(cell.row, cell.column, last_row, last_column, cell.text, style)
    elif cell.text:
        sheet.write_string(cell.row, cell.column, cell.text, style)
    else:
        sheet.write_blank(cell.row, cell.column, None, style)


def _measure(table: Table, address: Address) -> Measure:
    column = table.column(address.row, address.column)
    return column.measure if column else Measure.COUNT


def _figure_format(measure: Measure) -> dict[str, Any]:
    shown = "0.######" if measure is Measure.AMOUNT else "0"
    return BOXED | {"align": "right", "text_wrap": False, "num_format": shown, "locked": False}


def _allowed(measure: Measure) -> dict[str, Any]:
    """What may be typed: whole numbers from 0, amounts from 0, changes with a sign."""
    kind = "decimal" if measure is Measure.AMOUNT else "integer"
    least = -LARGEST if measure is Measure.CHANGE else 0
    words = {
        Measure.COUNT: _("请填不小于 0 的整数，没有的填 0。"),
        Measure.AMOUNT: _("请填以万元为单位的金额，不小于 0，没有的填 0。"),
        Measure.CHANGE: _("请填增减的整数，减少的填负数，没有变化的填 0。"),
    }[measure]
    limits = {"validate": kind, "criteria": "between", "minimum": least, "maximum": LARGEST}
    return limits | {"error_title": _("数字不合格式"), "error_message": words}


def _protect(sheet: Worksheet) -> None:
    """Labels cannot be changed by mistake; there is no password."""
    sheet.protect("", {"format_columns": True, "format_rows": True})
