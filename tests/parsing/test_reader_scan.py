"""Scans: pictures of tables drawn here, one page with everything on it, and the corpus where it is."""

from __future__ import annotations

import io
import json
import random
import socket
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

import pytest

from parsing.errors import Broken, Encrypted, LimitExceeded, OcrMissing
from parsing.grid import Cell, Document, Grid
from parsing.pipeline import document_to_report
from parsing.readers import scan
from parsing.report import Address, plain

np = pytest.importorskip("numpy", reason="the ocr extra is not installed (requirements-ocr.txt)")
Image: Any = pytest.importorskip("PIL.Image", reason="the ocr extra is not installed (requirements-ocr.txt)")
ImageDraw: Any = pytest.importorskip("PIL.ImageDraw")
ImageFont: Any = pytest.importorskip("PIL.ImageFont")
pdfium: Any = pytest.importorskip("pypdfium2", reason="the ocr extra is not installed (requirements-ocr.txt)")

pytestmark = pytest.mark.skipif(
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


@pytest.fixture
def reading(tmp_path: Path) -> Callable[..., Document]:
    def read(page: Any, name: str = "page.png", **options: Any) -> Document:
        path = tmp_path / name
        page.save(path, **options)
        return scan.read(path)

    return read


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
        (WIDE, HIGH), Image.Transform.PERSPECTIVE, _perspective(corners, inward), Image.Resampling.BICUBIC, fillcolor="white"
    )  # fmt: skip
    grid = only_grid(reading(dirtied(page, shade=0.3, quality=75), "photo.jpg"))
    assert texts_of(grid) == [list(row) for row in ROWS]


def _perspective(to: Sequence[float], source: Sequence[float]) -> list[float]:
    """PIL's eight numbers of the map that takes ``to`` back to ``source``."""
    lines = []
    for (x, y), (u, v) in zip(
        zip(to[::2], to[1::2], strict=True), zip(source[::2], source[1::2], strict=True), strict=True
    ):
        lines += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
    answer = np.linalg.solve(np.array(lines, dtype=float), np.array(source, dtype=float))
    return [float(value) for value in answer]


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


@pytest.mark.parametrize(
    ("name", "mode", "options"),
    [("page.jpg", "RGB", {"quality": 70}), ("page.tif", "1", {"compression": "group4"}), ("page.png", "RGBA", {}),
     ("page.tiff", "L", {"compression": "tiff_lzw"}), ("page.png", "P", {})],
)  # fmt: skip
def test_every_kind_of_picture_is_read(
    reading: Callable[..., Document], name: str, mode: str, options: dict[str, Any]
) -> None:
    rows = [["12", "305"], ["0", "47"]]
    grid = only_grid(reading(table(rows).convert(mode), name, **options))
    assert texts_of(grid) == rows


def test_a_tiff_and_a_pdf_of_several_pages_are_read_page_by_page(tmp_path: Path) -> None:
    pages = [table([["12", "305"], ["0", "47"]]), table([["9", "8"], ["7", "6"], ["5", "4"]])]
    told: list[tuple[int, int]] = []
    for name in ("pages.tif", "pages.pdf"):
        path = tmp_path / name
        pages[0].save(path, save_all=True, append_images=pages[1:])
        document = scan.read(path, lambda step, steps: told.append((step, steps)))
        assert document.pages == 2
        assert {cell.place.page for grid in document.grids for cell in grid.cells} == {1, 2}
        assert "305" in [cell.text for grid in document.grids for cell in grid.cells]
    assert told == [(1, 2), (2, 2)] * 2
    second = scan.read_pages(tmp_path / "pages.pdf", [2])
    assert texts_of(second.grids[0]) == [["9", "8"], ["7", "6"], ["5", "4"]]


