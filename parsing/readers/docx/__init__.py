"""Word documents (.docx): the body's XML walked directly, tables with their merges.

python-docx rebuilds each row for every merged cell and hangs on a huge gridSpan, so the XML
is read as it is. Tracked changes are read as accepted, and only what the page shows is text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from lxml import etree

from parsing.errors import Broken, LimitExceeded, ParsingError, Unsupported
from parsing.grid import Block, Document, Grid, Paragraph, Picture, Place
from parsing.kinds import HEAD_BYTES, PICTURES, sniff
from parsing.readers import html, text, xlsx
from parsing.readers.docx import aside
from parsing.readers.docx.cells import HOLDERS, PICTURE_TAGS, cells_of, ground_under, held, owner
from parsing.readers.docx.ground import Dress
from parsing.readers.docx.numbering import Numbering
from parsing.readers.docx.paragraphs import is_one_cell, is_other_form, paragraph_text
from parsing.readers.docx.styles import Styles, W, word_part
from parsing.readers.package import MOST_UNPACKED, Package, Relations, main_part, read_part
from parsing.readers.pieces import document_of
from parsing.readers.xml import parse_xml

FORMAT = "docx"
MOST_DEPTH = 5
MOST_PICTURES = 30
LARGEST_PICTURE = 16 * 1024 * 1024
LONGEST_NAME = 24
CHUNK_ALONE = ("文件的内容是嵌入的另一个文件，不能直接读取。", "请在 Word 中打开后另存为 .docx，再重新上传。")
CHUNK_UNREAD = "文件里嵌入了另一个文件{}，其内容没有读取。请在 Word 中打开后另存为 .docx，再重新上传。"
CHAPTER_UNREAD = "文件引用了另一个文件作为其中一章{}，其内容没有读取。请在 Word 中展开子文档并取消链接，再重新上传。"
SHEET_READ = "文件里嵌入了 Excel 表格{}，其中的数字按嵌入的表格读取，请与页面上显示的核对。"
SHEET_UNREAD = "文件里嵌入了 Excel 表格{}，其中的数字没有读取。请双击打开它，把其中的表格复制到 Word 里，再重新上传。"

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_OLE = "{urn:schemas-microsoft-com:office:office}OLEObject"
_SHEET = re.compile(r"(?:Excel|K?ET)\.", re.I)
"""How the programs of workbooks are called that stand in a document as a picture of themselves."""


def read(path: Path, progress: Callable[[int, int], None] | None = None) -> Document:
    """Paragraphs and tables in the order of the body; raises Encrypted, Broken, LimitExceeded, Unsupported."""
    walker = _walked(path)
    if walker.unread and not any(isinstance(block, Grid) for block in walker.blocks):
        raise Unsupported(*CHUNK_ALONE)
    document = document_of(FORMAT, walker.blocks, walker.walked)
    return replace(document, warnings=(*walker.unread, *walker.sheets))


def _walked(path: Package, tables: int = 0, pictures: int = 0) -> _Walker:
    """A document walked through, its tables and pictures counted on from those before it."""
    main = main_part(path, "word/document.xml")
    walker = _Walker(path, main, Numbering(path), Styles.of(path), tables=tables, pictures=pictures)
    body = _body(path, main)
    walker.walk(body, 0)
    for part, found in aside.of_pages(path, walker.related(), body):
        walker.aside(part, found)
    return walker


def _body(path: Package, main: str) -> etree._Element:
    body = parse_xml(word_part(path, main)).find(W + "body")
    if body is None:
        raise Broken("Word 文件没有正文。")
    return body


@dataclass
class _Walker:
    """Collects blocks; ``tables`` counts them for the evidence."""

    path: Package
    main: str
    numbering: Numbering
    styles: Styles
    blocks: list[Block | Picture] = field(default_factory=list)
    pictures: int = 0
    relations: Relations | None = None
    tables: int = 0
    walked: set[int | None] = field(default_factory=set)
    unread: list[str] = field(default_factory=list)
    """What is said about files in the document that are not read."""
    notes: set[tuple[str, str | None]] = field(default_factory=set)
    """Which notes were looked into."""
    sheets: list[str] = field(default_factory=list)
    """The same about workbooks in it."""

    def walk(self, element: etree._Element, depth: int) -> None:
        for child in element:
            if child.tag == W + "p":
                self._paragraph(child, depth)
            elif child.tag == W + "tbl":
                self.table(child, depth)
            elif child.tag == W + "altChunk":
                self._chunk(child.get(_R + "id") or "")
            elif child.tag in HOLDERS:
                self.walk(held(child), depth)

    def _chunk(self, relation: str) -> None:
        """A file that Word shows as part of the text, as programs make that turn pages into documents or put chapters
        together: pages, archives of them and Word files are read, others named."""
        data = self._part(relation, MOST_UNPACKED)
        try:
            kind = sniff(data[:HEAD_BYTES], "")
            if kind == FORMAT and isinstance(self.path, Path):
                self._take(_walked(data, self.tables, self.pictures))
            elif kind == text.FORMAT:
                self.blocks += text.blocks_of(data, self.tables)
            elif kind == html.FORMAT:
                page = html.walked(data, self.tables)
                self.blocks += page.blocks
                self.walked |= page.walked
                self.tables = page.tables
            else:
                raise Broken
        except ParsingError:
            self.unread.append(CHUNK_UNREAD.format(self._after()))

    def _take(self, within: _Walker) -> None:
        """What a Word file shows that stands in this one."""
        self.blocks += within.blocks
        self.walked |= within.walked
        self.tables, self.pictures = within.tables, within.pictures
        self.unread += within.unread
        self.sheets += within.sheets

    def _after(self) -> str:
        """The line that what comes now stands behind, in brackets."""
        above = next((block.text for block in reversed(self.blocks) if isinstance(block, Paragraph)), "")
        return f"（“{above[:LONGEST_NAME]}”之后）" if above else ""

    def _paragraph(self, element: etree._Element, depth: int) -> None:
        text, number = paragraph_text(element, self.styles), self.numbering.of(element)
        if text.strip():
            lines = (number + text).split("\n")
            self.blocks += [Paragraph(line) for line in lines if line.strip()]
        for box in element.iter(W + "txbxContent"):
            if depth < MOST_DEPTH and not is_other_form(box):
                self.walk(box, depth + 1)
        for reference in element.iter(*aside.NOTES):
            if (note := (str(reference.tag), reference.get(W + "id"))) in self.notes:
                continue
            self.notes.add(note)
            self.aside(*aside.of_note(self.path, self.related(), reference))
        if element.find(f".//{W}subDoc") is not None:
            self.unread.append(CHAPTER_UNREAD.format(self._after()))
        self._pictures(element)

    def aside(self, part: str, tables: list[etree._Element]) -> None:
        """Tables of another part, which has relations of its own."""
        own = self.relations
        if tables:
            self.relations = Relations(self.path, part)
        for found in tables:
            self.table(found, 1)
        self.relations = own

    def _pictures(self, element: etree._Element) -> None:
        for tag, attribute in PICTURE_TAGS.items():
            for picture in element.iter(tag):
                if not is_other_form(picture) and self.pictures < MOST_PICTURES:
                    self._picture(picture.get(attribute) or "", _sheet_of(picture))

    def _picture(self, relation: str, sheet: etree._Element | None) -> None:
        """A picture, or the workbook that shows itself by it; where that cannot be read, its picture, as a rule lines
        and letters, only where it can be looked at."""
        self.pictures += 1
        data = self._part(relation, LARGEST_PICTURE)
        if sheet is not None and self._workbook(sheet):
            return
        if sheet is not None and not data.startswith(PICTURES):
            self.sheets.append(SHEET_UNREAD.format(self._after()))
        else:
            self.blocks.append(Picture(data))

    def _workbook(self, sheet: etree._Element) -> bool:
        """Whether a workbook within the document that is shown open could be read, in its place."""
        if sheet.get("Type") != "Embed" or sheet.get("DrawAspect", "Content") != "Content":
            return False
        try:
            grid = xlsx.shown_part(self._part(sheet.get(_R + "id") or "", LARGEST_PICTURE), self.tables + 1)
        except (ParsingError, ValueError):
            return False
        self.sheets.append(SHEET_READ.format(self._after()))
        self.tables += 1
        self.blocks.append(grid)
        return True

    def _part(self, relation: str, most: int) -> bytes:
        """A part by the id of its relation; nothing where it is not to be had."""
        name = self.related().part(relation)
        try:
            return read_part(self.path, name, most) if name else b""
        except (Broken, LimitExceeded):
            return b""

    def related(self) -> Relations:
        """The relations of the part that is walked through."""
        if self.relations is None:
            self.relations = Relations(self.path, self.main)
        return self.relations

    def table(self, element: etree._Element, depth: int) -> None:
        """The table as a grid; what is nested in its cells follows as blocks of its own."""
        if depth >= MOST_DEPTH:
            return
        self.tables += 1
        number = self.tables
        nested = [n for n in element.iter(W + "tbl") if n is not element and owner(n) is element]
        nested = [n for n in nested if not is_one_cell(n)]
        dress = Dress.of(element, self.styles, ground_under(element, self.styles))
        self.blocks.append(Grid(tuple(cells_of(element, number, dress, self.numbering)), Place(table=number)))
        holders = dict.fromkeys(next(a for a in n.iterancestors(W + "tc")) for n in nested)
        for holder in holders:
            self.walk(holder, depth + 1)
        if not holders:
            self._pictures(element)


def _sheet_of(picture: etree._Element) -> etree._Element | None:
    """The workbook within the document of which a picture is what it shows of itself."""
    holder = next(picture.iterancestors(W + "object"), None)
    program = holder.find(f".//{_OLE}") if holder is not None else None
    return program if program is not None and _SHEET.match(program.get("ProgID") or "") else None
