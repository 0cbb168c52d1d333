"""Files of scans: kinds of pictures, several pages, and what is refused."""

from __future__ import annotations

import io
import os
import random
import socket
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest

from parsing.cage import read_caged
from parsing.errors import Broken, Encrypted, LimitExceeded, NotAReport, OcrMissing
from parsing.grid import Document
from parsing.readers import scan
from tests.parsing.scans import (
    CELL_HIGH,
    CELL_WIDE,
    HIGH,
    ROWS,
    WIDE,
    Image,
    needs_ocr,
    np,
    only_grid,
    table,
    texts_of,
)

pdfium: Any = pytest.importorskip("pypdfium2", reason="the ocr extra is not installed (requirements-ocr.txt)")

pytestmark = needs_ocr

if not scan.missing():
    from parsing.readers.scan.pages import opened


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


def test_a_fax_is_as_high_as_its_lines_an_inch_make_it(reading: Callable[..., Document]) -> None:
    rows = [["12", "305"], ["0", "47"]]
    page = table(rows).convert("L")
    flat = page.resize((page.width, page.height // 2), Image.Resampling.BOX).convert("1", dither=0)
    document = reading(flat, "fax.tif", compression="group4", dpi=(150, 75))
    assert texts_of(only_grid(document)) == rows
    x0, y0, x1, y1 = only_grid(document).place.box or (0, 0, 0, 0)
    assert (y1 - y0) / (x1 - x0) == pytest.approx(2 * CELL_HIGH / (2 * CELL_WIDE), abs=0.03)


def test_the_stairs_of_a_fax_kept_with_every_line_twice_are_smoothed(tmp_path: Path) -> None:
    page = table([["12", "305"], ["0", "47"]]).convert("L")
    flat = page.resize((page.width, page.height // 2), Image.Resampling.BOX).convert("1", dither=0)
    stairs = flat.resize(page.size, Image.Resampling.NEAREST)
    for name, picture in (("stairs.png", stairs), ("page.png", page.convert("1", dither=0))):
        picture.save(tmp_path / name)
        with opened(tmp_path / name) as source:
            sheet = source.sheet(1)
        assert sheet.pixels.shape == (HIGH, WIDE)
        assert (len(np.unique(sheet.pixels)) > 2) == (name == "stairs.png")


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


@pytest.mark.parametrize("size", [(2000, 1), (1, 2000), (3, 2), (1, 1)])
def test_a_page_that_is_a_sliver_has_nothing_on_it(tmp_path: Path, size: tuple[int, int]) -> None:
    """Found by atheris: a page a hundred times as long as wide."""
    document = pdfium.PdfDocument.new()
    document.new_page(*size)
    document.save(tmp_path / "sliver.pdf")
    assert scan.read(tmp_path / "sliver.pdf").blocks == ()


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


def test_a_scan_can_be_read_within_the_limits_of_the_cage(tmp_path: Path) -> None:
    path = tmp_path / "table.png"
    table([["12", "305"], ["0", "47"]]).save(path)
    with pytest.raises(NotAReport):
        read_caged(path)


def test_the_library_of_the_model_tells_nobody_of_its_work(tmp_path: Path) -> None:
    """It would keep a number of this machine and what it has to tell in the home of whoever runs it; CI is let off."""
    code = "from parsing.readers.scan import recogniser; recogniser.model()"
    clean = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    subprocess.run([sys.executable, "-c", code], env=clean, check=True)
    assert list(tmp_path.rglob("*")) == []


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
