"""What of a Word document stands beside its text, or in files it refers to."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from parsing.errors import Unsupported
from parsing.readers import docx
from tests.parsing.conftest import W
from tests.parsing.test_reader_docx import p, table, tc
from tests.parsing.test_reader_within import R, told, with_chunk

KINDS = {"header": "hdr", "footer": "ftr", "footnotes": "footnotes", "endnotes": "endnotes"}
FIGURES = table("".join(map(tc, "12345")))
LETTERHEAD = table(tc("电话") + tc("12345"))


def made(tmp_path: Path, body: str, kind: str, content: str) -> Path:
    path = tmp_path / "made.docx"
    relation = f'<Relationships><Relationship Id="r1" Type="http://x/{kind}" Target="other.xml"/></Relationships>'
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", f"<w:document {W} {R}><w:body>{body}</w:body></w:document>")
        package.writestr("word/_rels/document.xml.rels", relation)
        package.writestr("word/other.xml", f"<w:{KINDS[kind]} {W}>{content}</w:{KINDS[kind]}>")
    return path


@pytest.mark.parametrize("kind", ["header", "footer"])
def test_a_table_of_figures_at_the_head_or_foot_of_pages_is_read_once(tmp_path: Path, kind: str) -> None:
    reference = f'<w:sectPr><w:{kind}Reference r:id="r1"/></w:sectPr>'
    body = f"{p('甲')}<w:p><w:pPr>{reference}</w:pPr></w:p>{reference}"
    document = docx.read(made(tmp_path, body, kind, p("第1页") + LETTERHEAD + FIGURES))
    assert told(document) == list("12345")
    assert [paragraph.text for paragraph in document.paragraphs] == ["甲"]


@pytest.mark.parametrize("kind", ["footnotes", "endnotes"])
def test_a_table_of_figures_in_a_note_is_read_where_the_note_is_referred_to(tmp_path: Path, kind: str) -> None:
    mark = f'<w:r><w:{kind[:-1]}Reference w:id="2"/></w:r>'
    body = f"<w:p>{mark}</w:p>{table(tc('6'))}"
    notes = f'<w:{kind[:-1]} w:id="1">{FIGURES}</w:{kind[:-1]}><w:{kind[:-1]} w:id="2">{FIGURES}</w:{kind[:-1]}>'
    assert told(docx.read(made(tmp_path, body, kind, notes))) == list("123456")


def test_a_text_within_a_word_file_is_read_in_its_place(tmp_path: Path) -> None:
    chunk = "总体情况\n规章\t1\t0\t11".encode("gb18030")
    document = docx.read(with_chunk(tmp_path, f'{p("一、")}<w:altChunk r:id="r1"/>{p("二、")}', chunk))
    assert [paragraph.text for paragraph in document.paragraphs] == ["一、", "总体情况", "规章\t1\t0\t11", "二、"]


def test_a_chapter_that_is_a_file_of_its_own_is_said_not_to_be_read(tmp_path: Path) -> None:
    chapter = '<w:p><w:subDoc r:id="r9"/></w:p>'
    document = docx.read(with_chunk(tmp_path, p("三、收到和处理") + chapter + FIGURES, ""))
    assert document.warnings == (docx.CHAPTER_UNREAD.format("（“三、收到和处理”之后）"),)
    with pytest.raises(Unsupported):
        docx.read(with_chunk(tmp_path, chapter, ""))
