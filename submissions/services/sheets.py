"""Reading a list a person prepared, CSV or XLSX, into rows; whatever is wrong is said by row."""

from __future__ import annotations

import codecs
import csv
import io
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from submissions.services.errors import Refused

T = TypeVar("T")
MAX_BYTES: Final = 5 * 1024 * 1024
MAX_ROWS: Final = 20_000
SEPARATORS: Final = ",\t;"
"""Excel parts by tabs what it calls Unicode text, and by semicolons where commas are the decimal signs."""


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong in one row, counted as the sheet counts (the heading is row 1; 0 is the whole file)."""

    row: int
    message: str

    def __str__(self) -> str:
        return (
            _("第 %(row)s 行：%(message)s") % {"row": self.row, "message": self.message} if self.row else self.message
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the sheet by column key; every value is stripped text."""

    number: int
    values: Mapping[str, str]

    def __getitem__(self, key: str) -> str:
        return self.values.get(key, "")


@dataclass(frozen=True, slots=True)
class Preview(Generic[T]):
    """What an import would do. With any error nothing is written."""

    rows: list[T]
    errors: list[RowError]

    @property
    def ok(self) -> bool:
        return bool(self.rows) and not self.errors


class ImportRefused(Refused):
    """Some rows are wrong, so none was written. ``errors`` says which and why."""

    def __init__(self, errors: list[RowError]) -> None:
        self.errors = errors
        super().__init__(_("有 %(n)s 处错误，没有导入任何数据。") % {"n": len(errors)})


class SheetError(Exception):
    """The file as a whole cannot be read; the text says why in Chinese."""


def read_rows(data: bytes, headings: Mapping[str, str], required: tuple[str, ...]) -> list[Row]:
    """Rows of a CSV (UTF-8, UTF-16 or GB18030) or XLSX file.

    ``headings`` maps the printed heading to a key; columns may stand in any order and others are
    left out. Raises SheetError when it is no such file or a column named in ``required`` is missing.
    """
    if not data:
        raise SheetError(_("文件是空的。"))
    if len(data) > MAX_BYTES:
        raise SheetError(_("文件超过 %(mb)s MB，请分批导入。") % {"mb": MAX_BYTES // 1024 // 1024})
    lines = _xlsx(data) if data.startswith(b"PK") else _csv(data)
    numbered = [(number, line) for number, line in enumerate(lines, start=1) if any(line)]
    if len(numbered) > MAX_ROWS:
        raise SheetError(_("超过 %(n)s 行，请分批导入。") % {"n": MAX_ROWS})
    if not numbered:
        raise SheetError(_("表中没有内容。"))
    (_first, top), *rest = numbered
    keys = [headings.get("".join(half_width(cell).split()), "") for cell in top]
    if missing := [word for word, key in headings.items() if key in required and key not in keys]:
        raise SheetError(_("第一行缺少列：%(columns)s。") % {"columns": "、".join(missing)})
    return [Row(number, {k: v for k, v in zip(keys, line, strict=False) if k}) for number, line in rest]


def half_width(text: str) -> str:
    """The text with full-width letters, digits and blanks as their like on a keyboard."""
    return unicodedata.normalize("NFKC", text)


def _csv(data: bytes) -> Iterator[list[str]]:
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise SheetError(_("无法识别文件编码，请另存为 UTF-8 编码的 CSV 或 XLSX。"))
    if "\0" in text:
        raise SheetError(_("这不是 CSV 或 XLSX 文件。"))
    try:
        top = text.lstrip().partition("\n")[0]
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=max(SEPARATORS, key=top.count))
        yield from ([cell.strip() for cell in line] for line in lines)
    except csv.Error as error:
        raise SheetError(_("这不是 CSV 或 XLSX 文件。")) from error


def _xlsx(data: bytes) -> Iterator[list[str]]:
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        for count, line in enumerate(sheet.iter_rows(values_only=True)):
            if count > MAX_ROWS + 1:
                break
            yield [_cell(value) for value in line]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError) as error:
        raise SheetError(_("无法打开这个 XLSX 文件，请用 Excel 或 WPS 重新保存。")) from error


def _cell(value: object) -> str:
    """Text of a cell: a code that Excel took for a number loses no digit and gains no ".0"."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
