"""PDF pages that are pictures: how the pictures are kept, in how many pieces, with text that is not what is seen."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from parsing.readers import read_document
from tests.parsing.scans import HIGH, WIDE, Image, needs_ocr, np, only_grid, table, texts_of

pytestmark = needs_ocr

ROWS = [["12", "305"], ["0", "47"]]
PAGE_WIDE, PAGE_HIGH = 595, 842
WHOLE = f"q {PAGE_WIDE} 0 0 {PAGE_HIGH} 0 0 cm /I0 Do Q"
TEXT = "BT {} /F1 12 Tf 60 700 Td (999 305 0 47) Tj ET"
Picture = tuple[str, bytes]


@pytest.fixture(scope="module")
def page() -> Any:
    return table(ROWS)


def pdf_of(pictures: list[Picture], content: str, extra: str = "") -> bytes:
    """A page of 595 by 842 points with these pictures, I0 I1 …, each by its dictionary and its data."""
    names = " ".join(f"/I{i} {6 + i} 0 R" for i in range(len(pictures)))
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {PAGE_WIDE} {PAGE_HIGH}]{extra}/Contents 4 0 R"
        f"/Resources<</Font<</F1 5 0 R>>/XObject<<{names}>>>>>>".encode(),
        f"<</Length {len(content)}>>stream\n{content}\nendstream".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for entries, data in pictures:
        head = f"<</Type/XObject/Subtype/Image{entries}/Length {len(data)}>>stream\n"
        bodies.append(head.encode() + data + b"\nendstream")
    file, places = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(file))
        file += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    file += b"".join(b"%010d 00000 n \n" % place for place in places)
    return file + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(bodies) + 1, start)


def _entries(page: Any, space: str, bits: int, filters: str) -> str:
    return f"/Width {page.width}/Height {page.height}/ColorSpace{space}/BitsPerComponent {bits}/Filter{filters}"


def _saved(page: Any, kind: str, **options: Any) -> bytes:
    data = io.BytesIO()
    page.save(data, kind, **options)
    return data.getvalue()


def jpeg(page: Any) -> Picture:
    return _entries(page, "/DeviceRGB", 8, "/DCTDecode"), _saved(page, "JPEG")


def cmyk(page: Any) -> Picture:
    data = _saved(page.convert("CMYK"), "JPEG")
    return _entries(page, "/DeviceCMYK", 8, "/DCTDecode") + "/Decode[1 0 1 0 1 0 1 0]", data


def jpeg_2000(page: Any) -> Picture:
    return _entries(page, "/DeviceRGB", 8, "/JPXDecode"), _saved(page, "JPEG2000")


def sixteen_bits(page: Any) -> Picture:
    values = np.asarray(page.convert("L"), dtype=">u2") * 257
    return _entries(page, "/DeviceGray", 16, "/FlateDecode"), zlib.compress(values.astype(">u2").tobytes())


def indexed(page: Any) -> Picture:
    colours = np.asarray(page.convert("L"), dtype=np.uint8) // 128
    return _entries(page, "[/Indexed/DeviceRGB 1<000000FFFFFF>]", 8, "/FlateDecode"), zlib.compress(colours.tobytes())


def fax(page: Any) -> Picture:
    """CCITT group 4; its white is the 1 of a picture of one bit."""
    parameters = f"/DecodeParms<</K -1/Columns {page.width}/Rows {page.height}>>"
    return _entries(page, "/DeviceGray", 1, "/CCITTFaxDecode") + parameters, _group_4(page)


def jbig2(page: Any) -> Picture:
    """A page of one generic region, itself coded as group 4."""
    size = struct.pack(">II", page.width, page.height)
    region = size + bytes(8) + b"\0" + b"\1" + _group_4(page)
    data = struct.pack(">IBBBI", 0, 48, 0, 1, 19) + size + bytes(11)
    data += struct.pack(">IBBBI", 1, 38, 0, 1, len(region)) + region
    return _entries(page, "/DeviceGray", 1, "/JBIG2Decode"), data


def _group_4(page: Any) -> bytes:
    """The page in one strip of ITU-T T.6, black print as its black."""
    black = Image.eval(page.convert("L"), lambda value: 255 - value).convert("1")
    data = _saved(black, "TIFF", compression="group4", tiffinfo={278: page.height})
    image = Image.open(io.BytesIO(data))
    (start,), (length,) = image.tag_v2[273], image.tag_v2[279]
    return data[start : start + length]


def read_texts(tmp_path: Path, data: bytes) -> list[list[str]]:
    path = tmp_path / "scan.pdf"
    path.write_bytes(data)
    document = read_document(path)
    assert document.format == "scan"
    return texts_of(only_grid(document))


@pytest.mark.parametrize("kept", [jpeg, cmyk, jpeg_2000, sixteen_bits, indexed, fax, jbig2])
def test_a_page_is_read_however_its_picture_is_kept(page: Any, tmp_path: Path, kept: Callable[[Any], Picture]) -> None:
    assert read_texts(tmp_path, pdf_of([kept(page)], WHOLE)) == ROWS


@pytest.mark.parametrize("content", [
    WHOLE + " " + TEXT.format("3 Tr"), TEXT.format("") + " " + WHOLE, WHOLE + " " + TEXT.format("1 g"),
], ids=["painted in no ink", "under the picture", "in white"])  # fmt: skip
def test_text_behind_a_scan_is_not_taken_for_what_the_scan_shows(page: Any, tmp_path: Path, content: str) -> None:
    if "1 g" in content:
        content = content.replace("60 700", "60 40")
    assert read_texts(tmp_path, pdf_of([jpeg(page)], content)) == ROWS


def test_a_page_in_strips_is_read_as_one(page: Any, tmp_path: Path) -> None:
    cuts = [0, 250, 260, 900, HIGH]
    strips = [page.crop((0, top, WIDE, end)) for top, end in pairwise(cuts)]
    draw = "".join(
        f"q {PAGE_WIDE} 0 0 {PAGE_HIGH * (end - top) / HIGH:.4f} 0 {PAGE_HIGH * (1 - end / HIGH):.4f} cm /I{i} Do Q\n"
        for i, (top, end) in enumerate(pairwise(cuts))
    )
    assert read_texts(tmp_path, pdf_of([jpeg(strip) for strip in strips], draw)) == ROWS


def test_a_picture_lying_on_its_side_on_a_turned_page_is_read(page: Any, tmp_path: Path) -> None:
    lying = page.transpose(Image.Transpose.ROTATE_90)
    drawn = f"q {PAGE_HIGH} 0 0 {PAGE_WIDE} 0 0 cm /I0 Do Q"
    data = pdf_of([jpeg(lying)], drawn, f"/MediaBox[0 0 {PAGE_HIGH} {PAGE_WIDE}]/Rotate 90")
    assert read_texts(tmp_path, data) == ROWS


@pytest.mark.parametrize(("ground", "ink"), [(0, 255), (30, 212), (43, 170)], ids=["black", "dark", "dim"])
def test_light_print_on_dark_ground_is_read(tmp_path: Path, page: Any, ground: int, ink: int) -> None:
    shades = np.asarray(page.convert("L"), dtype=np.float32) / 255
    path = tmp_path / "screen.png"
    Image.fromarray((ink - shades * (ink - ground)).astype(np.uint8)).save(path)
    assert texts_of(only_grid(read_document(path))) == ROWS


def test_a_page_on_a_dark_desk_stays_as_it_is(tmp_path: Path, page: Any) -> None:
    desk = Image.new("L", (2 * page.width, page.height), 20)
    desk.paste(page.convert("L"), (page.width // 3, 0))
    path = tmp_path / "desk.png"
    desk.save(path)
    assert texts_of(only_grid(read_document(path))) == ROWS
