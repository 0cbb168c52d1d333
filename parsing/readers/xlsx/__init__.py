"""Excel workbooks (.xlsx): every sheet a grid, as filled in on the official form or copied into one.

Read from the XML: numbers as Excel stores them, with a doubt where it shows them otherwise; formulas
by the value last shown, and as doubtful where none was kept.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from pathlib import Path

from lxml import etree

from parsing.errors import Broken, LimitExceeded
from parsing.grid import PICTURED, SOFT_BREAK, STRUCK, UNREADABLE, UNSEEN, Cell, Document, Grid, Place, as_shown
from parsing.readers.package import Package, part_names, read_part
from parsing.readers.pieces import document_of
from parsing.readers.xlsx.pictures import covered
from parsing.readers.xlsx.styles import PLAIN, Shown, is_struck, styles_of
from parsing.readers.xlsx.sums import Sums
from parsing.readers.xml import parse_xml

FORMAT = "xlsx"
MOST_CELLS = 50_000
MOST_SHEETS = 20
MOST_COLUMNS = 200
MOST_EMPTY_ROWS = 2
MOST_DECIMALS = 9
NO_RESULT = "公式没有保存计算结果，请在 Excel 中打开、保存后再上传"
FAILED = "公式的结果是错误值，请对照原表确认"

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STRICT = (
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", _S[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", _R[1:-1].encode()),
)
_REFERENCE = re.compile(r"^([A-Z]{1,3})([0-9]{1,7})$")
_STRINGS, _STYLES = "xl/sharedStrings.xml", "xl/styles.xml"
_MARK = re.compile(r"[\d*※#①-⑳]+|[(（\[【〔].{1,6}[)）\]】〕]")
_ON = ("1", "true")
_NOUGHT = ("0", "0.0")

At = tuple[int, int]


def read(path: Path, progress: Callable[[int, int], None] | None = None) -> Document:
    """Each visible sheet in order: cells that stand alone in their row become paragraphs too.

    Raises Encrypted, Broken, LimitExceeded.
    """
    book, names = _book(path), set(part_names(path))
    grids = []
    for number, part in enumerate(_sheets(path)[:MOST_SHEETS], 1):
        cells = book.cells(_part(path, part), number, covered(path, part, names))
        grids.append(Grid(tuple(cells), Place(table=number)))
    return document_of(FORMAT, grids)


def shown_part(workbook: bytes, number: int) -> Grid:
    """What a document shows of a workbook within it, as its table of that number: the cells of the sheet that is open
    which the workbook itself names. Raises ParsingError, also where it names none."""
    about = _part(workbook, "xl/workbook.xml")
    view, named = about.find(f".//{_S}workbookView"), about.find(_S + "oleSize")
    tab = view.get("activeTab", "0") if view is not None else "0"
    first, _, last = (named.get("ref", "") if named is not None else "").partition(":")
    start, end = _position(first), _position(last or first)
    sheets = [sheet.get("state", "visible") == "visible" for sheet in about.iter(_S + "sheet")]
    if start is None or end is None or not tab.isdecimal() or not any(sheets[int(tab) : int(tab) + 1]):
        raise Broken("嵌入的电子表格没有说明文件中显示的是哪一部分。")
    part = _sheets(workbook)[sum(sheets[: int(tab)])]
    cells = _book(workbook).cells(_part(workbook, part), number)
    shown = [cell for cell in cells if start[0] <= cell.row <= end[0] and start[1] <= cell.column <= end[1]]
    return Grid(tuple(_moved(cell, start, number) for cell in shown), Place(table=number))


def _moved(cell: Cell, start: At, number: int) -> Cell:
    """A cell of a sheet as one of the table that begins with the cell at ``start``."""
    row, column = cell.row - start[0], cell.column - start[1]
    return cell._replace(row=row, column=column, place=Place(table=number, row=row + 1, column=column + 1))


def _book(path: Package) -> _Book:
    names = set(part_names(path))
    strings = [_said(item) for item in _part(path, _STRINGS).iterchildren(_S + "si")] if _STRINGS in names else []
    return _Book(strings, styles_of(_part(path, _STYLES), _S) if _STYLES in names else [])


def _part(path: Package, name: str) -> etree._Element:
    data = read_part(path, name)
    for strict, usual in _STRICT:
        data = data.replace(strict, usual)
    return parse_xml(data)


def _said(item: etree._Element) -> tuple[str, str]:
    """The text of a string, without its pinyin hints and what is struck out, and what to doubt of it; raised marks in
    brackets."""
    parts: list[str] = []
    struck = ""
    for t in item.iter(_S + "t"):
        run = t.getparent()
        if run is None or run.tag == _S + "rPh":
            continue
        look = run.find(_S + "rPr")
        text = t.text or ""
        if is_struck(look, _S):
            struck += text
            continue
        raised = look.find(_S + "vertAlign") if look is not None else None
        is_mark = raised is not None and raised.get("val") == "superscript" and _MARK.fullmatch(text.strip())
        parts.append(f"[{text.strip()}]" if is_mark else text)
    left = SOFT_BREAK.sub("\v", as_shown("".join(parts))).strip()
    return left, STRUCK if not left and any(map(str.isdigit, struck)) else ""


def _sheets(path: Package) -> list[str]:
    """The parts of the visible sheets, in the order of the workbook."""
    relations = {
        element.get("Id"): posixpath.normpath(posixpath.join("/xl", element.get("Target", "")))[1:]
        for element in _part(path, "xl/_rels/workbook.xml.rels")
    }
    found = [s for s in _part(path, "xl/workbook.xml").iter(_S + "sheet") if s.get("state", "visible") == "visible"]
    parts = [relations.get(sheet.get(_R + "id")) for sheet in found]
    if not parts or None in parts:
        raise Broken("电子表格中没有可读取的工作表。")
    return [part for part in parts if part]


@dataclass(frozen=True, slots=True)
class _Book:
    """What the sheets share: their strings and the styles of their cells."""

    strings: list[tuple[str, str]]
    styles: list[Shown] = field(default_factory=list)

    def cells(self, sheet: etree._Element, number: int, pictured: Collection[At] = ()) -> Iterator[Cell]:
        """The cells that are shown, with the empty ones between them; those that are ``pictured`` are not empty."""
        spans = dict(_merged(sheet))
        merged = {at for start, span in spans.items() for at in _area(start, span) if at != start}
        rows, columns = _hidden(sheet)
        elements = dict(_elements(sheet))
        sums = Sums(lambda at: self._told(elements.get(at)), _position)
        plain = all(sheet.find(_S + name) is None for name in ("tableParts", "conditionalFormatting"))
        found = {
            at: self._seen(c, plain, partial(sums.worked_out, at))
            for at, c in elements.items()
            if at not in merged and at[1] < MOST_COLUMNS and at[0] not in rows and at[1] not in columns
        }
        bottom = _bottom(found)
        left = min((at[1] for at, cell in found.items() if any(cell)), default=0)
        right = max((at[1] + spans.get(at, (1, 1))[1] for at, cell in found.items() if any(cell)), default=0)
        if (bottom + 1) * right > MOST_CELLS:
            raise LimitExceeded
        for row in (row for row in range(bottom + 1) if row not in rows):
            for column in range(left, min(right, MOST_COLUMNS)):
                at = (row, column)
                if at in merged or column in columns:
                    continue
                text, doubt = found.get(at, ("", ""))
                if not text and at in pictured:
                    text, doubt = UNREADABLE, PICTURED
                down, across = spans.get(at, (1, 1))
                yield Cell(text, row, column, down, across, Place(table=number, row=row + 1, column=column + 1), doubt)

    def _seen(self, element: etree._Element, plain: bool, result: Callable[[], Decimal | None]) -> tuple[str, str]:
        """A cell's text and doubt; a figure nobody sees is left out. Where the ground of cells is not ``plain``, as
        tables and conditions colour it, the styles of cells do not tell it. ``result`` is that of a formula without
        one."""
        shown = self._style(element)
        text, doubt = self._value(element, shown)
        if doubt == NO_RESULT and (number := result()) is not None:
            text, doubt = _number(str(number)) + shown.suffix, shown.doubt_of(str(number))
        is_number = any(map(str.isdigit, text)) and not any(map(str.isalpha, text))
        if shown.struck:
            return "", STRUCK if is_number else ""
        return ("", UNSEEN) if plain and shown.lost and is_number else (text, doubt)

    def _told(self, element: etree._Element | None) -> tuple[str, str, bool]:
        """The formula of a cell, what it holds and whether that is a number."""
        if element is None:
            return "", "", False
        text, _ = self._value(element, PLAIN)
        formula = element.findtext(_S + "f") or ""
        return formula, "" if text == UNREADABLE and formula else text, element.get("t", "n") in ("n", "str")

    def _style(self, element: etree._Element) -> Shown:
        style = element.get("s", "0")
        return self.styles[int(style)] if style.isdecimal() and int(style) < len(self.styles) else PLAIN

    def _value(self, element: etree._Element, shown: Shown) -> tuple[str, str]:
        """A cell's text, and why it may not be what is shown."""
        kind = element.get("t", "n")
        kept = element.findtext(_S + "v")
        value = (kept or "").strip()
        if kind == "inlineStr":
            return _said(element)
        if kind == "s":
            index = int(value) if value.isdecimal() else -1
            return self.strings[index] if 0 <= index < len(self.strings) else (UNREADABLE, "")
        if kind in ("e", "b"):
            return UNREADABLE, FAILED
        if not value:
            lost = element.find(_S + "f") is not None and not (kind == "str" and kept is not None)
            return (UNREADABLE, NO_RESULT) if lost else ("", "")
        return (_number(value) + shown.suffix, shown.doubt_of(value)) if kind == "n" else (value, "")


