"""A page from its first element to its last: inline text gathered into paragraphs, tables into grids."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from parsing.grid import SOFT_BREAK, STRUCK, UNREADABLE, UNSEEN, Block, Cell, Grid, Paragraph, Picture, Place, as_shown
from parsing.readers.colours import settled
from parsing.readers.html.grid import drawn_cells
from parsing.readers.html.style import Looks, text_in
from parsing.readers.html.tables import CELLS, cells, div_cells, div_rows, is_one_cell, own, placed_cells
from parsing.readers.html.tree import tree_of
from parsing.readers.marks import in_brackets, is_mark
from parsing.readers.pieces import PARAGRAPH

MOST_FRAMES = 4
"""How deep a page may stand in a page."""
_SKIPPED = {
    "script", "style", "noscript", "template", "head", "object", "rt", "rtc", "rp",
}  # fmt: skip
"""What is not shown as text."""
_INLINE = {
    "a", "abbr", "b", "big", "cite", "code", "em", "font", "i", "ins", "label", "mark", "q", "small", "span",
    "strong", "sub", "tt", "u", "var", "bdi", "bdo", "time", "st1", "o:p", "wbr", "ruby", "rb", "nobr",
}  # fmt: skip
_LINES = ("p", "div", "br", "li", "h1", "h2", "h3", "pre", "section", "article")
"""What parts the lines of a page. A text with tables in HTML (markdown, what converters write) has its own."""
_THOUSANDS = r"(?!(?<=\d)[\xa0\u2007-\u2009](?=\d{3}(?!\d)))"
_BLANKS, _BLANKS_KEPT = (re.compile(rf"(?:{_THOUSANDS}[{more}\xa0\u2000-\u200a])+") for more in (" \t", " "))
"""Blanks that are one on the page, but for those that part the thousands of a number."""
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"[\d.,]*\d[\d.,]*")
_SPACE = re.compile(r"[^\S\xa0\u2000-\u200a]+")
_APART = re.compile(r"display\s*:\s*inline-(?:block|flex|table|grid)|float\s*:\s*(?:left|right)", re.I)
"""Inline elements that stand apart like the cells of a row."""
_KEPT = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.I)
_FIELDS = {"input", "textarea", "select", "button"}
_BESIDE = re.compile(r"(?!\w+:|//|/).+\.(?:s?html?|mht)$", re.I)
"""Where a page lies that a browser saved beside this one."""
FRAME_UNREAD = "网页里有一个框架页（{}）没有随文件保存，其内容没有读取。请把网页另存为单个文件（.mht）或 PDF 后上传。"
LONGEST_NAME = 60
_DATA = re.compile(r"^data:image/[\w.+-]+;base64,", re.I)


@dataclass
class Walker:
    """Gathers inline text into paragraphs until a block element ends them."""

    looks: Looks
    files: dict[str, bytes] = field(default_factory=dict)
    blocks: list[Block | Picture] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    lost: set[int] = field(default_factory=set)
    """Which parts of a cell nobody sees."""
    tables: int = 0
    walked: set[int | None] = field(default_factory=set)
    frames: int = 0
    kept: bool = False
    in_cell: bool = False
    struck: bool = False
    """Whether digits are struck out."""
    apart: frozenset[etree._Element] = frozenset()
    """Tables within a cell that are grids of their own."""
    unread: list[str] = field(default_factory=list)
    """What is said about pages in the page that did not come with it."""

    def page(self, root: etree._Element) -> None:
        body = root.find("body")
        self.kept = next(root.iter(*_LINES), None) is None
        self.walk(body if body is not None else root)
        self.flush()

    def flush(self) -> None:
        if self.in_cell:
            self.parts.append(PARAGRAPH)
            return
        self.blocks += map(Paragraph, self._lines("".join(self.parts)))
        self.parts.clear()

    def _lines(self, whole: str) -> Iterator[str]:
        for line in as_shown(whole).split("\n"):
            text = (_BLANKS_KEPT if self.kept else _BLANKS).sub(" ", line)
            if text.strip():
                yield text.rstrip(" ") if self.kept else text.strip()

    def in_the_cell(self) -> tuple[str, str]:
        """What was gathered in a cell, line by line, and what to doubt of it."""
        text, doubt = settled([(part, number in self.lost) for number, part in enumerate(self.parts)])
        paragraphs = (SOFT_BREAK.sub("\v", as_shown(paragraph)) for paragraph in text.split(PARAGRAPH))
        lines = "\n".join(line for paragraph in paragraphs for line in self._lines(paragraph))
        return lines, doubt or (STRUCK if self.struck and not lines.strip() else "")

    def walk(self, element: etree._Element) -> None:
        if self.in_cell and self.looks.makes_up(element):
            self.parts.append(UNREADABLE)
        self._text(element.text, element)
        for child in element:
            self._child(child)
            self._text(child.tail, element)

    def _child(self, child: etree._Element) -> None:
        tag = child.tag
        if child in self.apart:
            self.flush()  # a grid of its own, around which the lines of the cell end
            return
        if self._is_passed_over(child):
            return
        if tag == "br":
            self.parts.append("\n")
        elif self.looks.is_raised(child) or (tag == "a" and self._is_note(child)):
            text, _ = _text_of(child, self.looks)
            self._text(in_brackets(text) if is_mark(text) else text, child)
        elif tag == "img":
            self._picture(child.get("src") or "")
        elif tag in _FIELDS:
            self._field(child)
        elif tag in ("iframe", "frame"):
            self._frame(child)
        elif tag == "table":
            self._table(child)
        elif tag in _INLINE:
            apart = " " if not self.in_cell and _APART.search(child.get("style") or "") else ""
            self.parts.append(apart)
            self.walk(child)
            self.parts.append(apart)
        else:
            self._block(child)

    def _is_passed_over(self, child: etree._Element) -> bool:
        """Whether an element is not read: it does not show, or is struck out."""
        if not isinstance(child.tag, str) or child.tag in _SKIPPED or self.looks.hides(child) or child.tag == "svg":
            return True
        is_out = self.looks.strikes(child)
        self.struck |= is_out and bool(_DIGIT.search(text_in(child)))
        return is_out

    def _is_note(self, link: etree._Element) -> bool:
        """A number in a cell, behind something, that leads to a place of the same page."""
        return (
            self.in_cell
            and (link.get("href") or "").startswith("#")
            and bool("".join(self.parts).rpartition(PARAGRAPH)[2].strip())
        )

    def _field(self, element: etree._Element) -> None:
        """What is filled in on a form; buttons and lists that stand around the report belong to the page."""
        if element.tag == "input":
            shown = (element.get("type") or "text").lower() in ("text", "number", "tel")
            self._text(element.get("value") if shown else None, element)
        elif element.tag == "textarea":
            self._text(element.text, element)
        elif self.in_cell:
            options = list(element.iter("option"))
            chosen = [option for option in options if option.get("selected") is not None] or options[:1]
            self._text(text_in(chosen[0] if chosen else element), element)

    def _block(self, element: etree._Element) -> None:
        self.flush()
        rows = div_rows(element, self.looks.leaves_out)
        drawn = [] if rows else drawn_cells(element, self.looks.says)
        kept, self.kept = self.kept, self.kept or element.tag == "pre" or bool(_KEPT.search(element.get("style") or ""))
        if rows or drawn:
            self.tables += 1
            placed = placed_cells(rows) if rows else drawn
            found = div_cells(placed, self.tables, lambda cell: _text_of(cell, self.looks))
            self.blocks.append(Grid(tuple(found), Place(table=self.tables)))
        else:
            self.walk(element)
            self.flush()
        self.kept = kept

    def _text(self, text: str | None, element: etree._Element) -> None:
        """Gathers a text that stands in an element, if it shows."""
        if not text or not self.looks.of(element).shows:
            return
        if self.in_cell and _DIGIT.search(text) and self.looks.turns(element):
            text = UNREADABLE
        if text.strip() and (self.in_cell or _NUMBER.fullmatch(text.strip())) and self.looks.is_lost(element):
            self.lost.add(len(self.parts))
            text = text if self.in_cell else UNREADABLE
        self.parts.append(text.replace("\r", "") if self.kept else _SPACE.sub(" ", text))

    def _table(self, table: etree._Element) -> None:
        """A data table is a grid; a table that only arranges the page is walked through."""
        if is_one_cell(table) and next(table.iterancestors("table"), None) is not None:
            self._block_of(table)
            return
        self.flush()
        for caption in own(table, ("caption",)):
            self._block_of(caption)
        nested = any(not is_one_cell(inner) for inner in table.iterdescendants("table"))
        prose = any(_is_prose(cell) for cell in own(table, CELLS))
        self.tables += 1
        number = self.tables
        if nested or not prose:
            self.blocks.append(Grid(tuple(self._cells(table, number, nested)), Place(table=number)))
        if nested:
            self.walked.add(number)
        for cell in list(own(table, CELLS)):
            if nested or prose:
                self._block_of(cell)
            else:
                self._pictures_in(cell)

    def _cells(self, table: etree._Element, number: int, nested: bool) -> list[Cell]:
        """The cells of a table. Where most of it would not be seen, its ground is one that the page does not tell."""
        found = list(cells(table, number, lambda cell: _text_of(cell, self.looks, nested), self.looks.leaves_out))
        if 2 * sum(cell.doubt == UNSEEN for cell in found) <= sum(bool(cell.text or cell.doubt) for cell in found):
            return found
        self.looks.believed = False
        found = list(cells(table, number, lambda cell: _text_of(cell, self.looks, nested), self.looks.leaves_out))
        self.looks.believed = True
        return found

    def _block_of(self, element: etree._Element) -> None:
        self.flush()
        self.walk(element)
        self.flush()

    def _pictures_in(self, cell: etree._Element) -> None:
        for image in cell.iterdescendants("img"):
            self._picture(image.get("src") or "")

    def _picture(self, source: str) -> None:
        """A picture that lies in the file, by its address or as data; others are not fetched."""
        data = self.files.get(source.strip(), b"")
        found = _DATA.match(source)
        if found:
            try:
                data = base64.b64decode(source[found.end() :])
            except (binascii.Error, ValueError):
                return
        if data:
            self.flush()
            self.blocks.append(Picture(data))

    def _frame(self, frame: etree._Element) -> None:
        """A page in the page: written in its attribute, or a part of the archive."""
        inner = frame.get("srcdoc")
        data = inner.encode() if inner else self.files.get((frame.get("src") or "").strip(), b"")
        root = tree_of(data) if data and self.frames < MOST_FRAMES else None
        if not data and _BESIDE.match(frame.get("src") or ""):
            self.unread.append(FRAME_UNREAD.format((frame.get("src") or "")[:LONGEST_NAME]))
        if root is not None:
            self.flush()
            self.frames += 1
            self.page(root)
            self.frames -= 1


def _is_prose(cell: etree._Element) -> bool:
    """A cell that holds running text by the paragraph: a frame around the page, not a figure."""
    return sum(len(text) for text in cell.itertext()) > 600


def _text_of(cell: etree._Element, looks: Looks, nested: bool = False) -> tuple[str, str]:
    """A cell's lines, without those of a table in it that has cells of its own, and what to doubt of them."""
    if looks.strikes(cell):
        return "", STRUCK if _DIGIT.search(text_in(cell)) else ""
    inner = [t for t in cell.iterdescendants("table") if not is_one_cell(t)] if nested else []
    walker = Walker(looks, in_cell=True, apart=frozenset(inner))
    walker.walk(cell)
    return walker.in_the_cell()
