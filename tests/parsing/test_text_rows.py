"""Rows of text as people type, paste and export them: told apart by general signs, or doubted."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from parsing.grid import Paragraph
from parsing.kinds import is_utf16, sniff
from parsing.pipeline import read as read_file
from parsing.readers import text
from parsing.report import Address, Figure
from parsing.sections import find_sections
from parsing.tables.astride import gathered
from parsing.tables.mapped import MOVED_DOUBT, SPACED_DOUBT
from parsing.tables.stream import map_stream
from parsing.tables.tokens import Row, Token
from parsing.title import find_title
from submissions.demo.figures import HUAIAN_2024
from submissions.demo.narrative import write_draft
from submissions.demo.write_text import write_text

HEADS = "自然人\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t总计"
DISPUTES = "维持\t纠正\t其他结果\t尚未审结\t总计\t总计"


def figures(lines: str) -> dict[Address, Figure]:
    return map_stream([Paragraph(line) for line in lines.split("\n")]).mapped.figures


def sure(lines: str, code: str) -> list[Decimal | None]:
    return [f.value for a, f in figures(lines).items() if a.row == code and f.is_sure]


@pytest.mark.parametrize(
    "line",
    [
        "（一）予以公开12 0 1 0 0 0 13",
        "（一）予以公开：12、0、1、0、0、0、13",
        "（一）予以公开:12,0,1,0,0,0,13",
        "（一）予以公开： 12/0/1/0/0/0/13",
        "- （一）予以公开 12 0 1 0 0 0 13",
        "三、本年度办理结果 （一）予以公开：12、0、1、0、0、0、13",
    ],
)
def test_a_label_and_its_figures_are_parted_however_they_touch(line: str) -> None:
    assert sure(line, "granted") == [12, 0, 1, 0, 0, 0, 13]


def test_commas_that_may_part_thousands_part_no_figures() -> None:
    assert not sure("（一）予以公开：1,106,0,0,0,0,0,1,106", "granted")
    assert not sure("（一）予以公开,0,0,0,0,0,1 2,12", "granted")
    assert sure("信息内容 本年处理决定数量\n行政处罚：8,668,797", "penalties") == [8668797]
    assert not sure("信息内容,本年处理决定数量\n行政强制,111,111,111", "coercion")


def test_sentences_around_a_table_parted_by_commas_are_none_of_its_rows(tmp_path: Path) -> None:
    sentences = [f"{n}月，公开政府信息，回应社会关切。" for n in range(1, 13)]
    rows = ["信息内容,本年制发件数,本年废止件数,现行有效件数", "规章,1,0,11", "行政规范性文件,24,86,66", "行政许可,,,"]
    path = tmp_path / "report.txt"
    path.write_text("\n".join([*sentences, *rows, *sentences]), encoding="utf-8")
    texts = [block.text for block in text.read(path).blocks if isinstance(block, Paragraph)]
    assert "行政规范性文件\t24\t86\t66" in texts


def test_tabs_that_all_come_in_pairs_part_cells_by_the_pair(tmp_path: Path) -> None:
    rows = ["信息内容\t\t本年制发件数\t\t本年废止件数\t\t现行有效件数", "规章\t\t1\t\t0\t\t11"]
    rows += ["行政规范性文件\t\t24\t\t\t\t66", "政策文件\t\t1\t\t2\t\t3"]
    path = tmp_path / "report.txt"
    path.write_text("\n".join(rows), encoding="utf-8")
    texts = [block.text for block in text.read(path).blocks if isinstance(block, Paragraph)]
    assert texts[1:3] == ["规章\t1\t0\t11", "行政规范性文件\t24\t\t66"]


def test_a_heading_in_other_words_is_no_word_of_the_table_below_it() -> None:
    for heading in ("四、政府信息公开行政复议和行政诉讼情况", "四、因政府信息公开被申请行政复议、提起行政诉讼情况"):
        line = Paragraph(heading)
        assert 0 not in map_stream([line, Paragraph("\t行政复议\t1\t0\t0\t0\t1")]).consumed


def test_the_number_of_a_note_that_touches_its_label_is_no_figure() -> None:
    assert sure("2.重复申请1 6 0 0 0 0 0 6", "not_handled.duplicates") in ([], [6, 0, 0, 0, 0, 0, 6])


def test_the_sign_of_a_list_is_no_dash() -> None:
    lines = "- 信息内容 本年制发件数 本年废止件数 现行有效件数\n- 规章 1 0 11\n- 行政规范性文件 - 2 3"
    assert sure(lines, "regulations") == [1, 0, 11]
    assert sure(lines, "normative_documents") == [None, 2, 3]


@pytest.mark.parametrize("furniture", ["3 / 9", "·3·", "第 3 页，共 9 页", "[3]", "Page 3 of 9", "- 3 -"])
def test_page_numbers_are_no_figures(furniture: str) -> None:
    lines = f"2.重复申请\t6\t\t\t\t\t\t\n{furniture}\n3.要求提供公开出版物\t1\t0\t0\t0\t0\t0\t1"
    assert sure(lines, "not_handled.duplicates") == [6, None, None, None, None, None, None]
    assert sure(lines, "not_handled.publications") == [1, 0, 0, 0, 0, 0, 1]


def test_a_bare_page_number_in_the_place_of_an_empty_cell_is_doubted() -> None:
    head = "信息内容\n本年制发件数\n本年废止件数\n现行有效件数\n"
    lines = head + "规章\n\n1\n\n2\n60\n行政规范性文件\n1\n2\n9\n信息内容\n本年处理决定数量\n行政许可\n5"
    assert not sure(lines, "regulations")
    assert sure(lines, "normative_documents") == [1, 2, 9]


def test_blanks_beside_a_phantom_column_are_doubted() -> None:
    lines = f"\t{HEADS}\n（一）予以公开\t\t\t2\t\t\t\t\t\t2\n2.重复申请\t5\t0\t0\t0\t0\t0\t5"
    assert not sure(lines, "granted")
    assert sure(lines, "not_handled.duplicates") == [5, 0, 0, 0, 0, 0, 5]


def test_headings_tell_which_columns_hold_figures() -> None:
    lines = f"\t\t{HEADS}\t\n（一）予以公开\t\t\t2\t\t\t\t\t2\t"
    assert sure(lines, "granted") == [None, 2, None, None, None, None, 2]


def test_cells_lost_at_the_end_of_a_line_move_nothing() -> None:
    lines = f"\t\t\t{HEADS}\n二、上年结转政府信息公开申请数量\t\t\t\t0\t\t0\t0\n四、结转下年度继续办理\t\t\t\t0\t\t\t0"
    assert not sure(lines, "carried_in")


def test_an_empty_cell_at_the_end_of_the_headings_is_none_of_the_row_below() -> None:
    row = "\t".join(["", "", "7", "", "7", "", "3", "", "", "3", "", "", "1", "", "1", ""])
    found = figures(f"{DISPUTES}\t\n{row}")
    assert found[Address("disputes", "reconsideration", "other")].value == 7
    assert found[Address("disputes", "reconsideration", "total")].value == 7


@pytest.mark.parametrize("first", ["(6)", "约6", "6.", "六个"])
def test_a_first_or_last_cell_that_cannot_be_read_moves_nothing(first: str) -> None:
    lines = (
        f"\t\t\t{HEADS}\t\n2.重复申请\t\t\t{first}\t1\t0\t0\t0\t0\t7\t\n（一）予以公开\t\t\t2\t0\t0\t0\t0\t0\t{first}\t"
    )
    assert sure(lines, "not_handled.duplicates")[-6:] == [1, 0, 0, 0, 0, 7]
    assert sure(lines, "granted")[:6] == [2, 0, 0, 0, 0, 0]


@pytest.mark.parametrize("place", [0, 14])
def test_a_cell_of_table_four_that_cannot_be_read_moves_nothing(place: int) -> None:
    row = ["0", "0", "7", "0", "7", "0", "3", "0", "0", "3", "0", "0", "1", "0", "1"]
    row[place] = f"({row[place]})"
    assert sure(f"{DISPUTES}\n" + "\t".join([*row, ""]), "litigation_direct") == [0, 3, 0, 0, 3]


def test_a_first_cell_in_words_is_read_in_its_place() -> None:
    assert sure("2.重复申请\t二十三\t1\t0\t0\t0\t0\t24", "not_handled.duplicates") == [23, 1, 0, 0, 0, 0, 24]


def test_half_a_label_is_not_taken_for_another() -> None:
    assert not figures("（六）其他 5 0 0 0 0 0 5")
    assert {a.row for a in figures("（六）其他 5 0 0 0 0 0 5\n处理")} == {"other"}  # its other half ends the table


def test_a_section_begins_after_a_row_that_ends_in_empty_cells() -> None:
    lines = [
        "三、收到和处理政府信息公开申请情况",
        "四、结转下年度继续办理,0,,",
        "四、政府信息公开行政复议、行政诉讼情况",
    ]
    assert [s.number for s in find_sections([Paragraph(line) for line in lines])] == [3, 4]


def test_a_heading_of_markdown_is_no_part_of_the_table_under_it() -> None:
    found = map_stream(
        [Paragraph("## 二、主动公开政府信息情况"), Paragraph("信息内容\t本年处理决定数量"), Paragraph("行政许可\t5")]
    )
    assert found.consumed == {1, 2}


def test_marks_of_html_and_markdown_say_how_words_look(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("| 规章 | <b>3</b><sup>1</sup> | ~~5~~6 | &nbsp; |\n|---|---|---|---|\n", encoding="utf-8")
    assert [p.text for p in text.read(path).paragraphs] == ["规章\t3[1]\t6\t"]


@pytest.mark.parametrize("on", ["\\", "<br>", "<br />"])
def test_a_title_that_goes_on_in_another_line_of_markdown_is_one(on: str, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"某市人民政府{on}\n2024年政府信息公开工作年度报告\n====\n\n行政许可\t\\\n", encoding="utf-8")
    said = text.read(path).paragraphs
    assert find_title(said).agency == "某市人民政府"
    assert said[-1].text == "行政许可\t\\"  # a stroke alone in a cell is no end of a line


def test_tags_that_never_end_cost_no_time(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("<s>" * 20_000 + "\n" + "<sup>" * 20_000 + "\n" + "<table>" * 20_000, encoding="utf-8")
    assert len(text.read(path).paragraphs) == 3


def test_a_table_of_html_far_down_in_a_markdown_text_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    rows = "<tr><td>信息内容</td><td>本年处理<br>决定数量</td></tr><tr><td>行政许可</td><td>5</td></tr>"
    prose = "# 某市2024年政府信息公开工作年度报告\n## 一、总体情况\n" + "公开工作有序开展。\n" * 300
    path.write_text(f"{prose}## 二、主动公开政府信息情况\n<table>{rows}</table>\n", encoding="utf-8")
    report = read_file(path)
    assert report.figures[Address("disclosure", "licensing", "decisions")].value == 5
    assert [section.number for section in report.sections] == [1, 2]


def test_a_text_keeps_its_lines_beside_a_table_of_html_and_breaks_in_others(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    table = "<table><tr><td>信息内容</td><td>本年处理决定数量</td></tr><tr><td>行政许可</td><td>5</td></tr></table>"
    path.write_text(
        f"一行<br>字\n## 二、主动公开政府信息情况\n{table}\n三、收到和处理政府信息公开申请情况\n", encoding="utf-8"
    )
    document = text.read(path)
    assert [p.text for p in document.paragraphs][:2] == ["一行<br>字", "## 二、主动公开政府信息情况"]
    assert [[cell.text for cell in grid.cells] for grid in document.grids] == [
        ["信息内容", "本年处理决定数量", "行政许可", "5"]
    ]
    assert sniff(path.read_bytes(), path.name) == "text"


def test_wide_blanks_do_not_turn_the_bytes_of_a_text_round() -> None:
    data = "规章\u3000\u3000一\u3000\u3000二\n行政许可\u3000\u3000三\u3000\u3000四\n".encode("utf-16-be")
    assert is_utf16(data) == "utf-16-be"


def test_lines_of_an_answer_and_cells_in_quotation_marks_say_what_stands_in_them(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("> 四、\n>\n> 0\t7\n")
    assert [block.text for block in text.read(path).paragraphs] == ["四、", "", "0\t7"]
    path.write_text('"江城县水利局"\n"2023年"\n')
    assert [block.text for block in text.read(path).paragraphs] == ["江城县水利局", "2023年"]


def test_signs_of_converters_around_a_title_are_none_of_it() -> None:
    for line in (
        "== 江城县水利局2023年政府信息公开工作年度报告",
        '# 江城县水利局2023年政府信息公开工作年度报告 {#a align="b"}',
    ):
        assert find_title([Paragraph(line)]).agency == "江城县水利局"


@pytest.mark.parametrize("word", ["#REF!", "统计口径变化", "由新组建的部门另行报送"])
def test_blanks_of_a_row_that_a_word_breaks_off_are_doubted(word: str) -> None:
    row = "\t".join(["4", "6", "1", "23", "2", "1", "0", "1", "4", "1", "0", "1", "1", "3"])
    found = figures(f"{DISPUTES}\n{word}\n\t{row}")
    assert not any(f.is_sure for f in found.values() if f.value is None)
    lines = f"\t{HEADS}\n（一）予以公开\t\t\t2\t{word}\n\t\t\t2\n2.重复申请\t5\t\t\t\t\t\t5"
    assert not any(f.is_sure for a, f in figures(lines).items() if a.row == "granted" and f.value is None)
    assert sure(lines, "not_handled.duplicates") == [5, None, None, None, None, None, 5]


@pytest.mark.parametrize("cell", ["***", "*", "见附件"])
def test_a_first_cell_of_signs_or_words_is_no_blank_one(cell: str, tmp_path: Path) -> None:
    path = tmp_path / "report.md"
    path.write_text(
        f"| 信息内容 | 本年处理决定数量 | | |\n|---|---|---|---|\n| 行政许可 | {cell} | | |\n", encoding="utf-8"
    )
    blocks = [block for block in text.read(path).blocks if isinstance(block, Paragraph)]
    found = map_stream(blocks).mapped.figures[Address("disclosure", "licensing", "decisions")]
    assert (found.is_sure, found.raw) == (False, cell)


def test_a_last_cell_that_cannot_be_read_moves_nothing_where_the_first_is_blank() -> None:
    lines = f"\t{HEADS}\n（一）予以公开\t\t755\t10\t2\t0\t3\t14\ta\n2.重复申请\t5\t0\t0\t0\t0\t0\t5"
    assert not sure(lines, "granted")
    assert sure(lines, "not_handled.duplicates") == [5, 0, 0, 0, 0, 0, 5]


@pytest.mark.parametrize("form", [("<pre>", "</pre>"), ("<html><body><div>\n", "\n</div></body></html>")])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_text_within_a_few_tags_is_read_as_the_text_it_is(
    tmp_path: Path, form: tuple[str, str], encoding: str
) -> None:
    draft = write_draft(HUAIAN_2024)
    path = tmp_path / "report.txt"
    path.write_bytes((form[0] + write_text(draft, shape="tabs").decode() + form[1]).encode(encoding))
    report = read_file(path)
    assert {address: figure.value for address, figure in report.figures.items()} == dict(draft.values)
    assert report.agency == draft.agency


def test_the_source_of_a_page_kept_as_a_text_is_a_page() -> None:
    head = b"<html><head><title>x</title><style>" + b"p { margin: 0 } " * 300
    assert sniff(head, "report.txt") == "html"


def test_evidence_of_a_text_within_tags_stands_where_the_file_has_it(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    lines = [f"依申请公开情况说明{n}。" for n in range(400)]
    words = "<pre>" + "\n".join([*lines, HEADS, "（一）予以公开\t12\t0\t1\t0\t0\t0\t13"]) + "</pre>"
    path.write_text(words, encoding="utf-8")
    place = read_file(path).figures[Address("requests", "granted", "total")].place
    assert words[place.offset : place.end] == "13"


@pytest.mark.parametrize(
    "line",
    ["某市教育局 第 2 页 共 9 页", "https://www.example.gov.cn/t2.html  2/9", "2025/1/23 09:12  政府信息公开年度报告"],
)
def test_what_is_printed_at_the_edges_of_pages_is_no_cell(line: str) -> None:
    cells = ["（一）予以公开", "12", "0", line, "1", "0", "0", "0", "13"]
    assert sure("\n".join(cells), "granted") == [12, 0, 1, 0, 0, 0, 13]


def test_columns_begin_below_their_headings_where_cells_go_over_several(tmp_path: Path) -> None:
    """The group beside the labels and the note above them leave no column of blanks between the labels."""
    text = (
        "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）  申请人情况\n"
        "                                                                      自然人  法人或其他组织  "
        "                                      总计\n"
        "                                                                              商业企业  科研机构"
        "  社会公益组织  法律服务机构  其他\n"
        "一、本年新收政府信息公开申请数量                                      226     6                                 "
        "5                   237\n"
        "三、本年度办理结果  （一）予以公开                                    73      2                                 "
        "1                   76\n"
        "                    （三）不予公开  1.属于国家秘密                            5                                 "
        "                    5\n"
    )
    path = tmp_path / "report.txt"
    path.write_text("政府信息公开工作年度报告\n\n" + text, encoding="utf-8")
    found = {str(a): f.value for a, f in read_file(path).figures.items() if f.is_sure and f.value is not None}
    assert found == {
        "requests.new.natural_person": 226,
        "requests.new.company": 6,
        "requests.new.legal_service": 5,
        "requests.new.total": 237,
        "requests.granted.natural_person": 73,
        "requests.granted.company": 2,
        "requests.granted.legal_service": 1,
        "requests.granted.total": 76,
        "requests.denied.state_secrets.company": 5,
        "requests.denied.state_secrets.total": 5,
    }


def test_figures_below_several_labels_may_be_those_of_the_first() -> None:
    labels = "1.属于国家秘密\n2.其他法律行政法规禁止公开\n3.危及“三安全一稳定”\n"
    assert not sure(labels + "\n".join("5000005"), "denied.security_and_stability")
    assert not sure(labels + "5 0 0 0 0 0 5", "denied.security_and_stability")
    assert sure("3.危及“三安全一稳定”\n" + "\n".join("5000005"), "denied.security_and_stability") == [
        5,
        0,
        0,
        0,
        0,
        0,
        5,
    ]


def aligned_table(*rows: tuple[str, str]) -> str:
    """Labels and figures, each figure where its heading begins; ``_`` is a blank one."""
    lines = []
    for label, figures in rows:
        line = label
        for place, figure in enumerate(figures.split()):
            width = sum(2 if char > "\u2e7f" else 1 for char in line)
            line += " " * (44 + 14 * place - width) + figure.replace("_", "")
        lines.append(line.rstrip())
    return "\n".join(lines)


HEADED = aligned_table(
    ("", "自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计"),
    ("一、本年新收政府信息公开申请数量", "9 _ _ _ _ _ 9"),
    ("（一）予以公开", "7 _ _ _ _ _ 7"),
)
REST = aligned_table(
    ("1.属于国家秘密", "_ 2 _ _ 1 _ 3"), ("2.其他法律行政法规禁止公开", "4 _ _ _ _ _ 4"), ("3.其他", "_ _ _ _ 5 _ 5")
)


def values_of(path: Path) -> dict[str, list[Decimal | None]]:
    found: dict[str, list[Decimal | None]] = {}
    for address, figure in read_file(path).figures.items():
        if figure.is_sure:
            found.setdefault(address.row, []).append(figure.value)
    return found


def test_the_rest_of_a_table_of_blanks_is_cut_as_its_beginning(tmp_path: Path) -> None:
    """Two of its columns hold nothing on the second page: cut by itself it would be two columns short."""
    path = tmp_path / "report.txt"
    path.write_text(f"政府信息公开工作年度报告\n\n{HEADED}\n\n{REST}\n", encoding="utf-8")
    assert values_of(path) == {
        "new": [9, None, None, None, None, None, 9],
        "granted": [7, None, None, None, None, None, 7],
        "denied.state_secrets": [None, 2, None, None, 1, None, 3],
        "denied.otherwise_prohibited": [4, None, None, None, None, None, 4],
        "other.other": [None, None, None, None, 5, None, 5],
    }


def test_the_rest_of_a_table_that_stands_otherwise_is_not_cut(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    moved = REST.replace("              ", "           ")
    path.write_text(f"政府信息公开工作年度报告\n\n{HEADED}\n\n{moved}\n", encoding="utf-8")
    assert values_of(path).keys() <= {"new", "granted"}


def test_rows_of_blanks_without_headings_are_not_cut(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(f"政府信息公开工作年度报告\n\n{REST}\n\n规章\t1\n", encoding="utf-8")
    assert text.read(path).paragraphs[2].text == REST.split("\n")[0]


def test_blanks_between_digits_are_told_by_rows_of_too_many() -> None:
    lines = "（一）予以公开 8 2 3 2 4 3 1 7 3 0 8 8 8\n2.重复申请 1 1 1 0 0 0 0\n3.要求提供公开出版物 1 0 0 0 0 0 1"
    found = figures(lines)
    assert not any(figure.is_sure for figure in found.values())
    assert SPACED_DOUBT in found[Address("requests", "not_handled.duplicates", "company")].doubt
    assert sure("2.重复申请 1 1 1 0 0 0 0", "not_handled.duplicates") == [1, 1, 1, 0, 0, 0, 0]


def test_a_digit_that_touches_a_label_is_one_of_its_figures_where_nothing_adds_up() -> None:
    assert not sure("2.重复申请9 2 3 0 0 0 0 95", "not_handled.duplicates")
    note = "4.保护第三方合法权益1 0 0 0 0 0 0 0"
    assert sure(note, "denied.third_party_rights") == [0, 0, 0, 0, 0, 0, 0]


def test_a_label_that_ends_before_other_figures_is_doubted() -> None:
    """The figures in its middle may be those of a blank row above."""
    label = "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息\n{}\n公开申请{}"
    row = "other.not_corrected"
    assert not sure(label.format("0 0 0 0 0 0 0", " 2 0 0 0 0 0 2"), row)
    assert sure(label.format("2 0 0 0 0 0 2", ""), row) == [2, 0, 0, 0, 0, 0, 2]


def test_digits_behind_a_line_of_text_may_be_those_of_the_row_beside_it() -> None:
    """On a page of two columns the second line of a row's numbers stands behind a line of the other column."""
    prose = "并公布结果；责任追究方面，本年度未发生需要追究责任的情形。"
    assert not sure(f"（七）总计 20 4 0 0 3 3 21\n{prose}        6            6", "total")
    assert sure(f"（七）总计 20 4 0 0 3 3 30\n{prose}", "total") == [20, 4, 0, 0, 3, 3, 30]


