"""The document as it is shown beside its figures."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from parsing.errors import Broken, Encrypted
from parsing.facsimile import facsimile_caged
from parsing.pages import PAGE_WIDTH
from parsing.pipeline import read
from parsing.report import Address
from submissions.demo.figures import HEILONGJIANG_2024
from submissions.demo.narrative import write_draft
from submissions.demo.write_docx import write_docx
from submissions.demo.write_pdf import write_pdf
from submissions.demo.write_text import write_text
from tests.documents import encrypted_pdf

DRAFT = write_draft(HEILONGJIANG_2024)
TOTAL = Address("requests", "total", "total")


def made(path: Path, data: bytes) -> list[dict[str, Any]]:
    path.write_bytes(data)
    return list(facsimile_caged(path, path.name))


def cell_of(parts: list[dict[str, Any]], table: int, row: int, column: int) -> str:
    (blocks,) = (part["blocks"] for part in parts)
    (grid,) = (block for block in blocks if block.get("table") == table)
    (text,) = (c["text"] for c in grid["cells"] if (c["row"], c["column"]) == (row, column))
    return str(text)


def test_a_pdf_is_shown_page_by_page_in_the_size_its_figures_are_placed_on(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    parts = made(path, write_pdf(DRAFT))
    assert [part["page"] for part in parts] == list(range(1, len(parts) + 1))
    place = read(path).figures[TOTAL].place
    page = parts[(place.page or 0) - 1]
    assert (page["width"], page["height"]) == (595.28, 841.89)
    picture = Image.open(io.BytesIO(page["picture"]))
    assert (picture.format, picture.width) == ("WEBP", PAGE_WIDTH)
    assert place.box is not None
    scale = picture.width / page["width"]
    box = [edge * scale for edge in place.box]
    inside = picture.convert("L").crop((box[0] + 4, box[1] + 4, box[2] - 4, box[3] - 4))
    assert min(inside.tobytes()) < 90  # digits


def test_the_tables_of_a_word_file_are_shown_as_found_under_the_numbers_of_the_evidence(tmp_path: Path) -> None:
    path = tmp_path / "report.docx"
    parts = made(path, write_docx(DRAFT))
    place = read(path).figures[TOTAL].place
    assert cell_of(parts, place.table or 0, place.row or 0, place.column or 0) == "10474"


def test_text_is_shown_with_the_offsets_of_the_evidence(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    ((blocks,),) = [[part["blocks"] for part in made(path, write_text(DRAFT))]]
    place = read(path).figures[TOTAL].place
    assert place.offset is not None
    line = next(b for b in blocks if b["offset"] <= place.offset < b["end"])
    assert "10474" in line["text"]


def test_rows_put_together_tell_where_in_the_file_each_of_their_cells_begins(tmp_path: Path) -> None:
    text = "二、主动公开政府信息情况\n信息内容 |\n本年处理决定数量 | ||\n行政许可 |\n12 | ||\n行政处罚 |\n345 | ||\n"
    ((blocks,),) = [[part["blocks"] for part in made(tmp_path / "report.txt", text.encode())]]
    row = blocks[-1]
    assert row["text"] == "行政处罚\t345"
    assert row["fields"] == [text.index("行政处罚"), text.index("345")]
    assert "fields" not in blocks[0]


def test_a_photograph_is_shown_the_way_it_was_held(tmp_path: Path) -> None:
    data = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter to the right
    Image.new("RGB", (800, 600), "white").save(data, "JPEG", exif=exif)
    (page,) = made(tmp_path / "photo.jpg", data.getvalue())
    assert page["height"] == 841.89
    assert page["width"] == pytest.approx(631.42)
    assert Image.open(io.BytesIO(page["picture"])).size == (600, 800)


def test_a_picture_longer_than_webp_can_be_is_shown_narrower(tmp_path: Path) -> None:
    data = io.BytesIO()
    Image.new("L", (1000, 20_000), 255).save(data, "PNG")
    (page,) = made(tmp_path / "long.png", data.getvalue())
    assert Image.open(io.BytesIO(page["picture"])).size == (819, 16_383)
    assert (page["width"], page["height"]) == pytest.approx((595.28, 11_905.6))


def test_every_frame_of_a_tiff_is_a_page_and_sixteen_bits_are_grey(tmp_path: Path) -> None:
    data = io.BytesIO()
    frames = [Image.new("I;16", (60, 80), value) for value in (0, 60000)]
    frames[0].save(data, "TIFF", save_all=True, append_images=frames[1:])
    parts = made(tmp_path / "scan.tif", data.getvalue())
    shades = [Image.open(io.BytesIO(part["picture"])).convert("L").getpixel((30, 40)) for part in parts]
    assert shades[0] == 0
    assert isinstance(shades[1], int)
    assert shades[1] > 220


def test_what_cannot_be_opened_is_said_in_its_own_words(tmp_path: Path) -> None:
    with pytest.raises(Encrypted):
        made(tmp_path / "locked.pdf", encrypted_pdf())
    with pytest.raises(Broken):
        made(tmp_path / "half.jpg", b"\xff\xd8\xff" + bytes(300))
