"""Tables pasted as pictures into the pages of a PDF whose text is printed."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from parsing import readers
from parsing.errors import OcrMissing
from parsing.grid import Document, Grid, Place
from parsing.pipeline import read
from parsing.readers import pasted, pdf
from submissions.demo.draft import Draft
from submissions.demo.figures import HUAIAN_2024
from submissions.demo.narrative import write_draft
from submissions.demo.typeset import FONT, broken, register
from submissions.demo.write_pdf import write_pdf
from tests.parsing.scans import Image, needs_ocr

DRAFT = write_draft(HUAIAN_2024, government=True)
RIGHT = dict(DRAFT.values)
PIXELS_A_POINT = 150 / 72


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("printed") / "report.pdf"
    path.write_bytes(write_pdf(DRAFT))
    return path


@pytest.fixture(scope="module")
def with_pictures(printed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report with its tables as pictures between the lines of its text."""
    path = tmp_path_factory.mktemp("pasted") / "report.pdf"
    path.write_bytes(_pasted(DRAFT, list(_pictures(printed))))
    return path


def _pictures(printed: Path) -> Sequence[tuple[Image.Image, int]]:
    """The tables of a printed report as pictures, with the section each stands in."""
    document, found = pypdfium2.PdfDocument(printed), []
    for grid in pdf.read(printed).grids:
        for page in sorted({cell.place.page or 1 for cell in grid.cells}):
            boxes = [cell.place.box for cell in grid.cells if cell.place.page == page and cell.place.box]
            sides = [
                min(b[0] for b in boxes),
                min(b[1] for b in boxes),
                max(b[2] for b in boxes),
                max(b[3] for b in boxes),
            ]
            whole = document[page - 1].render(scale=PIXELS_A_POINT).to_pil().convert("RGB")
            area = [round((side + (3 if n > 1 else -3)) * PIXELS_A_POINT) for n, side in enumerate(sides)]
            found.append((whole.crop(area), 2 if grid.width < 6 else 3 if grid.width < 12 else 4))
    return found


def _pasted(draft: Draft, pictures: Sequence[tuple[Image.Image, int]]) -> bytes:
    register()
    data = io.BytesIO()
    canvas, y = Canvas(data, pagesize=A4), 780.0
    for number, text in [(0, draft.title), *[(s.number, t) for s in draft.sections for t in (s.line, *s.paragraphs)]]:
        if any(s.line == text for s in draft.sections):
            for picture, _ in [one for one in pictures if one[1] == number - 1]:
                wide, high = (side / PIXELS_A_POINT for side in picture.size)
                ratio = min(1.0, 450 / wide, 640 / high)
                if y - ratio * high < 40:
                    canvas.showPage()
                    y = 780.0
                y -= ratio * high + 20
                canvas.drawImage(ImageReader(picture), 70, y + 10, ratio * wide, ratio * high)
        for line in broken(text, 12, 450):
            if y < 60:
                canvas.showPage()
                y = 780.0
            canvas.setFont(FONT, 12)
            canvas.drawString(70, y, line)
            y -= 20
    canvas.save()
    return data.getvalue()


@needs_ocr
def test_tables_in_pictures_beside_text_are_read(with_pictures: Path) -> None:
    report = read(with_pictures)
    sure = {address: figure.value for address, figure in report.figures.items() if figure.is_sure}
    assert {address: value for address, value in sure.items() if RIGHT[address] != value} == {}
    assert len(sure) > 0.95 * len(RIGHT)
    assert len(report.sections) == 6


def test_what_nobody_could_read_in_a_picture_is_said(with_pictures: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object) -> Document:
        raise OcrMissing

    monkeypatch.setattr(readers.load("scan"), "read_pages", missing)
    report = read(with_pictures)
    assert pasted.UNREAD.format(1) in report.warnings
    assert report.facts.pictures_unread == (pasted.NAME.format(1),)


def test_a_whole_report_with_pictures_on_its_pages_is_not_recognised(
    printed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(readers.load("scan"), "read_pages", lambda *parts: asked.append(parts))
    document = pdf.read(printed)
    assert document.pasted == ()
    monkeypatch.setattr(readers.load("pdf"), "read", lambda *_: replace(document, pasted=(1, 2)))
    assert len(read(printed).figures) == len(RIGHT)
    assert asked == []


def test_of_what_was_recognised_only_tables_without_text_of_their_own_are_taken(printed: Path) -> None:
    document = pdf.read(printed)
    below = replace(document.grids[0], cells=tuple(
        cell._replace(place=Place(page=1, box=(60.0, 2000.0, 90.0, 2010.0))) for cell in document.grids[0].cells
    ))  # fmt: skip
    seen = replace(document, blocks=(*document.grids, below))
    found = pasted.pasted_in(replace(document, pasted=(1,)), lambda numbers: seen)
    assert found == pasted.Pasted((below,))
    put = pasted.with_pasted(document, found)
    at = put.blocks.index(below)
    assert all((b.place.page or 1) == 1 for b in put.blocks[:at] if not isinstance(b, Grid)), "before the second page"
    assert put.warnings == (*document.warnings, pasted.READ.format(1))
    assert put.facts.recognised == (1,)
