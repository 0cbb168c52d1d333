"""The one dull shape between a file and its meaning.

Every reader gives a Document: paragraphs and grids in reading order, each cell with the
place it was read from. Nothing here knows what a report is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

from parsing.facts import FileFacts

INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\u180e\ufeff\u00ad]")
"""Characters that print nothing: zero-width, direction marks, soft hyphens."""
_OVERRIDE = "\u202e"
_OVERRIDDEN = re.compile("\u202e[^\u202c\n]*\u202c?")
"""What stands after the mark that sets all characters from the right, up to its end."""
SOFT_BREAK = re.compile(r"(?<=[0-9０-９,，.])\n(?=[0-9０-９,，.])")
"""A line broken within a number, not between paragraphs; readers write it \\v."""

RECOGNITION = "扫描件上"
"""How every doubt begins that is about the very digits of what was recognised in a picture."""

LOOSE_DOUBT = "紧挨着这一行有没有归属的数字，可能是同一个数被分成了几行，请核对"
"""Said of a row beside a figure that is no row of its own: the rest of one of its numbers."""

MANY_LOOSE_DOUBT = "紧挨着这一行有几个没有归属的数字，可能是几个数都被分成了几行，请核对"
"""Said of a row beside several such figures, as its sums may hold without them."""

DIVIDED = "数字跨在表格线上，一部分在相邻单元格里，请对照原件核对。"
"""Said of cells between which a line divides a number: what is left of it, and of the sum, may add up as well."""

FULL_LINES = "数字在单元格内写不下，"
"""How the doubt begins about a number broken over lines each of which but the last has no room for another digit."""

OVERPRINTED = "单元格内有字符重叠，请对照原件核对。"
"""Said of a cell in which figures are printed over each other, as those of the next cell are."""

CROSSED = "这一页上有文字印在别的文字上面，请对照原件核对。"
"""Said of the figures and blanks of a page with lines of text over others: whose they are no sum tells."""

LAYERED = "这一页是图片，附带的识别文字不一定与图片一致，请对照原件核对。"
"""Said of the figures and blanks of a page whose text some program recognised in its picture."""

PICTURED = "这一格里没有文字，只有图片，请对照原件确认"
"""Said of a cell that is blank but for a picture, which may be that of a number; its text is UNREADABLE."""
UNSEEN = "这一格里有与底色相同或极小的文字，页面上看不见，请对照原件确认"
"""Said of a cell that holds figures which its page does not show."""
STRUCK = "这一格里的数字被划去，没有写别的数字，请对照原件确认"
"""Said of a cell all of whose figures are struck out: whether it is to be blank nobody can tell."""
LISTED = "这一格里有 Word 自动编号的数字，请对照原件确认"
"""Said of a cell that shows a number which Word counts, alone or before figures."""
LOW_ROW = "这一行的行高是固定的，放不下这一格的全部内容，页面上可能少显示一部分数字，请对照原件确认"
"""Said of a cell with more lines than its row shows."""
FOREIGN = "表格上方的文字说这是样表或者其他年份的表，请对照原件确认"
"""Said of the cells of a table that is not called the report's own and is the only one of its kind."""
UNREADABLE = "\ufffd"
"""Stands for what is shown and cannot be read as characters."""

OVERTALL = RECOGNITION + "这个数字的墨迹高出数字许多，可能是一个数分成了几行，请对照原件核对。"
"""Said of a figure whose ink is as high as two lines of digits: what the other line holds no sum tells."""
AMENDED = RECOGNITION + "这个数字上有手写的划改痕迹，以哪个数字为准，请对照原件确认。"
"""Said of a figure with a stroke of a pen through it or coloured ink over it: what was printed adds up as it did before
it was corrected."""
STAMPED = RECOGNITION + "这个空格上有印章、条纹或很淡的痕迹，可能有数字，请对照原件核对。"


