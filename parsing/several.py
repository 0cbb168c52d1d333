"""A file that holds more than one report: last year's pasted below, or a whole county's in one.

Each report has one table 三. Where a file has more of them and a title of its own stands before
each, it is cut at the titles; a table that is merely printed twice is left to the mapping, which
doubts what differs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from parsing.errors import SeveralReports
from parsing.grid import Block, Document, Grid, Paragraph
from parsing.labels import fold
from parsing.report import squeeze
from parsing.title import Title, find_title, reads_as_title

FIRST_ROW = fold("一、本年新收政府信息公开申请数量")
OTHERS_UNREAD = "文件中有 {n} 份报告，只读取了《{title}》；其余的如不应一并报送，请另存为一个文件后重新上传。"
TITLE_LINES = 3
"""A title stands on at most so many lines."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which report of a file is asked for; empty fields ask for none in particular."""

    agency_names: tuple[str, ...] = ()
    year: int | None = None

    def is_met_by(self, title: Title) -> bool:
        named = not self.agency_names or title.agency in self.agency_names
        return named and (self.year is None or title.year == self.year)


ANY = Wanted()


def one_report(document: Document, wanted: Wanted = ANY) -> Document:
    """The part of the file that is the report asked for, with a warning that it has others; the whole file where it
    holds just one.

    Raises SeveralReports, naming them, where it is not clear which is meant.
    """
    parts = reports_in(document)
    if len(parts) == 1:
        return parts[0]
    titles = [find_title(part.paragraphs) for part in parts]
    met = [(part, title) for part, title in zip(parts, titles, strict=True) if wanted.is_met_by(title)]
    asked = bool(wanted.agency_names or wanted.year)
    if len(met) == 1 and asked:
        part, title = met[0]
        return replace(part, warnings=(*part.warnings, OTHERS_UNREAD.format(n=len(parts), title=title.text)))
    raise SeveralReports.of([title.text for title in titles])


def reports_in(document: Document) -> tuple[Document, ...]:
    """The reports of a file, in order; the file itself where there is one."""
    tables = [index for index, block in enumerate(document.blocks) if _opens_table(block)]
    starts = [start for one, other in pairwise(tables) if (start := _title_between(document.blocks, one, other))]
    if not starts:
        return (document,)
    bounds = [0, *starts, len(document.blocks)]
    parts = tuple(document.part(start, end) for start, end in pairwise(bounds))
    if all(_says(part) <= _says(parts[0]) for part in parts[1:]):
        return parts[:1]  # a page with a view of itself to be printed
    titles = [find_title(part.paragraphs) for part in parts]
    return parts if len({(title.agency, title.year) for title in titles}) == len(parts) else (document,)


def _says(part: Document) -> set[str]:
    """The lines of a part and the rows of its tables, each as one text."""
    rows = {(number, cell.row): "" for number, grid in enumerate(part.grids) for cell in grid.cells}
    for number, grid in enumerate(part.grids):
        for cell in grid.cells:
            rows[number, cell.row] += f"\t{squeeze(cell.text)}"
    return {squeeze(paragraph.text) for paragraph in part.paragraphs} | set(rows.values())


def _opens_table(block: Block) -> bool:
    """Whether the first row of table 三 stands in it."""
    if isinstance(block, Grid):
        return any(fold(cell.text).endswith(FIRST_ROW) for cell in block.cells)
    return FIRST_ROW in fold(block.text)


def _title_between(blocks: Sequence[Block], after: int, before: int) -> int | None:
    """The index of the first line of the last title between two tables."""
    for start in range(before - 1, after, -1):
        for lines in range(1, TITLE_LINES + 1):
            part = blocks[start : min(start + lines, before)]
            texts = [block.text for block in part if isinstance(block, Paragraph)]
            if len(texts) == lines and reads_as_title("".join(texts)):
                return _first_line(blocks, start, after, reads_as_title)
    return None


def _first_line(blocks: Sequence[Block], start: int, after: int, is_title: Callable[[str], bool]) -> int:
    """A title's upper lines: the agency's name often stands on a line of its own."""
    above = blocks[start - 1]
    if start - 1 > after and isinstance(above, Paragraph) and 1 < len(above.text.strip()) <= 30:
        block = blocks[start]
        joined = above.text + (block.text if isinstance(block, Paragraph) else "")
        if is_title(joined) and not above.text.rstrip().endswith(("。", "；", "：")):
            return start - 1
    return start
