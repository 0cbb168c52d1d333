"""Documents that are another file within, or one file of XML: read, or said not to be."""

from __future__ import annotations

import base64
import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from parsing.errors import Unsupported
from parsing.grid import Document, Place
from parsing.readers import docx, html, read_document
from parsing.readers.html import walker
from tests.parsing.conftest import W
from tests.parsing.test_reader_docx import p, table, tc

R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
PAGE = "<html><body><p>导言</p><table><tr><td>甲<td>5</table></body></html>"
ARCHIVE = f'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n--b\nContent-Type: text/html\n\n{PAGE}\n--b--\n'
RELATION = (
    '<Relationships><Relationship Id="r1" Type="http://x/aFChunk" Target="/word/chunk"/>'
    '<Relationship Id="r2" Type="http://x/image" Target="/word/image.png"/></Relationships>'
)


def told(document: Document) -> list[str]:
    return [cell.text for grid in document.grids for cell in grid.cells]


def with_chunk(tmp_path: Path, body: str, chunk: str | bytes) -> Path:
    path = tmp_path / "made.docx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", f"<w:document {W} {R}><w:body>{body}</w:body></w:document>")
        package.writestr("word/_rels/document.xml.rels", RELATION)
        package.writestr("word/chunk", chunk)
    return path


@pytest.mark.parametrize("chunk", [PAGE, ARCHIVE])
def test_a_page_within_a_word_file_is_read_in_its_place(tmp_path: Path, chunk: str) -> None:
    one, other = table(tc("乙") + tc("1")), table(tc("丙") + tc("2"))
    document = docx.read(with_chunk(tmp_path, f'{one}<w:altChunk r:id="r1"/>{other}', chunk))
    assert told(document) == ["乙", "1", "甲", "5", "丙", "2"]
    assert [cell.place.table for grid in document.grids for cell in grid.cells] == [1, 1, 2, 2, 3, 3]


def test_a_word_file_within_another_is_read_in_its_place_and_no_third_within_that(tmp_path: Path) -> None:
    numbering = (
        f'<w:numbering {W}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:lvlText w:val="%1、"/></w:lvl>'
    )
    numbering += '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    listed = p("总体情况").replace("<w:p>", '<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>')
    inner = with_chunk(tmp_path, listed + table(tc("甲") + tc("5")) + '<w:altChunk r:id="r1"/>', PAGE)
    with zipfile.ZipFile(inner, "a") as package:
        package.writestr("word/numbering.xml", numbering)
    body = f'{table(tc("乙") + tc("1"))}<w:altChunk r:id="r1"/>{table(tc("丙") + tc("2"))}'
    document = docx.read(with_chunk(tmp_path, body, inner.read_bytes()))
    assert told(document) == ["乙", "1", "甲", "5", "甲", "5", "丙", "2"]
    assert document.paragraphs[0].text == "1、总体情况"
    assert [cell.place.table for grid in document.grids for cell in grid.cells] == [1, 1, 2, 2, 3, 3, 4, 4]
    deeper = docx.read(with_chunk(tmp_path, body, with_chunk(tmp_path, body, inner.read_bytes()).read_bytes()))
    assert told(deeper) == ["乙", "1", "乙", "1", "丙", "2", "丙", "2"]
    assert deeper.warnings == (docx.CHUNK_UNREAD.format(""),)


def test_another_file_within_a_word_file_is_said_not_to_be_read(tmp_path: Path) -> None:
    body = f'{p("二、主动公开")}<w:altChunk r:id="r1"/>{table(tc("乙") + tc("1"))}'
    document = docx.read(with_chunk(tmp_path, body, "{\\rtf1 5}"))
    assert document.warnings == (docx.CHUNK_UNREAD.format("（“二、主动公开”之后）"),)
    with pytest.raises(Unsupported, match="嵌入的另一个文件"):
        docx.read(with_chunk(tmp_path, '<w:altChunk r:id="r1"/>', "{\\rtf1 5}"))


