"""The list of agencies as a workbook that can be changed and imported again, and what an import would change."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from submissions.exports.paper import lay_list
from submissions.exports.workbooks import new_workbook
from submissions.language import of_record
from submissions.services.agency_columns import COLUMNS, NO, YES
from submissions.services.agency_plan import ListPlan

WIDTHS: Final = {"name": 36, "aliases": 30, "lineage": 40, "position": 8, "is_active": 8, "reviews_first": 10}
CHOICES: Final = {"is_active": [YES, NO], "reviews_first": [YES, NO]}


@of_record()
def agency_list(rows: Sequence[Sequence[str]], notes: Iterable[str]) -> bytes:
    """All agencies, a row each, as services.agency_lists.listed gives them; ``notes`` stand on the second sheet."""
    buffer = io.BytesIO()
    with new_workbook(buffer) as workbook:
        head, text = _formats(workbook)
        sheet = workbook.add_worksheet(_("名单"))
        for place, column in enumerate(COLUMNS):
            sheet.write_string(0, place, column.heading, head)
            sheet.set_column(place, place, WIDTHS.get(column.key, 18), text)
            if column.key in CHOICES and rows:
                validation = {"validate": "list", "source": CHOICES[column.key]}
                sheet.data_validation(1, place, len(rows) + 500, place, validation)
        for number, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                if cell:
                    sheet.write_string(number, place, cell, text)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, max(len(rows), 1), len(COLUMNS) - 1)
        lay_list(sheet)
        told = workbook.add_worksheet(_("填写说明"))
        told.set_column(0, 0, 100)
        for number, note in enumerate(notes):
            told.write_string(number, 0, note)
    return buffer.getvalue()


@of_record()
def change_list(plan: ListPlan) -> bytes:
    """Every field of every agency an import would change: old and new."""
    heads = (
        (_("行"), 8),
        (_("处理"), 14),
        (_("代码"), 18),
        (_("机关"), 36),
        (_("项目"), 16),
        (_("原来"), 40),
        (_("改为"), 40),
    )
    buffer = io.BytesIO()
    with new_workbook(buffer) as workbook:
        head, text = _formats(workbook)
        sheet = workbook.add_worksheet(_("改动"))
        for place, (word, width) in enumerate(heads):
            sheet.write_string(0, place, word, head)
            sheet.set_column(place, place, width, text)
        number = 0
        for change in plan.rows:
            name = change.before.name if change.before else change.after.name
            for cell in change.cells:
                number += 1
                words = (change.sort_words, change.code, name, cell.heading, cell.old, cell.new)
                sheet.write_number(number, 0, change.number, text)
                for place, word in enumerate(words, start=1):
                    sheet.write_string(number, place, word, text)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(number, 1), len(heads) - 1)
        lay_list(sheet)
    return buffer.getvalue()


def _formats(workbook: Workbook) -> tuple[Any, Any]:
    head = workbook.add_format({"bold": True, "bg_color": "#E4ECF5", "border": 1})
    return head, workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
