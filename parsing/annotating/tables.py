"""A document without pages as a PDF: its paragraphs and tables as found, with the numbers of the findings."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, Final

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.platypus import SimpleDocTemplate, Spacer, Table, TableStyle

from parsing.annotated import Note
from parsing.annotating.style import SIDE, style, words
from parsing.grid import Cell, Document, Grid, Paragraph, Place

WIDTH: Final = landscape(A4)[0] - 2 * SIDE
LINES: Final = {
    "mandatory": (2.0, colors.HexColor("#b3261e"), None),
    "verify": (1.5, colors.HexColor("#b26a00"), (5, 2.5)),
    "notice": (1.0, colors.HexColor("#1f5fa8"), (1.5, 1.5)),
}
MOST_BLOCKS: Final = 3000
TALLEST: Final = 25
"""Lines of one cell: a taller one would not fit on a page."""


def as_found(document: Document, notes: Sequence[Note]) -> bytes:
    """A4 across, because the tables of the form are wide."""
    out = io.BytesIO()
    story: list[Any] = []
    for block in document.blocks[:MOST_BLOCKS]:
        if isinstance(block, Paragraph):
            story += _paragraph(block, notes)
        else:
            story += [_table(block, notes), Spacer(1, 8)]
    if not story:
        story.append(words("文件中没有可以显示的文字。", style()))
    SimpleDocTemplate(out, pagesize=landscape(A4), leftMargin=SIDE, rightMargin=SIDE).build(story)
    return out.getvalue()


def _paragraph(block: Paragraph, notes: Sequence[Note]) -> list[Any]:
    found = [note for note in notes if any(_within(place, block.place) for place in note.places)]
    if not found:
        return [words(block.text.replace("\t", "　"), style(9))] if block.text.strip() else []
    numbers = ",".join(str(note.number) for note in found)
    return [words(f"[{numbers}] {block.text}".replace("\t", "　"), style(9, colour="#b3261e"))]


def _within(place: Place, line: Place) -> bool:
    """A place given by offsets lies in a line of text."""
    if place.offset is None or line.offset is None or line.end is None:
        return False
    return line.offset <= place.offset < max(line.end, line.offset + 1)


def _table(grid: Grid, notes: Sequence[Note]) -> Any:
    height, width = grid.height, grid.width
    rows: list[list[Any]] = [["" for _ in range(width)] for _ in range(height)]
    looks: list[Any] = [("GRID", (0, 0), (-1, -1), 0.4, colors.grey), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    looks += [(f"{side}PADDING", (0, 0), (-1, -1), 2) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")]
    size = 8 if width <= 12 else 6
    for cell in grid.cells:
        # Merged downwards they could not go on over a page's end: the rows below stay empty instead.
        ends = (cell.column + cell.colspan - 1, cell.row)
        most = int(WIDTH / width * cell.colspan / size) * TALLEST
        found = _noted(grid, cell, notes)
        numbers = f"[{','.join(str(note.number) for note in found)}] " if found else ""
        rows[cell.row][cell.column] = words(numbers + cell.text[:most], style(size, space=0))
        if cell.colspan > 1:
            looks.append(("SPAN", (cell.column, cell.row), ends))
        if found:
            line, colour, dashes = LINES[min((n.severity for n in found), key=list(LINES).index)]
            looks.append(("BOX", (cell.column, cell.row), ends, line, colour, None, dashes))
    return Table(rows, colWidths=[WIDTH / width] * width, style=TableStyle(looks), repeatRows=0)


def _noted(grid: Grid, cell: Cell, notes: Sequence[Note]) -> list[Note]:
    """Findings about this cell, matched by the place that figures keep."""
    place = cell.place
    return [note for note in notes if any(_same(place, other) for other in note.places)]


def _same(place: Place, other: Place) -> bool:
    if place.table is not None and place.row is not None:
        return (place.table, place.row, place.column) == (other.table, other.row, other.column)
    return place.offset is not None and place.offset == other.offset
