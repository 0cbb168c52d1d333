"""Digits that are printed as others than the file says: the shapes of the glyphs are the third witness."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pypdfium2 as pdfium
import pytest
import reportlab
from PIL import Image, ImageDraw, ImageFont
from pypdfium2 import raw
from reportlab.pdfbase.ttfonts import TTFontFile

from parsing import readers
from parsing.errors import OcrMissing
from parsing.grid import UNREADABLE, Document, Paragraph, Place
from parsing.readers import pdf, read_document
from parsing.readers.pdf.engines import calls, pdfminer
from parsing.readers.pdf.engines.outlines import ink, ink_in
from parsing.readers.pdf.engines.shapes import Digit, Shapes
from parsing.readers.pdf.glyphs import DIGITS
from tests.parsing.made_pdfs import PLAIN_FONT, UNICODE, page_pdf, stream, wide_font

VERA = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
SYSTEM = Path("/usr/share/fonts")
GLYPHS = TTFontFile(str(VERA)).charToGlyph
PERMUTED = dict(zip("0123456789", "0217456389", strict=True))
MOST_FONTS = 150
LINE = b"10 40 m 190 40 l S "


def digits_pdf(
    printed: str, claims: dict[str, str], content: bytes = b"", embedded: bool = True, line: bytes = LINE
) -> bytes:
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
        line + b"BT /W 10 Tf 5 50 Td <%s> Tj ET " % codes + content,
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


def test_digits_without_lines_around_them_are_looked_at(tmp_path: Path) -> None:
    assert read(tmp_path, digits_pdf("0123456789", PERMUTED, line=b"")).unclear == (1,)


def test_other_digits_are_seen_where_the_other_engine_reads_as_well(tmp_path: Path) -> None:
    renamed = b"/Span << /ActualText (A) >> BDC BT /P 10 Tf 5 70 Td (B) Tj ET EMC"
    document = read(tmp_path, digits_pdf("0123456789", PERMUTED, renamed))
    assert (document.engine, document.odd) == (pdfminer.NAME, "actual text")
    assert document.unclear == (1,)
    assert text_of(document) == "B" + UNREADABLE * 10


def test_what_a_glyph_encloses_without_area_at_its_edge_is_no_ink() -> None:
    corner, sliver = [(0, 0), (0, 9), (6, 9), (6, 8), (1, 8), (1, 0)], [(6, 9), (6, 8)]
    assert ink_in([corner]) is not None
    assert ink_in([corner, sliver]) == ink_in([corner])


def test_a_font_that_is_not_in_the_file_shows_what_its_table_says(tmp_path: Path) -> None:
    """Where its codes name glyphs of a file that is not there."""
    assert text_of(read(tmp_path, digits_pdf("12", PERMUTED, embedded=False))) == "21"


def names(claims: dict[str, str]) -> bytes:
    """A table of the digits by their codes of one byte."""
    rows = b"".join(b"<%02x> <%04x> " % (ord(d), ord(claims.get(d, d))) for d in "0123456789")
    head = UNICODE.replace(b"<0000> <ffff>", b"<00> <ff>")
    return head + b"10 beginbfchar " + rows + b"endbfchar endcmap end end"


LINE_AND_DIGITS = LINE + b"BT /W %d Tf %s 5 50 Tm (0123456789) Tj ET"
OF_A_COLLECTION = wide_font(7, b"/GBK-EUC-H").replace(b"(Identity)", b"(GB1)").replace(b"/DW 1000", b"/DW 500")


@pytest.mark.parametrize("font", [PLAIN_FONT, OF_A_COLLECTION])
def test_a_font_that_is_not_in_the_file_shows_what_its_encoding_says(tmp_path: Path, font: bytes) -> None:
    if b"/ToUnicode" not in font:
        font = font[:-2] + b"/ToUnicode 7 0 R >>"
    content = LINE_AND_DIGITS % (10, b"1 0 0 1")
    assert text_of(read(tmp_path, page_pdf(content, table=names({}), wide=font))) == "0123456789"
    assert read(tmp_path, page_pdf(content, table=names(PERMUTED), wide=font)).unclear == (1,)


def outline(digit: str) -> bytes:
    """A digit of Vera drawn in a thousandth of its size."""
    with pdfium.PdfDocument.new() as document:
        path = raw.FPDFFont_GetGlyphPath(ctypes.cast(face(VERA, document), raw.FPDF_FONT), ord(digit), 1000)
        x, y, points, out = ctypes.c_float(), ctypes.c_float(), b"", b""
        for index in range(raw.FPDFGlyphPath_CountGlyphSegments(path)):
            segment = raw.FPDFGlyphPath_GetGlyphPathSegment(path, index)
            raw.FPDFPathSegment_GetPoint(segment, x, y)
            points += b"%f %f " % (1000 * x.value, 1000 * y.value)
            kind = raw.FPDFPathSegment_GetType(segment)
            if kind != raw.FPDF_SEGMENT_BEZIERTO or points.count(b" ") == 6:
                out, points = out + points + b"lcm"[kind : kind + 1] + b" ", b""
    return b"636 0 0 -20 600 740 d1 " + out + b"f"


def picture(digit: str) -> bytes:
    """A digit of Vera as one of forty pixels, of which each is one unit of its drawing."""
    image = Image.new("1", (40, 48), 1)
    ImageDraw.Draw(image).text((5, 0), digit, font=ImageFont.truetype(str(VERA), 44))
    head = b"30 0 0 0 40 48 d1 40 0 0 48 0 0 cm BI /W 40 /H 48 /IM true /BPC 1 /D [0 1] ID "
    return head + image.tobytes() + b"\nEI"


def drawn_pdf(draw: Callable[[str], bytes], unit: int, claims: dict[str, str], upside_down: bool = False) -> bytes:
    """A page of digits of a Type 3 font; ``upside_down`` it is drawn and set so."""
    sign = -1 if upside_down else 1
    procedures = b" ".join(b"/g%d %d 0 R" % (n, 8 + n) for n in range(10))
    font = b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 0 0] /FontMatrix [%f 0 0 %f 0 0] /CharProcs << %s >> " % (
        (1 / unit, sign / unit, procedures)
    ) + b"/Encoding << /Differences [48 %s] >> /FirstChar 48 /LastChar 57 /Widths [%s] /ToUnicode 7 0 R >>" % (
        b" ".join(b"/g%d" % n for n in range(10)),
        b" ".join(b"%d" % (0.636 * unit) for _ in range(10)),
    )
    content = LINE_AND_DIGITS % (10, b"1 0 0 %d" % sign)
    return page_pdf(content, table=names(claims), wide=font, extra=tuple(stream(draw(d)) for d in "0123456789"))


DRAWINGS = pytest.mark.parametrize(
    ("draw", "unit", "upside_down"), [(outline, 1000, False), (outline, 1000, True), (picture, 44, False)]
)


@DRAWINGS
def test_digits_that_are_drawings_are_read(
    tmp_path: Path, draw: Callable[[str], bytes], unit: int, upside_down: bool
) -> None:
    document = read(tmp_path, drawn_pdf(draw, unit, {}, upside_down))
    assert (text_of(document), document.unclear, document.pages) == ("0123456789", (), 1)


@DRAWINGS
def test_drawings_of_other_digits_are_not_believed(
    tmp_path: Path, draw: Callable[[str], bytes], unit: int, upside_down: bool
) -> None:
    document = read(tmp_path, drawn_pdf(draw, unit, PERMUTED, upside_down))
    assert (text_of(document), document.unclear) == (UNREADABLE * 10, (1,))
    assert read(tmp_path, drawn_pdf(draw, unit, {"5": "6", "6": "5"}, upside_down)).unclear == (1,)


def test_a_font_of_drawings_of_nothing_is_believed(tmp_path: Path) -> None:
    assert text_of(read(tmp_path, drawn_pdf(lambda digit: b"636 0 d0", 1000, PERMUTED))) == "0217456389"


def test_no_font_of_this_machine_is_doubted() -> None:
    paths = [*VERA.parent.glob("*.ttf"), *sorted(SYSTEM.rglob("*.tt[fc]"))[:MOST_FONTS]]
    with pdfium.PdfDocument.new() as document:
        for path in paths:
            font = face(path, document)
            if ink(font, "0") == ink(font, "4"):
                continue  # it has no digits and shows the same box for each
            for printed in (list(DIGITS)[:10], ["1", "7"], ["0"], ["2"], ["9"], ["3", "0"]):
                shapes = Shapes()
                shapes.see(document, (Digit(font, digit) for digit in printed))
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
