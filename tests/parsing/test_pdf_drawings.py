"""Digits that are drawn, not set: nothing is blank where a page shows a picture or outlines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from parsing.grid import PICTURED, UNREADABLE, Cell, Grid, Place
from parsing.readers import pdf
from parsing.readers.pdf.drawings import DRAWN, with_drawings
from tests.parsing.set_pages import page_of

Draw = Callable[[Canvas, float, float], None]
LEFT, TOP, WIDE, HIGH = 100.0, 700.0, 60.0, 20.0


def outline(canvas: Canvas, x: float, y: float) -> None:
    """A nought as a font's outline."""
    path = canvas.beginPath()
    path.moveTo(x, y + 4)
    path.curveTo(x, y + 6, x + 1, y + 8, x + 3, y + 8)
    path.curveTo(x + 5, y + 8, x + 6, y + 6, x + 6, y + 4)
    path.curveTo(x + 6, y + 2, x + 5, y, x + 3, y)
    path.curveTo(x + 1, y, x, y + 2, x, y + 4)
    canvas.drawPath(path, stroke=0, fill=1)


def pen(canvas: Canvas, x: float, y: float) -> None:
    """A 2 as a pen writes it."""
    path = canvas.beginPath()
    path.moveTo(x, y + 6)
    for dx, dy in ((1, 8), (3, 8), (5, 7), (4, 5), (2, 2), (0, 0), (3, 0), (6, 1)):
        path.lineTo(x + dx, y + dy)
    canvas.drawPath(path, stroke=1, fill=0)


def picture(canvas: Canvas, x: float, y: float) -> None:
    canvas.drawImage(ImageReader(Image.new("L", (60, 90), 90)), x, y, 6, 9)


def box(canvas: Canvas, x: float, y: float) -> None:
    canvas.roundRect(x - 20, y - 2, 50, 14, 2)


def dash(canvas: Canvas, x: float, y: float) -> None:
    canvas.line(x, y + 4, x + 6, y + 4)


def cells(tmp_path: Path, draw: Draw, beside: str = "") -> list[Cell]:
    """The second row of a table of two rows and three columns, in whose middle something is drawn after the text."""
    path = tmp_path / "drawn.pdf"
    canvas = Canvas(str(path))
    rows = [["applications", "upheld", "total"], ["persons", beside, "7"], ["firms", "5", "6"]]
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            x, y = LEFT + column * WIDE, TOP - (row + 1) * HIGH
            canvas.rect(x, y, WIDE, HIGH)
            canvas.setFont("Helvetica", 10)
            canvas.drawString(x + 20, y + 6, text)
    draw(canvas, LEFT + WIDE + 20 + canvas.stringWidth(beside, "Helvetica", 10) + 0.5, TOP - 2 * HIGH + 6)
    canvas.save()
    grid = next(block for block in pdf.read(path).blocks if isinstance(block, Grid))
    return [cell for cell in grid.cells if cell.row == 1]


@pytest.mark.parametrize("draw", [outline, pen, picture])
def test_a_cell_with_nothing_but_a_drawing_is_unreadable_and_not_blank(tmp_path: Path, draw: Draw) -> None:
    _, drawn, other = cells(tmp_path, draw)
    assert (drawn.text, drawn.doubt) == (UNREADABLE, PICTURED)
    assert (other.text, other.doubt) == ("7", "")


@pytest.mark.parametrize("draw", [outline, pen, picture])
def test_a_figure_with_a_drawing_beside_it_is_doubted(tmp_path: Path, draw: Draw) -> None:
    assert [(cell.text, cell.doubt) for cell in cells(tmp_path, draw, "12")[1:]] == [("12", DRAWN), ("7", "")]


@pytest.mark.parametrize("draw", [box, dash])
def test_a_box_or_a_line_is_no_drawing(tmp_path: Path, draw: Draw) -> None:
    assert {(cell.text, cell.doubt) for cell in cells(tmp_path, draw)[1:]} == {("", ""), ("7", "")}


def test_a_drawing_right_beside_a_figure_counts_where_no_lines_are() -> None:
    """A cell without lines ends with its text."""
    page = replace(page_of([(100, 50, "12")]), drawings=((110.0, 46.0, 115.0, 54.0),))
    cell = Cell("12", 0, 0, place=Place(page=1, box=(100.0, 45.0, 110.0, 55.0)))
    far = Cell("7", 0, 1, place=Place(page=1, box=(160.0, 45.0, 165.0, 55.0)))
    (grid,) = with_drawings([page], [Grid((cell, far))])
    assert isinstance(grid, Grid)
    assert [found.doubt for found in grid.cells] == [DRAWN, ""]
