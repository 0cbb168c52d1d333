"""Pictures much longer than a page: whole web pages as browsers and telephones take them."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from parsing.errors import LimitExceeded
from parsing.grid import Document
from parsing.readers import read_document, scan
from tests.parsing.scans import Image, ImageDraw, ImageFont, needs_ocr, np, only_grid, texts_of

if not scan.missing():
    from parsing.readers.scan import long
    from parsing.readers.scan.pages import SHORTEST_SIDE, Sheet

pytestmark = needs_ocr

WIDE, ROW, COLUMN, LEFT, TOP, SIZE = 1100, 45, 180, 100, 120, 20
COUNT = 40
"""Rows: more than a page's worth."""


def rows_of(count: int) -> list[list[str]]:
    rng = Random(11)
    return [[str(rng.choice((0, 7, 38, 216, 4905)) + rng.randrange(9)) for _ in range(5)] for _ in range(count)]


def long_table(rows: list[list[str]], line: int = 0, ground: Any = "white", dark: bool = False) -> Any:
    """A picture of a table of many rows, its lines as dark as ``line``."""
    page = Image.new("RGB", (WIDE, 2 * TOP + ROW * len(rows)), ground)
    pen, font = ImageDraw.Draw(page), ImageFont.load_default(SIZE)
    right, foot = LEFT + COLUMN * len(rows[0]), TOP + ROW * len(rows)
    for row in range(len(rows) + 1):
        pen.line((LEFT, TOP + ROW * row, right, TOP + ROW * row), fill=(line,) * 3)
    for column in range(len(rows[0]) + 1):
        pen.line((LEFT + COLUMN * column, TOP, LEFT + COLUMN * column, foot), fill=(line,) * 3)
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            at = LEFT + (column + 0.5) * COLUMN, TOP + (row + 0.5) * ROW
            pen.text(at, text, fill=(20, 20, 20), font=font, anchor="mm")
    return Image.fromarray(255 - np.asarray(page)) if dark else page


@pytest.fixture
def read(tmp_path: Path) -> Callable[[Any, str], Document]:
    def read(picture: Any, name: str) -> Document:
        path = tmp_path / name
        picture.save(path)
        return read_document(path)

    return read


@pytest.mark.parametrize(
    ("name", "looks"),
    [
        ("screen.png", {}),
        ("screen.jpg", {"line": 150}),
        ("screen.pdf", {}),
        ("night.png", {"dark": True}),
        ("tinted.png", {"ground": (240, 246, 252)}),
    ],
)
def test_every_row_of_a_long_table_is_read_and_tells_where_it_stands(
    read: Callable[[Any, str], Document], name: str, looks: dict[str, Any]
) -> None:
    rows = rows_of(COUNT)
    picture = long_table(rows, **looks)
    document = read(picture, name)
    grid = only_grid(document)
    assert document.pages == 1
    assert texts_of(grid) == rows
    assert [cell.text for cell in grid.cells if cell.doubt] == []
    points = grid.place.box
    assert points is not None
    scale = (ROW * COUNT) / (points[3] - points[1])  # pixels a point of the page as it is shown
    for cell in grid.cells:
        box = cell.place.box
        assert cell.place.page == 1
        assert box is not None
        assert (box[1] + box[3]) / 2 * scale == pytest.approx(TOP + (cell.row + 0.5) * ROW, abs=ROW / 4)


def test_pieces_are_cut_along_lines_or_where_no_print_is() -> None:
    edges = long._edges(np.asarray(long_table(rows_of(COUNT))))
    page = long._page_height(edges, WIDE)
    cuts = long._cuts(edges, WIDE, page)
    assert page == SHORTEST_SIDE
    assert len(cuts) == 1
    for cut in cuts:
        assert min((cut - TOP) % ROW, (TOP - cut) % ROW) <= 1


def test_a_page_is_as_high_as_so_many_lines_of_its_print() -> None:
    rows = ["政府信息公开工作年度报告所列数据的统计期限" * 2] * 60
    page = Image.new("RGB", (WIDE, 60 * 66), "white")
    pen = ImageDraw.Draw(page)
    for row, text in enumerate(rows):
        for place in range(len(text)):
            pen.rectangle(
                (60 + place * 23, row * 66 + 12, 60 + place * 23 + 16, row * 66 + 38), outline="black", width=2
            )
            pen.line((60 + place * 23 + 8, row * 66 + 12, 60 + place * 23 + 8, row * 66 + 38), fill="black", width=2)
    high = long._page_height(long._edges(np.asarray(page)), WIDE)
    assert WIDE < high <= 2 * WIDE
    assert high == pytest.approx(80 * 26, abs=160)


def test_a_photograph_is_not_cut() -> None:
    noise = np.random.default_rng(3).integers(0, 255, (2400, 900, 3), dtype=np.uint8)
    assert long._cuts(long._edges(noise), 900, 1400) == []
    assert long.read_sheet(Sheet(1, noise, 315.0, 841.89)).page.number == 1


def test_what_no_report_is_as_long_as_is_refused() -> None:
    blank = np.full((64 * 400, 400), 255, np.uint8)
    with pytest.raises(LimitExceeded):
        long._cuts(long._edges(blank), 400, 400)


def test_a_long_picture_in_a_word_file_is_read_alike() -> None:
    rows = rows_of(COUNT)
    data = io.BytesIO()
    long_table(rows).save(data, "PNG")
    assert texts_of(only_grid(scan.read_picture(data.getvalue()))) == rows


def test_lines_down_from_edge_to_edge_of_a_piece_are_no_streaks(read: Callable[[Any, str], Document]) -> None:
    rows = [row[:2] for row in rows_of(90)]
    picture = long_table(rows)
    first, last, *_ = long._cuts(long._edges(np.asarray(picture)), WIDE, SHORTEST_SIDE)
    assert TOP < first < last < TOP + ROW * len(rows)
    assert texts_of(only_grid(read(picture, "screen.png"))) == rows
