"""Pages kept in one bit: copied pixel by pixel, and the dots that stand for their shading are no print."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from parsing.readers import scan
from tests.parsing.scans import (
    CELL_HIGH,
    CELL_WIDE,
    HIGH,
    LEFT,
    ROWS,
    TOP,
    WIDE,
    Image,
    needs_ocr,
    np,
    only_grid,
    table,
    texts_of,
)

pytestmark = needs_ocr

if not scan.missing():
    from parsing.readers.scan.pages import opened
    from parsing.readers.scan.screens import without_screens


def shaded(page: Any, grey: int, rows: tuple[int, ...]) -> Any:
    """The page with some rows of its table on grey."""
    values = np.asarray(page).copy()
    right = LEFT + CELL_WIDE * len(ROWS[0])
    for row in rows:
        part = values[TOP + row * CELL_HIGH : TOP + (row + 1) * CELL_HIGH, LEFT:right]
        np.minimum(part, grey, out=part)
    return Image.fromarray(values)


def in_one_bit(page: Any, dpi: float = 150.0) -> bytes:
    data = io.BytesIO()
    page.convert("1", dither=Image.Dither.FLOYDSTEINBERG).save(data, "PDF", resolution=dpi)
    return data.getvalue()


@pytest.mark.parametrize("grey", [238, 217, 204, 191])
def test_figures_on_the_dots_of_shaded_rows_are_read(tmp_path: Path, grey: int) -> None:
    path = tmp_path / "shaded.pdf"
    path.write_bytes(in_one_bit(shaded(table(ROWS), grey, (0, 2, 4))))
    grid = only_grid(scan.read(path))
    assert sum(bool(cell.doubt) for cell in grid.cells) <= (0 if grey > 210 else 2)
    assert texts_of(grid) == [list(row) for row in ROWS]


@pytest.mark.parametrize(("wide", "dpi"), [(WIDE, 150.0), (WIDE + 13, 150.0), (WIDE, 200.0), (1653, 200.0)])
def test_a_picture_that_fills_its_page_is_copied_and_not_resampled(tmp_path: Path, wide: int, dpi: float) -> None:
    dots = np.random.default_rng(3).random((HIGH, wide)) < 0.5
    path = tmp_path / "dots.pdf"
    path.write_bytes(in_one_bit(Image.fromarray(np.where(dots, 255, 0).astype(np.uint8)), dpi))
    with opened(path) as source:
        pixels = source.sheet(1).pixels
    assert pixels.shape[:2] == dots.shape
    assert (pixels[..., 0] == np.where(dots, 255, 0)).all()


def test_points_of_print_and_lines_of_dots_are_left() -> None:
    page: Any = np.full((HIGH, WIDE), 250, np.uint8)
    page[100:102, 100:900:4] = 0  # a dotted line
    page[300:302, 300:302] = 0  # a decimal point
    page[600:1200:3, 100:1100:3] = 0  # a screen, which leaves none of itself
    page[880:882, 500:502] = 0  # a decimal point in it
    clean = without_screens(page, HIGH / 842)
    assert (clean[:400] == page[:400]).all()
    assert (clean[880:882, 500:502] == 0).all()
    assert (clean[595:1205] < 250).sum() <= 16
