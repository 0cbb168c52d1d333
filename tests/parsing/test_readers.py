"""Which reader takes a file, and what is said of a file none takes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from parsing.errors import Broken, EmptyFile, Encrypted, NoTextLayer, UnknownFormat, Unsupported
from parsing.grid import Document, Paragraph, Place
from parsing.kinds import sniff
from parsing.readers import read_document, scan, text
from parsing.readers.encodings import decode

FLAT = (
    b'<?xml version="1.0"?><!-- x --><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    b' office:mimetype="application/vnd.oasis.opendocument.%s"><office:body>'
)


@pytest.mark.parametrize(
    ("head", "name", "form"),
    [
        (b"%PDF-1.7\n", "a.pdf", "pdf"),
        (b"\n\n%PDF-1.4\n", "a.bin", "pdf"),
        (b"PK\x03\x04....[Content_Types].xml", "a.docx", "docx"),
        (b"PK\x03\x04....mimetypeapplication/vnd.oasis.opendocument.text", "a.bin", "odt"),
        (FLAT % b"text", "a.xml", "odt"),
        (FLAT % b"text", "a.txt", "odt"),
        (b"PK\x03\x04....OFD.xml", "a.bin", "ofd"),
        (b"PK\x03\x04", "a.ofd", "ofd"),
        (FLAT % b"spreadsheet", "a.fods", "ods"),
        (b"PK\x03\x04....xl/workbook.xml", "a.bin", "xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.wps", "doc"),
        (b"{\\rtf1", "a.doc", "rtf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.xls", "xls"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.xlsx", "xls"),
        (b"\xef\xbb\xbf<?xml ?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'><Table>", "a.xls", "xls"),
        (b"PK\x03\x04....mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "a.xlsx", "ods"),
        (b"PK\x03\x04", "a.ods", "ods"),
        (b"\x89PNG\r\n\x1a\n", "a.png", "scan"),
        (b"\xff\xd8\xff\xe0", "a.bin", "scan"),
        (b"II*\0", "a.tif", "scan"),
        (b"<!DOCTYPE html><html>", "a.html", "html"),
        (b"\xef\xbb\xbf<html>", "a.txt", "html"),
        (b'{"title": "<p>"}', "a.json", "json"),
        (b'[{"title": "<p>"}]', "a.txt", "json"),
        ("政府信息公开".encode("gb18030"), "a.txt", "text"),
        ("政府信息公开".encode(), "a.md", "text"),
    ],
)
def test_the_format_is_told_by_content(head: bytes, name: str, form: str) -> None:
    assert sniff(head, name) == form


@pytest.mark.parametrize(
    ("head", "name", "error", "words"),
    [
        (b"", "a.docx", EmptyFile, "空的"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.docx", Encrypted, "密码"),
        (b"GIF89a", "a.gif", Unsupported, "图片"),
        (b"PK\x03\x04....ppt/presentation.xml", "a.pptx", Unsupported, "演示文稿"),
        (b"PK\x03\x04....xl/workbook.bin", "a.xlsx", Unsupported, "xlsb"),
        (b"PK\x03\x04....2024.docx", "a.zip", Unsupported, "压缩包.*解压"),
        (b"Rar!\x1a\x07\x01\0", "a.rar", Unsupported, "压缩包"),
        (b"7z\xbc\xaf\x27\x1c", "a.7z", Unsupported, "压缩包"),
        (b"MZ\x90\0\x03", "a.exe", UnknownFormat, "无法识别"),
        (b"MZ\x90\0\x03", "a.txt", UnknownFormat, "无法识别"),
        (b"MZ" + b"\x90\0" * 40, "a.txt", UnknownFormat, "无法识别"),
    ],
)
def test_a_file_nobody_reads_gets_its_sentence(head: bytes, name: str, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        sniff(head, name)


def test_a_markdown_row_of_dashes_is_no_rule(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("| 结果维持 | 结果纠正 | 总计 |\n|---|---|---|\n| - | - | - |\n", encoding="utf-8")
    assert [p.text for p in text.read(path).paragraphs] == ["结果维持\t结果纠正\t总计", "-\t-\t-"]


def test_a_markdown_rule_of_single_dashes_parts_the_heads(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("| 结果维持 | 结果纠正 | 总计 |\n|-|-|-|\n| 1 | 2 | 3 |\n", encoding="utf-8")
    assert [p.text for p in text.read(path).paragraphs] == ["结果维持\t结果纠正\t总计", "1\t2\t3"]


def test_markdown_rows_become_cells(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("| 规章 | **3** | |\n|---|---|---|\n正文 | 一条竖线\n", encoding="utf-8")
    assert [p.text for p in text.read(path).paragraphs] == ["规章\t3\t", "正文 | 一条竖线"]


def test_offsets_count_in_the_decoded_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("第一行\r\n第二行".encode("gb18030"))
    assert [(p.place.offset, p.place.end) for p in text.read(path).paragraphs] == [(0, 3), (5, 8)]


def test_bytes_that_are_no_text_are_broken() -> None:
    with pytest.raises(Broken, match="编码"):
        decode(b"\xff\xfe\x00\x00"[2:] * 50 + b"\xff\xff\x80")


def _two_pages(path: Path) -> Path:
    canvas = Canvas(str(path), pagesize=(500, 700))
    canvas.drawString(60, 600, "2024")
    canvas.showPage()
    canvas.drawInlineImage(Image.new("L", (4, 4), 255), 50, 50, 400, 600)
    canvas.save()
    return path


def test_picture_pages_of_a_text_pdf_are_named_where_no_ocr_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "missing", lambda: ("rapidocr",))
    document = read_document(_two_pages(tmp_path / "mixed.pdf"))
    assert document.warnings == ("第2页没有文字（可能是扫描的图片），该页内容没有读取。",)


def test_picture_pages_of_a_text_pdf_join_its_pages_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = Paragraph("图中的字", Place(page=2))
    monkeypatch.setattr(scan, "read_pages", lambda path, numbers: Document("scan", (seen,), len(numbers)))
    document = read_document(_two_pages(tmp_path / "mixed.pdf"))
    assert [p.text for p in document.paragraphs] == ["2024", "图中的字"]
    assert document.warnings == ("第2页是图片，内容由文字识别读取，请与原件核对。",)


def test_a_pdf_of_pictures_stays_without_text_where_no_ocr_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "missing", lambda: ("rapidocr",))
    path = tmp_path / "scan.pdf"
    canvas = Canvas(str(path), pagesize=(500, 700))
    canvas.drawInlineImage(Image.new("L", (4, 4), 255), 50, 50, 400, 600)
    canvas.save()
    with pytest.raises(NoTextLayer, match="PDF 中没有文字"):
        read_document(path)