def test_figures_in_the_column_of_labels_are_under_no_heading(tmp_path: Path) -> None:
    """The first figures of two rows stand below words of labels of several lines: they do not head them."""
    rows = (
        "（一）予以公开          88      20       1       0       37       213\n"
        "        8                                               7\n"
        "（二）部分公开（区分\n"
        "       131                                             140\n"
        "处理的，只计这一情形，  24       3       0       48      15\n"
        "        2                                               2\n"
        "不计其他情形）\n"
    )
    path = tmp_path / "report.txt"
    path.write_text(rows, encoding="utf-8")
    assert not any("\t" in block.text for block in text.read(path).paragraphs)


def test_a_label_that_ends_above_a_blank_row_is_no_fault() -> None:
    """Of a row with nothing filled in no figure is left, once empty lines have been told from empty cells."""
    label = "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息"
    paragraphs = [Paragraph(text) for text in (label, "公开申请")]
    first, end = (Token(paragraph.text, line, paragraph, 0) for line, paragraph in enumerate(paragraphs))
    figures = [Token("0", 0, paragraphs[0], 0) for _ in range(7)]
    above, below = gathered([Row([first], figures), Row([end])])
    assert [token.text for token in above.words] == [label, "公开申请"]
    assert not above.contested
    assert not below.words