FLAT = (
    '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
    '<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">%s</pkg:package>'
)
PART = '<pkg:part pkg:name="/%s"><pkg:%s>%s</pkg:%s></pkg:part>'
STYLES = f'<w:styles {W}><w:style w:styleId="no"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
HIDDEN = '<w:r><w:rPr><w:rStyle w:val="no"/></w:rPr><w:t>9</w:t></w:r>'


def test_a_package_laid_flat_is_read_whatever_its_name(tmp_path: Path) -> None:
    body = (
        f"<w:document {W}><w:body>{table(tc('甲') + tc('5').replace('<w:r>', HIDDEN + '<w:r>'))}</w:body></w:document>"
    )
    parts = [
        PART % ("word/document.xml", "xmlData", body, "xmlData"),
        PART % ("word/styles.xml", "xmlData", STYLES, "xmlData"),
        PART % ("word/a.png", "binaryData", base64.b64encode(b"x").decode(), "binaryData"),
    ]
    path = tmp_path / "made.doc"
    path.write_text(FLAT % "".join(parts))
    assert told(read_document(path)) == ["甲", "5"]


OLD = (
    'xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" xmlns:aml="http://schemas.microsoft.com/aml/2001/core"'
    ' xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint"'
)
CHANGED = (
    '<aml:annotation w:type="Word.Deletion"><aml:content><w:r><w:t>7</w:t></w:r></aml:content></aml:annotation>'
    '<aml:annotation w:type="Word.Insertion"><aml:content><w:r><w:t>5</w:t></w:r></aml:content></aml:annotation>'
)
LISTED = '<w:p><w:pPr><w:listPr><wx:t wx:val="一、"/></w:listPr></w:pPr><w:r><w:t>总体情况</w:t></w:r></w:p>'


def test_the_xml_of_word_2003_is_read(tmp_path: Path) -> None:
    first = tc("甲", '<w:vmerge w:val="restart"/>') + f"<w:tc><w:p>{CHANGED}</w:p></w:tc>"
    body = f"<wx:sect>{LISTED}{table(first, tc('', '<w:vmerge/>') + tc('6'))}</wx:sect>"
    path = tmp_path / "made.doc"
    path.write_text(f'<?xml version="1.0"?><w:wordDocument {OLD}><w:body>{body}</w:body></w:wordDocument>')
    document = read_document(path)
    assert [(cell.text, cell.rowspan) for grid in document.grids for cell in grid.cells] == [
        ("5", 1),
        ("甲", 2),
        ("6", 1),
    ]
    assert [paragraph.text for paragraph in document.paragraphs] == ["一、总体情况"]


def test_a_page_in_a_page_that_was_not_saved_with_it_is_named(tmp_path: Path) -> None:
    path = tmp_path / "made.html"
    path.write_text(
        '<p>导言</p><iframe src="年报_files/table.htm"></iframe><iframe src="https://a.cn/b.html"></iframe>'
    )
    assert html.read(path).warnings == (walker.FRAME_UNREAD.format("年报_files/table.htm"),)


def test_the_pages_of_a_frameset_are_read(tmp_path: Path) -> None:
    start = ARCHIVE.replace(PAGE, '<html><frameset><frame src="http://a/b.htm"></frameset></html>')
    part = f"\n--b\nContent-Type: text/html\nContent-Location: http://a/b.htm\n\n{PAGE}\n--b--\n"
    path = tmp_path / "made.mht"
    path.write_text(start.replace("\n--b--\n", part))
    assert told(html.read(path)) == ["甲", "5"]


OBJECT = (
    '<w:p><w:r><w:object xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">'
    '<v:shape><v:imagedata r:id="r1"/></v:shape><o:OLEObject Type="Embed" ProgID="{}" r:id="r2"/></w:object></w:r></w:p>'
)
DRAWN = b"\x01\0\0\0" + b"x" * 4000
"""An enhanced metafile, by how it begins."""


@pytest.mark.parametrize("program", ["Excel.Sheet.12", "Excel.Sheet.8", "ET.Sheet.6"])
def test_a_workbook_within_a_word_file_is_named_and_asked_for_as_a_table(tmp_path: Path, program: str) -> None:
    body = p("三、收到和处理") + OBJECT.format(program) + table(tc("乙") + tc("1"))
    document = docx.read(with_chunk(tmp_path, body, DRAWN))
    assert document.warnings == (docx.SHEET_UNREAD.format("（“三、收到和处理”之后）"),)
    assert not document.embedded, "its picture is said nothing more of"
    alone = docx.read(with_chunk(tmp_path, p("导言") + OBJECT.format(program), DRAWN))
    assert [paragraph.text for paragraph in alone.paragraphs] == ["导言"]


