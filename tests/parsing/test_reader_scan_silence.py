"""Readings of scans that were wrong without a word, each with what doubts or mends it now."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from parsing.grid import LOOSE_DOUBT, MANY_LOOSE_DOUBT, STAMPED, Document
from parsing.readers import scan
from parsing.report import Address, Figure
from parsing.tables.confirm import confirm
from parsing.tables.mapped import LINE_DOUBT
from tests.parsing.scans import (
    CELL_HIGH,
    CELL_WIDE,
    HIGH,
    LEFT,
    SIZE,
    TOP,
    WIDE,
    Image,
    ImageChops,
    ImageDraw,
    ImageFont,
    cell_at,
    middle,
    needs_ocr,
    np,
    only_grid,
    stamped,
    table,
    texts_of,
)

pytestmark = needs_ocr

if not scan.missing():
    from parsing.readers.scan.cells import Inked
    from parsing.readers.scan.faint import Pale, is_more_than_dash, pale_of, reaches_further
    from parsing.readers.scan.figures import Seen, judge
    from parsing.readers.scan.ink import Blob, Span, ink_of
    from parsing.readers.scan.marks import Scale, disagreement, is_dash
    from parsing.readers.scan.recogniser import Letter, Reading
    from parsing.readers.scan.strays import about_slivers
    from parsing.readers.scan.streaks import without_streaks
    from parsing.sizes import A4_SIDE

ROWS = (("120", "3", "0", "11"), ("8", "64", "5", "0"), ("4", "7", "11", "102"), ("75", "0", "0", "38"))


def balance(doubt: str) -> dict[Address, Figure]:
    """188 + 2 = 187 + 3 of which every first digit was lost: 88 + 2 = 87 + 3."""
    values = {"new": 88, "carried_in": 2, "total": 87, "carried_forward": 3}
    return {
        Address("requests", row, column): Figure(Decimal(value), str(value), doubt=doubt if value > 9 else "")
        for row, value in values.items()
        for column in ("natural_person", "total")
    }


@pytest.mark.parametrize("doubt", [MANY_LOOSE_DOUBT, LINE_DOUBT])
def test_sums_that_hold_without_the_first_digits_of_several_numbers_clear_no_doubt(doubt: str) -> None:
    assert sum(bool(figure.doubt) for figure in confirm(balance(doubt), "2021").values()) == 4
    assert not any(figure.doubt for figure in confirm(balance(LOOSE_DOUBT), "2021").values())


@pytest.mark.parametrize("wide", [10, 13])
def test_short_bold_hyphens_are_no_zeros(reading: Callable[..., Document], wide: int) -> None:
    page = table([[*row[:2], "", row[3]] for row in ROWS])
    pen = ImageDraw.Draw(page)
    for row in range(4):
        x, y = middle(row, 2)
        pen.rectangle((x - wide / 2, y - 3, x + wide / 2, y + 3), fill="black")
    texts = [row[2] for row in texts_of(only_grid(reading(page)))]
    assert set(texts) <= {"—", "�"}


def test_flat_ink_is_no_digit_even_where_no_other_figure_tells_how_high_digits_are() -> None:
    stroke = Blob(40, 100, 50, 106, 50)
    assert disagreement("0", Span(40, 100, 50, 106), [stroke], Scale())
    assert is_dash([Blob(40, 100, 49, 106, 48)], Scale(height=24.0, step=14.0))


def test_pale_pieces_over_a_dash_are_of_a_digit_short_of_toner() -> None:
    def pale(*boxes: tuple[int, int, int, int]) -> Pale:
        return Pale(np.array(boxes, np.int32), 2.8)

    cell, dash = (1180, 1510, 1270, 1580), [Blob(1220, 1542, 1229, 1548, 32)]
    assert is_more_than_dash(pale((1226, 1526, 1232, 1531), (1219, 1539, 1230, 1548)), cell, dash, 22)
    assert not is_more_than_dash(pale((1226, 1526, 1228, 1528), (1219, 1539, 1230, 1548)), cell, dash, 22)
    assert not is_more_than_dash(pale((1240, 1526, 1246, 1531), (1219, 1539, 1230, 1548)), cell, dash, 22)


def test_pieces_of_a_pale_stroke_are_one_mark_as_high_as_a_digit() -> None:
    page = np.full((200, 200), 250, np.uint8)
    page[60:100, 60:64] = 30
    page[60:100:5, 90:94] = page[61:100:5, 90:94] = page[62:100:5, 90:94] = 190
    boxes = pale_of(page, ink_of(page, 2.8)).within((80, 50, 110, 110)).tolist()
    assert [(y1 - y0) > 30 for _, y0, _, y1 in boxes] == [True]


def test_dots_of_a_grey_ground_are_no_pieces_of_one_stroke() -> None:
    page = np.full((300, 300), 250, np.uint8)
    page[150:171, 150:154] = 0
    broken = page.copy()
    broken[150:171:5, 165:177:5] = broken[150:171:5, 166:177:5] = 0
    page[100:220:5, 80:220:5] = page[100:220:5, 81:220:5] = 0
    assert is_joined(broken)
    assert not is_joined(page)


def is_joined(page: Any) -> bool:
    """Whether marks beside the stroke at 150 are one as high as a digit."""
    boxes = pale_of(page, ink_of(page, 2.8)).within((160, 140, 185, 180)).tolist()
    return any(y1 - y0 > 15 for _, y0, _, y1 in boxes)


def test_a_fold_that_runs_down_the_cells_behind_a_figure_is_no_pale_part_of_it() -> None:
    cell, figure = (100.0, 200.0, 200.0, 300.0), Span(140, 240, 156, 263)
    behind, beyond = (140, 202, 157, 299), (140, 306, 157, 400)

    def further(*boxes: tuple[int, int, int, int]) -> bool:
        return reaches_further(Pale(np.array(boxes, np.int32), 2.8), cell, figure, 23)

    assert not further(behind, beyond)
    assert further(behind)
    assert further(behind, (140, 306, 157, 329))
    assert further((140, 206, 157, 270), beyond)
    assert further((140, 202, 180, 299), beyond)


def test_a_ring_by_hand_is_no_nought_of_which_sums_clear_the_doubt(reading: Callable[..., Document]) -> None:
    page = table([[*row[:2], "", row[3]] for row in ROWS])
    x, y = middle(1, 2)
    ImageDraw.Draw(page).ellipse((x - 26, y - 15, x + 26, y + 15), outline=(70, 70, 70), width=2)
    cell = cell_at(only_grid(reading(page)), 1, 2)
    assert cell.text == "\ufffd"
    assert cell.doubt


def test_a_hyphen_stands_higher_than_a_point() -> None:
    digit, scale = Blob(982, 1571, 992, 1591, 98), Scale(height=21.0, step=14.5)
    assert not disagreement("-1", Span(970, 1571, 992, 1591), [Blob(970, 1582, 979, 1585, 25), digit], scale)
    assert disagreement("-1", Span(970, 1571, 992, 1591), [Blob(970, 1587, 976, 1591, 20), digit], scale)


def test_a_red_figure_under_a_red_seal_is_lost_but_not_in_silence(reading: Callable[..., Document]) -> None:
    page = table([*ROWS[:1], ("8", "", "5", "0"), *ROWS[2:]])
    x, y = (round(value) for value in middle(1, 1))
    ImageDraw.Draw(page).text((x, y), "64", (214, 32, 38), ImageFont.load_default(SIZE), anchor="mm")
    cell = cell_at(only_grid(reading(stamped(page, x, y + 20))), 1, 1)
    assert cell.text == "64" or cell.doubt
    empty = cell_at(only_grid(reading(stamped(table([*ROWS[:1], ("8", "", "5", "0"), *ROWS[2:]]), x, y + 20))), 1, 1)
    assert empty.text != "" or empty.doubt == STAMPED


def test_a_doubt_stays_with_its_row_where_the_line_between_two_rows_was_lost(reading: Callable[..., Document]) -> None:
    page = table(ROWS)
    pen = ImageDraw.Draw(page)
    x, y = middle(2, 1)
    left, foot = LEFT + CELL_WIDE, TOP + 2 * CELL_HIGH
    pen.rectangle((left + 4, foot - 2, left + CELL_WIDE - 4, foot + 3), fill="white")
    pen.rectangle((x - 40, y, x + 40, y + 16), fill="white")
    document = reading(page)
    hit = [c for g in document.grids for c in g.cells if c.place.box and c.column == 1 and c.row in (1, 2)]
    assert not any(not cell.doubt and cell.text not in ("64", "") for cell in hit)


def test_lines_between_rows_alone_are_lines_and_no_dashes(reading: Callable[..., Document]) -> None:
    page = Image.new("RGB", table(ROWS).size, "white")
    pen = ImageDraw.Draw(page)
    for row in range(len(ROWS) + 1):
        pen.line((LEFT, TOP + row * CELL_HIGH, LEFT + 4 * CELL_WIDE, TOP + row * CELL_HIGH), fill="black", width=2)
    for row, texts in enumerate(ROWS):
        for column, text in enumerate(texts):
            pen.text(middle(row, column), text, "black", ImageFont.load_default(SIZE), anchor="mm")
    grid = only_grid(reading(page))
    assert texts_of(grid) == [list(row) for row in ROWS]
    assert not any(cell.doubt for cell in grid.cells)


def test_a_frame_round_a_table_does_not_have_its_figures_read_twice(reading: Callable[..., Document]) -> None:
    page = table(ROWS)
    ImageDraw.Draw(page).rectangle(
        (LEFT - 60, TOP - 90, LEFT + 4 * CELL_WIDE + 60, TOP + 8 * CELL_HIGH), outline=0, width=3
    )
    texts = [text for grid in reading(page).grids for row in texts_of(grid) for text in row if text]
    assert texts == [text for row in ROWS for text in row]


def test_ink_that_reads_as_nothing_is_no_blank(
    reading: Callable[..., Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = Reading((), ())
    monkeypatch.setattr("parsing.readers.scan.page.read_with_twins", lambda lines, looks: [nothing] * len(lines))
    cells = only_grid(reading(table(ROWS))).cells
    assert len(cells) == 16
    assert all(cell.doubt for cell in cells)


def test_a_digit_that_a_stroke_of_the_pen_holds_to_the_next_cell_is_not_lost_in_silence(
    reading: Callable[..., Document],
) -> None:
    page = table([*ROWS[:1], ("8", "64", "12", "0"), *ROWS[2:]])
    x, y = middle(1, 2)
    ImageDraw.Draw(page).line((x + 7, y + 6, x + 3 * CELL_WIDE, y - 30), fill="black", width=4)
    cell = cell_at(only_grid(reading(page)), 1, 2)
    assert cell.text == "12" or cell.doubt


def test_the_black_margin_of_a_copier_is_no_ink_of_a_cell_it_surrounds(reading: Callable[..., Document]) -> None:
    page = table(ROWS)
    ImageDraw.Draw(page).rectangle((0, 0, page.width - 1, TOP + LEFT + 4 * CELL_HIGH), outline=0, width=40)
    grid = only_grid(reading(page))
    assert texts_of(grid) == [list(row) for row in ROWS]
    assert not any(cell.doubt for cell in grid.cells)


def test_marks_of_the_pen_over_a_figure_leave_it_in_its_row_and_in_doubt(reading: Callable[..., Document]) -> None:
    page = table(ROWS)
    x, y = middle(2, 2)
    ImageDraw.Draw(page).line((x - 22, y - 22, x + 22, y - 18), fill="black", width=3)
    cell = cell_at(only_grid(reading(page)), 2, 2)
    assert cell.text == "11"
    assert cell.doubt


def test_a_streak_over_the_page_is_no_ruling_line_and_is_taken_out(reading: Callable[..., Document]) -> None:
    page = table(ROWS)
    for row in (0, 2):
        x, _ = middle(row, row)
        streak(page, round(x) + 2, 150)
    grid = only_grid(reading(page))
    assert texts_of(grid) == [list(row) for row in ROWS]
    assert not any(cell.doubt for cell in grid.cells)


def test_a_digit_in_a_streak_as_dark_as_print_is_not_lost_in_silence(reading: Callable[..., Document]) -> None:
    page = table([*ROWS[:1], ("8", "1", "", "0"), *ROWS[2:]])
    for column in (1, 2):
        streak(page, round(middle(1, column)[0]), 30)
    grid = only_grid(reading(page))
    assert (grid.height, len(grid.cells)) == (4, 16)
    assert all(cell_at(grid, 1, column).doubt for column in (1, 2))


@pytest.mark.parametrize(
    ("read", "sure"), [("无", True), ("无.", True), ("、无", True), ("无A", False), ("h无", False)]
)
def test_the_word_for_none_is_read_beside_specks_and_doubted_beside_marks(read: str, sure: bool) -> None:
    letters = tuple(Letter(char, 0.99, (at + 0.5) / len(read)) for at, char in enumerate(read))
    seen = Seen(Span(0, 0, 40, 22), (Blob(0, 0, 22, 22, 200),), Reading(letters, ()))
    verdict = judge(seen, Scale(18.0, 12.0), zone=True)
    assert "".join(letter.text for letter in verdict.letters) == "无"
    assert (not verdict.doubt) == sure


def test_a_figure_that_stands_clear_of_a_dark_streak_is_sure(reading: Callable[..., Document]) -> None:
    page = table(ROWS)
    streak(page, round(middle(1, 2)[0]) + 18, 30)
    grid = only_grid(reading(page))
    assert [cell.text for cell in grid.cells if cell.column == 2 and not cell.doubt] == [row[2] for row in ROWS]


def test_a_ruling_line_that_leans_through_a_streak_stays_and_the_streak_goes() -> None:
    page = Image.new("L", (WIDE, HIGH), 250)
    ImageDraw.Draw(page).line((592, 800, 612, 1400), fill=10, width=3)
    even = np.asarray(page)
    dusty = even.copy()
    dusty[:, 601:604] = np.minimum(dusty[:, 601:604], 30)
    clean, struck = without_streaks(dusty, HIGH / A4_SIDE)
    assert struck is not None
    assert (clean[810:1390].min(axis=1) < 100).all()
    assert (clean[:780] == 250).all()


def streak(page: Any, x: int, grey: int) -> None:
    """What dust on the glass of a feeder draws: darker by as much wherever it lies."""
    line = Image.new("L", page.size, 255)
    ImageDraw.Draw(line).line((x, 0, x, page.height), fill=grey, width=3)
    page.paste(ImageChops.multiply(page, line.convert("RGB")))


def test_blanks_in_and_beside_a_cell_too_narrow_for_any_figure_are_in_doubt() -> None:
    sides = ((0, 60), (61, 77), (78, 140), (141, 200))
    row = [Inked(0, 0, column, (x0, 0, x1, 50), [], []) for column, (x0, x1) in enumerate(sides)]
    below = Inked(0, 1, 0, (0, 51, 60, 100), [], [])
    assert about_slivers([*row, below], 2.0) == {id(cell) for cell in row[:3]}
    assert not about_slivers([row[0], row[2], below], 2.0)


@pytest.mark.parametrize(
    "scale", [Scale(24.0, 18.0), Scale(24.0, 0.0, 0.75), Scale(24.0)] if not scan.missing() else []
)
def test_digits_between_which_a_point_was_lost_are_no_whole_number(scale: Scale) -> None:
    def line(*lefts: int) -> tuple[Span, list[Blob]]:
        blobs = [Blob(left, 100, left + 15, 124, 200) for left in lefts]
        return Span(lefts[0], 100, lefts[-1] + 15, 124), blobs

    assert not disagreement("1250", *line(100, 118, 136, 154), scale)
    assert disagreement("1250", *line(100, 118, 145, 163), scale), "12.50"
    assert disagreement("12", *line(100, 127), scale), "1.2"
    assert not disagreement("12", *line(100, 118), scale)
    assert not disagreement("1250", *line(100, 123, 146, 169), scale), "spaced throughout"