def test_very_many_tags_after_a_text_cost_no_time(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text("<pre>\n规章\t1\n" + "</a>" * 60_000 + "完\n", encoding="utf-8")
    assert text.read(path).paragraphs[1].text == "规章\t1"


def test_a_row_that_adds_up_a_column_beside_its_own_is_doubted() -> None:
    """Lines of headings begin with other empty fields than those of figures, where converters leave out merged cells."""
    rows = [
        "\t\t自然人\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t总计\t",
        "（一）予以公开\t618\t14\t50\t99\t\t409\t1190\t\t",
        "三、\t（二）部分公开\t12\t\t\t\t\t402\t414\t",
        "1.属于国家秘密\t5\t\t8\t\t\t\t13\t\t",
        "2.其他法律行政法规禁止公开\t5\t5\t\t\t\t\t10\t\t",
    ]
    found = figures("\n".join(rows))
    wrong = [f for a, f in found.items() if a.row == "granted" and a.column == "total" and f.value != 1190]
    assert [MOVED_DOUBT in figure.doubt for figure in wrong] == [True]


def test_empty_cells_beside_the_last_line_of_a_label_are_no_figures_of_its_own() -> None:
    lines = ["（七）总计\t5\t0\t0\t0\t0\t0\t5", "四、结转下年\t7\t0\t0\t0\t0\t0\t7", "度继续办理\t\t\t\t\t\t\t"]
    figures = map_stream([Paragraph(line) for line in lines]).mapped.figures
    found = figures[Address("requests", "carried_forward", "total")]
    assert (found.value, found.is_sure) == (Decimal(7), True)
    lines[-1] = "度继续办理\t\t1\t0\t0\t0\t0\t1"
    contested = map_stream([Paragraph(line) for line in lines]).mapped.figures
    assert not contested[Address("requests", "carried_forward", "total")].is_sure
