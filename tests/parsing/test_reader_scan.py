"""Scans: pictures of tables, clean and harmed, one page with everything on it, and one of the corpus."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from parsing.grid import Document
from parsing.pipeline import document_to_report
from parsing.readers import scan
from parsing.report import Address, plain
from tests.parsing.scans import (
    CELL_HIGH,
    CELL_WIDE,
    CHINESE,
    HIGH,
    LEFT,
    ROWS,
    SIZE,
    TOP,
    WIDE,
    Image,
    ImageDraw,
    ImageFont,
    cell_at,
    dirtied,
    middle,
    needs_ocr,
    np,
    only_grid,
    perspective,
    stamped,
    sure_and_wrong,
    table,
    texts_of,
)

pytestmark = needs_ocr


def test_a_clean_table_is_read_whole_and_without_doubt(reading: Callable[..., Document]) -> None:
    document = reading(table(ROWS))
    grid = only_grid(document)
    assert (document.format, document.pages, grid.height, grid.width) == ("scan", 1, 5, 7)
    assert texts_of(grid) == [list(row) for row in ROWS]
    assert [cell.text for cell in grid.cells if cell.doubt] == []


def test_blank_dash_zero_one_and_dirt_are_five_things(reading: Callable[..., Document]) -> None:
    rows = (("12", "34", "56", "78", "90"), ("0", "1", "", "-", ""), ("7", "11", "", "10", "0"))
    page = table(rows)
    pen = ImageDraw.Draw(page)
    x, y = middle(1, 4)
    pen.line((x - 13, y, x + 13, y), fill="black", width=2)
    x, y = middle(2, 2)
    pen.ellipse((x + 20, y + 6, x + 23, y + 9), fill=(90, 90, 90))
    grid = only_grid(reading(page))
    assert texts_of(grid)[1][:3] == ["0", "1", ""]
    assert texts_of(grid)[1][3:] == ["—", "—"]
    assert texts_of(grid)[2] == ["7", "11", "", "10", "0"]
    assert not any(cell.doubt for cell in grid.cells)


@pytest.mark.parametrize(
    "harm",
    [
        {"angle": 1.9, "quality": 60},
        {"angle": -1.2, "noise": 14.0, "quality": 45},
        {"shade": 0.55, "noise": 6.0, "quality": 70},
    ],
    ids=["skewed", "noisy", "badly lit"],
)
def test_skew_noise_and_shadow_do_no_harm(reading: Callable[..., Document], harm: dict[str, Any]) -> None:
    grid = only_grid(reading(dirtied(table(ROWS), **harm), "page.jpg", quality=80))
    assert texts_of(grid) == [list(row) for row in ROWS]
    assert sum(bool(cell.doubt) for cell in grid.cells) <= 2


def test_a_red_seal_is_looked_through(reading: Callable[..., Document]) -> None:
    grid = only_grid(reading(stamped(stamped(table(ROWS), 420, 330), 900, 400)))
    assert texts_of(grid) == [list(row) for row in ROWS]
    assert sum(bool(cell.doubt) for cell in grid.cells) <= 1


def test_a_seal_without_colour_makes_figures_doubtful_but_never_wrong(reading: Callable[..., Document]) -> None:
    document = reading(stamped(table(ROWS), 460, 330).convert("L"))
    assert sure_and_wrong(document, ROWS) == []
    right = sum(not c.doubt and c.text in ROWS[4] for grid in document.grids for c in grid.cells)
    assert right >= 5


def test_a_slanting_photograph_is_set_upright(reading: Callable[..., Document]) -> None:
    inward = (0, 0, WIDE, 0, WIDE, HIGH, 0, HIGH)
    corners = (30, 20, WIDE - 10, 0, WIDE - 40, HIGH - 30, 0, HIGH)
    page = table(ROWS).transform(
        (WIDE, HIGH), Image.Transform.PERSPECTIVE, perspective(corners, inward), Image.Resampling.BICUBIC, fillcolor="white"
    )  # fmt: skip
    grid = only_grid(reading(dirtied(page, shade=0.3, quality=75), "photo.jpg"))
    assert texts_of(grid) == [list(row) for row in ROWS]


@pytest.mark.parametrize("degrees", [90, 180])
def test_a_page_on_its_side_or_head_is_turned_and_its_places_with_it(
    reading: Callable[..., Document], degrees: int
) -> None:
    page = table([["Agency", "Number", "Granted"], ["Refused", "3119", "454"], ["Pending", "88", "205"]])
    ImageDraw.Draw(page).text(
        (LEFT, 80), "Annual report on government information", "black", ImageFont.load_default(40)
    )
    turned = page.rotate(degrees, expand=True)
    cell = cell_at(only_grid(reading(turned)), 1, 1)
    assert cell.text == "3119"
    assert cell.place.box is not None
    unit = max(turned.size) / 841.89
    inside = turned.convert("L").crop([round(edge * unit) for edge in _inner(cell.place.box)])
    upright = inside.rotate(-degrees, expand=True)
    expected = page.convert("L").crop((LEFT + CELL_WIDE, TOP + CELL_HIGH, LEFT + 2 * CELL_WIDE, TOP + 2 * CELL_HIGH))
    assert abs(np.asarray(upright).mean() - np.asarray(expected).mean()) < 12
    assert abs(upright.size[0] - CELL_WIDE) < 12


def _inner(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    return (box[0] + 1, box[1] + 1, box[2] - 1, box[3] - 1)


def test_the_place_of_a_figure_is_where_it_stands_on_the_skewed_page(reading: Callable[..., Document]) -> None:
    blank = table([[""] * 7] * 5)
    x, y = middle(3, 2)
    ImageDraw.Draw(blank).text((x, y), "457", "black", ImageFont.load_default(SIZE), anchor="mm")
    cell = next(c for c in only_grid(reading(blank.rotate(1.5, fillcolor="white"))).cells if c.text == "457")
    assert cell.place.box is not None
    assert cell.place.page == 1
    unit = HIGH / 841.89
    angle = np.radians(-1.5)
    dx, dy = x - WIDE / 2, y - HIGH / 2
    there = (WIDE / 2 + dx * np.cos(angle) - dy * np.sin(angle), HIGH / 2 + dx * np.sin(angle) + dy * np.cos(angle))
    box = [edge * unit for edge in cell.place.box]
    assert abs((box[0] + box[2]) / 2 - there[0]) < 6
    assert abs((box[1] + box[3]) / 2 - there[1]) < 6


def test_a_digit_with_its_lower_half_gone_is_in_doubt(reading: Callable[..., Document]) -> None:
    page = table(ROWS)
    x, y = middle(1, 0)
    ImageDraw.Draw(page).rectangle((x - 40, y + 1, x + 40, y + 20), fill="white")
    assert cell_at(only_grid(reading(page)), 1, 0).doubt


def test_a_figure_cut_by_the_line_beside_it_is_in_doubt(reading: Callable[..., Document]) -> None:
    page = table([["12", "34"], ["", "56"], ["78", "90"]])
    x, y = middle(1, 0)
    ImageDraw.Draw(page).text((x + CELL_WIDE / 2 + 5, y), "408", "black", ImageFont.load_default(SIZE), anchor="rm")
    grid = only_grid(reading(page))
    assert not any(cell.text in {"40", "408"} and not cell.doubt for cell in grid.cells)


def test_a_pale_mark_is_not_a_blank(reading: Callable[..., Document]) -> None:
    page = table([["12", "34", "56"], ["7", "", "8"], ["9", "10", "11"]])
    ImageDraw.Draw(page).text(middle(1, 1), "5", (205, 205, 205), ImageFont.load_default(SIZE), anchor="mm")
    assert cell_at(only_grid(reading(page)), 1, 1).doubt


def test_a_number_broken_over_two_lines_is_one_doubtful_number(reading: Callable[..., Document]) -> None:
    page = Image.new("RGB", (WIDE, HIGH), "white")
    pen = ImageDraw.Draw(page)
    font = ImageFont.load_default(SIZE)
    for x in (100, 168, 236, 304):
        pen.line((x, 200, x, 400), fill="black", width=2)
    for y in (200, 300, 400):
        pen.line((100, y, 304, y), fill="black", width=2)
    for x, text in ((134, "12"), (202, "34"), (270, "56")):
        pen.text((x, 250), text, "black", font, anchor="mm")
    pen.text((108, 318), "110", "black", font)
    pen.text((108, 352), "6", "black", font)
    pen.text((202, 350), "7", "black", font, anchor="mm")
    cell = cell_at(only_grid(reading(page)), 1, 0)
    assert cell.text.replace(" ", "") == "1106"
    assert cell.doubt


def test_merged_cells_keep_their_spans(reading: Callable[..., Document]) -> None:
    page = table([["", "34", "56"], ["", "7", "8"], ["9", "10", "11"]])
    pen = ImageDraw.Draw(page)
    pen.line((LEFT + 3, TOP + CELL_HIGH, LEFT + CELL_WIDE - 3, TOP + CELL_HIGH), fill="white", width=4)
    pen.text((LEFT + CELL_WIDE / 2, TOP + CELL_HIGH), "205", "black", ImageFont.load_default(SIZE), anchor="mm")
    cell = cell_at(only_grid(reading(page)), 0, 0)
    assert (cell.text, cell.rowspan, cell.colspan) == ("205", 2, 1)


# ---- one page with everything on it ----


@pytest.fixture
def whole_page() -> Any:
    """A page with a title, a heading and table 四."""
    path = next((path for path in CHINESE if Path(path).exists()), None)
    if path is None:
        pytest.skip("no Chinese font is installed here")
    page = Image.new("RGB", (WIDE, HIGH), "white")
    pen = ImageDraw.Draw(page)
    small, body, large = (ImageFont.truetype(path, size) for size in (19, 27, 42))
    pen.text((WIDE / 2, 150), "绥芬河市财政局2024年政府信息公开工作年度报告", "black", large, anchor="mm")
    pen.text((160, 230), "一、总体情况", "black", body)
    pen.text((160, 290), "2024年，我局主动公开政府信息312条，收到申请46件。", "black", body)
    pen.text((160, 350), "四、政府信息公开行政复议、行政诉讼情况", "black", body)
    left, top, wide = 50, 430, 76
    heads = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    for y in (top, top + 50, top + 100, top + 190, top + 250):
        pen.line((left if y != top + 50 else left + 5 * wide, y, left + 15 * wide, y), fill="black", width=2)
    for column in range(16):
        start = {0: top, 5: top, 15: top, 10: top + 50}.get(column, top + 100)
        pen.line((left + column * wide, start, left + column * wide, top + 250), fill="black", width=2)
    for x, y, text in (
        (2.5, 50, "行政复议"),
        (10, 25, "行政诉讼"),
        (7.5, 75, "未经复议直接起诉"),
        (12.5, 75, "复议后起诉"),
    ):
        pen.text((left + x * wide, top + y), text, "black", small, anchor="mm")
    figures = (72, 64, 178, 37, 351, 13, 4, 8, 1, 26, 12, 1, 1, 6, 20)
    for column, figure in enumerate(figures):
        x = left + (column + 0.5) * wide
        pen.text((x, top + 132), heads[column % 5][:2], "black", small, anchor="mm")
        pen.text((x, top + 160), heads[column % 5][2:], "black", small, anchor="mm")
        pen.text((x, top + 220), str(figure), "black", small, anchor="mm")
    pen.text((160, 740), "五、存在的主要问题及改进情况", "black", body)
    pen.text((160, 800), "公开的及时性有待提高。下一步，加强对各科室的督促。", "black", body)
    return page


def test_a_whole_page_gives_its_title_sections_and_table(reading: Callable[..., Document], whole_page: Any) -> None:
    page = stamped(dirtied(whole_page, angle=1.1, noise=7.0), 700, 600, 130)
    report = document_to_report(reading(page, "report.jpg", quality=75))
    assert (report.agency, report.year, report.format) == ("绥芬河市财政局", 2024, "scan")
    assert [section.number for section in report.sections] == [1, 4, 5]
    assert "收到申请46件" in report.sections[0].text
    values = {address: figure.value for address, figure in report.figures.items() if figure.is_sure}
    assert len(report.figures) == 15
    assert values[Address("disputes", "reconsideration", "total")] == 351
    assert values[Address("disputes", "litigation_after", "total")] == 20
    assert len(values) == 15


def test_a_scan_of_the_corpus_is_read_exactly(corpus: Path) -> None:
    name = "r18_hlj_office_2020_scan"
    truth = json.loads((corpus / "truth" / f"{name}.json").read_text())
    report = document_to_report(scan.read(corpus / "documents" / f"{name}.pdf"))
    expected = {
        Address(code, row, column): value
        for code, rows in truth["tables"].items()
        for row, columns in rows.items()
        for column, value in columns.items()
    }
    found = {address: figure for address, figure in report.figures.items() if figure.is_sure}
    wrong = {a: (f.value, expected.get(a)) for a, f in found.items() if plain(f.value) != expected.get(a)}
    assert wrong == {}
    assert len(found) >= 0.99 * len(expected)
    assert (report.agency, report.year) == (truth["agency"], truth["year"])
    assert len(report.sections) == 6
