"""Web pages as saved from government sites."""

from __future__ import annotations

from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest

from parsing.errors import EmptyFile, Unsupported
from parsing.grid import PICTURED, Document
from parsing.kinds import HEAD_BYTES, sniff
from parsing.readers import html, read_document


def read(tmp_path: Path, markup: str, encoding: str = "utf-8") -> Document:
    path = tmp_path / "page.html"
    path.write_bytes(markup.encode(encoding))
    return html.read(path)


def cells(document: Document) -> list[tuple[str, int, int, int, int]]:
    return [(c.text, c.row, c.column, c.rowspan, c.colspan) for g in document.grids for c in g.cells]


def test_cells_flow_around_earlier_spans(tmp_path: Path) -> None:
    found = cells(
        read(tmp_path, "<table><tr><td rowspan=2>甲<td colspan=2>乙<tr><td>1<td>2<tr><td>3<td>4<td>5</table>")
    )
    assert found == [
        ("甲", 0, 0, 2, 1),
        ("乙", 0, 1, 1, 2),
        ("1", 1, 1, 1, 1),
        ("2", 1, 2, 1, 1),
        ("3", 2, 0, 1, 1),
        ("4", 2, 1, 1, 1),
        ("5", 2, 2, 1, 1),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_the_encoding_is_seen_not_believed(tmp_path: Path, encoding: str) -> None:
    document = read(tmp_path, '<meta charset="iso-8859-1"><p>政府信息公开工作年度报告</p>', encoding)
    assert [p.text for p in document.paragraphs] == ["政府信息公开工作年度报告"]


def test_a_span_a_character_is_one_text(tmp_path: Path) -> None:
    document = read(tmp_path, "<p><span>一</span><span>、</span><b>总</b><font>体</font>情况</p>")
    assert [p.text for p in document.paragraphs] == ["一、总体情况"]


def test_scripts_and_hidden_parts_are_not_text(tmp_path: Path) -> None:
    document = read(tmp_path, "<script>var a=1</script><div style='display: none'>旧</div><p>新</p><style>p{}</style>")
    assert [p.text for p in document.paragraphs] == ["新"]


def test_a_table_that_arranges_the_page_is_walked_through(tmp_path: Path) -> None:
    document = read(tmp_path, "<table><tr><td><p>导言</p><table><tr><td>规章<td>3</table><p>尾</p></table>")
    assert [p.text for p in document.paragraphs] == ["导言", "尾"]
    assert [[c.text for c in grid.cells] for grid in document.grids] == [["导言\n尾"], ["规章", "3"]]


def test_a_line_break_in_a_cell_is_kept(tmp_path: Path) -> None:
    assert cells(read(tmp_path, "<table><tr><td>上<br>下</table>"))[0][0] == "上\n下"
    assert cells(read(tmp_path, "<table><tr><td><p>110</p><p>6</p></table>"))[0][0] == "110\n6"


def test_a_line_break_within_a_number_is_told_from_one_between_paragraphs(tmp_path: Path) -> None:
    assert cells(read(tmp_path, "<table><tr><td>110<br>6</table>"))[0][0] == "110\v6"


def test_a_huge_span_is_capped(tmp_path: Path) -> None:
    found = cells(read(tmp_path, "<table><tr><td colspan=99999999 rowspan=99999999>甲</table>"))
    assert found == [("甲", 0, 0, 1, html.MOST_SPAN)]


def test_an_entity_bomb_stays_small(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><p>&b;</p>'
    assert len("".join(p.text for p in read(tmp_path, bomb).paragraphs)) < 200


def test_an_empty_page_is_said_to_be_empty(tmp_path: Path) -> None:
    with pytest.raises(EmptyFile):
        read(tmp_path, "  \n ")


def test_a_web_archive_gives_its_page(tmp_path: Path) -> None:
    message = MIMEMultipart("related")
    message["Subject"] = "年度报告"
    message.attach(MIMEText("<p>政府信息公开工作年度报告</p>", "html", "gb18030"))
    message.attach(MIMEText("p { color: red }", "css"))
    path = tmp_path / "page.mht"
    path.write_bytes(message.as_bytes())
    assert sniff(path.read_bytes()[:HEAD_BYTES], "page.bin") == "html"
    assert [p.text for p in html.read(path).paragraphs] == ["政府信息公开工作年度报告"]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<textarea>3</textarea>", "3"),
        ("<select><option>9<option selected>3</select>", "3"),
        ("<button>3</button>", "3"),
        ("3<span style='vertical-align:super'>1</span>", "3[1]"),
        ("3<a href='#note'>1</a>", "3[1]"),
        ("<a href='#'>12</a>", "12"),
        ("<span style='text-decoration: line-through'>9</span>3", "3"),
        ("<span style='font-size:0'>9</span>3", "3"),
        ("<span style='font-size:0.8em'>3</span>", "3"),
        ("<i class='only-said'>9</i>3", "3"),
        ("1&nbsp;663", "1\xa0663"),
        ("1&nbsp;66", "1 66"),
    ],
)
def test_a_cell_holds_what_the_page_shows(tmp_path: Path, markup: str, text: str) -> None:
    sheet = "<style>.only-said { position: absolute; clip: rect(0, 0, 0, 0) }</style><p>某市年度报告</p>"
    assert cells(read(tmp_path, f"{sheet}<table><tr><td>{markup}</table>"))[0][0] == text


@pytest.mark.parametrize(("markup", "doubt"), [("<svg><text>3</text></svg>", PICTURED), ("<img>", PICTURED), ("", "")])
def test_a_cell_of_nothing_but_a_picture_is_doubted(tmp_path: Path, markup: str, doubt: str) -> None:
    document = read(tmp_path, f"<table><tr><td>{markup}</td><td>1</table>")
    assert document.grids[0].cells[0].doubt == doubt


