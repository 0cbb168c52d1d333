"""Tables without lines among scraps of seals and other characters, and pages whose figures tell that they stand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from parsing.grid import STAMPED, Document
from parsing.readers import scan
from tests.parsing.scans import HIGH, WIDE, Image, ImageDraw, ImageFont, cell_at, needs_ocr, np, only_grid, texts_of

pytestmark = needs_ocr

if not scan.missing():
    from parsing.readers.scan import page as pages
    from parsing.readers.scan.cells import Inked
    from parsing.readers.scan.figures import SMUDGED, UNSURE, Seen, unjudged
    from parsing.readers.scan.ink import Blob, Span
    from parsing.readers.scan.recogniser import Letter, Reading
    from parsing.readers.scan.scraps import scraps
    from parsing.readers.scan.turning import stands

ROWS = (
    ("Item", "Person", "Firm", "Other", "Total"),
    ("Received", "3001", "53", "12", "3066"),
    ("Carried over", "34", "0", "2", "36"),
    ("Granted", "1288", "21", "50", "1359"),
    ("Refused", "1106", "11", "88", "1205"),
)
STEP = 70


def read_as(text: str, probability: float = 1.0) -> Reading:
    letters = tuple(Letter(char, probability, 0.5) for char in text)
    return Reading(letters, letters)


# ---- scraps ----


def middle(row: int, column: int) -> tuple[int, int]:
    return 180 + 200 * column, 300 + STEP * row


def without_lines(rows: tuple[tuple[str, ...], ...]) -> Any:
    page = Image.new("RGB", (WIDE, HIGH), "white")
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(26)
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            pen.text(middle(row, column), text, fill="black", font=font, anchor="mm")
    return page


def with_scrap(page: Any, x: int, y: int) -> Any:
    ImageDraw.Draw(page).rectangle((x, y, x + 4, y + 9), fill="black")
    return page


def test_a_scrap_in_the_white_between_rows_takes_no_table_apart(reading: Callable[..., Document]) -> None:
    x, y = middle(2, 2)
    grid = only_grid(reading(with_scrap(without_lines(ROWS), x + 90, y + STEP // 2 - 4)))
    assert texts_of(grid) == [list(row) for row in ROWS]
    assert not any(cell.doubt for cell in grid.cells)


def test_where_a_scrap_lies_nothing_is_blank(reading: Callable[..., Document]) -> None:
    rows = (*ROWS[:2], ("Carried over", "34", "", "2", "36"), *ROWS[3:])
    x, y = middle(2, 2)
    grid = only_grid(reading(with_scrap(without_lines(rows), x, y - 4)))
    blank = cell_at(grid, 2, 2)
    assert blank.text == ""
    assert blank.doubt == STAMPED


def lone(text: str, x: int, y: int, wide: int, high: int) -> Inked:
    span = Span(x, y, x + wide, y + high)
    return Inked(0, 0, 0, span, [], [span], [Seen(span, (Blob(*span, wide * high),), read_as(text))])


def left_out(cells: list[Inked], *others: Inked) -> list[Inked]:
    """The scraps among lone lines, on a page that has other lines beside them."""
    return scraps(cells, [cell.lines[0] for cell in (*cells, *others)])


FIGURES = [("31", 100, 100, 24, 20), ("5", 200, 100, 12, 20), ("208", 300, 100, 36, 20), ("46", 100, 160, 24, 20)]


@pytest.mark.parametrize(
    ("line", "is_scrap"),
    [
        (("1", 260, 130, 4, 9), True),
        (("1", 216, 106, 4, 9), False),
        (("1", 204, 134, 4, 9), False),
        (("—", 260, 130, 14, 4), False),
        (("1", 260, 130, 6, 14), False),
    ],
    ids=["alone", "beside a figure", "under a figure", "a dash", "as high as a digit"],
)
def test_what_is_far_lower_than_digits_and_near_none_is_a_scrap(line: Any, is_scrap: bool) -> None:
    own = lone(*line)
    assert left_out([*(lone(*figure) for figure in FIGURES), own]) == [own] * is_scrap


@pytest.mark.parametrize(("down", "is_scrap"), [(0, False), (2, False), (6, True)])
def test_halves_of_two_digits_side_by_side_are_no_scraps(down: int, is_scrap: bool) -> None:
    """A number whose lower half is lost is a damaged number, and its place no blank."""
    own, beside = lone("1", 260, 130, 4, 9), lone("n", 270, 130 + down, 11, 9 + down)
    assert (own in left_out([*(lone(*figure) for figure in FIGURES), own], beside)) == is_scrap


def test_the_figures_of_a_table_in_small_type_are_no_scraps() -> None:
    small = [lone("17", 400, 300 + 40 * row, 12, 9) for row in range(3)]
    assert left_out([*(lone(*figure) for figure in FIGURES), *(lone(*figure) for figure in FIGURES), *small]) == []


# ---- numbers with other characters beside them ----


@pytest.mark.parametrize(
    ("text", "probability", "doubt"),
    [
        ("383.6 e", 1.0, SMUDGED),
        ("6:52", 1.0, SMUDGED),
        ("[0", 1.0, SMUDGED),
        ("8147.7万元", 1.0, ""),
        ("8147.7万元", 0.8, UNSURE),
        ("2036.48", 0.8, ""),
        ("（二）部分公开1", 0.8, ""),
        ("无", 0.8, ""),
    ],
    ids=["a letter", "a colon", "a bracket", "its unit", "its unit, read badly", "alone", "a label", "a word"],
)
def test_a_number_beside_other_characters_outside_ruled_tables_is_sure_by_itself_alone(
    text: str, probability: float, doubt: str
) -> None:
    """Those that stand alone are judged by their shapes and a second picture."""
    assert unjudged(read_as(text, probability)) == doubt


def test_a_number_that_white_parts_from_what_was_read_with_it_is_in_doubt(reading: Callable[..., Document]) -> None:
    page = without_lines(ROWS)
    x, y = middle(2, 2)
    ImageDraw.Draw(page).text((x + 16, y), "e", fill="black", font=ImageFont.load_default(26), anchor="lm")
    figure = next(cell for cell in only_grid(reading(page)).cells if cell.row == 2 and cell.text.startswith("0"))
    assert figure.doubt == SMUDGED


# ---- pages that stand ----


def test_numbers_of_several_digits_tell_that_a_page_stands() -> None:
    figures = [read_as(text) for text in ("79", "631", "653", "54")]
    assert stands(figures)
    assert not stands(figures[1:])
    assert not stands([read_as(text) for text in "795463"], 6), "a digit alone is read from the side as well"
    worn = [read_as(figure.text, 0.9) for figure in figures]
    assert stands(worn, 4)
    assert not stands(worn), "outside cells lying ideographs read as numbers, less surely"
    assert not stands([read_as(figure.text, 0.6) for figure in figures], 4)


@pytest.mark.parametrize(("upright", "quarters"), [(False, 1), (True, 0)])
def test_a_page_whose_figures_stand_is_laid_on_its_side_only_beyond_doubt(
    monkeypatch: pytest.MonkeyPatch, upright: bool, quarters: int
) -> None:
    """Two ideographs a line in a narrow column, parts of a seal as its longest lines: from the side it makes more sense."""
    side = [read_as(text) for text in ("本机关不掌握相关政府信息", "没有现成信息需要另行制作")]
    above = [read_as("foour", 0.4), read_as("sle", 0.5), read_as("信息")]
    monkeypatch.setattr(pages, "_laid_out", lambda even, unit: even)
    monkeypatch.setattr(pages, "_longest", lambda even: side if even.shape[0] < even.shape[1] else above)
    even = np.full((60, 40), 250, np.uint8)
    assert pages._turned(even, 1.0, even, upright)[0] == quarters
