"""OpenDocument text (.odt), as LibreOffice and WPS save it: its XML walked directly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from parsing.errors import Broken
from parsing.grid import Block, Cell, Document, Grid, Paragraph, Place
from parsing.readers.package import parse_xml, read_part

FORMAT = "odt"
MOST_COLUMNS = 200
MOST_ROWS = 500

_NS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_OFFICE, _TEXT, _TABLE, _DRAW = (_NS % name for name in ("office", "text", "table", "drawing"))
_SKIPPED = {
    _TEXT + "tracked-changes",
    _OFFICE + "annotation",
    _TEXT + "note",
    _TEXT + "sequence-decls",
    _OFFICE + "forms",
}
_PARAGRAPHS = {_TEXT + "p", _TEXT + "h"}


def read(path: Path, progress: Callable[[int, int], None] | None = None) -> Document:
    """Paragraphs and tables in reading order. Raises Encrypted, Broken, LimitExceeded."""
    root = parse_xml(read_part(path, "content.xml"))
    body = root.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise Broken("文件没有正文。")
    walker = _Walker()
    walker.walk(body)
    return Document(FORMAT, tuple(walker.blocks))


@dataclass
class _Walker:
    """Collects blocks; ``tables`` counts them for the evidence."""

    blocks: list[Block] = field(default_factory=list)
    tables: int = 0

    def walk(self, element: etree._Element) -> None:
        for child in element:
            if child.tag in _PARAGRAPHS:
                self._paragraph(child)
            elif child.tag == _TABLE + "table":
                self._table(child)
            elif isinstance(child.tag, str) and child.tag not in _SKIPPED:
                self.walk(child)

    def _paragraph(self, element: etree._Element) -> None:
        text = paragraph_text(element)
        if text.strip():
            self.blocks.append(Paragraph(text))
        for box in element.iter(_DRAW + "text-box"):
            self.walk(box)

    def _table(self, element: etree._Element) -> None:
        self.tables += 1
        self.blocks.append(Grid(tuple(_cells(element, self.tables)), Place(table=self.tables)))
        for cell in element.iter(_TABLE + "table-cell"):
            if _owner(cell) is element and cell.find(_TABLE + "table") is not None:
                self.walk(cell)


def _owner(element: etree._Element) -> etree._Element | None:
    return next(element.iterancestors(_TABLE + "table"), None)


def _cells(table: etree._Element, number: int) -> Iterator[Cell]:
    row = 0
    for tr in table.iter(_TABLE + "table-row"):
        if _owner(tr) is not table:
            continue
        for _ in range(min(_count(tr, "number-rows-repeated"), MOST_ROWS - row)):
            yield from _row_cells(tr, number, row)
            row += 1


def _row_cells(tr: etree._Element, number: int, row: int) -> Iterator[Cell]:
    column = 0
    for td in tr:
        if td.tag not in (_TABLE + "table-cell", _TABLE + "covered-table-cell"):
            continue
        for _ in range(min(_count(td, "number-columns-repeated"), MOST_COLUMNS - column)):
            if td.tag == _TABLE + "table-cell":
                down = min(_count(td, "number-rows-spanned"), MOST_ROWS)
                across = min(_count(td, "number-columns-spanned"), MOST_COLUMNS - column)
                place = Place(table=number, row=row + 1, column=column + 1)
                yield Cell(_cell_text(td), row, column, down, across, place)
            column += 1


def _count(element: etree._Element, name: str) -> int:
    value = element.get(_TABLE + name) or "1"
    return max(1, int(value[:6])) if value.isdigit() else 1


def _cell_text(cell: etree._Element) -> str:
    own = (p for p in cell.iter(*_PARAGRAPHS) if next(p.iterancestors(_TABLE + "table-cell"), None) is cell)
    return "\n".join(filter(None, (paragraph_text(p).strip() for p in own)))


def paragraph_text(element: etree._Element) -> str:
    """The text of a paragraph: blanks, tabs and breaks are elements of their own."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == _TEXT + "s":
            value = child.get(_TEXT + "c") or "1"
            parts.append(" " * min(int(value), 100) if value.isdigit() else " ")
        elif child.tag == _TEXT + "tab":
            parts.append("\t")
        elif child.tag == _TEXT + "line-break":
            parts.append("\n")
        elif isinstance(child.tag, str) and child.tag not in _SKIPPED and not child.tag.startswith(_DRAW):
            parts.append(paragraph_text(child))
        parts.append(child.tail or "")
    return "".join(parts)
