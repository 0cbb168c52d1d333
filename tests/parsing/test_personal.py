"""What is private in a file beside a report is found with its page, and what could not be looked at is said."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from docx import Document as Word

from parsing.child import Limits
from parsing.errors import Encrypted, OcrMissing, ParsingError
from parsing.facts import FileFacts
from parsing.grid import Cell, Document, Grid, Paragraph, Place
from parsing.personal import Found, Look, look, look_caged
from tests import documents
from tests.parsing.test_embedded_pictures import NOISE, png, with_picture
from tests.parsing.wild import word

IDENTITY, MOBILE = "11010519491231002X", "13912345678"
IN_WORDS = Found("身份证号码", "110105********002X", IDENTITY)


def kept(folder: Path, name: str, data: bytes) -> Path:
    (folder / name).write_bytes(data)
    return folder / name


def test_private_words_of_a_text_are_found_masked(tmp_path: Path) -> None:
    found = look(kept(tmp_path, "说明.txt", f"申请人身份证号{IDENTITY}，申请人手机{MOBILE}。".encode())).found
    assert found == (IN_WORDS, Found("个人手机号码", "139****5678", MOBILE))


def test_a_child_finds_the_same(tmp_path: Path) -> None:
    path = kept(tmp_path, "说明.txt", f"申请人身份证号{IDENTITY}。".encode())
    assert look_caged(path, "说明.txt", Limits()) == {
        "found": [{"what": "身份证号码", "shown": "110105********002X", "words": IDENTITY, "page": None}],
        "recognised": False,
        "unread": [],
        "pictures": 0,
    }


def test_a_list_of_people_in_a_workbook_is_found_and_figures_are_nothing_private(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["姓名", "身份证号"], ["甲", IDENTITY], ["乙", "11010519491231002"], ["合计", 12345678901]):
        sheet.append(row)
    book.save(tmp_path / "名单.xlsx")
    assert look(tmp_path / "名单.xlsx").found == (IN_WORDS,)


def test_a_number_that_a_narrow_cell_breaks_is_one_number(tmp_path: Path) -> None:
    made = Word()
    made.add_table(1, 2).rows[0].cells[1].text = IDENTITY[:11] + "\n" + IDENTITY[11:]
    made.save(str(tmp_path / "名单.docx"))
    assert look(tmp_path / "名单.docx").found == (IN_WORDS,)


def test_numbers_of_an_agency_are_nothing_private(tmp_path: Path) -> None:
    text = "联系电话：13912345678；统一社会信用代码110105194912310021；公布号码"
    assert look(kept(tmp_path, "说明.txt", text.encode())).found == ()


def test_what_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Encrypted):
        look(kept(tmp_path, "密.pdf", documents.encrypted_pdf()))
    with pytest.raises(ParsingError):
        look(kept(tmp_path, "坏.docx", documents.broken_docx()))


def test_pictures_in_a_text_are_looked_into_where_they_can_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = with_picture(word.package(word.p("身份证复印件见下图", word.plain_run)), png(NOISE), "身份证复印件见下图")
    path = kept(tmp_path, "图.docx", data)
    read = Document("scan", (Paragraph(f"公民身份号码 {IDENTITY}"),))
    monkeypatch.setattr("parsing.readers.scan.read_picture", lambda data: read)
    assert look(path) == Look((IN_WORDS,), recognised=True)

    def without_ocr(data: bytes) -> Document:
        raise OcrMissing

    monkeypatch.setattr("parsing.readers.scan.read_picture", without_ocr)
    assert look(path) == Look(pictures=1)


def test_a_pages_number_is_told_and_pages_without_text_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = (Paragraph("第一页", Place(page=1)), Grid((Cell(IDENTITY, 0, 0, place=Place(page=3)),)))
    read = Document("pdf", blocks, 3, facts=FileFacts(recognised=(3,), unread=(2,)))
    monkeypatch.setattr("parsing.personal.read_document", lambda path, name: read)
    found = Found("身份证号码", "110105********002X", IDENTITY, 3)
    assert look(Path("扫描.pdf")) == Look((found,), recognised=True, unread=(2,))