def test_a_workbook_that_shows_itself_as_a_picture_is_looked_at_like_one(tmp_path: Path) -> None:
    document = docx.read(with_chunk(tmp_path, OBJECT.format("Excel.Sheet.12"), b"\x89PNG\r\n\x1a\n"))
    assert (document.warnings, len(document.embedded)) == ((), 1)


def workbook(shown: str, *, open_tab: int = 0) -> bytes:
    """A workbook of two sheets and a hidden one before them; ``shown`` says what a document shows of it."""
    book = Workbook()
    first = book.active
    assert first is not None
    first.sheet_state = "hidden"
    book.create_sheet("甲").append(["旧", 7])
    sheet = book.create_sheet("乙")
    for row in (["表", None, None], [None, "甲", 5], [None, "乙", 6], [None, "备注", 9]):
        sheet.append(row)
    book.active = 1 + open_tab
    out, made = io.BytesIO(), io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as package, zipfile.ZipFile(made, "w") as other:
        for name in package.namelist():
            data = package.read(name)
            if name == "xl/workbook.xml" and shown:
                data = data.replace(b"</sheets>", b'</sheets><oleSize ref="%s"/>' % shown.encode())
            other.writestr(name, data)
    return made.getvalue()


def with_workbook(tmp_path: Path, data: bytes, changes: tuple[str, str] = ("", "")) -> Path:
    """A Word file with a workbook between two tables, whose picture is lines and letters."""
    shown = OBJECT.format("Excel.Sheet.12").replace("r1", "r3").replace("r2", "r1").replace("r3", "r2")
    path = with_chunk(
        tmp_path,
        p("三、收到和处理") + table(tc("甲") + tc("1")) + shown.replace(*changes) + table(tc("乙") + tc("2")),
        data,
    )
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("word/image.png", DRAWN)
    return path


def test_what_a_word_file_shows_of_a_workbook_within_is_read_in_its_place(tmp_path: Path) -> None:
    document = docx.read(with_workbook(tmp_path, workbook("B2:C3", open_tab=1)))
    assert told(document) == ["甲", "1", "甲", "5", "乙", "6", "乙", "2"]
    assert document.warnings == (docx.SHEET_READ.format("（“三、收到和处理”之后）"),)
    figure = next(cell for grid in document.grids for cell in grid.cells if cell.text == "5")
    assert figure.place == Place(table=2, row=1, column=2), "in the table that is shown"
    assert told(docx.read(with_workbook(tmp_path, workbook("A1:B1"))))[2:4] == ["旧", "7"], "of the sheet that is open"


@pytest.mark.parametrize(
    ("data", "changes"),
    [
        (workbook(""), ("", "")),
        (workbook("?"), ("", "")),
        (b"PK\3\4 damaged", ("", "")),
        (workbook("A1:C4"), ('Type="Embed"', 'Type="Embed" DrawAspect="Icon"')),
        (workbook("A1:C4"), ('Type="Embed"', 'Type="Link"')),
    ],
    ids=["nothing named", "no range", "damaged", "an icon", "elsewhere"],
)
def test_a_workbook_of_which_nothing_says_what_is_shown_is_asked_for(
    tmp_path: Path, data: bytes, changes: tuple[str, str]
) -> None:
    document = docx.read(with_workbook(tmp_path, data, changes))
    assert told(document) == ["甲", "1", "乙", "2"]
    assert document.warnings == (docx.SHEET_UNREAD.format("（“三、收到和处理”之后）"),)


def test_what_other_programs_put_into_a_word_file_stays_a_picture(tmp_path: Path) -> None:
    document = docx.read(with_chunk(tmp_path, OBJECT.format("Equation.3"), DRAWN))
    assert (document.warnings, len(document.embedded)) == ((), 1)
