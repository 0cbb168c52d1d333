"""Pieces of lines down the page that no line across holds, in the lines of print of a scan."""

from __future__ import annotations

from typing import Any

from parsing.readers import scan
from tests.parsing.scans import needs_ocr, np

pytestmark = needs_ocr

if not scan.missing():
    from parsing.readers.scan.bars import without_bars
    from parsing.readers.scan.ink import ink_of

UNIT = 2.0


def page_with(*boxes: tuple[int, int, int, int]) -> Any:
    """A page with ink in these boxes of pixels, and digits 18 pixels high beside."""
    page = np.full((200, 400), 250, np.uint8)
    for x0, y0, x1, y1 in (*((20 * n, 100, 20 * n + 10, 118) for n in range(2, 10)), *boxes):
        page[y0:y1, x0:x1] = 20
    return page


def test_a_thin_upright_piece_higher_than_print_is_a_line_and_no_character() -> None:
    page = page_with((300, 92, 303, 126))
    bare, ink, rules = without_bars(page, ink_of(page, UNIT), [])
    assert [(round(rule.x0), round(rule.y0), round(rule.y1)) for rule in rules] == [(151, 46, 63)]
    assert len(ink.blobs) == 8
    assert (bare[85:130, 290:315] == 250).all()


def test_a_one_is_no_higher_than_print_and_what_stands_in_a_table_stays() -> None:
    page = page_with((300, 100, 303, 118))
    assert without_bars(page, ink_of(page, UNIT), [])[2] == []
    page = page_with((300, 92, 303, 126))
    assert without_bars(page, ink_of(page, UNIT), [(140.0, 40.0, 160.0, 70.0)])[2] == []
