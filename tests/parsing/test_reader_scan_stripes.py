"""White stripes of a worn drum over tables on scans: digits are gone in them, and nothing at them is sure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from parsing.grid import Document
from parsing.readers import scan
from tests.parsing.scans import Image, middle, needs_ocr, np, only_grid, table, texts_of

pytestmark = needs_ocr

if not scan.missing():
    from parsing.readers.scan.stripes import mended

ROWS = (("120", "3", "0", "14"), ("8", "64", "5", "0"), ("14", "7", "44", "102"), ("75", "0", "0", "38"))
UNIT = 1754 / 841.89


def striped(down: tuple[int, int] | None = None, across: tuple[int, int] | None = None) -> Any:
    """The page with a stripe from one pixel to another."""
    page = np.asarray(table(ROWS)).copy()
    if down:
        page[:, slice(*down)] = 255
    if across:
        page[slice(*across)] = 255
    return Image.fromarray(page)


@pytest.mark.parametrize(
    ("column", "before", "after"), [(1, -8, 8), (3, -17, 0)], ids=["whole figures", "first digits"]
)
def test_nothing_in_a_stripe_down_a_column_is_sure_and_all_beside_it_is(
    reading: Callable[..., Document], column: int, before: int, after: int
) -> None:
    x = round(middle(0, column)[0])
    grid = only_grid(reading(striped(down=(x + before, x + after))))
    assert len(texts_of(grid)) == 4
    for cell in grid.cells:
        if cell.column == column:
            assert cell.doubt
        else:
            assert (cell.text, cell.doubt) == (ROWS[cell.row][cell.column], "")


def test_a_row_gone_in_a_stripe_across_is_in_doubt(reading: Callable[..., Document]) -> None:
    y = round(middle(1, 0)[1])
    grid = only_grid(reading(striped(across=(y - 11, y + 11))))
    assert {cell.row for cell in grid.cells if cell.doubt} == {1}
    assert [len(row) for row in texts_of(grid)] == [4, 4, 4, 4]


def test_white_between_two_tables_is_no_stripe() -> None:
    page = np.full((600, 800), 250, np.uint8)
    for left in (50, 410):
        for y in range(100, 500, 50):
            page[y : y + 2, left : left + 342] = 20
        for x in range(left, left + 350, 114):
            page[100:452, x : x + 2] = 20
    assert mended(page, UNIT)[1] == ((), ())
