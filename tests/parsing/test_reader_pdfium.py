"""PDFium's silences: what it would leave out or change without a word must make the page odd."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from parsing.errors import LimitExceeded
from parsing.facts import Link
from parsing.readers import pdf, read_document
from parsing.readers.pdf.engines import pdfium, pdfminer
from parsing.readers.pdf.page import Page
from tests.parsing.made_pdfs import UNICODE, page_pdf, stream, wide_font

FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 200 100] /Resources << /Font << /P 5 0 R /W 6 0 R >> >>"
NOTE = b"/Annots [<< /Type /Annot /Subtype /%s /Rect [50 10 150 60] /F 4 /AP << /N 8 0 R >> >>]"

PAGES: dict[str, tuple[bytes, str]] = {
    "plain": (page_pdf(b"BT /P 10 Tf 5 50 Td (12 345) Tj ET"), "12345"),
    "digits of their own objects": (
        page_pdf(b"BT /P 10 Tf 1 0 0 1 5 50 Tm (1) Tj 1 0 0 1 10 50 Tm (1) Tj 1 0 0 1 15 50 Tm (1) Tj ET"), "111",
    ),
    "the same digit set close": (page_pdf(b"BT /P 10 Tf 1 0 0 1 5 50 Tm (1) Tj 1 0 0 1 9 50 Tm (1) Tj ET"), "11"),
    "the same number in the row below": (
        page_pdf(b"BT /P 10 Tf 1 0 0 1 5 50 Tm (1) Tj 1 0 0 1 5 48.9 Tm (1) Tj ET"), "1",
    ),
    "printed twice for bold": (
        page_pdf(b"BT /P 10 Tf 1 0 0 1 5 50 Tm (12) Tj 1 0 0 1 5.3 50 Tm (12) Tj ET"), "12",
    ),
    "stroked and filled": (page_pdf(b"BT /P 10 Tf 2 Tr 1 0 0 1 5 50 Tm (12) Tj ET"), "12"),
    "unseen text": (page_pdf(b"BT /P 10 Tf 5 50 Td (12) Tj 3 Tr 30 0 Td (345) Tj ET"), "12"),
    "another text behind the glyphs": (
        page_pdf(b"BT /P 10 Tf 5 50 Td /Span << /ActualText (34) >> BDC (12) Tj EMC ET"), "12",
    ),
    "no text behind the glyphs": (
        page_pdf(b"BT /P 10 Tf 5 50 Td /Span << /ActualText () >> BDC (12) Tj EMC 40 0 Td (5) Tj ET"), "125",
    ),
    "outside its clip": (page_pdf(b"q 0 0 20 100 re W n BT /P 10 Tf 5 50 Td (123abc) Tj ET Q"), "123"),
    "digits of a number outside its clip": (
        page_pdf(b"q 0 0 20 100 re W n BT /P 10 Tf 5 50 Td (123456) Tj ET Q"), "123\ufffd",
    ),
    "digits of a number behind the side of the sheet": (page_pdf(b"BT /P 10 Tf 185 50 Td (123456) Tj ET"), "123\ufffd"),
    "digits far behind the side of the sheet": (page_pdf(b"BT /P 10 Tf 150 50 Td (12) Tj 120 0 Td (34) Tj ET"), "12"),
    "the second line of a number below its clip": (
        page_pdf(b"q 0 45 30 12 re W n BT /P 10 Tf 5 48 Td (12) Tj 0 -11 Td (34) Tj ET Q BT /P 10 Tf 60 48 Td (5) Tj ET"),
        "125\ufffd",
    ),
    "words and lines far below their clip": (
        page_pdf(b"q 0 45 30 12 re W n BT /P 10 Tf 5 48 Td (12) Tj 0 -11 Td (A) Tj 0 -11 Td (34) Tj ET Q"), "12",
    ),
    "outside the crop box": (page_pdf(b"BT /P 10 Tf 5 50 Td (12) Tj 0 35 Td (7) Tj ET", b"/CropBox [0 0 200 80]"), "12"),
    "at the top of a sheet that the page inherits": (
        page_pdf(b"BT /P 10 Tf 5 870 Td (12) Tj ET", sheet=b"/MediaBox [0 0 700 900]"), "12",
    ),
    "beyond the crop box that the page inherits": (
        page_pdf(b"BT /P 10 Tf 5 50 Td (12) Tj 0 35 Td (7) Tj ET", sheet=b"/MediaBox [0 0 200 100] /CropBox [0 0 200 80]"),
        "12",
    ),
    "in a form": (page_pdf(b"1 0 0 1 10 20 cm /X Do", extra=(stream(b"BT /P 10 Tf 5 5 Td (12) Tj ET", FORM),)), "12"),
    "in a form moved, scaled and clipped": (
        page_pdf(
            b"q 0 0 100 40 re W n 1 0 0 1 10 20 cm /X Do Q",
            extra=(
                stream(
                    b"q 0 0 11 100 re W n BT /P 10 Tf 0 5 Td (1234) Tj ET Q BT /P 10 Tf 0 25 Td (56) Tj ET",
                    FORM + b" /Matrix [2 0 0 1 0 0]",
                ),
            ),
        ), "12\ufffd",
    ),
    "smaller than its form": (
        page_pdf(b"/X Do", extra=(stream(b"BT /P 10 Tf 5 5 Td (12) Tj 30 0 Td (9) Tj ET", FORM.replace(b"200 100", b"30 50")),)),
        "12",
    ),
    "a stamp": (page_pdf(b"BT /P 10 Tf 5 80 Td (12) Tj ET", NOTE % b"Stamp", extra=(stream(b"BT /P 10 Tf 5 5 Td (34) Tj ET", FORM),)), "1234"),
    "a field": (page_pdf(b"BT /P 10 Tf 5 80 Td (12) Tj ET", NOTE % b"Widget", extra=(stream(b"BT /P 10 Tf 5 5 Td (34) Tj ET", FORM),)), "1234"),
    "a link": (page_pdf(b"BT /P 10 Tf 5 80 Td (12) Tj ET", NOTE % b"Link", extra=(stream(b"BT /P 10 Tf 5 5 Td (34) Tj ET", FORM),)), "12"),
    "turned": (page_pdf(b"BT /P 10 Tf 0 1 -1 0 50 5 Tm (12) Tj ET"), "12"),
    "turned with the page": (page_pdf(b"BT /P 10 Tf 0 1 -1 0 50 5 Tm (12) Tj ET", b"/Rotate 90"), "12"),
    "upside down": (page_pdf(b"BT /P 10 Tf -1 0 0 -1 50 50 Tm (12) Tj ET"), "12"),
    "a watermark": (page_pdf(b"BT /P 10 Tf 5 50 Td (12) Tj 0.7 0.7 -0.7 0.7 50 5 Tm (99) Tj ET"), "12"),
    "a size below nothing": (page_pdf(b"BT /P -10 Tf -1 0 0 -1 5 50 Tm (12) Tj ET"), "12"),
    "stretched": (page_pdf(b"BT /P 10 Tf 80 Tz 5 50 Td (12) Tj ET"), "12"),
    "raised": (page_pdf(b"BT /P 10 Tf 5 50 Td (12) Tj 0.4 Ts (3) Tj ET"), "123"),
    "spread and kerned": (page_pdf(b"BT /P 10 Tf 3 Tc 5 50 Td [(12) -2000 (3) 300 (4)] TJ ET"), "1234"),
    "set almost on one place": (page_pdf(b"BT /P 10 Tf 5 50 Td [(1) 460 (1)] TJ ET"), "1"),
    "downwards": (page_pdf(b"BT /W 10 Tf 50 80 Td <00310032> Tj ET", wide=wide_font(7, b"/Identity-V")), "12"),
    "a hyphen at the end of a line": (page_pdf(b"BT /P 10 Tf 5 50 Td (A-) Tj 0 -15 Td (5) Tj ET"), "A-5"),
    "hyphens in cells": (page_pdf(b"BT /P 10 Tf 5 50 Td (A) Tj 30 0 Td (-) Tj 30 0 Td (-) Tj 30 0 Td (-) Tj ET"), "A---"),
    "a soft hyphen": (page_pdf(b"BT /W 10 Tf 5 50 Td <00310032> Tj ET",
                 table=UNICODE + b"2 beginbfchar <0031> <0037> <0032> <00ad> endbfchar endcmap end end"), "7-"),
    "Chinese": (page_pdf(b"BT /W 10 Tf 5 50 Td <653f5e9c0031> Tj ET"), "政府1"),
    "radicals": (page_pdf(b"BT /W 10 Tf 5 50 Td <00410042> Tj ET",
                 table=UNICODE + b"2 beginbfchar <0041> <2f08> <0042> <2ea0> endbfchar endcmap end end"), "人民"),
    "two characters of one glyph": (page_pdf(b"BT /W 10 Tf 5 50 Td <00410042> Tj ET",
                 table=UNICODE + b"2 beginbfchar <0041> <00310031> <0042> <0032> endbfchar endcmap end end"), "112"),
    "beyond the first plane": (page_pdf(b"BT /W 10 Tf 5 50 Td <00410042> Tj ET",
                 table=UNICODE + b"2 beginbfchar <0041> <d840dc0b> <0042> <0032> endbfchar endcmap end end"), "𠀋2"),
    "a glyph without a character": (page_pdf(b"BT /W 10 Tf 5 50 Td <00310041> Tj 40 0 Td <0042> Tj ET",
                 table=UNICODE + b"1 beginbfchar <0031> <0037> endbfchar endcmap end end"), "7\ufffd\ufffd"),
    "glyph nought": (page_pdf(b"BT /W 10 Tf 5 50 Td <00310000> Tj ET",
                 table=UNICODE + b"1 beginbfchar <0031> <0037> endbfchar endcmap end end"), "7\ufffd"),
    "a character for private use": (page_pdf(b"BT /W 10 Tf 5 50 Td <00310032> Tj ET",
                 table=UNICODE + b"2 beginbfchar <0031> <0037> <0032> <e005> endbfchar endcmap end end"), "7\ufffd"),
    "a control character": (page_pdf(b"BT /W 10 Tf 5 50 Td <00310032> Tj ET",
                 table=UNICODE + b"2 beginbfchar <0031> <0037> <0032> <0004> endbfchar endcmap end end"), "7\ufffd"),
    "superscript": (page_pdf(b"BT /W 10 Tf 5 50 Td <00310032> Tj ET",
                 table=UNICODE + b"2 beginbfchar <0031> <0037> <0032> <00b2> endbfchar endcmap end end"), "7²"),
    "a font without a table": (page_pdf(b"BT /W 10 Tf 5 50 Td <00310032> Tj ET",
                 wide=wide_font(7).replace(b"/ToUnicode 7 0 R", b"")), "\ufffd\ufffd"),
    "many blanks": (page_pdf(b"BT /P 10 Tf 5 50 Td (1   2) Tj 40 0 Td ( ) Tj ( ) Tj (3) Tj ET"), "123"),
    "from right to left": (page_pdf(b"BT /P 10 Tf 1 0 0 1 50 50 Tm (3) Tj 1 0 0 1 30 50 Tm (2) Tj 1 0 0 1 10 50 Tm (1) Tj ET"), "123"),
}  # fmt: skip


@pytest.fixture(params=PAGES, ids=lambda name: name.replace(" ", "-"))
def made(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, str]:
    data, text = PAGES[request.param]
    path = tmp_path / "made.pdf"
    path.write_bytes(data)
    return path, text


def page_of(path: Path, module: ModuleType) -> Page:
    with module.opened(path) as sources:
        page: Page = module.Engine().page(sources[0], 1)
        return page


def in_order(page: Page) -> str:
    return "".join(c.text for c in sorted(page.chars, key=lambda c: (round(c.y), c.x)))


def test_what_is_read_first_is_what_is_printed(made: tuple[Path, str]) -> None:
    path, text = made
    first = pdfium if not pdfium.doubt_of(path) and not page_of(path, pdfium).odd else pdfminer
    assert in_order(page_of(path, first)) == text


def test_pdfium_sees_what_the_other_engine_sees_or_calls_the_page_odd(made: tuple[Path, str]) -> None:
    path, _ = made
    mine, other = page_of(path, pdfium), page_of(path, pdfminer)
    if pdfium.doubt_of(path) or mine.odd:
        return

    def places(page: Page) -> Counter[tuple[str, int, int, int]]:
        return Counter((c.text, round(c.x0), round(c.y0), c.turn) for c in page.chars)

    assert places(mine) == places(other)
    assert all(
        abs(c.x1 - o.x1) < 0.1
        for c, o in zip(*(sorted(p.chars, key=lambda c: (c.y, c.x)) for p in (mine, other)), strict=True)
    )


def test_plain_pages_are_not_odd(tmp_path: Path) -> None:
    for name in ("plain", "Chinese", "in a form", "a link", "outside its clip", "spread and kerned"):
        path = tmp_path / "made.pdf"
        path.write_bytes(PAGES[name][0])
        assert (pdfium.doubt_of(path), page_of(path, pdfium).odd) == ("", ""), name


def test_links_and_authors_come_with_the_text(tmp_path: Path) -> None:
    path = tmp_path / "made.pdf"
    note = b"/Annots [<< /Type /Annot /Subtype /Link /Rect [5 50 60 60] /A << /S /URI /URI (http://example.cn/a) >> >>]"
    path.write_bytes(page_pdf(b"BT /P 10 Tf 5 50 Td (12) Tj ET", note))
    document = read_document(path)
    assert (document.engine, document.odd) == ("pdfium", "")
    assert document.facts.links == (Link("", "http://example.cn/a"),)


def test_what_covers_the_page_sends_it_to_the_other_engine(tmp_path: Path) -> None:
    path = tmp_path / "made.pdf"
    path.write_bytes(PAGES["a stamp"][0])
    document = read_document(path)
    assert (document.engine, document.odd) == ("pdfminer", "annotation")
    assert [p.text for p in document.paragraphs] == ["12", "34"]


def test_a_font_that_fills_the_memory_never_reaches_pdfium(tmp_path: Path) -> None:
    path = tmp_path / "made.pdf"
    bomb = stream(bytes(100 << 20), b"/Length1 104857600")
    font = wide_font(7).replace(b"/StemV 80 >>", b"/StemV 80 /FontFile2 8 0 R >>")
    path.write_bytes(page_pdf(b"BT /W 10 Tf 5 50 Td <00310032> Tj ET", wide=font, extra=(bomb,)))
    document = read_document(path)
    assert (document.engine, document.odd) == ("pdfminer", "too large")
    assert [p.text for p in document.paragraphs] == ["12"]
    with pytest.raises(LimitExceeded):
        pdf.read_again(path, document.engine)