def _elements(sheet: etree._Element) -> Iterator[tuple[At, etree._Element]]:
    """The cells with their places; one without a reference stands right of the one before."""
    row, count = -1, 0
    for line in sheet.iter(_S + "row"):
        named = line.get("r", "")
        row = int(named) - 1 if named.isdecimal() else row + 1
        column = -1
        for element in line.iterchildren(_S + "c"):
            count += 1
            if count > MOST_CELLS:
                raise LimitExceeded
            at = _position(element.get("r", "")) or (row, column + 1)
            column = at[1]
            yield at, element


def _bottom(found: dict[At, tuple[str, str]]) -> int:
    """The last row that says something, or the empty row drawn below it for figures."""
    last = max((at[0] for at, cell in found.items() if any(cell)), default=-1)
    drawn = {at[0] for at in found}
    return next(
        row for row in range(last, last + MOST_EMPTY_ROWS + 1) if row + 1 not in drawn or row == last + MOST_EMPTY_ROWS
    )


def _hidden(sheet: etree._Element) -> tuple[set[int], set[int]]:
    """Rows and columns that are not shown."""
    lines = [line for line in sheet.iter(_S + "row") if line.get("hidden") in _ON or line.get("ht") in _NOUGHT]
    rows = {int(line.get("r", "0")) - 1 for line in lines}
    columns: set[int] = set()
    for element in sheet.iter(_S + "col"):
        if element.get("hidden") in _ON or element.get("width") in _NOUGHT:
            first, last = int(element.get("min", "1")), int(element.get("max", "1"))
            columns.update(range(first - 1, min(last, MOST_COLUMNS)))
    return rows, columns


def _area(start: At, span: At) -> Iterator[At]:
    for row in range(start[0], start[0] + span[0]):
        for column in range(start[1], start[1] + span[1]):
            yield row, column


def _merged(sheet: etree._Element) -> Iterator[tuple[At, At]]:
    for element in sheet.iter(_S + "mergeCell"):
        first, _, last = element.get("ref", "").partition(":")
        start, end = _position(first), _position(last or first)
        if start and end:
            down, across = end[0] - start[0] + 1, end[1] - start[1] + 1
            if down > 0 and across > 0 and down * across <= MOST_CELLS:
                yield start, (down, min(across, MOST_COLUMNS))


def _position(reference: str) -> At | None:
    """Row and column from 0 of a reference such as B12."""
    found = _REFERENCE.match(reference)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def _number(value: str) -> str:
    """A number as a person sees it: 96171.600000000006 is a stored fraction, 2.3e-13 what is left of 0."""
    try:
        return f"{round(float(value), MOST_DECIMALS):.12g}" if "." in value or "e" in value.lower() else value
    except ValueError:
        return value
