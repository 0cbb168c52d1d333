"""What stands beside recognition when a scan is read: shapes, widths, units, and what was read apart."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from parsing.facts import FileFacts
from parsing.grid import Cell, Document, Paragraph, Place
from parsing.pipeline import document_to_report
from parsing.readers import scan
from tests.parsing.dirty import blurred
from tests.parsing.scans import (
    CHINESE,
    Image,
    ImageDraw,
    ImageFont,
    cell_at,
    middle,
    needs_ocr,
    np,
    only_grid,
    stamped,
    sure_and_wrong,
    table,
    texts_of,
)

pytestmark = needs_ocr

if not scan.missing():
    from parsing.readers.scan import judging, narrowed, twins
    from parsing.readers.scan.document import without_units
    from parsing.readers.scan.ink import Blob, Span
    from parsing.readers.scan.marks import Scale, disagreement
    from parsing.readers.scan.recogniser import Letter, Reading
    from parsing.readers.scan.turning import lies_wrong
    from parsing.readers.scan.twins import read_with_twins

SPARSE = (
    ("120", "3", "0", "/", "/", "0", "123"),
    ("8", "/", "0", "/", "2", "5", "15"),
    ("/", "/", "0", "2", "/", "/", "2"),
    ("31", "/", "3", "/", "8", "0", "42"),
)


def slashed(lean: float = 0.29) -> Any:
    """A table of figures and slashes, as a thin stroke of this lean."""
    page = table([["" if text == "/" else text for text in row] for row in SPARSE])
    pen = ImageDraw.Draw(page)
    for row, texts in enumerate(SPARSE):
        for column, text in enumerate(texts):
            if text == "/":
                x, y = middle(row, column)
                pen.line((x - 11 * lean, y + 11, x + 11 * lean, y - 11), fill="black", width=2)
    return page


@pytest.mark.parametrize("softness", [0.0, 0.5])
def test_slashes_in_empty_cells_are_not_ones(reading: Callable[..., Document], softness: float) -> None:
    page = np.asarray(slashed())
    if softness:
        page = blurred(softness)(page, 150, np.random.default_rng(1))
    document = reading(Image.fromarray(page))
    assert sure_and_wrong(document, SPARSE) == []
    assert texts_of(only_grid(document)) == [list(row) for row in SPARSE]


@pytest.mark.parametrize("lean", [0.12, 0.17])
def test_strokes_that_lean_less_than_slashes_and_more_than_ones_are_in_doubt(
    reading: Callable[..., Document], lean: float
) -> None:
    document = reading(slashed(lean))
    assert sure_and_wrong(document, SPARSE) == []
    doubted = {(cell.row, cell.column) for cell in only_grid(document).cells if cell.doubt}
    assert doubted == {(at, column) for at, row in enumerate(SPARSE) for column, text in enumerate(row) if text == "/"}


def test_slashes_beside_upright_ones_alone_are_no_ones_either(reading: Callable[..., Document]) -> None:
    rows = [["1", "/", "/", "1"], ["14", "/", "/", "14"], ["/", "1", "/", "1"]]
    page = table([["" if text == "/" else text for text in row] for row in rows])
    for row, texts in enumerate(rows):
        for column in (at for at, text in enumerate(texts) if text == "/"):
            x, y = middle(row, column)
            ImageDraw.Draw(page).line((x - 3, y + 11, x + 3, y - 11), fill="black", width=2)
    document = reading(page)
    assert texts_of(only_grid(document)) == rows
    assert not any(cell.doubt for cell in only_grid(document).cells)


def test_a_lone_slash_may_be_a_stroke_of_the_pen_and_is_in_doubt_where_it_reads_as_a_one(
    reading: Callable[..., Document],
) -> None:
    page = table([["12", "34", "56"], ["7", "", "8"], ["90", "30", "20"]])
    x, y = middle(1, 1)
    ImageDraw.Draw(page).line((x - 3, y + 11, x + 3, y - 11), fill="black", width=2)
    cell = cell_at(only_grid(reading(page)), 1, 1)
    assert cell.text == "/" or cell.doubt


def test_digits_printed_into_each_other_beside_a_broken_one_are_not_as_many_as_they_seem() -> None:
    scale, span = Scale(20, 12), Span(0, 0, 46, 20)
    apart = [Blob(0, 0, 10, 20, 90), Blob(12, 0, 22, 20, 90), Blob(24, 0, 34, 20, 90)]
    assert disagreement("483", span, apart, scale) == ""
    touching = [Blob(0, 0, 10, 20, 90), Blob(12, 0, 34, 20, 180), Blob(36, 0, 46, 20, 90)]
    assert disagreement("483", span, touching, scale) == "width"
    halved = [Blob(0, 0, 10, 20, 90), Blob(12, 0, 15, 20, 30), Blob(24, 0, 34, 20, 90)]
    assert disagreement("403", span, halved, scale) == "width"
    assert disagreement("413", span, halved, scale) == ""


def test_digits_of_an_unknown_type_are_no_broader_than_high() -> None:
    joined = [Blob(0, 0, 14, 20, 90), Blob(16, 0, 44, 20, 180)]
    assert disagreement("48", Span(0, 0, 44, 20), joined, Scale()) == "width"


def test_amounts_under_a_heading_that_may_have_lost_its_ten_thousand_are_in_doubt() -> None:
    heading = Cell("本年收费金额（单位：元）", 0, 1)
    cells = [Cell("行政事业性收费", 1, 0), Cell("86.5", 1, 1), Cell("3", 1, 2), heading]
    assert [cell.text for cell in without_units(cells) if cell.doubt] == ["86.5"]
    whole = [*cells[:3], Cell("本年收费金额（单位：万 元）", 0, 1)]
    assert [cell.text for cell in without_units(whole) if cell.doubt] == []


def test_an_amount_that_names_a_smaller_unit_itself_is_in_doubt() -> None:
    cells = [
        Cell("本年收费金额（单位：万元）", 0, 0),
        Cell("86.5元", 1, 0),
        Cell("86.5万元", 2, 0),
        Cell("1.公民", 3, 0),
    ]
    assert [cell.text for cell in without_units(cells) if cell.doubt] == ["86.5元"]


def test_figures_printed_in_red_are_no_seal(reading: Callable[..., Document]) -> None:
    rows = [["120", "3", "0"], ["8", "", "5"], ["4", "7", "11"]]
    page = table(rows)
    ImageDraw.Draw(page).text(middle(1, 1), "64", (205, 30, 40), ImageFont.load_default(26), anchor="mm")
    grid = only_grid(reading(stamped(page, 480, 700)))
    assert texts_of(grid) == [["120", "3", "0"], ["8", "64", "5"], ["4", "7", "11"]]


# ---- zeros that are images of each other ----


def _answer(text: str) -> Reading:
    letters = (Letter(text, 1.0, 0.5),)
    return Reading(letters, letters)


def _looks(count: int) -> list[Any]:
    return [np.ones(4, np.float32) / 2] * count


@pytest.fixture
def recognised(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[int]]:
    """Lets the recognition answer these texts in turn, and then zeros; tells of how many lines it was asked."""

    def begin(*texts: str) -> list[int]:
        asked: list[int] = []
        left = list(texts)

        def read(lines: list[Any]) -> list[Reading]:
            asked.append(len(lines))
            return [_answer(left.pop(0) if left else "0") for _ in lines]

        monkeypatch.setattr(twins, "read_lines", read)
        return asked

    return begin


def test_of_many_zeros_that_look_the_same_a_few_are_recognised(recognised: Callable[..., list[int]]) -> None:
    asked = recognised()
    readings = read_with_twins([np.zeros((4, 4), np.uint8)] * 31, [*_looks(30), None])
    assert [reading.figure for reading in readings] == ["0"] * 31
    assert asked == [6, 0]


def test_where_one_of_a_few_is_no_zero_all_are_recognised(recognised: Callable[..., list[int]]) -> None:
    asked = recognised("0", "0", "8")
    readings = read_with_twins([np.zeros((4, 4), np.uint8)] * 30, _looks(30))
    assert asked == [5, 25]
    assert sum(reading.figure == "8" for reading in readings) == 1


def test_many_of_any_other_digit_are_all_recognised(recognised: Callable[..., list[int]]) -> None:
    asked = recognised(*["6"] * 30)
    readings = read_with_twins([np.zeros((4, 4), np.uint8)] * 30, _looks(30))
    assert asked == [5, 25]
    assert [reading.figure for reading in readings] == ["6"] * 30


# ---- long lines are read squeezed ----


def _printed(text: str, size: int = 30) -> Any:
    font = ImageFont.truetype(CHINESE[1], size)
    left, top, right, bottom = (round(edge) for edge in font.getbbox(text))
    page = Image.new("L", (right - left + 10, bottom - top + 10), 250)
    ImageDraw.Draw(page).text((5 - left, 5 - top), text, font=font, fill=20)
    return np.asarray(page)


def test_numbers_in_a_line_of_text_keep_every_digit(chinese_font: None) -> None:
    text = "收到申请100000件，办结1100件，结转11件，网上22222人次"
    assert narrowed.read_lines([_printed(text)])[0].text.replace(",", "，") == text


def test_a_number_keeps_its_place_along_the_line(chinese_font: None) -> None:
    (found,) = narrowed.read_lines([_printed("主动公开政府信息312条")])
    letters = {letter.text: letter.at for letter in found.free}
    assert [letter.text for letter in found.free] == list("主动公开政府信息312条")
    assert letters["息"] < letters["3"] < letters["1"] < letters["2"] < letters["条"] <= 1


@pytest.fixture
def chinese_font() -> None:
    if not any(path == CHINESE[1] and _exists(path) for path in CHINESE):
        pytest.skip("no Chinese font is installed here")


def _exists(path: str) -> bool:
    try:
        ImageFont.truetype(path, 10)
    except OSError:
        return False
    return True


# ---- figures outside ruled tables ----


def test_a_figure_without_lines_around_it_is_judged_like_one_in_a_cell(reading: Callable[..., Document]) -> None:
    page = Image.new("RGB", (1240, 1754), "white")
    pen = ImageDraw.Draw(page)
    rows = [("34", "0", "12", "46"), ("5", "7", "10", "22"), ("8", "0", "0", "8"), ("47", "7", "22", "76")]
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            pen.text(middle(row, column), text, "black", ImageFont.load_default(26), anchor="mm")
    x, y = middle(1, 2)
    pen.rectangle((x - 20, y, x + 20, y + 14), fill="white")
    document = reading(page)
    cells = [cell for grid in document.grids for cell in grid.cells if cell.place.box]
    unit = 1754 / 841.89
    hit = [c for c in cells if c.place.box and _holds(c.place.box, x / unit, (y - 5) / unit)]
    assert [bool(cell.doubt) for cell in hit] == [True]
    assert [c.text for c in cells if not c.doubt and c.text in ("34", "46", "76")] == ["34", "46", "76"]


def _holds(box: tuple[float, float, float, float], x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


@pytest.mark.parametrize(("recognised", "doubted"), [((), 0), ((1,), 2)])
def test_figures_of_a_line_of_text_are_in_doubt_where_it_was_recognised(
    recognised: tuple[int, ...], doubted: int
) -> None:
    lines = (
        "甲市乙局2024年政府信息公开工作年度报告",
        "一、总体情况",
        "二、主动公开政府信息情况",
        "第二十条第（五）项",
        "信息内容\t本年处理决定数量",
        "行政许可\t86",
        "第二十条第（六）项",
        "信息内容\t本年处理决定数量",
        "行政处罚\t31",
        "行政强制\t0",
    )
    blocks = tuple(Paragraph(line, Place(page=1)) for line in lines)
    report = document_to_report(Document("scan", blocks, 1, facts=FileFacts(recognised=recognised)))
    values = {address.row: figure for address, figure in report.figures.items() if figure.value}
    assert sorted(values) == ["licensing", "penalties"]
    assert sum(bool(figure.doubt) for figure in values.values()) == doubted


# ---- pages on their side ----


def _line(text: str, probability: float = 1.0) -> Reading:
    letters = tuple(Letter(char, probability, 0.5) for char in text)
    return Reading(letters, letters)


def test_a_page_of_single_ideographs_and_digits_read_well_may_lie_on_its_side() -> None:
    lying = [*(_line("收到申请数量", 0.96) for _ in range(11)), *(_line(digit) for digit in "23456792345679")]
    assert lies_wrong(lying)


def test_ideographs_a_line_each_beside_well_read_numbers_lie_on_their_side() -> None:
    lying = [*(_line(char) for char in "本年收到申请数量结果维持"), *(_line(text) for text in ("58", "64", "29", "84"))]
    assert lies_wrong(lying)


def test_a_page_of_long_lines_or_of_numbers_beside_words_lies_right() -> None:
    assert not lies_wrong([_line("本年新收政府信息公开申请数量") for _ in range(8)])
    assert not lies_wrong(
        [*(_line("收到申请") for _ in range(4)), *(_line(number) for number in ("23", "45", "67", "92"))]
    )
    assert not lies_wrong([])


def test_a_number_in_a_circle_is_no_measure_for_digits() -> None:
    """It counts as a digit of its script and is none that the shapes of others could bear out."""
    verdict: Any = SimpleNamespace(letters=_line("①").free, doubt="")
    seen: Any = SimpleNamespace(blobs=(Blob(0, 0, 14, 20, 200),), span=Span(0, 0, 14, 20))
    cell: Any = SimpleNamespace(table=0)
    assert list(judging._digits([(cell, seen, verdict)], [Scale(20.0, 15.0)])) == []
