"""A file that holds more than one report: last year's pasted below, or a whole county's in one.

Each report has one table 三. Where a file has more of them and a title of its own stands before
each, it is cut at the titles, and so is a sheet that holds them below each other; a table that is
merely printed twice is left to the mapping, which doubts what differs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from parsing.errors import SeveralReports, named
from parsing.grid import Block, Document, Grid, Paragraph
from parsing.labels import fold
from parsing.readers.pieces import document_of
from parsing.report import squeeze
from parsing.tables.tokens import is_heading
from parsing.title import Title, find_title, reads_as_title

FIRST_ROW = fold("一、本年新收政府信息公开申请数量")
OTHERS_UNREAD = (
    "文件中有 {n} 份报告，只读取了《{title}》，没有读取{others}。没有读取的如也要报送，请另存为单独的文件，"
    "在它自己的报送页上传；如读取的不是要报送的那一份，请删去其余部分后重新上传。"
)
TITLE_LINES = 3
"""A title stands on at most so many lines."""
LONGEST_NAME = 30
"""Signs of an agency's name on a line of its own."""


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
        others = named([other.text for other in titles if other is not title])
        said = OTHERS_UNREAD.format(n=len(parts), title=title.text, others=others)
        return replace(part, warnings=(*part.warnings, said))
    lacking = f"{wanted.agency_names[0]}{wanted.year}年" if wanted.agency_names and wanted.year and not met else ""
    raise SeveralReports.of([title.text for title in titles], lacking)


def reports_in(document: Document) -> tuple[Document, ...]:
    """The reports of a file, in order; the file itself where there is one."""
    document = _sheets_apart(document)
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


def _sheets_apart(document: Document) -> Document:
    """The document with a sheet of several reports below each other as a table for each."""
    sheets = [grid for grid in document.grids if grid.place.table is not None]
    cuts = {grid.place.table: rows for grid in sheets if (rows := _title_rows(grid))}
    if not cuts or document.embedded:
        return document
    blocks: list[Block] = []
    for block in document.blocks:
        cut = cuts.get(block.place.table)
        if cut is None:
            blocks.append(block)
        elif isinstance(block, Grid):
            blocks += document_of(document.format, _pieces(block, cut)).blocks
    return replace(document, blocks=tuple(blocks))


def _title_rows(grid: Grid) -> list[int]:
    """The rows at which titles between two tables 三 of one sheet begin, the last before each."""
    opening = [cell.row for cell in grid.cells if fold(cell.text).endswith(FIRST_ROW)]
    if not opening[1:]:
        return []
    rows: dict[int, list[str]] = {}
    for cell in grid.cells:
        rows.setdefault(cell.row, []).extend([cell.text] if cell.text.strip() else [])
    lines = {row: texts[0] for row, texts in rows.items() if len(texts) == 1}
    titles = [
        row - (row - 1 in lines and _is_upper_line(lines[row - 1], line))
        for row, line in lines.items()
        if reads_as_title(line)
    ]
    found = ([row for row in titles if one < row < other] for one, other in pairwise(opening))
    return [max(between) for between in found if between]


def _pieces(grid: Grid, rows: Sequence[int]) -> Iterator[Grid]:
    """A sheet cut above these of its rows."""
    for start, end in pairwise([0, *rows, grid.height]):
        cells = (cell for cell in grid.cells if start <= cell.row < end)
        yield Grid(tuple(cell._replace(row=cell.row - start) for cell in cells), grid.place)


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
                return _first_line(blocks, start, after)
    return None


def _first_line(blocks: Sequence[Block], start: int, after: int) -> int:
    """A title's upper lines: the agency's name often stands on a line of its own."""
    above, block = blocks[start - 1 : start + 1]
    if start - 1 > after and isinstance(above, Paragraph):
        return start - _is_upper_line(above.text, block.text if isinstance(block, Paragraph) else "")
    return start


def _is_upper_line(above: str, title: str) -> bool:
    """Whether a line is the first of the title that it stands over."""
    if not 1 < len(above.strip()) <= LONGEST_NAME or is_heading(above) or above.rstrip().endswith(("。", "；", "：")):
        return False
    return reads_as_title(above + title)
