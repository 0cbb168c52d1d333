"""Pages whose text cannot be read though people see it: glyphs nobody names, text that is drawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from parsing import pipeline, readers
from parsing.errors import Illegible, NotAReport, OcrMissing, Portfolio
from parsing.grid import UNREADABLE, Document, Paragraph, Place
from parsing.readers import pdf, read_document
from tests.parsing.made_pdfs import UNICODE, page_pdf, stream

SEVEN_ALONE = UNICODE + b"1 beginbfchar <0031> <0037> endbfchar endcmap end end"
CURVES = b"".join(
    b"%d %d m %d %d %d %d %d %d c %d %d %d %d %d %d c h f "
    % (x, y, x + 3, y, x + 3, y + 5, x, y + 5, x - 3, y + 5, x - 3, y, x, y)
    for x in range(5, 165, 8)
    for y in range(5, 65, 8)
)


def read(tmp_path: Path, data: bytes) -> Document:
    path = tmp_path / "made.pdf"
    path.write_bytes(data)
    return pdf.read(path)


def test_a_page_of_nameless_glyphs_is_read_as_a_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def scanned(path: Path, numbers: list[int]) -> Document:
        return Document("scan", tuple(Paragraph(f"图{number}", Place(page=number)) for number in numbers))

    path = tmp_path / "made.pdf"
    path.write_bytes(page_pdf(b"BT /W 10 Tf 5 50 Td <%s> Tj ET" % (b"0031" * 2 + b"0042" * 12), table=SEVEN_ALONE))
    assert [p.text for p in pdf.read(path).paragraphs] == ["77" + UNREADABLE * 12]
    monkeypatch.setattr(readers.load("scan"), "read_pages", scanned)
    document = read_document(path)
    assert [p.text for p in document.paragraphs] == ["图1"]
    assert document.warnings == (readers.UNCLEAR_READ.format(1),)


def test_a_few_nameless_bullets_leave_a_page_its_text(tmp_path: Path) -> None:
    lines = b"".join(b"BT /W 5 Tf 5 %d Td <%s> Tj ET " % (90 - 9 * n, b"0042" + b"0031" * 14) for n in range(10))
    assert read(tmp_path, page_pdf(lines, table=SEVEN_ALONE)).unclear == ()


@pytest.mark.parametrize(("count", "unclear"), [(12, (1,)), (9, ())])
def test_letters_with_accents_are_glyphs_that_a_program_named_by_number(
    tmp_path: Path, count: int, unclear: tuple[int, ...]
) -> None:
    """As where a PDF was written anew whose fonts draw each glyph by a program of its own: 年 as ÿ, 1 as Ā."""
    accents = UNICODE + b"2 beginbfchar <0031> <5e74> <0042> <0100> endbfchar endcmap end end"
    line = b"BT /W 1 Tf 5 50 Td <%s> Tj ET" % (b"0031" * 150 + b"0042" * count)
    assert read(tmp_path, page_pdf(line, table=accents)).unclear == unclear


def test_a_page_of_drawn_text_below_a_running_head_is_read_as_a_picture(tmp_path: Path) -> None:
    head = b"BT /P 8 Tf 5 90 Td (2024) Tj ET "
    assert read(tmp_path, page_pdf(head + CURVES)).unclear == (1,)
    assert read(tmp_path, page_pdf(head + CURVES[:1200])).unclear == (), "an ornament"


def test_a_page_of_drawn_text_beside_others_is_read_as_a_picture(tmp_path: Path) -> None:
    two = page_pdf(b"BT /P 8 Tf 5 90 Td (2024) Tj ET ")
    assert read(tmp_path, two).pictures == ()
    with_drawn = two.replace(b"/Kids [3 0 R] /Count 1", b"/Kids [3 0 R 8 0 R] /Count 2").replace(
        b"trailer",
        b"8 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 9 0 R >> endobj\n"
        b"9 0 obj << /Length %d >> stream\n%s\nendstream endobj\ntrailer" % (len(CURVES), CURVES),
    )
    assert read(tmp_path, with_drawn).pictures == (2,)


DINGBATS = UNICODE + b"1 beginbfrange <0031> <00a0> <2701> endbfrange endcmap end end"
TEXT_OF_A_REPORT = (
    "甲市人民政府2024年政府信息公开工作年度报告", "一、总体情况", "无。", "二、主动公开政府信息情况", "无。",
    "三、收到和处理政府信息公开申请情况", "无。",
)  # fmt: skip


def seen(monkeypatch: pytest.MonkeyPatch, *lines: str) -> list[list[int]]:
    """Recognition that sees these lines on any page; returns the pages it was asked for."""
    asked = []

    def scanned(path: Path, numbers: list[int]) -> Document:
        asked.append(list(numbers))
        if not lines:
            raise OcrMissing
        return Document("scan", tuple(Paragraph(line, Place(page=1)) for line in lines))

    monkeypatch.setattr(readers.load("scan"), "read_pages", scanned)
    return asked


def of_dingbats(tmp_path: Path, count: int) -> Path:
    path = tmp_path / "made.pdf"
    codes = b"".join(b"%04x" % (0x31 + n % 100) for n in range(count))
    path.write_bytes(page_pdf(b"BT /W 2 Tf 5 50 Td <%s> Tj ET" % codes, table=DINGBATS))
    return path


def test_a_page_of_signs_that_make_no_words_is_unclear(tmp_path: Path) -> None:
    assert pdf.read(of_dingbats(tmp_path, 90)).unclear == (1,)
    assert pdf.read(of_dingbats(tmp_path, 9)).unclear == (), "too few to say so"


def test_a_text_of_other_characters_than_are_printed_is_read_as_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the characters named make words, only the page's picture tells."""
    asked = seen(monkeypatch, *TEXT_OF_A_REPORT)
    report = pipeline.read(of_dingbats(tmp_path, 9))
    assert asked == [[1], [1]], "the first page for its title, then all"
    assert (report.agency, report.year, report.format) == ("甲市人民政府", 2024, "pdf")
    assert report.warnings[0] == readers.UNCLEAR_READ.format(1)


def test_what_shows_no_title_of_a_report_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = seen(monkeypatch, "关于放假的通知")
    with pytest.raises(NotAReport):
        pipeline.read(of_dingbats(tmp_path, 9))
    assert asked == [[1]]


def test_without_recognition_text_that_says_nothing_is_called_illegible(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen(monkeypatch)
    with pytest.raises(Illegible):
        pipeline.read(of_dingbats(tmp_path, 90))
    with pytest.raises(NotAReport):
        pipeline.read(of_dingbats(tmp_path, 9))


def test_files_attached_to_a_cover_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen(monkeypatch)
    path = tmp_path / "made.pdf"
    path.write_bytes(
        page_pdf(
            b"BT /P 10 Tf 5 50 Td (Open this in a newer program.) Tj ET",
            catalog=b"/Names << /EmbeddedFiles << /Names [(a.pdf) 8 0 R] >> >> /Collection << /Type /Collection >>",
            extra=(
                b"<< /Type /Filespec /F (a.pdf) /UF (a.pdf) /EF << /F 9 0 R >> >>",
                stream(b"%PDF-1.4", b"/Type /EmbeddedFile"),
            ),
        )
    )
    with pytest.raises(Portfolio, match=r"1 个文件（a\.pdf）"):
        pipeline.read(path)
