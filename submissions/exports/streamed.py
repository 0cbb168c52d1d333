"""A sheet of very many rows: they are written to the file as they come and never held together.

XlsxWriter keeps or formats every cell by itself, which for two million takes ten times as long as
the rest of the workbook. Its head, widths and frozen panes are its own as ever; what is below the
head comes from an iterator of rows that are XML already.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, Final
from xml.sax.saxutils import escape

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

LONGEST: Final = 32_767
"""Characters Excel takes in a cell."""
ILLEGAL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")

Value = str | int | None
Progress = Callable[[int], object]


class StreamedSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """``stream`` says what stands below the head, before the workbook is closed."""

    dim_rowmax: Any
    _rows: Iterable[list[str]] | None = None
    _first = 0

    def stream(self, first: int, rows: Iterable[list[str]], height: int, width: int) -> None:
        """``rows`` are lists of cells as ``cell`` makes them, ``height`` of them, each of ``width``, from row
        ``first`` (the top one is 0). They are taken when the workbook is closed."""
        self._rows, self._first = rows, first
        self._check_dimensions(first + max(height, 1) - 1, width - 1)

    def _write_sheet_data(self) -> None:
        if self._rows is None:
            super()._write_sheet_data()
            return
        last = self.dim_rowmax
        self._xml_start_tag("sheetData")
        self.dim_rowmax = self._first - 1
        self._write_rows()
        self.dim_rowmax = last
        for number, cells in enumerate(self._rows, start=self._first + 1):
            self.fh.write(f'<row r="{number}">{"".join(cells)}</row>')
        self._xml_end_tag("sheetData")


def add_streamed(workbook: Workbook, name: str) -> StreamedSheet:
    sheet: StreamedSheet = workbook.add_worksheet(name, worksheet_class=StreamedSheet)
    return sheet


class Cells:
    """Makes cells of one format; equal ones are made once. Text is always text, never a formula or a link."""

    def __init__(self, style: Any) -> None:
        self._style = style
        self._made: dict[Value, str] = {}

    def __call__(self, value: Value) -> str:
        made = self._made.get(value)
        if made is None:
            made = self._made[value] = self.cell(value)
        return made

    def cell(self, value: Value) -> str:
        """Not kept: for texts that do not come again."""
        style = self._style._get_xf_index()
        if value is None or value == "":
            return f'<c s="{style}"/>'
        if isinstance(value, int):
            return f'<c s="{style}"><v>{value}</v></c>'
        text = escape(ILLEGAL.sub("", value)[:LONGEST])
        return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'

    def number(self, text: str) -> str:
        """A number that is written already, as it stands: nothing is lost to binary fractions."""
        return f'<c s="{self._style._get_xf_index()}"><v>{text}</v></c>'
