"""Boxes of web forms within the cells of a printed table."""

from __future__ import annotations

from parsing.readers.pdf.page import Rule
from tests.parsing.set_pages import Word, grids, page_of, ruled

TABLE = ruled((40, 160, 260, 360), (40, 70, 100))
WORDS: list[Word] = [
    (60, 55, "规章"),
    (180, 55, "30"),
    (280, 55, "7"),
    (60, 85, "行政许可"),
    (180, 85, "6"),
    (280, 85, ""),
]
CELLS = [["规章", "30", "7"], ["行政许可", "6", ""]]


def box(x0: float, y0: float, x1: float, y1: float) -> list[Rule]:
    return [Rule(x0, y0, x1, y0), Rule(x0, y1, x1, y1), Rule(x0, y0, x0, y1), Rule(x1, y0, x1, y1)]


def test_boxes_within_cells_part_nothing() -> None:
    boxes = [rule for x in (175, 275) for y in (45, 75) for rule in box(x, y, x + 50, y + 18)]
    assert grids(page_of(WORDS, [*TABLE, *boxes])) == [CELLS]


def test_cells_set_apart_in_a_frame_are_cells() -> None:
    apart = [rule for x in (45, 150, 255) for y in (45, 75) for rule in box(x, y, x + 100, y + 25)]
    assert grids(page_of(WORDS, [*box(40, 40, 360, 105), *apart])) == [CELLS]