def test_a_picture_turned_by_its_camera_is_set_right(reading: Callable[..., Document]) -> None:
    rows = [["12", "305"], ["0", "47"]]
    exif = Image.Exif()
    exif[0x0112] = 6
    grid = only_grid(reading(table(rows).rotate(90, expand=True), "photo.jpg", exif=exif, quality=85))
    assert texts_of(grid) == rows


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


# ---- harm and limits ----


def test_a_picture_too_large_is_refused_by_its_header(tmp_path: Path) -> None:
    header = struct.pack(">IIBBBBB", 20000, 20000, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
    path = tmp_path / "huge.png"
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", 0) + b"IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))
    )
    with pytest.raises(LimitExceeded, match="1 亿像素"):
        scan.read(path)


def test_more_than_sixty_pages_are_refused(tmp_path: Path) -> None:
    document = pdfium.PdfDocument.new()
    for _ in range(61):
        document.new_page(595, 842)
    document.save(tmp_path / "long.pdf")
    with pytest.raises(LimitExceeded, match="60 页"):
        scan.read(tmp_path / "long.pdf")


@pytest.mark.parametrize(
    "data", [b"\xff\xd8\xff\xe0 nothing", b"\x89PNG\r\n\x1a\n....", b"II*\0\0\0", b"%PDF-1.4 nothing"]
)
def test_a_broken_file_is_called_broken(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "broken"
    path.write_bytes(data)
    with pytest.raises(Broken):
        scan.read(path)


def test_a_picture_cut_short_is_called_broken(tmp_path: Path) -> None:
    data = io.BytesIO()
    table(ROWS).save(data, "PNG")
    path = tmp_path / "cut.png"
    path.write_bytes(data.getvalue()[: len(data.getvalue()) // 3])
    with pytest.raises(Broken, match="重新扫描"):
        scan.read(path)


def test_an_empty_page_gives_an_empty_document_and_says_so(reading: Callable[..., Document]) -> None:
    document = reading(Image.new("L", (WIDE, HIGH), 255))
    assert document.blocks == ()
    assert document.warnings == ("第1页没有识别到文字。",)


def test_a_picture_of_something_else_ends_in_a_document(reading: Callable[..., Document]) -> None:
    colours = Image.frombytes("RGB", (24, 32), random.Random(3).randbytes(24 * 32 * 3))
    document = reading(colours.resize((WIDE, HIGH), Image.Resampling.BICUBIC))
    assert not [cell for grid in document.grids for cell in grid.cells if cell.text.isdigit() and not cell.doubt]


def test_without_the_packages_the_answer_says_what_to_upload(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(scan, "find_spec", lambda name: None)
    with pytest.raises(OcrMissing, match="上传 Word 原件") as caught:
        scan.read(tmp_path / "absent.png")
    assert caught.value.code == "ocr_missing"
    assert "onnxruntime" in caught.value.detail


def test_naming_the_reader_loads_none_of_its_packages() -> None:
    code = "import sys, parsing.readers.scan as s; s.missing(); print([n for n in s.PACKAGES if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_nothing_is_fetched_from_a_network(reading: Callable[..., Document], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> NoReturn:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert texts_of(only_grid(reading(table([["12", "305"], ["0", "47"]])))) == [["12", "305"], ["0", "47"]]


def test_an_encrypted_pdf_is_called_encrypted(tmp_path: Path) -> None:
    encryption = pytest.importorskip("reportlab.lib.pdfencrypt")
    canvas = pytest.importorskip("reportlab.pdfgen.canvas")
    path = tmp_path / "locked.pdf"
    paper = canvas.Canvas(str(path), encrypt=encryption.StandardEncryption("secret"))
    paper.drawString(100, 100, "x")
    paper.save()
    with pytest.raises(Encrypted):
        scan.read(path)


@pytest.mark.parametrize("name", ["r17_huaian_2024_scan", "r18_hlj_office_2020_scan"])
def test_the_scans_of_the_corpus_are_read_exactly(corpus: Path, name: str) -> None:
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
