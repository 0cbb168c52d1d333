"""Web pages as saved from government sites: the report among navigation and layout tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path

from lxml import etree
from lxml import html as lxml_html

from parsing.errors import Broken, EmptyFile
from parsing.grid import Block, Cell, Document, Grid, Paragraph, Place
from parsing.kinds import MHTML
from parsing.readers.text import decode

FORMAT = "html"
MOST_SPAN = 200
_SKIPPED = {"script", "style", "noscript", "template", "svg", "head", "select", "option", "button", "iframe", "object"}
_INLINE = {
    "a", "abbr", "b", "big", "cite", "code", "em", "font", "i", "ins", "label", "mark", "q", "s", "small", "span",
    "strong", "sub", "sup", "tt", "u", "var", "bdi", "bdo", "time", "st1", "o:p", "wbr",
}  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


def read(path: Path, progress: Callable[[int, int], None] | None = None) -> Document:
    """Paragraphs and tables in reading order. Raises EmptyFile, Broken."""
    text = page_text(path)
    parser = lxml_html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = lxml_html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Broken("网页文件无法解析。", detail=str(error)) from error
    walker = _Walker()
    body = root.find("body")
    walker.walk(body if body is not None else root)
    walker.flush()
    return Document(FORMAT, tuple(walker.blocks))


def page_text(path: Path) -> str:
    """The page as characters. Raises EmptyFile."""
    text = _DECLARATION.sub("", decode(_page(path.read_bytes()))).replace("\0", "")
    if not text.strip():
        raise EmptyFile
    return text


def _page(data: bytes) -> bytes:
    """The bytes of the page itself: the first HTML part of an archive (MHTML), else all of it."""
    if not MHTML.match(data[:4096]):
        return data
    for part in message_from_bytes(data).walk():
        payload = part.get_payload(decode=True)
        if part.get_content_type() == "text/html" and isinstance(payload, bytes):
            return payload
    return b""


@dataclass
class _Walker:
    """Gathers inline text into paragraphs until a block element ends them."""

    blocks: list[Block] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    tables: int = 0

    def flush(self) -> None:
        for line in "".join(self.parts).split("\n"):
            text = re.sub(r"[ \t\xa0]+", " ", line).strip()
            if text:
                self.blocks.append(Paragraph(text))
        self.parts.clear()

    def walk(self, element: etree._Element) -> None:
        self._text(element.text)
        for child in element:
            self._child(child)
            self._text(child.tail)

    def _child(self, child: etree._Element) -> None:
        tag = child.tag
        if not isinstance(tag, str) or tag in _SKIPPED or _is_hidden(child):
            return
        if tag == "br":
            self.parts.append("\n")
        elif tag == "table":
            self.flush()
            self._table(child)
        elif tag in _INLINE:
            self.walk(child)
        else:
            self.flush()
            self.walk(child)
            self.flush()

    def _text(self, text: str | None) -> None:
        if text:
            self.parts.append(re.sub(r"\s+", " ", text))

    def _table(self, table: etree._Element) -> None:
        """A data table is a grid; a table that only arranges the page is walked through."""
        nested = any(True for _ in table.iterdescendants("table"))
        prose = any(_is_prose(cell) for cell in _own(table, ("td", "th")))
        self.tables += 1
        number = self.tables
        if not nested and not prose:
            self.blocks.append(Grid(tuple(_cells(table, number)), Place(table=number)))
            return
        if nested:
            self.blocks.append(Grid(tuple(_cells(table, number)), Place(table=number)))
        for cell in list(_own(table, ("td", "th", "caption"))):
            self.walk(cell)
            self.flush()


def _is_hidden(element: etree._Element) -> bool:
    return bool(_HIDDEN.search(element.get("style") or "")) or element.get("hidden") is not None


def _is_prose(cell: etree._Element) -> bool:
    """A cell that holds running text by the paragraph: a frame around the page, not a figure."""
    return sum(len(text) for text in cell.itertext()) > 600


def _own(table: etree._Element, tags: tuple[str, ...]) -> Iterator[etree._Element]:
    for element in table.iterdescendants(*tags):
        if next(element.iterancestors("table"), None) is table:
            yield element


def _cells(table: etree._Element, number: int) -> Iterator[Cell]:
    """Cells placed as a browser places them, around the spans of earlier rows."""
    taken: set[tuple[int, int]] = set()
    rows = [row for row in _own(table, ("tr",)) if not _is_hidden(row)]
    for row, tr in enumerate(rows):
        column = 0
        for td in tr:
            if td.tag not in ("td", "th") or _is_hidden(td):
                continue
            while (row, column) in taken:
                column += 1
            down = min(_span(td, "rowspan") or len(rows) - row, len(rows) - row)
            across = max(1, min(_span(td, "colspan"), MOST_SPAN))
            taken.update((r, c) for r in range(row, row + down) for c in range(column, column + across))
            place = Place(table=number, row=row + 1, column=column + 1)
            yield Cell(_cell_text(td), row, column, max(down, 1), across, place)
            column += across


def _span(cell: etree._Element, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return int(value[:4]) if value.isdigit() else 1


def _cell_text(cell: etree._Element) -> str:
    walker = _Walker()
    for child in cell.iterdescendants("table"):
        child.set("hidden", "hidden")
    walker.walk(cell)
    walker.flush()
    for child in cell.iterdescendants("table"):
        del child.attrib["hidden"]
    return "\n".join(block.text for block in walker.blocks if isinstance(block, Paragraph))
