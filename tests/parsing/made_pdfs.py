"""Small PDFs written by hand, object by object, for what no library would write."""

from __future__ import annotations

import zlib

UNICODE = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def "
    b"1 begincodespacerange <0000> <ffff> endcodespacerange "
)
ASCII_AND_HAN = UNICODE + (
    b"3 beginbfrange <0020> <007e> <0020> <5e9c> <5e9c> <5e9c> <653f> <653f> <653f> endbfrange endcmap end end"
)
PLAIN_FONT = (
    b"<< /Type /Font /Subtype /TrueType /BaseFont /Song /Encoding /WinAnsiEncoding /FirstChar 32 /LastChar 126 "
    b"/Widths [" + b" 500" * 95 + b"] /FontDescriptor << /Type /FontDescriptor /FontName /Song /Flags 32 "
    b"/FontBBox [0 -200 1000 900] /Ascent 900 /Descent -200 /ItalicAngle 0 /CapHeight 700 /StemV 80 >> >>"
)


def wide_font(table: int, encoding: bytes = b"/Identity-H") -> bytes:
    """A composite font without a file of its own, whose ToUnicode table is the object ``table``."""
    return (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding %s /ToUnicode %d 0 R /DescendantFonts [<< "
        b"/Type /Font /Subtype /CIDFontType2 /BaseFont /Song /DW 1000 /W [32 [" + b" 500" * 95 + b"]] "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor << "
        b"/Type /FontDescriptor /FontName /Song /Flags 4 /FontBBox [0 -200 1000 900] /Ascent 900 /Descent -200 "
        b"/ItalicAngle 0 /CapHeight 700 /StemV 80 >> >>] >>"
    ) % (encoding, table)


def page_pdf(
    content: bytes,
    page: bytes = b"",
    table: bytes = ASCII_AND_HAN,
    wide: bytes = b"",
    extra: tuple[bytes, ...] = (),
    catalog: bytes = b"",
    resources: bytes = b"",
    sheet: bytes = b"",
) -> bytes:
    """A page of 200 by 100 points with the fonts P (one byte a character) and W (two bytes).

    ``page``, ``catalog`` and ``resources`` add to these dictionaries; ``extra`` are objects from number 8 on.
    ``sheet`` are the boxes of all pages, instead of the page's own.
    """
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 " + sheet + b" >>",
        b"<< /Type /Page /Parent 2 0 R " + (b"" if sheet else b"/MediaBox [0 0 200 100] ") + b"/Contents 4 0 R /Resources << "
        b"/Font << /P 5 0 R /W 6 0 R >> /XObject << /X 8 0 R >> " + resources + b" >> " + page + b" >>",
        stream(content),
        PLAIN_FONT,
        wide or wide_font(7),
        stream(table),
        *extra,
    ]  # fmt: skip
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    packed = zlib.compress(data)
    return b"<< /Length %d /Filter /FlateDecode %s >> stream\n%s\nendstream" % (len(packed), entries, packed)
