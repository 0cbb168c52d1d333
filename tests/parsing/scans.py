"""Pictures of tables for the tests of the scan reader, and what is asked of what was read of them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import pytest

from parsing.grid import Cell, Document, Grid
from parsing.readers import scan

np = pytest.importorskip("numpy", reason="the ocr extra is not installed (requirements-ocr.txt)")
Image: Any = pytest.importorskip("PIL.Image", reason="the ocr extra is not installed (requirements-ocr.txt)")
ImageDraw: Any = pytest.importorskip("PIL.ImageDraw")
ImageFont: Any = pytest.importorskip("PIL.ImageFont")
ImageChops: Any = pytest.importorskip("PIL.ImageChops")

needs_ocr = pytest.mark.skipif(
    bool(scan.missing()), reason=f"the ocr extra is not installed: {', '.join(scan.missing())}"
)

WIDE, HIGH = 1240, 1754
"""A4 at 150 dpi."""
LEFT, TOP, CELL_WIDE, CELL_HIGH = 130, 200, 130, 56
SIZE = 26
CHINESE = (
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSerifCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
)
ROWS = (
    ("3001", "53", "0", "0", "61", "4", "3119"),
    ("34", "0", "0", "0", "0", "0", "34"),
    ("1288", "21", "0", "0", "50", "3", "1362"),
    ("1106", "11", "111", "7", "88", "300", "1008"),
    ("96171.6", "10,067", "2", "5", "9", "6", "8"),
)


def table(rows: Sequence[Sequence[str]], size: int = SIZE) -> Any:
    """A page with a ruled table of these texts, each in the middle of its cell."""
    page = Image.new("RGB", (WIDE, HIGH), "white")
    pen = ImageDraw.Draw(page)
    font = ImageFont.load_default(size)
    right, bottom = LEFT + CELL_WIDE * len(rows[0]), TOP + CELL_HIGH * len(rows)
    for row in range(len(rows) + 1):
        pen.line((LEFT, TOP + row * CELL_HIGH, right, TOP + row * CELL_HIGH), fill="black", width=2)
    for column in range(len(rows[0]) + 1):
        pen.line((LEFT + column * CELL_WIDE, TOP, LEFT + column * CELL_WIDE, bottom), fill="black", width=2)
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            pen.text(middle(row, column), text, fill="black", font=font, anchor="mm")
    return page


def middle(row: int, column: int) -> tuple[float, float]:
    return LEFT + (column + 0.5) * CELL_WIDE, TOP + (row + 0.5) * CELL_HIGH


def stamped(page: Any, x: int, y: int, radius: int = 120) -> Any:
    """A red seal, a ring and a star, over what is printed: the darker of each colour stays."""
    seal = Image.new("RGB", page.size, "white")
    pen = ImageDraw.Draw(seal)
    red = (214, 32, 38)
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), outline=red, width=7)
    turns = [(-90 + 36 * k, radius * (0.42 if k % 2 == 0 else 0.17)) for k in range(10)]
    pen.polygon([(x + r * np.cos(np.radians(a)), y + r * np.sin(np.radians(a))) for a, r in turns], fill=red)
    return Image.fromarray(np.minimum(np.asarray(page), np.asarray(seal)))


def dirtied(page: Any, *, angle: float = 0.0, noise: float = 0.0, quality: int = 0, shade: float = 0.0) -> Any:
    """The page skewed by degrees, with grey noise, a shadow towards one corner and JPEG's marks."""
    if angle:
        page = page.rotate(angle, Image.Resampling.BICUBIC, fillcolor="white")
    values = np.asarray(page, dtype=np.float32)
    if shade:
        down, along = np.mgrid[0 : values.shape[0], 0 : values.shape[1]]
        light = 1.0 - shade * (down / values.shape[0] + along / values.shape[1]) / 2
        values = values * light[..., None]
    if noise:
        values = values + np.random.default_rng(7).normal(0, noise, values.shape[:2])[..., None]
    page = Image.fromarray(values.clip(0, 255).astype(np.uint8))
    return as_jpeg(page, quality) if quality else page


def as_jpeg(page: Any, quality: int) -> Any:
    data = io.BytesIO()
    page.save(data, "JPEG", quality=quality)
    return Image.open(io.BytesIO(data.getvalue()))


def only_grid(document: Document) -> Grid:
    assert len(document.grids) == 1
    return document.grids[0]


def texts_of(grid: Grid) -> list[list[str]]:
    rows: list[list[str]] = [[] for _ in range(grid.height)]
    for cell in sorted(grid.cells, key=lambda cell: (cell.row, cell.column)):
        rows[cell.row].append(cell.text)
    return rows


def cell_at(grid: Grid, row: int, column: int) -> Cell:
    return next(cell for cell in grid.cells if (cell.row, cell.column) == (row, column))


def sure_and_wrong(document: Document, rows: Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    """Figures read without doubt that are not those at their place on a page that was not turned."""
    unit = HIGH / 841.89
    found = []
    for cell in (cell for grid in document.grids for cell in grid.cells):
        assert cell.place.box is not None
        x, y = ((cell.place.box[k] + cell.place.box[k + 2]) / 2 * unit for k in (0, 1))
        row, column = int((y - TOP) // CELL_HIGH), int((x - LEFT) // CELL_WIDE)
        if not cell.doubt and cell.text.strip("—") and cell.text != rows[row][column]:
            found.append((cell.text, rows[row][column]))
    return found


def perspective(to: Sequence[float], source: Sequence[float]) -> list[float]:
    """PIL's eight numbers of the map that takes ``to`` back to ``source``."""
    lines = []
    for (x, y), (u, v) in zip(
        zip(to[::2], to[1::2], strict=True), zip(source[::2], source[1::2], strict=True), strict=True
    ):
        lines += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
    answer = np.linalg.solve(np.array(lines, dtype=float), np.array(source, dtype=float))
    return [float(value) for value in answer]