def test_a_number_that_a_style_sheet_writes_into_a_cell_is_not_taken_for_a_blank(tmp_path: Path) -> None:
    sheet = "<style>.n::before{content:attr(data-v)} td{color:#000}</style>"
    row = "<tr><td>规章<td class=n data-v=12><td><span class=n data-v=3></span><td class=n><td class=m data-v=4></tr>"
    [grid] = [b for b in read(tmp_path, f"{sheet}<table>{row}</table>").blocks if hasattr(b, "cells")]
    assert [cell.text for cell in grid.cells] == ["规章", "\ufffd", "\ufffd", "", ""]


def test_digits_nobody_sees_beside_a_figure_outside_of_tables_make_it_unreadable(tmp_path: Path) -> None:
    [line] = read(tmp_path, '<div>12<span style="color:#fff">34</span></div>').blocks
    assert line.text == "12\ufffd"  # type: ignore[union-attr]
    [title] = read(tmp_path, '<h1 style="color:#fff">某局2024年年度报告</h1>').blocks
    assert title.text == "某局2024年年度报告"  # type: ignore[union-attr]


def test_a_text_with_tables_of_markup_keeps_its_lines(tmp_path: Path) -> None:
    document = read(tmp_path, "# 年度报告\n一、总体情况\n<table><tr><td>规章\n<td>3</table>\n二、其他")
    assert [p.text for p in document.paragraphs] == ["# 年度报告", "一、总体情况", "二、其他"]
    assert [cell[0] for cell in cells(document)] == ["规章", "3"]


def test_cells_drawn_in_a_line_stand_apart(tmp_path: Path) -> None:
    cell = "<span style='display:inline-block'>{}</span>"
    document = read(tmp_path, "<p>" + "".join(map(cell.format, ["规章", 3, 16])) + "</p>")
    assert document.paragraphs[0].text.split() == ["规章", "3", "16"]


@pytest.mark.parametrize("head", ['start="<main>"', "x=y\nSnapshot-Content-Location: http://a/main"])
def test_a_web_archive_says_which_part_is_its_page(tmp_path: Path, head: str) -> None:
    part = "--b\nContent-Type: text/html\n{}\n\n<p>{}</p>\n"
    parts = part.format("Content-Location: http://ad/", "广告") + part.format(
        "Content-ID: <main>\nContent-Location: http://a/main", "report"
    )
    text = f"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b; {head}\n\n{parts}--b--\n"
    assert [p.text for p in read(tmp_path, text).paragraphs] == ["report"]


def test_lines_of_a_cell_end_at_a_table_within_it(tmp_path: Path) -> None:
    """Headings that are inline text stand before and behind the tables of a page laid out in cells."""
    table = "<table><tr><td>规章<td>1<tr><td>规范性文件<td>2</table>"
    page = f"<table><tr><td>标题<tr><td><b>二、主动公开</b>{table}<b>三、收到和处理</b>{table}</table>"
    frame = read(tmp_path, page).grids[0]
    assert frame.cells[1].text.split("\n") == ["二、主动公开", "三、收到和处理"]


LETTER = "From: a@b.cn\nMIME-Version: 1.0\nContent-Type: {}\n\n{}"
PAGE_OF_A_LETTER = "<table><tr><td>=E7=94=B2<td>5</table>"


@pytest.mark.parametrize("kind", ["alternative", "mixed"])
def test_a_letter_kept_as_a_file_gives_its_page(tmp_path: Path, kind: str) -> None:
    html_part = f"Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n{PAGE_OF_A_LETTER}"
    parts = f"--b\nContent-Type: text/plain\n\nhello\n--b\n{html_part}\n--b--\n"
    path = tmp_path / "a.eml"
    path.write_text(LETTER.format(f'multipart/{kind}; boundary="b"', parts))
    assert [cell.text for grid in read_document(path).grids for cell in grid.cells] == ["甲", "5"]


def test_a_letter_without_a_page_is_said_to_be_one(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_text(LETTER.format('multipart/mixed; boundary="b"', "--b\nContent-Type: text/plain\n\nhello\n--b--\n"))
    with pytest.raises(Unsupported, match="邮件"):
        read_document(path)


DATA = '{"title": "年报", "content": "<p>导言<\\/p><table><tr><td>甲<td>5<\\/table>"}'


@pytest.mark.parametrize("script", ["window.STATE = %s;", "%s", 'var a = {"b": {broken, c = 1;\nshow(%s)'])
def test_a_page_that_a_script_draws_from_its_data_is_read(tmp_path: Path, script: str) -> None:
    path = tmp_path / "a.html"
    path.write_text(f"<html><body><div>首页</div><script>{script % DATA}</script></body></html>")
    document = html.read(path)
    assert [cell.text for grid in document.grids for cell in grid.cells] == ["甲", "5"]
    assert [paragraph.text for paragraph in document.paragraphs] == ["首页", "年报", "导言"]


def test_what_a_page_shows_itself_is_not_read_again_from_its_scripts(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(f"<table><tr><td>乙<td>6</table><script>a = {DATA}</script>")
    assert [cell.text for grid in html.read(path).grids for cell in grid.cells] == ["乙", "6"]


def test_words_above_words_are_not_read_into_them(tmp_path: Path) -> None:
    table = "<table><tr><td>{}</td><td>{}</td></tr></table>"
    label = "<ruby>规章<rtc>甲</rtc></ruby>"
    figure = "<ruby>5<rp>(</rp><rt>9</rt><rp>)</rp><rtc><rt>8</rt></rtc></ruby>"
    (first, second) = read(tmp_path, table.format(label, figure)).grids[0].cells
    assert (first.text, second.text) == ("规章", "5")
