"""Tables that stand in a Word file or a web page as pictures."""

from __future__ import annotations

import base64
import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from parsing.errors import OcrMissing
from parsing.grid import Cell, Document, Grid, Paragraph, Picture
from parsing.pipeline import read
from parsing.readers import docx, html
from parsing.readers.embedded import with_embedded
from submissions.demo import faults
from submissions.demo.figures import HARBIN_OFFICE_2022
from submissions.demo.narrative import write_draft
from tests.parsing.wild import word

NOISE = Image.effect_noise((300, 120), 90)


def png(image: Image.Image) -> bytes:
    data = io.BytesIO()
    image.save(data, "PNG")
    return data.getvalue()


def with_picture(data: bytes, picture: bytes, after: str) -> bytes:
    """A .docx with a picture in the paragraph after the one with these words."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(made, "w") as target:
        text = source.read("word/document.xml").decode()
        end = text.index("</w:p>", text.index(after)) + len("</w:p>")
        drawing = '<w:p><w:r><w:drawing><a:graphic><a:blip r:embed="rId7"/></a:graphic></w:drawing></w:r></w:p>'
        target.writestr("word/document.xml", text[:end] + drawing + text[end:])
        target.writestr("word/media/image1.png", picture)
        target.writestr(
            "word/_rels/document.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId7" Target="media/image1.png"/></Relationships>',
        )
    return made.getvalue()


def test_a_picture_in_a_word_file_is_found_where_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    body = word.p("上文", word.plain_run) + word.p("下文", word.plain_run)
    path.write_bytes(with_picture(word.package(body), png(NOISE), "上文"))
    document = docx.read(path)
    assert document.embedded == (Picture(png(NOISE), at=1),)


def test_a_picture_in_the_page_itself_is_found_and_others_are_not_fetched(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    data = base64.b64encode(png(NOISE)).decode()
    path.write_text(f'<p>上文<p><img src="data:image/png;base64,{data}"><img src="http://a.gov.cn/b.png"><p>下文')
    assert html.read(path).embedded == (Picture(png(NOISE), at=1),)


def test_a_missing_table_is_looked_for_in_the_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = write_draft(HARBIN_OFFICE_2022)
    grids = _grids(tmp_path, word.written(whole, table=word.merged))
    monkeypatch.setattr("parsing.readers.scan.read_picture", lambda data: Document("scan", (grids[-1],)))
    path = tmp_path / "a.docx"
    lacking = word.written(faults.drop_table(whole, "disputes"), table=word.merged)
    path.write_bytes(with_picture(lacking, png(NOISE), "行政复议、行政诉讼情况"))
    report = read(path)
    assert sum(address.table == "disputes" for address in report.figures) == 15
    assert report.warnings == (
        "第1幅图片（“四、政府信息公开行政复议、行政诉讼情况”之后）由文字识别读取，请与原件核对。",
    )


def _grids(tmp_path: Path, data: bytes) -> tuple[Grid, ...]:
    path = tmp_path / "whole.docx"
    path.write_bytes(data)
    return docx.read(path).grids


def test_pictures_of_a_whole_report_are_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_picture(data: bytes) -> Document:
        raise AssertionError("no table is missing")

    monkeypatch.setattr("parsing.readers.scan.read_picture", read_picture)
    path = tmp_path / "a.docx"
    path.write_bytes(with_picture(word.written(write_draft(HARBIN_OFFICE_2022), table=word.merged), png(NOISE), "总体"))
    assert read(path).warnings == ()


def test_a_picture_is_named_where_no_ocr_is() -> None:
    def read_picture(data: bytes) -> Document:
        raise OcrMissing

    document = Document("docx", (Paragraph("三、收到和处理情况"),), embedded=(Picture(b"x" * 9000, at=1),))
    assert with_embedded(document, read_picture).warnings == (
        "第1幅图片（“三、收到和处理情况”之后）可能是表格，没有读取："
        "本系统没有安装文字识别，请把表格改为可编辑的表格后上传。",
    )


def test_words_in_a_photograph_are_no_text_of_the_report() -> None:
    document = Document("docx", (Paragraph("正文" * 300),), embedded=(Picture(b"x" * 9000, at=1),))
    photograph = Document("scan", (Paragraph("便民服务大厅"),))
    assert with_embedded(document, lambda data: photograph).blocks == document.blocks


def test_icons_are_not_looked_at() -> None:
    document = Document("html", (Paragraph("正文"),), embedded=(Picture(b"x" * 900, at=0),))
    assert with_embedded(document, lambda data: Document("scan", (Grid((Cell("1", 0, 0),)),))).blocks == document.blocks
