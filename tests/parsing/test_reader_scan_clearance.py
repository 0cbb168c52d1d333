"""Figures of a scan that stand close to a line: clear of it, cut by it, or going on beyond it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from parsing.readers import scan
from tests.parsing.scans import HIGH, WIDE, Image, ImageDraw, ImageFont, needs_ocr, only_grid

pytestmark = needs_ocr

if not scan.missing():
    from parsing.readers.scan.figures import CUT

DPI = 200
SCALE = DPI / 150
SIDES, TOP, ROW = (300, 420, 540, 660, 780), 300, 60
NUMBERS = (("3001", "53", "0", "7"), ("1288", "21", "6", "4"), ("34", "5", "0", "151"), ("906", "80", "12", "9"))


def drawn(*moved: tuple[int, int, float]) -> Any:
    """A page whose figures begin three pixels after the line on their left, a point and a half at 200 dpi; those of
    ``moved`` (row, column, pixels) so many after it."""
    page = Image.new("L", (round(WIDE * SCALE), round(HIGH * SCALE)), "white")
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(26)
    bottom = TOP + ROW * len(NUMBERS)
    for row in range(len(NUMBERS) + 1):
        pen.line((SIDES[0], TOP + row * ROW, SIDES[-1], TOP + row * ROW), fill="black", width=2)
    for x in SIDES:
        pen.line((x, TOP, x, bottom), fill="black", width=2)
    places = {(row, column): pixels for row, column, pixels in moved}
    for row, texts in enumerate(NUMBERS):
        for column, text in enumerate(texts):
            after = places.get((row, column), 3)
            left = font.getbbox(text)[0]
            pen.text((SIDES[column] + 1 + after - left, TOP + (row + 0.5) * ROW), text, "black", font, anchor="lm")
    return page


def read(page: Any, tmp_path: Path) -> dict[tuple[int, int], tuple[str, str]]:
    page.save(tmp_path / "page.png", dpi=(DPI, DPI))
    cells = only_grid(scan.read(tmp_path / "page.png")).cells
    return {(cell.row, cell.column): (cell.text, cell.doubt) for cell in cells}


def test_figures_that_white_parts_from_the_line_are_sure_however_close(tmp_path: Path) -> None:
    found = read(drawn(), tmp_path)
    assert [found[row, column] for row in range(4) for column in range(4)] == [
        (text, "") for texts in NUMBERS for text in texts
    ]


@pytest.mark.parametrize("pixels", [-5, -1])
def test_a_figure_that_a_line_covers_in_part_is_in_doubt(tmp_path: Path, pixels: int) -> None:
    text, doubt = read(drawn((1, 1, pixels)), tmp_path).get((1, 1), ("", "lost"))
    assert doubt or text == "21"


@pytest.mark.parametrize("pixels", [-36, -31, -24, -17, -10])
def test_no_part_of_a_figure_through_which_a_line_runs_is_sure(tmp_path: Path, pixels: int) -> None:
    found = read(drawn((2, 3, pixels)), tmp_path)
    (before, its_doubt), (text, doubt) = (found.get((2, column), ("", "lost")) for column in (2, 3))
    assert its_doubt or before == "0"
    assert doubt or text == "151"


def test_a_figure_that_goes_on_beyond_the_table_is_in_doubt(tmp_path: Path) -> None:
    for pixels in (78, 84, 90, 96):
        text, doubt = read(drawn((2, 3, pixels)), tmp_path).get((2, 3), ("", "lost"))
        assert doubt or text == "151"


def test_the_doubt_says_that_the_line_may_have_cut_it(tmp_path: Path) -> None:
    assert CUT in read(drawn((0, 1, -1)), tmp_path)[0, 1][1]
