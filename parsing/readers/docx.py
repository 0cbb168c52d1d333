"""Word documents (.docx): the body's XML walked directly, tables with their merges.

python-docx rebuilds each row for every merged cell and hangs on a huge gridSpan, so the XML
is read as it is. Tracked changes are read as accepted, and only what the page shows is text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from lxml import etree

from parsing.errors import Broken, LimitExceeded, ParsingError, Unsupported
from parsing.grid import LISTED, LOW_ROW, PICTURED, UNREADABLE, Block, Cell, Document, Grid, Paragraph, Picture, Place
from parsing.kinds import HEAD_BYTES, PICTURES, sniff
from parsing.readers import html, xlsx
from parsing.readers.colours import WHITE, Colour
from parsing.readers.docx_ground import Dress, Ground, shade
from parsing.readers.docx_height import height_of, is_cut
from parsing.readers.docx_numbering import Numbering
from parsing.readers.docx_styles import Styles, W, word_part
from parsing.readers.docx_text import ALTERNATE, cell_text, is_one_cell, is_other_form, paragraph_text, shown
from parsing.readers.package import MOST_UNPACKED, Package, Relations, main_part, read_part
from parsing.readers.pieces import INSIDE, document_of
from parsing.readers.xml import parse_xml

FORMAT = "docx"
MOST_COLUMNS = 200
MOST_DEPTH = 5
LEAST_HEIGHT = 4.0
"""Points below which a row of exactly that height shows no text."""
MOST_PICTURES = 30
LARGEST_PICTURE = 16 * 1024 * 1024
LONGEST_NAME = 24
CHUNK_ALONE = ("文件的内容是嵌入的另一个文件，不能直接读取。", "请在 Word 中打开后另存为 .docx，再重新上传。")
CHUNK_UNREAD = "文件里嵌入了另一个文件{}，其内容没有读取。请在 Word 中打开后另存为 .docx，再重新上传。"
SHEET_READ = "文件里嵌入了 Excel 表格{}，其中的数字按嵌入的表格读取，请与页面上显示的核对。"
SHEET_UNREAD = "文件里嵌入了 Excel 表格{}，其中的数字没有读取。请双击打开它，把其中的表格复制到 Word 里，再重新上传。"

_FIGURE = re.compile(r"[\d.,，．\s-]*\d[\d.,，．\s-]*")
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PICTURES = {
    "{http://schemas.openxmlformats.org/drawingml/2006/main}blip": _R + "embed",
    "{urn:schemas-microsoft-com:vml}imagedata": _R + "id",
}
_WORD_ART = "{urn:schemas-microsoft-com:vml}textpath"
_OLE = "{urn:schemas-microsoft-com:office:office}OLEObject"
_SHEET = re.compile(r"(?:Excel|K?ET)\.", re.I)
"""How the programs of workbooks are called that stand in a document as a picture of themselves."""
_HOLDERS = {W + tag for tag in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")} | {ALTERNATE}


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
    walker.walk(_body(path, main), 0)
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
            elif child.tag in _HOLDERS:
                self.walk(_held(child), depth)

    def _chunk(self, relation: str) -> None:
        """A file that Word shows as part of the text, as programs make that turn pages into documents or put chapters
        together: pages, archives of them and Word files are read, others named."""
        data = self._part(relation, MOST_UNPACKED)
        try:
            kind = sniff(data[:HEAD_BYTES], "")
            if kind == FORMAT and isinstance(self.path, Path):
                self._take(_walked(data, self.tables, self.pictures))
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
        self._pictures(element)

    def _pictures(self, element: etree._Element) -> None:
        for tag, attribute in _PICTURES.items():
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
        if self.relations is None:
            self.relations = Relations(self.path, self.main)
        name = self.relations.part(relation)
        try:
            return read_part(self.path, name, most) if name else b""
        except (Broken, LimitExceeded):
            return b""

    def table(self, element: etree._Element, depth: int) -> None:
        """The table as a grid; what is nested in its cells follows as blocks of its own."""
        if depth >= MOST_DEPTH:
            return
        self.tables += 1
        number = self.tables
        nested = [n for n in element.iter(W + "tbl") if n is not element and _owner(n) is element]
        nested = [n for n in nested if not is_one_cell(n)]
        dress = Dress.of(element, self.styles, _under(element, self.styles))
        self.blocks.append(Grid(tuple(_cells(element, number, dress, self.numbering)), Place(table=number)))
        holders = dict.fromkeys(next(a for a in n.iterancestors(W + "tc")) for n in nested)
        for holder in holders:
            self.walk(holder, depth + 1)
        if not holders:
            self._pictures(element)


def _held(holder: etree._Element) -> etree._Element:
    """What a wrapper holds: of several forms of the same content, the one that is shown."""
    form = shown(holder) if holder.tag == ALTERNATE else None
    return holder if form is None else form


def _owner(element: etree._Element) -> etree._Element | None:
    return next(element.iterancestors(W + "tbl"), None)


def _under(element: etree._Element, styles: Styles) -> Colour | None:
    """What a table lies on, as far as that is plain: the page, or the cell of another table."""
    holder = next(element.iterancestors(W + "tc", W + "txbxContent"), None)
    if holder is None:
        return WHITE
    outer = _owner(holder)
    if outer is None or holder.tag != W + "tc":
        return None
    dress = Dress.of(outer, styles, _under(outer, styles))
    shading = holder.find(f"{W}tcPr/{W}shd")
    return None if dress.line else shade(shading, dress.under) if shading is not None else dress.under


def _cells(table: etree._Element, number: int, dress: Dress, numbering: Numbering) -> Iterator[Cell]:
    """Cells with both merges resolved: gridSpan across, vMerge down."""
    open_cells: dict[int, Cell] = {}
    rows = list(_rows(table))
    for row, tr in enumerate(rows):
        column = min(_number(tr.find(f"{W}trPr/{W}gridBefore"), 0), MOST_COLUMNS)
        spans = _spans(tr)
        height = height_of(tr)
        for at, (tc, columns) in enumerate(spans):
            span = max(1, min(columns, MOST_COLUMNS - column))
            if column >= MOST_COLUMNS:
                break
            ground = dress.ground(tc, (row, at), (row == len(rows) - 1, at == len(spans) - 1))
            text, doubt = _content(tc, dress.styles, ground, numbering)
            merge = tc.find(f"{W}tcPr/{W}vMerge")
            if height < math.inf and merge is None and not doubt and _FIGURE.fullmatch(text):
                doubt = LOW_ROW if is_cut(tc, height, dress.styles, ground) else ""
            above = open_cells.get(column)
            if merge is not None and merge.get(W + "val", "continue") == "continue" and above is not None:
                open_cells[column] = _longer(above, text, row)
            else:
                if above is not None:
                    yield above
                place = Place(table=number, row=row + 1, column=column + 1)
                open_cells[column] = Cell(text, row, column, 1, span, place, doubt)
            for covered in range(column + 1, column + span):
                if (hidden := open_cells.pop(covered, None)) is not None:
                    yield hidden
            column += span
        for start in [start for start in open_cells if start >= column]:
            yield open_cells.pop(start)
    yield from open_cells.values()


def _longer(above: Cell, more: str, row: int) -> Cell:
    """A merged cell a row longer. Words left in the lower part belong to it; a number left there
    is shown nowhere."""
    text = "\n".join(filter(None, (above.text, "" if any(c.isdigit() for c in more) else more)))
    return Cell(text, above.row, above.column, row - above.row + 1, above.colspan, above.place, above.doubt)


def _content(tc: etree._Element, styles: Styles, ground: Ground, numbering: Numbering) -> tuple[str, str]:
    """The text of a cell, and why it may not be all that the page shows."""
    text, unseen = cell_text(tc, styles, ground)
    numbers = [numbering.of(p) for p in tc.iter(W + "p") if next(p.iterancestors(W + "tc")) is tc]
    if any(not is_one_cell(inner) for inner in tc.iter(W + "tbl")):
        return text, INSIDE
    pictured = not text and any(not is_other_form(picture) for picture in tc.iter(*_PICTURES, _WORD_ART))
    if pictured:
        return UNREADABLE, PICTURED
    return text, unseen or (LISTED if any(numbers) and (not text or _FIGURE.fullmatch(text)) else "")


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """The rows that the page shows."""
    for child in table:
        if child.tag == W + "tr":
            if child.find(f"{W}trPr/{W}del") is None and height_of(child) >= LEAST_HEIGHT:
                yield child
        elif child.tag in _HOLDERS:
            yield from _rows(_held(child))


def _spans(row: etree._Element) -> list[tuple[etree._Element, int]]:
    """The cells of a row with the columns each takes; cells merged the old way (hMerge) are one."""
    found: list[tuple[etree._Element, int]] = []
    for tc in _row_cells(row):
        span = _number(tc.find(f"{W}tcPr/{W}gridSpan"), 1)
        merge = tc.find(f"{W}tcPr/{W}hMerge")
        if found and merge is not None and merge.get(W + "val", "continue") == "continue":
            found[-1] = (found[-1][0], found[-1][1] + span)
        else:
            found.append((tc, span))
    return found


def _row_cells(row: etree._Element) -> Iterator[etree._Element]:
    for child in row:
        if child.tag == W + "tc":
            if child.find(f"{W}tcPr/{W}cellDel") is None:
                yield child
        elif child.tag in _HOLDERS:
            yield from _row_cells(_held(child))


def _number(element: etree._Element | None, default: int) -> int:
    value = element.get(W + "val", "") if element is not None else ""
    return int(value) if value.isdigit() else default


def _sheet_of(picture: etree._Element) -> etree._Element | None:
    """The workbook within the document of which a picture is what it shows of itself."""
    holder = next(picture.iterancestors(W + "object"), None)
    program = holder.find(f".//{_OLE}") if holder is not None else None
    return program if program is not None and _SHEET.match(program.get("ProgID") or "") else None
