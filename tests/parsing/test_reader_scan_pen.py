"""Marks of a pen on scans: which leave a figure as it is, which are read around, and which may hide a digit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from parsing.grid import Document
from parsing.readers import scan
from tests.parsing.scans import (
    CHINESE,
    HIGH,
    SIZE,
    Image,
    ImageDraw,
    ImageFont,
    cell_at,
    middle,
    needs_ocr,
    only_grid,
    table,
    texts_of,
)

pytestmark = needs_ocr

if not scan.missing():
    from PIL import ImageChops

    from parsing.readers.scan.ink import Blob, Span
    from parsing.readers.scan.marked import digits_among
    from parsing.readers.scan.marks import Scale
    from parsing.readers.scan.strays import may_hide

ROWS = (("120", "3", "0", "11"), ("8", "64", "5", "0"), ("4", "7", "11", "102"), ("75", "0", "0", "38"))
PEN, BLUE = (60, 60, 60), (40, 60, 170)


def test_an_underline_leaves_a_figure_sure(reading: Callable[..., Document]) -> None:
    page = table(ROWS)
    x, y = middle(1, 1)
    ImageDraw.Draw(page).line((x - 24, y + 17, x + 24, y + 15), fill=PEN, width=2)
    cell = cell_at(only_grid(reading(page)), 1, 1)
    assert (cell.text, cell.doubt) == ("64", "")


def test_a_figure_with_a_tick_beside_it_is_read_without_the_tick_and_in_doubt(
    reading: Callable[..., Document],
) -> None:
    page = table(ROWS)
    x, y = middle(0, 3)
    ImageDraw.Draw(page).line((x + 26, y - 1, x + 30, y + 8, x + 40, y - 14), fill=PEN, width=2)
    cell = cell_at(only_grid(reading(page)), 0, 3)
    assert cell.text == "11"
    assert cell.doubt


def blue_beside(page: Image.Image, places: Sequence[tuple[int, int]]) -> Image.Image:
    """A digit in blue before the figures at these places, as high as they."""
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(SIZE)
    for row, column in places:
        x, y = middle(row, column)
        pen.text((x - 26, y), "2", fill=(30, 50, 160), font=font, anchor="mm")
    return page


def test_a_digit_in_blue_ink_before_a_printed_one_puts_the_figure_in_doubt(reading: Callable[..., Document]) -> None:
    grid = only_grid(reading(blue_beside(table(ROWS), [(1, 2)])))
    assert cell_at(grid, 1, 2).doubt
    assert not cell_at(grid, 1, 1).doubt


def test_figures_of_a_page_that_prints_many_of_them_blue_are_sure(reading: Callable[..., Document]) -> None:
    places = [(row, column) for row in range(4) for column in range(1, 3)]
    grid = only_grid(reading(blue_beside(table([["1"] * 4] * 4), places)))
    assert [cell_at(grid, *place).text for place in places] == ["21"] * 8
    assert not any(cell_at(grid, *place).doubt for place in places)


def received(page: Image.Image, box: tuple[float, float, float, float], frame: str) -> Image.Image:
    """A number in blue over what is printed, with such a frame, as of a stamp or by hand, or without."""
    pen, font = ImageDraw.Draw(stamp := Image.new("RGB", page.size, "white")), ImageFont.load_default(SIZE)
    pen.text((box[0] + 60, box[1] + 12), "No. 0845", fill=BLUE, font=font)
    if frame:
        getattr(pen, frame)(box, outline=BLUE, width=4)
    return ImageChops.darker(page, stamp)


@pytest.mark.parametrize("place", [0, HIGH - 110], ids=["over figures", "at the foot of the page"])
def test_a_blue_stamp_with_a_frame_is_looked_through(reading: Callable[..., Document], place: int) -> None:
    x, y = middle(1, 1)
    top = place or y - 62
    grid = only_grid(reading(received(table(ROWS), (x - 70, top, x + 200, top + 109), "rectangle")))
    assert texts_of(grid) == [list(row) for row in ROWS]
    assert not any(cell.doubt for cell in grid.cells)


@pytest.mark.parametrize("frame", ["", "ellipse"])
def test_blue_writing_without_a_frame_or_in_a_ring_is_no_stamp(reading: Callable[..., Document], frame: str) -> None:
    x, y = middle(1, 1)
    cells = only_grid(reading(received(table(ROWS), (x - 70, y - 25, x + 200, y + 70), frame))).cells
    assert not any(cell.text == "64" and not cell.doubt for cell in cells)


def test_the_word_for_none_with_a_mark_under_it_is_read_alone_and_in_doubt(reading: Callable[..., Document]) -> None:
    path = next((path for path in CHINESE if Path(path).exists()), None)
    if path is None:
        pytest.skip("no Chinese font is installed")
    page = table([[text if text != "0" else "" for text in row] for row in ROWS])
    pen, font = ImageDraw.Draw(page), ImageFont.truetype(path, SIZE)
    for row, texts in enumerate(ROWS):
        for column, text in enumerate(texts):
            if text == "0":
                pen.text(middle(row, column), "无", fill="black", font=font, anchor="mm")
    x, y = middle(1, 3)
    pen.line((x - 18, y + 17, x - 9, y + 24, x, y + 17, x + 9, y + 24, x + 18, y + 17), fill=PEN, width=2)
    grid = only_grid(reading(page))
    assert (cell_at(grid, 0, 2).text, cell_at(grid, 0, 2).doubt) == ("无", "")
    assert cell_at(grid, 1, 3).text == "无"
    assert cell_at(grid, 1, 3).doubt


def test_a_stray_piece_that_is_flat_beside_the_line_or_far_from_it_hides_no_digit() -> None:
    line = Span(100, 50, 130, 70)
    assert may_hide(Span(132, 52, 140, 70), line, 20)
    assert may_hide(Span(105, 75, 120, 95), line, 20)
    assert may_hide(Span(90, 60, 140, 63), line, 20)
    assert not may_hide(Span(90, 75, 140, 79), line, 20)
    assert not may_hide(Span(160, 50, 170, 70), line, 20)


def test_only_what_stands_apart_from_digits_and_is_unlike_them_is_a_mark_beside_them() -> None:
    scale, digits = Scale(20.0, 14.0), [Blob(0, 0, 12, 20, 100), Blob(14, 0, 26, 20, 100)]
    assert digits_among([*digits, Blob(38, 4, 56, 19, 60)], scale) == digits
    assert digits_among([*digits, Blob(29, 4, 47, 19, 60)], scale) == []
    assert digits_among(digits, scale) == []
    assert digits_among([digits[0], Blob(40, 60, 52, 80, 100)], scale) == []
