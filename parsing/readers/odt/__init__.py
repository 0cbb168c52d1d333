"""OpenDocument text (.odt, and .fodt in one file), as LibreOffice and WPS save it: its XML walked directly.

Tracked changes need no care: what was deleted is kept apart from the text. Only what the page shows is text.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

from lxml import etree

from parsing.errors import Broken, LimitExceeded
from parsing.grid import (
    PICTURED,
    STRUCK,
    UNREADABLE,
    Block,
    Cell,
    Document,
    Grid,
    Paragraph,
    Picture,
    Place,
    as_shown,
)
from parsing.readers.colours import Look, settled
from parsing.readers.odt.styles import DRAW, OFFICE, TABLE, TEXT, Piece, Styles
from parsing.readers.package import read_part, refuse_encrypted
from parsing.readers.pieces import INSIDE, PARAGRAPH, document_of, lines_of_cell
from parsing.readers.xml import parse_xml

FORMAT = "odt"
MOST_COLUMNS = 200
MOST_ROWS = 500
MOST_PICTURES = 30
LARGEST_PICTURE = 16 * 1024 * 1024

_HREF = "{http://www.w3.org/1999/xlink}href"
_SKIPPED = {
    *(TEXT + "tracked-changes", TEXT + "note", TEXT + "sequence-decls", TEXT + "ruby-text"),
    *(TEXT + "hidden-text", TEXT + "hidden-paragraph", TEXT + "bibliography-mark"),
    *(OFFICE + "annotation", OFFICE + "forms"),
}
_FRAMES = tuple(DRAW + name for name in ("frame", "custom-shape", "rect", "ellipse"))
_LOEXT = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
_PARAGRAPHS = {TEXT + "p", TEXT + "h"}


def read(path: Path, progress: Callable[[int, int], None] | None = None) -> Document:
    """Paragraphs and tables in reading order. Raises Encrypted, Broken, LimitExceeded."""
    refuse_encrypted(path)
    root = parse_xml(read_part(path, "content.xml"))
    body = root.find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        raise Broken("文件没有正文。")
    _usual_tables(body)
    walker = _Walker(path, Styles.of(root, _common_styles(path)))
    walker.walk(body)
    return document_of(FORMAT, walker.blocks)


def _usual_tables(body: etree._Element) -> None:
    """Names tables in shapes as all others: LibreOffice writes them by names of its own."""
    for element in body.iter(*(_LOEXT + name for name in ("table", "table-row", "table-cell", "covered-table-cell"))):
        element.tag = str(element.tag).replace(_LOEXT, TABLE)


def _common_styles(path: Path) -> etree._Element | None:
    try:
        return parse_xml(read_part(path, "styles.xml"))
    except Broken:
        return None


@dataclass
class _Walker:
    """Collects blocks; ``tables`` counts them for the evidence."""

    path: Path
    styles: Styles
    blocks: list[Block | Picture] = field(default_factory=list)
    tables: int = 0
    pictures: int = 0

    def walk(self, element: etree._Element) -> None:
        for child in element:
            if child.tag in _PARAGRAPHS:
                self._paragraph(child)
            elif child.tag == TABLE + "table":
                self._table(child)
            elif child.tag in _FRAMES:
                self._frame(child)
            elif isinstance(child.tag, str) and child.tag not in _SKIPPED and child.get(TEXT + "display") != "none":
                self.walk(child)

    def _paragraph(self, element: etree._Element) -> None:
        self.blocks += [Paragraph(line) for line in self.text(element).split("\n") if line.strip()]
        for frame in element.iter(*_FRAMES):
            if next(frame.iterancestors(*_FRAMES, *_PARAGRAPHS), None) is element:
                self._frame(frame)

    def _frame(self, frame: etree._Element) -> None:
        """A text box, a shape with text, or a picture; where a frame holds one thing in several forms, the first."""
        if frame.tag != DRAW + "frame":
            self.walk(frame)
            return
        boxes = frame.findall(DRAW + "text-box")
        for box in boxes:
            self.walk(box)
        image = frame.find(DRAW + "image")
        if not boxes and image is not None and self.pictures < MOST_PICTURES:
            self.pictures += 1
            self.blocks.append(Picture(self._picture(image)))

    def _picture(self, image: etree._Element) -> bytes:
        """The bytes of a picture: a part of the package, or written out where the document is one file."""
        name, written = image.get(_HREF) or "", image.findtext(OFFICE + "binary-data")
        try:
            if written is not None:
                data = b64decode(written)
                return data if len(data) <= LARGEST_PICTURE else b""
            return read_part(self.path, name.removeprefix("./"), LARGEST_PICTURE)
        except (Broken, LimitExceeded, binascii.Error):
            return b""

    def _table(self, element: etree._Element) -> None:
        self.tables += 1
        self.blocks.append(Grid(tuple(self._cells(element, self.tables)), Place(table=self.tables)))
        for cell in element.iter(TABLE + "table-cell"):
            if _owner(cell) is not element:
                continue
            if _has_table(cell):
                self.walk(cell)
            else:
                self._pictures_in(cell)

    def _pictures_in(self, cell: etree._Element) -> None:
        for frame in cell.iter(DRAW + "frame"):
            if frame.find(DRAW + "text-box") is None:
                self._frame(frame)

    def _cells(self, table: etree._Element, number: int) -> Iterator[Cell]:
        row = 0
        taken = None if _has_covered(table) else set[tuple[int, int]]()
        for tr in table.iter(TABLE + "table-row"):
            shown = tr.get(TABLE + "visibility", "visible") == "visible" and not self.styles.is_flat(tr)
            if _owner(tr) is not table or not shown:
                continue
            for _ in range(min(_count(tr, "number-rows-repeated"), MOST_ROWS - row)):
                yield from self._row_cells(tr, number, row, taken)
                row += 1

    def _row_cells(
        self, tr: etree._Element, number: int, row: int, taken: set[tuple[int, int]] | None
    ) -> Iterator[Cell]:
        """The cells of a row; where a table says of none that it is covered, each stands beside those ``taken``."""
        column = 0
        for td in tr:
            if td.tag not in (TABLE + "table-cell", TABLE + "covered-table-cell"):
                continue
            for _ in range(min(_count(td, "number-columns-repeated"), MOST_COLUMNS - column)):
                while taken and (row, column) in taken:
                    column += 1
                if column >= MOST_COLUMNS:
                    break
                if td.tag == TABLE + "table-cell":
                    down = min(_count(td, "number-rows-spanned"), MOST_ROWS)
                    across = min(_count(td, "number-columns-spanned"), MOST_COLUMNS - column)
                    place = Place(table=number, row=row + 1, column=column + 1)
                    text, doubt = self._content(td)
                    yield Cell(text, row, column, down, across, place, doubt)
                    if taken is not None and down * across > 1:
                        taken.update(product(range(row, row + down), range(column, column + across)))
                column += 1

    def _content(self, cell: etree._Element) -> tuple[str, str]:
        """The text of a cell, and why it may not be all that the page shows."""
        text, unseen = self._cell_text(cell)
        if _has_table(cell):
            return text, INSIDE
        drawn = cell.iter(DRAW + "image", DRAW + "object", DRAW + "object-ole")
        return (UNREADABLE, PICTURED) if not text and next(drawn, None) is not None else (text, unseen)

    def _cell_text(self, cell: etree._Element) -> tuple[str, str]:
        own = [p for p in cell.iter(*_PARAGRAPHS) if _is_own(p, cell)]
        pieces = [piece for p in own for piece in (*self._pieces(p, self._around(p, cell)), (PARAGRAPH, False))]
        text, doubt = settled(pieces)
        is_out = not text.strip() and any(self._strikes_digits(element) for p in own for element in p.iter())
        return lines_of_cell(text), doubt or (STRUCK if is_out else "")

    def _strikes_digits(self, element: etree._Element) -> bool:
        return self.styles.strikes(element) and any(char.isdigit() for text in element.itertext() for char in str(text))

    def _around(self, paragraph: etree._Element, cell: etree._Element) -> Look:
        holder = next(paragraph.iterancestors(TABLE + "table-cell", DRAW + "text-box"), cell)
        return Look(ground=self.styles.ground(holder) if holder.tag == TABLE + "table-cell" else None)

    def text(self, element: etree._Element) -> str:
        """The text of a paragraph: blanks, tabs and breaks are elements of their own."""
        return as_shown("".join(text for text, _ in self._pieces(element, Look())))

    def _pieces(self, element: etree._Element, around: Look) -> list[Piece]:
        """The texts of a paragraph or span, each with whether nobody sees it."""
        look = self.styles.look(element, around)
        pieces = [(element.text or "", look.is_lost)]
        for child in element:
            if child.tag == TEXT + "s":
                value = child.get(TEXT + "c") or "1"
                pieces.append((" " * min(int(value), 100) if value.isdecimal() else " ", False))
            elif child.tag == TEXT + "tab":
                pieces.append(("\t", False))
            elif child.tag == TEXT + "line-break":
                pieces.append(("\n", False))
            elif isinstance(child.tag, str) and child.tag not in _SKIPPED and not child.tag.startswith(DRAW):
                pieces += self._pieces(child, look)
            pieces.append((child.tail or "", look.is_lost))
        return self.styles.shown(element, pieces)


def paragraph_text(element: etree._Element) -> str:
    """The text of a paragraph of a package whose styles nobody asks for."""
    return _Walker(Path(), Styles()).text(element)


def _has_covered(table: etree._Element) -> bool:
    """Whether the places under merged cells have elements, as they should: pandoc writes none."""
    return any(_owner(cell) is table for cell in table.iter(TABLE + "covered-table-cell"))


def _owner(element: etree._Element) -> etree._Element | None:
    return next(element.iterancestors(TABLE + "table"), None)


def _has_table(cell: etree._Element) -> bool:
    """Whether a cell holds a table of more than one cell: one of a single cell is a frame around its text."""
    return any(not _is_one_cell(table) for table in cell.iter(TABLE + "table"))


def _is_one_cell(table: etree._Element) -> bool:
    return sum(1 for _ in zip(table.iter(TABLE + "table-cell"), range(2), strict=False)) <= 1


def _is_own(paragraph: etree._Element, cell: etree._Element) -> bool:
    for ancestor in paragraph.iterancestors():
        if ancestor is cell:
            return True
        if ancestor.tag in _SKIPPED or (ancestor.tag == TABLE + "table" and not _is_one_cell(ancestor)):
            return False
    return False


def _count(element: etree._Element, name: str) -> int:
    value = element.get(TABLE + name) or "1"
    return max(1, int(value[:6])) if value.isdecimal() else 1
