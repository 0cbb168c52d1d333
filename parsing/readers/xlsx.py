"""Excel workbooks (.xlsx): every sheet a grid, as filled in on the official form or copied into one.

Read from the XML: numbers as Excel stores them, dates and formulas by the value last shown.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from lxml import etree

from parsing.errors import Broken, LimitExceeded
from parsing.grid import Block, Cell, Document, Grid, Paragraph, Place
from parsing.readers.package import parse_xml, part_names, read_part

FORMAT = "xlsx"
MOST_CELLS = 50_000
MOST_SHEETS = 20
MOST_COLUMNS = 200

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_REFERENCE = re.compile(r"^([A-Z]{1,3})([0-9]{1,7})$")
_STRINGS = "xl/sharedStrings.xml"


def read(path: Path, progress: Callable[[int, int], None] | None = None) -> Document:
    """Each visible sheet in order: cells that stand alone in their row become paragraphs too.

    Raises Encrypted, Broken, LimitExceeded.
    """
    strings = _strings(path) if _STRINGS in part_names(path) else []
    blocks: list[Block] = []
    for number, part in enumerate(_sheets(path)[:MOST_SHEETS], 1):
        grid = Grid(tuple(_cells(parse_xml(read_part(path, part)), strings, number)), Place(table=number))
        blocks += [*_lines(grid), grid]
    return Document(FORMAT, tuple(blocks))


def _strings(path: Path) -> list[str]:
    root = parse_xml(read_part(path, _STRINGS))
    return [_text(item) for item in root.iterchildren(_S + "si")]


def _text(item: etree._Element) -> str:
    """The text of a string, its pinyin hints left out."""
    return "".join(t.text or "" for t in item.iter(_S + "t") if next(t.iterancestors(_S + "rPh"), None) is None)


def _sheets(path: Path) -> list[str]:
    """The parts of the visible sheets, in the order of the workbook."""
    relations = {
        element.get("Id"): posixpath.normpath(posixpath.join("/xl", element.get("Target", "")))[1:]
        for element in parse_xml(read_part(path, "xl/_rels/workbook.xml.rels"))
    }
    book = parse_xml(read_part(path, "xl/workbook.xml"))
    found = [s for s in book.iter(_S + "sheet") if s.get("state", "visible") == "visible"]
    parts = [relations.get(sheet.get(_R + "id")) for sheet in found]
    if not parts or None in parts:
        raise Broken("电子表格中没有可读取的工作表。")
    return [part for part in parts if part]


def _cells(sheet: etree._Element, strings: list[str], number: int) -> Iterator[Cell]:
    spans = dict(_merged(sheet))
    covered = {
        (r, c)
        for (row, column), (down, across) in spans.items()
        for r in range(row, row + down)
        for c in range(column, column + across)
        if (r, c) != (row, column)
    }
    hidden = {r.get("r") for r in sheet.iter(_S + "row") if r.get("hidden") in ("1", "true")}
    for count, element in enumerate(sheet.iter(_S + "c")):
        at = _position(element.get("r", ""))
        if count >= MOST_CELLS:
            raise LimitExceeded
        if at is None or at in covered or at[1] >= MOST_COLUMNS or str(at[0] + 1) in hidden:
            continue
        down, across = spans.get(at, (1, 1))
        place = Place(table=number, row=at[0] + 1, column=at[1] + 1)
        yield Cell(_value(element, strings), at[0], at[1], down, across, place)


def _merged(sheet: etree._Element) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    for element in sheet.iter(_S + "mergeCell"):
        first, _, last = element.get("ref", "").partition(":")
        start, end = _position(first), _position(last or first)
        if start and end:
            down, across = end[0] - start[0] + 1, end[1] - start[1] + 1
            if down > 0 and across > 0 and down * across <= MOST_CELLS:
                yield start, (down, min(across, MOST_COLUMNS))


def _position(reference: str) -> tuple[int, int] | None:
    """Row and column from 0 of a reference such as B12."""
    found = _REFERENCE.match(reference)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def _value(element: etree._Element, strings: list[str]) -> str:
    kind = element.get("t", "n")
    if kind == "inlineStr":
        return _text(element).strip()
    value = element.findtext(_S + "v", "").strip()
    if kind == "s":
        index = int(value) if value.isdigit() else -1
        return strings[index].strip() if 0 <= index < len(strings) else "\ufffd"
    return _number(value) if kind == "n" else value


def _number(value: str) -> str:
    """A number as a person sees it: 96171.600000000006 is how a binary fraction is stored."""
    try:
        return f"{float(value):.12g}" if "." in value or "e" in value.lower() else value
    except ValueError:
        return value


def _lines(grid: Grid) -> Iterator[Paragraph]:
    """Text alone in its row is a title, a heading or a sentence between the tables."""
    rows: dict[int, list[Cell]] = {}
    for cell in grid.cells:
        if cell.text:
            rows.setdefault(cell.row, []).append(cell)
    for _, cells in sorted(rows.items()):
        if len(cells) == 1:
            yield Paragraph(cells[0].text, cells[0].place)
