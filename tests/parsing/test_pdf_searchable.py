"""Searchable scans: whatever hides the text an OCR put into a file, it is not taken for what the page shows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from parsing import readers
from parsing.errors import Illegible, NotAReport, NoTextLayer, OcrMissing
from parsing.grid import LAYERED, Document, Paragraph, Place
from parsing.pipeline import read
from parsing.readers import pdf
from submissions.demo.draft import Draft
from submissions.demo.figures import HUAIAN_2024
from submissions.demo.narrative import write_draft
from submissions.demo.write_pdf import write_pdf
from tests.parsing.made_pdfs import page_pdf, stream
from tests.parsing.searchable import BESIDES, HIDINGS, ORDERS, PICTURES, SearchableScan, pages_of

WAYS = [
    (order, hiding, PICTURES[(n + len(order)) % len(PICTURES)], BESIDES[(2 * n + k) % len(BESIDES)])
    for k, order in enumerate(ORDERS)
    for n, hiding in enumerate(HIDINGS)
]
SEEN_AS_TEXT = (
    ("over", "transparent", "margins", "nothing"),
    ("over", "nearly transparent", "page", "frame"),
    ("over", "white", "strips", "frame"),
    ("over", "no outlines", "page", "footer"),
    ("over", "not hidden", "masks", "nothing"),
    ("over", "no colorant", "narrow", "line"),
    ("over", "masked", "page", "nothing"),
    ("under", "transparent form", "page", "frame"),
)
"""Ways of which each was once read as if its text were printed."""


@pytest.fixture(scope="module")
def draft() -> Draft:
    return write_draft(HUAIAN_2024, government=True)


@pytest.fixture(scope="module")
def printed(draft: Draft, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("printed") / "report.pdf"
    path.write_bytes(write_pdf(draft))
    return path


@pytest.fixture
def scanned(printed: Path, tmp_path: Path) -> Callable[..., Path]:
    def made(*way: str, share: float = 0.15) -> Path:
        path = tmp_path / "scan.pdf"
        path.write_bytes(SearchableScan(*way).write(printed, Random("".join(way)), share))
        return path

    return made


@pytest.fixture
def without_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object) -> Document:
        raise OcrMissing

    for name in ("read", "read_pages"):
        monkeypatch.setattr(readers.load("scan"), name, missing)


@pytest.mark.usefixtures("without_ocr")
@pytest.mark.parametrize("way", [*SEEN_AS_TEXT, *WAYS], ids=", ".join)
def test_no_figure_of_a_hidden_text_is_sure(scanned: Callable[..., Path], way: tuple[str, ...]) -> None:
    try:
        report = read(scanned(*way))
    except (NoTextLayer, NotAReport, Illegible):
        return
    assert [str(address) for address, figure in report.figures.items() if figure.is_sure] == []


@pytest.mark.parametrize("way", SEEN_AS_TEXT, ids=", ".join)
def test_every_page_of_a_scan_is_read_from_its_picture(
    scanned: Callable[..., Path], way: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = scanned(*way, share=0.0)
    every = list(range(1, len(pages_of(path)) + 1))
    asked: list[list[int]] = []

    def seen(path: Path, numbers: list[int] | None) -> Document:
        asked.append(numbers or every)
        return Document("scan", tuple(Paragraph("图", Place(page=number)) for number in every))

    monkeypatch.setattr(readers.load("scan"), "read", seen)
    monkeypatch.setattr(readers.load("scan"), "read_pages", seen)
    readers.read_document(path)
    assert asked == [every], "right as the text may be"


def test_what_is_doubted_of_a_scan_without_recognition_says_why(scanned: Callable[..., Path]) -> None:
    document = pdf.read(scanned("over", "no outlines", "margins", "nothing"))
    assert document.unclear == tuple(range(1, document.pages + 1))
    assert document.warnings == (pdf.LAYERED.format("、".join(map(str, document.unclear))),)
    blank = [cell for grid in document.grids for cell in grid.cells if not cell.text.strip()]
    assert {cell.doubt for cell in blank} <= {LAYERED}, "a blank may be a number that the text lost"


def test_a_picture_too_large_to_be_drawn_bears_out_no_text(tmp_path: Path) -> None:
    path = tmp_path / "large.pdf"
    sizes = {b"2": (), b"20000": (1,)}
    for side, unclear in sizes.items():
        picture = b"/Type /XObject /Subtype /Image /Width %s /Height %s /ColorSpace /DeviceGray /BitsPerComponent 8"
        data = page_pdf(
            b"q 120 0 0 60 80 0 cm /X Do Q BT /P 10 Tf 5 90 Td (12) Tj ET",
            extra=(stream(b"\xff" * 4, picture % (side, side)),),
        )
        path.write_bytes(data)
        assert pdf.read(path).unclear == unclear


def test_a_page_without_extent_is_no_scan(tmp_path: Path) -> None:
    path = tmp_path / "flat.pdf"
    path.write_bytes(page_pdf(b"q 1 0 0 1 0 0 cm /X Do Q", sheet=b"/MediaBox [0 0 0 0]"))
    with pytest.raises(NoTextLayer):
        pdf.read(path)
