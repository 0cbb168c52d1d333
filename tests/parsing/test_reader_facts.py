"""What a file says beside its text: who wrote it, remarks, tracked changes, pictures, links, pages."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from parsing.facts import FileFacts, Link
from parsing.grid import Document
from parsing.readers import facts, read_document
from parsing.readers.facts import odf, portable, web, word
from tests.documents import broken_docx

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
WP = 'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'


def picture(width: int, height: int) -> str:
    return f'<w:r><w:drawing><wp:inline><wp:extent cx="{width}" cy="{height}"/><a:blip/></wp:inline></w:drawing></w:r>'


WORD = {
    "word/document.xml": f"""<w:document {W} {R} {A} {WP}><w:body><w:p>
        <w:ins><w:r><w:t>新</w:t></w:r></w:ins><w:del><w:r><w:delText>旧</w:delText></w:r></w:del>
        <w:hyperlink r:id="r1"><w:r><w:t>局网站</w:t></w:r></w:hyperlink>
        <w:r><w:instrText>HYPERLINK "http://t.cn/abc"</w:instrText></w:r>
        {picture(5_000_000, 3_000_000)}{picture(1_400_000, 1_400_000)}</w:p></w:body></w:document>""",
    "word/_rels/document.xml.rels": """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
        <Relationship Id="r1" Type="x/hyperlink" Target="http://gxt.hlj.gov.cn/" TargetMode="External"/></Relationships>""",
    "word/comments.xml": f"<w:comments {W}><w:comment><w:p><w:r><w:t>数对吗</w:t></w:r></w:p></w:comment></w:comments>",
    "docProps/core.xml": """<cp:coreProperties xmlns:dc="http://purl.org/dc/elements/1.1/"
        xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties">
        <dc:creator>张三</dc:creator><cp:lastModifiedBy>李四</cp:lastModifiedBy></cp:coreProperties>""",
}
NS = " ".join(
    f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"'
    for p, n in {
        "office": "office",
        "text": "text",
        "draw": "drawing",
        "svg": "svg-compatible",
        "meta": "meta",
    }.items()
)
OPEN = {
    "content.xml": f"""<office:document-content {NS} xmlns:xlink="http://www.w3.org/1999/xlink"><office:body><office:text>
        <text:tracked-changes><text:changed-region/><text:changed-region/></text:tracked-changes>
        <text:p>正文<office:annotation><text:p>改一下</text:p></office:annotation>
        <text:a xlink:href="http://t.cn/abc">链接</text:a>
        <draw:frame svg:width="15cm" svg:height="8cm"><draw:image/></draw:frame>
        <draw:frame svg:width="4cm" svg:height="4cm"><draw:image/></draw:frame></text:p>
        </office:text></office:body></office:document-content>""",
    "meta.xml": f"""<office:document-meta {NS} xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta>
        <meta:initial-creator>张三</meta:initial-creator><dc:creator>李四</dc:creator></office:meta></office:document-meta>""",
}


def packed(path: Path, parts: dict[str, str]) -> Path:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as package:
        for name, text in parts.items():
            package.writestr(name, text)
    path.write_bytes(data.getvalue())
    return path


def test_a_word_file_tells_people_remarks_changes_pictures_and_links(tmp_path: Path) -> None:
    assert word.facts(packed(tmp_path / "a.docx", WORD)) == FileFacts(
        authors=("张三", "李四"),
        comments=("数对吗",),
        changes=2,
        pictures=1,
        links=(Link("局网站", "http://gxt.hlj.gov.cn/"), Link("", "http://t.cn/abc")),
    )


def test_an_opendocument_file_tells_the_same(tmp_path: Path) -> None:
    assert odf.facts(packed(tmp_path / "a.odt", OPEN)) == FileFacts(
        authors=("张三", "李四"), comments=("改一下",), changes=2, pictures=1, links=(Link("链接", "http://t.cn/abc"),)
    )


def test_a_pdf_tells_its_author_remarks_and_links(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.setAuthor("张三")
    canvas.drawString(100, 700, "2024")
    canvas.linkURL("http://t.cn/abc", (100, 700, 200, 720))
    canvas.textAnnotation("数对吗", (10, 10, 50, 50))
    canvas.save()
    assert portable.facts(tmp_path / "a.pdf") == FileFacts(
        authors=("张三",), comments=("数对吗",), links=(Link("", "http://t.cn/abc"),)
    )


def test_a_page_tells_its_links(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text('<html><body><p><a href="http://t.cn/abc">年度<b>报告</b></a></p></body></html>', "utf-8")
    assert web.facts(path) == FileFacts(links=(Link("年度报告", "http://t.cn/abc"),))


def test_facts_that_cannot_be_had_do_not_stand_in_the_way(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(broken_docx())
    document = Document("docx", ())
    assert facts.with_facts(path, document) == document


def test_a_file_without_remarks_has_none(corpus: Path) -> None:
    found = read_document(corpus / "documents" / "r01_huaian_2024_docx.docx").facts
    assert found == FileFacts(authors=("python-docx",))
    assert read_document(corpus / "documents" / "hlj_2024.txt").facts == FileFacts()
