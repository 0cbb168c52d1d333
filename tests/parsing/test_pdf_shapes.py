"""Digits that are printed as others than the file says: the shapes of the glyphs are the third witness."""

from __future__ import annotations

import ctypes
from itertools import combinations
from pathlib import Path

import pypdfium2 as pdfium
import pytest
import reportlab
from pypdfium2 import raw
from reportlab.pdfbase.ttfonts import TTFontFile

from parsing import readers
from parsing.errors import OcrMissing
from parsing.grid import UNREADABLE, Document, Paragraph, Place
from parsing.readers import pdf, read_document
from parsing.readers.pdf import calls, engine
from parsing.readers.pdf.shapes import DIGITS, Shapes
from tests.parsing.made_pdfs import UNICODE, page_pdf, stream, wide_font

VERA = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
SYSTEM = Path("/usr/share/fonts")
GLYPHS = TTFontFile(str(VERA)).charToGlyph
PERMUTED = dict(zip("0123456789", "0217456389", strict=True))
MOST_FONTS = 150


def digits_pdf(printed: str, claims: dict[str, str], content: bytes = b"", embedded: bool = True) -> bytes:
    """A page that shows digits of a font whose table gives them other names, ``claims`` by what is printed."""
    names = b"".join(b"<%04x> <%04x> " % (GLYPHS[ord(d)], ord(claims.get(d, d))) for d in "0123456789")
    font = (
        wide_font(7)
        .replace(b"/DW 1000", b"/DW 600")
        .replace(b"/CIDSystemInfo", b"/CIDToGIDMap /Identity /CIDSystemInfo")
    )
    if embedded:
        font = font.replace(b"/StemV 80", b"/StemV 80 /FontFile2 8 0 R")
    codes = "".join(f"{GLYPHS[ord(digit)]:04x}" for digit in printed).encode()
    return page_pdf(
        b"10 40 m 190 40 l S BT /W 10 Tf 5 50 Td <%s> Tj ET " % codes + content,
        table=UNICODE + b"10 beginbfchar " + names + b"endbfchar endcmap end end",
        wide=font,
        extra=(stream(VERA.read_bytes(), b"/Length1 %d" % VERA.stat().st_size),),
    )


def read(tmp_path: Path, data: bytes) -> Document:
    path = tmp_path / "made.pdf"
    path.write_bytes(data)
    return pdf.read(path)


def text_of(document: Document) -> str:
    return "".join(paragraph.text for paragraph in document.paragraphs)


def face(path: Path, document: pdfium.PdfDocument) -> int:
    data = path.read_bytes()
    room = (ctypes.c_uint8 * len(data)).from_buffer_copy(data)
    return calls.address(raw.FPDFText_LoadFont(document.raw, room, len(data), raw.FPDF_FONT_TRUETYPE, 1))


def test_digits_printed_as_the_file_says_are_read(tmp_path: Path) -> None:
    document = read(tmp_path, digits_pdf("0123456789", {}))
    assert (text_of(document), document.unclear, document.warnings) == ("0123456789", (), ())


def test_digits_printed_as_others_are_not_believed(tmp_path: Path) -> None:
    document = read(tmp_path, digits_pdf("0123456789", PERMUTED))
    assert text_of(document) == UNREADABLE * 10
    assert document.unclear == (1,)
    assert document.clear == ()
    assert document.warnings == (pdf.BELIED.format(1),)


@pytest.mark.parametrize(("one", "other"), list(combinations("0123456789", 2)))
def test_two_digits_in_each_other_s_place_are_seen(tmp_path: Path, one: str, other: str) -> None:
    assert read(tmp_path, digits_pdf("0123456789", {one: other, other: one})).unclear == (1,)


def test_few_digits_are_enough_to_see_it(tmp_path: Path) -> None:
    assert read(tmp_path, digits_pdf("07", {"7": "3", "3": "7"})).unclear == (1,)
    assert read(tmp_path, digits_pdf("07", {"5": "3", "3": "5"})).unclear == (), "what is not printed harms nobody"


def test_other_digits_are_seen_where_the_other_engine_reads_as_well(tmp_path: Path) -> None:
    renamed = b"/Span << /ActualText (A) >> BDC BT /P 10 Tf 5 70 Td (B) Tj ET EMC"
    document = read(tmp_path, digits_pdf("0123456789", PERMUTED, renamed))
    assert (document.engine, document.odd) == (engine.NAME, "actual text")
    assert document.unclear == (1,)
    assert text_of(document) == "B" + UNREADABLE * 10


def test_a_font_that_is_not_in_the_file_is_not_looked_at(tmp_path: Path) -> None:
    """How it is drawn is left to the program that shows it."""
    assert text_of(read(tmp_path, digits_pdf("12", PERMUTED, embedded=False))) == "21"


def test_no_font_of_this_machine_is_doubted() -> None:
    paths = [*VERA.parent.glob("*.ttf"), *sorted(SYSTEM.rglob("*.tt[fc]"))[:MOST_FONTS]]
    with pdfium.PdfDocument.new() as document:
        for path in paths:
            font = face(path, document)
            for printed in (list(DIGITS)[:10], ["1", "7"], ["0"], ["2"], ["9"], ["3", "0"]):
                shapes = Shapes()
                shapes.see((font, digit) for digit in printed)
                assert not shapes.belied(), (path.name, printed)


def scanned(path: Path, numbers: list[int]) -> Document:
    return Document("scan", tuple(Paragraph(f"图{number}", Place(page=number)) for number in numbers))


def test_pages_of_other_digits_are_read_as_pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "made.pdf"
    path.write_bytes(digits_pdf("0123456789", PERMUTED))
    monkeypatch.setattr(readers.load("scan"), "read_pages", scanned)
    document = read_document(path)
    assert text_of(document) == "图1"
    assert document.warnings == (pdf.BELIED.format(1), readers.UNCLEAR_READ.format(1))


def test_without_recognition_other_digits_stay_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(path: Path, numbers: list[int]) -> Document:
        raise OcrMissing

    path = tmp_path / "made.pdf"
    path.write_bytes(digits_pdf("0123456789", PERMUTED))
    monkeypatch.setattr(readers.load("scan"), "read_pages", missing)
    document = read_document(path)
    assert text_of(document) == UNREADABLE * 10
    assert document.warnings == (pdf.BELIED.format(1), readers.UNCLEAR_UNREAD.format(1))
