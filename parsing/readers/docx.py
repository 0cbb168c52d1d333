"""Word documents (.docx): the body's XML walked directly, tables with their merges.

python-docx rebuilds each row for every merged cell and hangs on a huge gridSpan, so the XML
is read as it is. Tracked changes are read as accepted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from parsing.errors import Broken
from parsing.grid import Block, Cell, Document, Grid, Paragraph, Place
from parsing.readers.package import parse_xml, read_part

FORMAT = "docx"
MOST_COLUMNS = 200
MOST_DEPTH = 5

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SKIPPED = {_W + tag for tag in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr", "tblPr", "sectPr", "pict")}


def read(path: Path, progress: Callable[[int, int], None] | None = None) -> Document:
    """Paragraphs and tables in the order of the body; raises Encrypted, Broken, LimitExceeded."""
    body = _body(path)
    walker = _Walker()
    walker.walk(body, 0)
    return Document(FORMAT, tuple(walker.blocks))


def _body(path: Path) -> etree._Element:
    data = read_part(path, "word/document.xml")
    body = parse_xml(data.replace(_STRICT[1:-1].encode(), _W[1:-1].encode())).find(_W + "body")
    if body is None:
        raise Broken("Word 文件没有正文。")
    return body


@dataclass
class _Walker:
    """Collects blocks; ``tables`` counts them for the evidence."""

    blocks: list[Block] = field(default_factory=list)
    tables: int = 0

    def walk(self, element: etree._Element, depth: int) -> None:
        for child in element:
            if child.tag == _W + "p":
                self._paragraph(child, depth)
            elif child.tag == _W + "tbl":
                self.table(child, depth)
            elif child.tag in (_W + "sdt", _W + "sdtContent", _W + "ins", _W + "moveTo", _W + "customXml"):
                self.walk(child, depth)

    def _paragraph(self, element: etree._Element, depth: int) -> None:
        text = paragraph_text(element)
        if text.strip():
            self.blocks.append(Paragraph(text))
        for box in element.iter(_W + "txbxContent"):
            if depth < MOST_DEPTH and not any(a.tag == _MC + "Fallback" for a in box.iterancestors()):
                self.walk(box, depth + 1)

    def table(self, element: etree._Element, depth: int) -> None:
        """The table as a grid; what is nested in its cells follows as blocks of its own."""
        if depth >= MOST_DEPTH:
            return
        self.tables += 1
        number = self.tables
        nested = [n for n in element.iter(_W + "tbl") if n is not element and _owner(n) is element]
        self.blocks.append(Grid(tuple(_cells(element, number)), Place(table=number)))
        for holder in dict.fromkeys(next(a for a in n.iterancestors(_W + "tc")) for n in nested):
            self.walk(holder, depth + 1)


def _owner(element: etree._Element) -> etree._Element | None:
    return next(element.iterancestors(_W + "tbl"), None)


def _cells(table: etree._Element, number: int) -> Iterator[Cell]:
    """Cells with both merges resolved: gridSpan across, vMerge down."""
    open_cells: dict[int, Cell] = {}
    row = -1
    for tr in _rows(table):
        row += 1
        column = min(_number(tr.find(f"{_W}trPr/{_W}gridBefore"), 0), MOST_COLUMNS)
        for tc in _row_cells(tr):
            span = max(1, min(_number(tc.find(f"{_W}tcPr/{_W}gridSpan"), 1), MOST_COLUMNS - column))
            if column >= MOST_COLUMNS:
                break
            merge = tc.find(f"{_W}tcPr/{_W}vMerge")
            above = open_cells.get(column)
            if merge is not None and merge.get(_W + "val", "continue") == "continue" and above is not None:
                text = "\n".join(filter(None, (above.text, _cell_text(tc))))
                open_cells[column] = Cell(
                    text, above.row, column, row - above.row + 1, above.colspan, above.place, above.doubt
                )
            else:
                if above is not None:
                    yield above
                place = Place(table=number, row=row + 1, column=column + 1)
                open_cells[column] = Cell(_cell_text(tc), row, column, 1, span, place)
            for covered in range(column + 1, column + span):
                if (hidden := open_cells.pop(covered, None)) is not None:
                    yield hidden
            column += span
        for start in [start for start in open_cells if start >= column]:
            yield open_cells.pop(start)
    yield from open_cells.values()


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == _W + "tr":
            if child.find(f"{_W}trPr/{_W}del") is None:
                yield child
        elif child.tag in (_W + "sdt", _W + "ins", _W + "customXml"):
            yield from _rows(child.find(_W + "sdtContent") if child.tag == _W + "sdt" else child)  # type: ignore[arg-type]


def _row_cells(row: etree._Element) -> Iterator[etree._Element]:
    for child in row:
        if child.tag == _W + "tc":
            yield child
        elif child.tag in (_W + "sdt", _W + "customXml", _W + "ins"):
            content = child.find(_W + "sdtContent") if child.tag == _W + "sdt" else child
            if content is not None:
                yield from _row_cells(content)


def _number(element: etree._Element | None, default: int) -> int:
    value = element.get(_W + "val", "") if element is not None else ""
    return int(value) if value.isdigit() else default


def _cell_text(cell: etree._Element) -> str:
    """A cell's own paragraphs, a line each; a nested table is a block of its own."""
    paragraphs = (p for p in cell.iter(_W + "p") if next(p.iterancestors(_W + "tc"), None) is cell)
    return "\n".join(filter(None, (paragraph_text(p).strip() for p in paragraphs)))


def paragraph_text(element: etree._Element) -> str:
    """The text of a paragraph with tracked insertions kept and deletions dropped."""
    parts: list[str] = []
    _collect(element, parts)
    return "".join(parts)


def _collect(element: etree._Element, parts: list[str]) -> None:
    for child in element:
        tag = child.tag
        if tag in _SKIPPED or tag in (_W + "p", _W + "tbl", _W + "txbxContent", _MC + "Fallback"):
            continue
        if tag == _W + "t":
            parts.append(child.text or "")
        elif tag in (_W + "br", _W + "cr"):
            parts.append("\n")
        elif tag == _W + "tab":
            parts.append("\t")
        elif tag == _W + "noBreakHyphen":
            parts.append("-")
        elif isinstance(tag, str):
            _collect(child, parts)
