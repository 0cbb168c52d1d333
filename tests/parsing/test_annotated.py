"""The annotated PDF: boxes where the figures stand, numbers beside them, the list at the end."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from parsing.annotated import Note, annotate_caged
from parsing.errors import ParsingError
from parsing.grid import Place

HEADING = "A-02 表三“（七）总计”行“其他”列：应为 148，填写 151"


def note(number: int = 1, *places: Place, severity: str = "mandatory") -> Note:
    return Note(number, severity, places, HEADING, ("怎样改：逐行核对",))


def text_of(page: pdfium.PdfPage) -> str:
    return str(page.get_textpage().get_text_bounded())


def pdf(path: Path, *, turn: int = 0, crop: tuple[int, int, int, int] | None = None) -> Path:
    """A4 with one word; shown turned, or only part of it."""
    canvas = Canvas(str(path), pagesize=(595, 842))
    canvas.drawString(100, 700, "original")
    canvas.showPage()
    canvas.save()
    document = pdfium.PdfDocument(path)
    document[0].set_rotation(turn)
    if crop:
        document[0].set_cropbox(*crop)
    out = io.BytesIO()
    document.save(out)
    path.write_bytes(out.getvalue())
    return path


def red(page: pdfium.PdfPage, x: float, y: float) -> bool:
    """Whether the page shows the colour of 强制 near this point, counted from its top left."""
    picture = page.render(scale=2).to_pil().convert("RGB")
    box = (int(x * 2) - 4, int(y * 2) - 4, int(x * 2) + 4, int(y * 2) + 4)
    data = picture.crop(box).tobytes()
    return any(r > 150 and g < 90 and b < 90 for r, g, b in zip(data[::3], data[1::3], data[2::3], strict=True))


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [None, (20, 30, 575, 800)])
def test_the_box_stands_where_the_figure_is_seen(
    tmp_path: Path, turn: int, crop: tuple[int, int, int, int] | None
) -> None:
    path = pdf(tmp_path / "a.pdf", turn=turn, crop=crop)
    made = pdfium.PdfDocument(annotate_caged(path, "a.pdf", "清单", [note(7, Place(page=1, box=(120, 200, 180, 220)))]))
    page = made[0]
    for x, y in ((120, 210), (180, 212), (150, 200), (150, 220)):
        assert red(page, x, y), (x, y)
    assert not red(page, 150, 210), "what is in the box stays legible"
    assert red(page, 185, 204), "the number stands beside the box"
    assert "7" in text_of(page)
    assert "original" in text_of(page)


def test_the_list_comes_last_with_every_finding(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf")
    notes = [note(1, Place(page=1, box=(1, 1, 9, 9))), note(2, severity="verify"), note(3, severity="notice")]
    made = pdfium.PdfDocument(annotate_caged(path, "a.pdf", "某厅2024年问题清单", notes))
    assert len(made) == 2
    words = "".join(text_of(made[1]).split())
    assert "某厅2024年问题清单" in words
    for part in (
        "1．【强制】A-02",
        "2．【核实】",
        "3．【提示】",
        "应为148，填写151",
        "逐行核对",
        "见第1页",
        "未在页面上标出",
    ):
        assert part in words


def test_a_document_without_findings_says_so(tmp_path: Path) -> None:
    made = pdfium.PdfDocument(annotate_caged(pdf(tmp_path / "a.pdf"), "a.pdf", "清单", []))
    assert "没有发现问题" in text_of(made[1])


def test_a_box_on_a_page_that_is_not_there_costs_nothing(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf")
    assert (
        len(pdfium.PdfDocument(annotate_caged(path, "a.pdf", "清单", [note(1, Place(page=9, box=(1, 1, 9, 9)))]))) == 2
    )


def test_a_photograph_becomes_a_pdf_of_its_picture(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("RGB", (600, 848), "white").save(path)
    made = pdfium.PdfDocument(annotate_caged(path, "a.png", "清单", [note(1, Place(page=1, box=(100, 100, 200, 130)))]))
    assert len(made) == 2
    assert red(made[0], 150, 100)


def test_a_web_page_becomes_its_tables_with_the_numbers_in_the_cells(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<p>标题</p><table><tr><td>总计</td><td>151</td></tr><tr><td>其他</td><td>148</td></tr></table>")
    made = pdfium.PdfDocument(annotate_caged(path, "a.html", "清单", [note(4, Place(table=1, row=1, column=2))]))
    words = "".join(text_of(made[0]).split())
    assert "[4]151" in words
    assert "]148" not in words


def test_pasted_text_keeps_its_lines_and_marks_the_one_that_is_meant(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("标题\n总计 151\n其他 148\n")
    made = pdfium.PdfDocument(annotate_caged(path, "a.txt", "清单", [note(2, Place(offset=6, end=9))]))
    words = "".join(text_of(made[0]).split())
    assert "[2]总计151" in words
    assert "]其他" not in words


def test_a_broken_file_is_told_in_words(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.4\nnothing")
    with pytest.raises(ParsingError):
        annotate_caged(path, "a.pdf", "清单", [])


def test_markup_in_a_report_is_no_markup_of_ours(tmp_path: Path) -> None:
    bad = Note(1, "notice", (), "<b>&amp; <font size=900>", ("𠀀\x07<br/>",))
    made = pdfium.PdfDocument(annotate_caged(pdf(tmp_path / "a.pdf"), "a.pdf", "<i>", [bad]))
    assert "<font size=900>" in text_of(made[1])
