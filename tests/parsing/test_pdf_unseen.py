"""What a PDF holds and its reader does not see: layers that are off, what is painted over, fields never printed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from parsing.readers import pdf
from parsing.readers.pdf.engines import pdfium, pdfminer
from parsing.readers.pdf.layout.cells import CUT_OFF
from parsing.readers.pdf.layout.order import blocks
from tests.parsing.made_pdfs import page_pdf, stream
from tests.parsing.set_pages import page_of, ruled

LAYERS = b"/OCProperties << /OCGs [9 0 R 10 0 R] /D << %s >> >>"
NAMED = b"/Properties << /A 9 0 R /B 10 0 R /Both 11 0 R >>"
OF_LAYERS = (
    b"<< >>",
    b"<< /Type /OCG /Name (old) >>",
    b"<< /Type /OCG /Name (new) >>",
    b"<< /Type /OCMD /OCGs [9 0 R 10 0 R] /P /AllOn >>",
)
IN_LAYERS = (
    b"/OC /A BDC BT /P 10 Tf 5 50 Td (1) Tj ET EMC /OC /B BDC BT /P 10 Tf 15 50 Td (2) Tj ET EMC "
    b"/OC /Both BDC BT /P 10 Tf 25 50 Td (3) Tj ET EMC BT /P 10 Tf 35 50 Td (4) Tj ET"
)


def words(folder: Path, data: bytes) -> str:
    path = folder / "made.pdf"
    path.write_bytes(data)
    return "".join("".join(paragraph.text.split()) for paragraph in pdf.read(path).paragraphs)


@pytest.mark.parametrize(
    ("setting", "shown"),
    [(b"", "1234"), (b"/OFF [9 0 R]", "24"), (b"/BaseState /OFF /ON [9 0 R]", "14"), (b"/BaseState /OFF", "4")],
    ids=["all on", "one off", "one on", "all off"],
)
def test_what_stands_in_a_layer_that_is_off_is_not_read(setting: bytes, shown: str, tmp_path: Path) -> None:
    data = page_pdf(IN_LAYERS, extra=OF_LAYERS, catalog=LAYERS % setting, resources=NAMED)
    assert words(tmp_path, data) == shown


TWELVE = b"BT /P 10 Tf 5 50 Td (12) Tj ET "
THREE = b" BT /P 10 Tf 5 20 Td (3) Tj ET"
PICTURE = stream(
    b"\x80" * 4, b"/Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8"
)
CLEAR = b"/ExtGState << /M << /BM /Multiply >> /N << /ca 0.4 >> >>"


@pytest.mark.parametrize(
    ("over", "shown"),
    [
        (b"1 g 0 40 40 30 re f", "3"),
        (b"q 40 0 0 30 0 40 cm /X Do Q", "3"),
        (b"1 g 0 40 40 30 re 2 42 36 26 re f*", "123"),
        (b"q /M gs 0 40 40 30 re f Q", "123"),
        (b"q /N gs 0 40 40 30 re f Q", "123"),
        (b"0 g 0 54 40 1 re f", "123"),
    ],
    ids=["a white box", "a picture", "a frame", "a marker", "a veil", "a line"],
)
def test_figures_under_what_is_painted_over_them_are_not_read(over: bytes, shown: str, tmp_path: Path) -> None:
    data = page_pdf(TWELVE + over + b" 0 g" + THREE, extra=(PICTURE,), resources=CLEAR)
    assert words(tmp_path, data) == shown


def test_a_figure_printed_over_a_tint_is_read_without_a_second_engine(tmp_path: Path) -> None:
    path = tmp_path / "tinted.pdf"
    path.write_bytes(page_pdf(b"0.9 g 0 40 40 30 re f 0 g " + TWELVE + b"0.9 g 0 10 40 20 re f 0 g" + THREE))
    assert pdf.read(path).engine == pdfium.NAME


FIELD = b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (f) /Rect [5 45 40 60] %s >>"


def test_what_a_field_holds_is_read_where_nothing_prints_it(tmp_path: Path) -> None:
    data = page_pdf(THREE, page=b"/Annots [9 0 R]", extra=(b"<< >>", FIELD % b"/V (12)"))
    assert words(tmp_path, data) == "123"


def test_a_note_is_printed_where_it_lies_whatever_the_page_did_to_its_measure(tmp_path: Path) -> None:
    """As browsers do: the content begins with a scale that nothing takes back."""
    note = stream(
        b"BT /P 10 Tf 0 2 Td (12) Tj ET",
        b"/Type /XObject /Subtype /Form /BBox [0 0 35 15] /Resources << /Font << /P 5 0 R >> >>",
    )
    printed = FIELD % b"/AP << /N 8 0 R >>"
    path = tmp_path / "scaled.pdf"
    path.write_bytes(
        page_pdf(b".5 0 0 .5 0 0 cm BT /P 20 Tf 10 40 Td (3) Tj ET", b"/Annots [9 0 R]", extra=(note, printed))
    )
    with pdfminer.opened(path) as pages:
        page = pdfminer.Engine().page(pages[0], 1)
    assert [(char.text, round(char.y)) for char in page.chars] == [("3", 76), ("1", 49), ("2", 49)]


def test_cells_that_reach_over_the_side_of_their_page_are_doubted() -> None:
    page = page_of([(42, 50, "规章"), (202, 50, "1"), (42, 70, "文件")], ruled((40, 200, 500, 640), (40, 60, 80)))
    [grid] = [block for block in blocks([page]) if hasattr(block, "cells")]
    assert [cell.doubt for cell in grid.cells if cell.row == 0] == ["", "", CUT_OFF]


def test_cells_that_end_with_their_page_are_doubted() -> None:
    """Programs end a table that is too wide for its page at its side, and draw a line there."""
    for side, doubt in ((600.0, CUT_OFF), (598.5, "")):
        page = page_of([(42, 50, "规章"), (202, 50, "1"), (42, 70, "文件")], ruled((40, 200, 500, side), (40, 60, 80)))
        [grid] = [block for block in blocks([page]) if hasattr(block, "cells")]
        assert [cell.doubt for cell in grid.cells if cell.row == 0] == ["", "", doubt]


def test_blanks_that_end_with_their_page_at_its_foot_are_doubted() -> None:
    """Of a table that goes on below its page, the figures of a row that the page cuts may stand lower."""
    for foot, doubt in ((800.0, CUT_OFF), (798.5, "")):
        lines = ruled((40, 200, 500), (740, 760, 780, foot))
        page = page_of([(42, 750, "规章"), (42, 770, "文件"), (202, 770, "1"), (42, 790, "许可")], lines)
        [grid] = [block for block in blocks([page]) if hasattr(block, "cells")]
        assert [cell.doubt for cell in grid.cells if cell.column == 1] == ["", "", doubt]


@pytest.mark.parametrize(("clip", "shown"), [(b"28", "12345\ufffd"), (b"29.5", "12345")])
def test_behind_a_digit_that_its_clip_cuts_there_may_be_more(clip: bytes, shown: str, tmp_path: Path) -> None:
    """Browsers leave out the digits of a number that no part of is seen."""
    cut = b"q 0 40 %s 30 re W n BT /P 10 Tf 5 50 Td (12345) Tj ET Q" % clip
    assert words(tmp_path, page_pdf(cut)) == shown


WHITE = b"BT /P 10 Tf 1 1 1 rg 25 50 Td (7) Tj ET 0 g "


@pytest.mark.parametrize(
    ("ground", "shown"),
    [
        (b"", "123"),
        (b"1 g 0 40 60 30 re f ", "123"),
        (b"0 0 60 80 re S ", "123"),
        (b"0 0 1 rg 0 40 60 30 re f ", "1273"),
        (b"0 0 1 rg 0 40 m 60 40 l 60 70 50 80 30 80 c f ", "1273"),
        (b"20 w 0 52 m 60 52 l S ", "1273"),
        (b"q 60 0 0 30 0 40 cm /X Do Q ", "1273"),
    ],
    ids=["bare", "white box", "frame", "box", "round box", "broad line", "picture"],
)
def test_white_text_is_read_only_where_something_lies_under_it(ground: bytes, shown: str, tmp_path: Path) -> None:
    assert words(tmp_path, page_pdf(ground + WHITE + TWELVE + THREE, extra=(PICTURE,))) == shown


@pytest.mark.parametrize("ink", [b"1 g", b"1.0 1.00 1 rg", b"1.000 g", b"0 0 0 0 k"])
def test_white_is_white_in_every_way_of_writing_it(ink: bytes, tmp_path: Path) -> None:
    assert words(tmp_path, page_pdf(b"q " + ink + b" BT /P 10 Tf 25 50 Td (7) Tj ET Q " + TWELVE)) == "12"


def test_one_of_an_ink_of_its_own_is_no_white(tmp_path: Path) -> None:
    assert words(tmp_path, page_pdf(b"/Black cs 1 scn BT /P 10 Tf 5 50 Td (7) Tj ET")) == "7"


def test_white_text_with_an_outline_is_seen(tmp_path: Path) -> None:
    assert words(tmp_path, page_pdf(b"1 g BT /P 10 Tf 2 Tr 5 50 Td (7) Tj ET")) == "7"


@pytest.mark.parametrize(("opacity", "shown"), [(b"0", "12"), (b".0", "12"), (b"0.05", "12"), (b"0.5", "123")])
def test_text_in_transparent_ink_is_not_read(opacity: bytes, shown: str, tmp_path: Path) -> None:
    state = b"/ExtGState << /T << /ca %s >> >>" % opacity
    assert words(tmp_path, page_pdf(TWELVE + b"q /T gs" + THREE + b" Q", resources=state)) == shown


@pytest.mark.parametrize(
    ("side", "spacing", "shown"),
    [
        (b"35", b"0", "12345"),
        (b"30.2", b"0", "12345\ufffd"),
        (b"30.8", b"0", "12345"),
        (b"34.5", b"1", "12345\ufffd"),
        (b"36", b"1", "12345"),
    ],
    ids=["far from its side", "at its side", "near its side", "set apart at its side", "set apart far from it"],
)
def test_behind_the_last_digit_before_a_browsers_clip_there_may_be_more(
    side: bytes, spacing: bytes, shown: str, tmp_path: Path
) -> None:
    """Browsers leave out all of a number that its clip hides, and where the first digit left out begins at the side
    nothing is left of it."""
    at_side = b"q 0 0 200 100 re\nW* n q 0 40 %s 30 re\nW* n BT /P 10 Tf %s Tc 5 50 Td (12345) Tj ET Q Q" % (
        side,
        spacing,
    )
    plain = page_pdf(at_side, extra=(b"<< /Producer (Skia/PDF m156) >>",))
    printed = plain.replace(b"trailer << ", b"trailer << /Info 8 0 R ")
    assert words(tmp_path, printed) == shown
    assert words(tmp_path, plain) == "12345", "other programs write all there is"


def test_a_digit_cut_in_its_middle_leaves_its_trace_in_its_cell(tmp_path: Path) -> None:
    """The line at the side of the cell stands where the clip does, and the middle of the digit beyond it."""
    cut = b"q 0 40 27.4 30 re W n BT /P 10 Tf 5 50 Td (12345) Tj ET Q"
    path = tmp_path / "cut.pdf"
    path.write_bytes(page_pdf(cut))
    with pdfminer.opened(path) as pages:
        page = pdfminer.Engine().page(pages[0], 1)
    assert [char.text for char in page.chars if char.x < 27.4] == ["1", "2", "3", "4", "\ufffd"]


def test_blanks_of_a_column_that_a_clip_cuts_are_doubted() -> None:
    lines = ruled((40, 200, 300), (40, 60, 80))
    page = replace(page_of([(42, 50, "规章"), (202, 50, "结果维"), (42, 70, "文件")], lines), cuts=(299.5,))
    [grid] = [block for block in blocks([page]) if hasattr(block, "cells")]
    assert [cell.doubt for cell in grid.cells if not cell.text] == [CUT_OFF]
