"""Figures corrected by hand on scans: struck out, written over, with a digit put to them. What was printed adds up."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from parsing.grid import AMENDED, Document
from parsing.readers import scan
from parsing.report import Address, Figure
from parsing.tables.confirm import confirm
from tests.parsing.scans import SIZE, Image, ImageDraw, ImageFont, cell_at, middle, needs_ocr, np, only_grid, table

pytestmark = needs_ocr

if not scan.missing():
    from parsing.readers.scan.amended import struck_out
    from parsing.readers.scan.cells import Inked
    from parsing.readers.scan.figures import Seen
    from parsing.readers.scan.ink import Blob, Span
    from parsing.readers.scan.recogniser import Letter, Reading

ROWS = (("120", "3", "0", "14"), ("8", "64", "5", "0"), ("4", "7", "44", "102"), ("75", "0", "0", "38"))
STRUCK = {(0, 0): 0, (1, 1): 4, (1, 2): -5, (3, 3): 12}
"""Figures by their places, and by how many pixels the stroke through each rises."""
GREY, BLUE, RED = (60, 60, 60), (40, 60, 160), (200, 30, 40)


def strike(page: Image.Image, places: dict[tuple[int, int], int], colour: tuple[int, int, int]) -> Image.Image:
    pen = ImageDraw.Draw(page)
    for (row, column), rise in places.items():
        x, y = middle(row, column)
        half = 9 + 8 * len(ROWS[row][column])
        pen.line((x - half, y + rise, x + half, y - rise), fill=colour, width=3)
    return page


@pytest.mark.parametrize("colour", [GREY, RED])
def test_figures_struck_out_are_in_doubt_and_no_others(
    reading: Callable[..., Document], colour: tuple[int, int, int]
) -> None:
    grid = only_grid(reading(strike(table(ROWS), STRUCK, colour)))
    doubted = {(row, column) for row in range(4) for column in range(4) if AMENDED in cell_at(grid, row, column).doubt}
    assert doubted == set(STRUCK)
    assert {place for place in doubted ^ set(STRUCK) if cell_at(grid, *place).doubt} == set()


@pytest.mark.parametrize("colour", [BLUE, RED])
def test_a_digit_written_over_a_printed_one_in_coloured_ink_puts_the_figure_in_doubt(
    reading: Callable[..., Document], colour: tuple[int, int, int]
) -> None:
    page = table(ROWS)
    x, y = middle(1, 1)
    ImageDraw.Draw(page).text((x + 7, y), "1", fill=colour, font=ImageFont.load_default(SIZE), anchor="mm")
    grid = only_grid(reading(page))
    assert AMENDED in cell_at(grid, 1, 1).doubt
    assert not cell_at(grid, 1, 2).doubt


def test_a_line_under_a_figure_strikes_nothing_out(reading: Callable[..., Document]) -> None:
    page = table(ROWS)
    x, y = middle(2, 2)
    ImageDraw.Draw(page).line((x - 26, y + 16, x + 26, y + 15), fill=GREY, width=2)
    assert not cell_at(only_grid(reading(page)), 2, 2).doubt


def test_a_hyphen_read_as_a_nought_is_struck_out_by_nobody() -> None:
    dark = np.zeros((60, 80), dtype=bool)
    dark[30:35, 35:45] = dark[32, 33:47] = True  # its ends fade
    span = Span(35, 30, 45, 35)
    said = (Letter("0", 0.6, 0.5),)
    cell = Inked(0, 0, 0, (5, 5, 75, 55), [], [span], [Seen(span, (Blob(35, 30, 45, 35, 50),), Reading(said, said))])
    assert list(struck_out(dark, [cell], 2.8)) == []


def test_the_bars_of_fours_in_heavy_type_strike_nothing_out(reading: Callable[..., Document]) -> None:
    page = table(ROWS)
    x, y = middle(2, 2)
    pen = ImageDraw.Draw(page)
    pen.text((x, y), "44", fill=(0, 0, 0), font=ImageFont.load_default(SIZE), anchor="mm", stroke_width=3)
    assert AMENDED not in cell_at(only_grid(reading(page)), 2, 2).doubt
    pen.line((x - 30, y - 3, x + 30, y + 3), fill=GREY, width=3)
    assert AMENDED in cell_at(only_grid(reading(page)), 2, 2).doubt


def test_no_sum_clears_a_figure_that_was_corrected_by_hand() -> None:
    values = {"natural_person": 3, "company": 4, "research": 0, "public_interest": 0, "legal_service": 0, "other": 0}
    figures = {
        Address("requests", "new", column): Figure(Decimal(value), str(value))
        for column, value in {**values, "total": 7}.items()
    }
    struck = Address("requests", "new", "company")
    figures[struck] = figures[struck]._replace(doubt=AMENDED)
    assert confirm(figures, "2021")[struck].doubt == AMENDED
