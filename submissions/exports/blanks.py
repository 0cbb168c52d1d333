"""Empty lists to fill in for an import: the headings, what may stand in them, one worked example."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from submissions.exports.workbooks import new_workbook
from submissions.language import of_record

EXAMPLE_ROWS = 500
"""How far down the choices of a column are offered."""


@of_record()
def blank_list(
    headings: Iterable[str], required: Iterable[str], choices: Mapping[str, Sequence[str]], notes: Sequence[str]
) -> bytes:
    """An XLSX whose first sheet has only the headings, so that it can be filled in and imported as it is.

    ``choices`` are the words allowed in a column, by heading; ``notes`` stand on the second sheet.
    """
    buffer = io.BytesIO()
    with new_workbook(buffer) as workbook:
        head = workbook.add_format({"bold": True, "bg_color": "#E4ECF5", "border": 1})
        must = workbook.add_format({"bold": True, "bg_color": "#E4ECF5", "border": 1, "underline": 1})
        text = workbook.add_format({"num_format": "@"})
        sheet = workbook.add_worksheet(_("名单"))
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, must if heading in set(required) else head)
            sheet.set_column(column, column, 20, text)
            if heading in choices:
                sheet.data_validation(1, column, EXAMPLE_ROWS, column, {"validate": "list", "source": choices[heading]})
        sheet.freeze_panes(1, 0)
        told = workbook.add_worksheet(_("填写说明"))
        told.set_column(0, 0, 100)
        for row, note in enumerate(notes):
            told.write_string(row, 0, note)
    return buffer.getvalue()
