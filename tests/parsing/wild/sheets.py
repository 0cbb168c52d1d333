"""Workbooks as people make them: copied tables, numbers as text, rows and columns hidden, formats set."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from functools import partial
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font

from submissions.demo.draft import Draft

Change = Callable[[Any], None]


def value_of(text: str, as_text: bool) -> float | str | None:
    if not text:
        return None
    return float(text) if not as_text and re.fullmatch(r"\d+(\.\d+)?", text) else text


def written(
    draft: Draft,
    *,
    sheets: bool = False,
    merge: bool = True,
    as_text: bool = False,
    left: int = 0,
    change: Change = lambda cell: None,
    finish: Change = lambda book: None,
    prose: bool = True,
) -> bytes:
    """One sheet, or one a section; ``left`` columns stay free; ``change`` is done to each figure's cell."""
    book = Workbook()
    sheet: Any = book.active
    sheet.cell(1, 1 + left, draft.title)
    top = 3
    for section in draft.sections:
        if sheets:
            sheet, top = book.create_sheet(section.heading[:25]), 1
        for text in (section.line, *(section.paragraphs if prose else ())):
            sheet.cell(top, 1 + left, text)
            top += 1
        for table in draft.tables_of(section.number):
            for cell in table.cells:
                place = sheet.cell(top + cell.row, 1 + left + cell.column)
                place.value = value_of(draft.text_of(cell), as_text or cell.address is None)
                if cell.address is not None and place.value is not None:
                    change(place)
                if merge and (cell.rowspan > 1 or cell.colspan > 1):
                    sheet.merge_cells(
                        start_row=place.row,
                        start_column=place.column,
                        end_row=place.row + cell.rowspan - 1,
                        end_column=place.column + cell.colspan - 1,
                    )
            top += table.height + 1
    finish(book)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def rewritten(data: bytes, change: Callable[[str, str], str]) -> bytes:
    """The package with the text of its parts changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, change(name, source.read(name).decode()))
    return made.getvalue()


def without_references(name: str, text: str) -> str:
    """Cells without their places, as some exports write them (only where none is left out)."""
    return re.sub(r'<c r="[A-Z]+\d+"', "<c", text) if "sheet1" in name and "<c " in text else text


def strict(name: str, text: str) -> str:
    text = text.replace(
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"
    )
    return text.replace(
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"',
        'xmlns:r="http://purl.oclc.org/ooxml/officeDocument/relationships"',
    )


def with_format(code: str) -> Change:
    def change(cell: Any) -> None:
        cell.number_format = code

    return change


def with_formula(cell: Any) -> None:
    if isinstance(cell.value, float):
        cell.value = f"=1*{cell.value!r}"


def with_results(name: str, text: str) -> str:
    """The results a spreadsheet keeps beside its formulas."""
    return re.sub(r"<f>1\*([\d.e+]+)</f><v ?/?>(</v>)?", r"<f>1*\1</f><v>\1</v>", text)


def hide(book: Any) -> None:
    """A sheet, rows and a column that are hidden and say something else."""
    old = book.create_sheet("旧")
    old.append(["一、本年新收政府信息公开申请数量", 9, 9, 9, 9, 9, 9, 54])
    old.sheet_state = "veryHidden"
    sheet = book.worksheets[0]
    row = sheet.max_row + 2
    for column, value in enumerate(["2.重复申请", 9, 9, 9, 9, 9, 9, 54], 1):
        sheet.cell(row, column, value)
    sheet.row_dimensions[row].hidden = True
    for row in range(1, sheet.max_row):
        sheet.cell(row, 30, 77)
    sheet.column_dimensions["AD"].hidden = True


def strike(book: Any) -> None:
    sheet = book.worksheets[0]
    for row in range(4, sheet.max_row):
        if sheet.cell(row, 40).value is None:
            sheet.cell(row, 40, 99).font = Font(strike=True)


def numbers(draft: Draft) -> bytes:
    return rewritten(written(draft, change=with_formula), with_results)


WRITERS: dict[str, Callable[[Draft], bytes]] = {
    "one-sheet": written,
    "sheets": partial(written, sheets=True),
    "sheets-bare": partial(written, sheets=True, prose=False),
    "unmerged": partial(written, merge=False),
    "text-numbers": partial(written, as_text=True),
    "text-numbers-unmerged": partial(written, as_text=True, merge=False, sheets=True),
    "moved": partial(written, left=3),
    "thousands": partial(written, change=with_format("#,##0.##")),
    "units": partial(written, change=with_format('0.######"件"')),
    "general": partial(written, change=with_format("General")),
    "zero-blank": partial(written, change=with_format("0.####;-0.####;;@")),
    "strict": lambda draft: rewritten(written(draft), strict),
    "formulas": numbers,
    "hidden": partial(written, finish=hide),
    "struck": partial(written, finish=strike),
}
LOSES_BLANKS: frozenset[str] = frozenset()