def as_shown(text: str) -> str:
    """A text without what prints nothing. Several digits set from the right stand the other way round on the page, as
    tools against copying make them, and are unreadable."""
    if _OVERRIDE in text:
        text = _OVERRIDDEN.sub(lambda found: UNREADABLE if sum(map(str.isdigit, found[0])) > 1 else found[0], text)
    return INVISIBLE.sub("", text)


AND = "；"
"""Between the doubts of a cell or a figure that has several."""


def both(*doubts: str) -> str:
    """Several doubts as one; none where there is none."""
    return AND.join(dict.fromkeys([doubt for doubt in doubts if doubt])) if any(doubts) else ""


Box = tuple[float, float, float, float]
"""x0, y0, x1, y1 in PDF points from the top left of the page."""


class Place(NamedTuple):
    """Where something stands in a file: page and box, or table/row/column, or text offsets.

    Pages, tables, rows and columns count from 1; offsets from 0 into ``Document.text``.
    A format fills in what it has.
    """

    page: int | None = None
    box: Box | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    offset: int | None = None
    end: int | None = None

    def to_json(self) -> dict[str, Any]:
        return {key: value for key, value in self._asdict().items() if value is not None}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Place:
        known = {key: data[key] for key in cls._fields if key in data}
        if known.get("box"):
            known["box"] = tuple(known["box"])
        return cls(**known)


class Cell(NamedTuple):
    """One cell of a grid. ``row`` and ``column`` count from 0; ``doubt`` says in Chinese
    why the characters may not be what the page shows, or is empty. ``others`` are the whole numbers
    that other looks at a picture read in their place."""

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    place: Place = Place()
    doubt: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grid:
    """A table as found: cells with their spans; positions covered by no cell are not there."""

    cells: tuple[Cell, ...]
    place: Place = Place()

    @cached_property
    def height(self) -> int:
        return max([cell.row + cell.rowspan for cell in self.cells], default=0)

    @cached_property
    def width(self) -> int:
        return max([cell.column + cell.colspan for cell in self.cells], default=0)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line or paragraph of running text. Cells of a line of text stay separated by tabs; where it is not what the
    file has there, ``fields`` are the offsets at which each begins in the file."""

    text: str
    place: Place = Place()
    fields: tuple[int, ...] = ()


Block = Paragraph | Grid


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that is part of a document: the bytes of its file (none where they are not to be had),
    and before which block it stands."""

    data: bytes
    at: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """A file read: its blocks in reading order, and what the reader must say about them.

    ``format`` is the kind of file (``parsing.kinds``). ``warnings`` are Chinese sentences about
    parts that could not be read. ``pictures`` are the pages of a text PDF that hold only pictures,
    ``unclear`` those whose text is not what is printed on them, ``clear`` the blocks of all others;
    ``pasted`` those with pictures beside their text, ``embedded`` the pictures within the text of other formats: both
    may be tables.
    ``engine`` names which of two engines read the file, where its format has two; ``odd`` tells
    developers what made a second reading advisable, or is empty.
    """

    format: str
    blocks: tuple[Block, ...]
    pages: int = 0
    warnings: tuple[str, ...] = ()
    pictures: tuple[int, ...] = ()
    unclear: tuple[int, ...] = ()
    clear: tuple[Block, ...] = ()
    facts: FileFacts = FileFacts()
    pasted: tuple[int, ...] = ()
    embedded: tuple[Picture, ...] = ()
    engine: str = ""
    odd: str = ""

    def part(self, start: int, end: int) -> Document:
        """The blocks from ``start`` up to ``end`` as a document, with the pictures among them."""
        inside = (p for p in self.embedded if start <= p.at < end or p.at == end == len(self.blocks))
        moved = tuple(replace(picture, at=picture.at - start) for picture in inside)
        return replace(self, blocks=self.blocks[start:end], embedded=moved)

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Paragraph))

    @property
    def grids(self) -> tuple[Grid, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Grid))
