"""Tables in running text."""

from __future__ import annotations

from decimal import Decimal

import pytest

from parsing.grid import Paragraph, Place
from parsing.report import Address, State
from parsing.tables.stream import map_stream
from parsing.tables.streamed import Streamed


def read(text: str) -> Streamed:
    return map_stream([Paragraph(line) for line in text.split("\n")])


def row(text: str, code: str) -> list[Decimal | None]:
    figures = read(text).mapped.figures
    return [figure.value for address, figure in figures.items() if address.row == code]


def test_a_label_cut_in_two_by_its_own_figures() -> None:
    text = "5.要求行政机关确认或重\n0 1 0 0 0 0 1\n新出具已获取信息\n（六）其他处理 2 0 0 0 0 0 2"
    assert row(text, "not_handled.confirmation") == [0, 1, 0, 0, 0, 0, 1]
    assert row(text, "other") == [2, 0, 0, 0, 0, 0, 2]


def test_a_label_of_one_character_a_line() -> None:
    text = "三\n\n、\n\n本\n\n年\n\n度\n\n办\n\n理\n\n结\n\n果\n\n（一）予以公开 13 2 0 0 0 0 15"
    assert row(text, "granted") == [13, 2, 0, 0, 0, 0, 15]


def test_a_page_number_between_two_rows_is_no_figure() -> None:
    text = "2.重复申请 6 0 0 0 0 0 6\n- 3 -\n3.要求提供公开出版物 1 0 0 0 0 0 1"
    assert row(text, "not_handled.duplicates") == [6, 0, 0, 0, 0, 0, 6]
    assert row(text, "not_handled.publications") == [1, 0, 0, 0, 0, 0, 1]


def test_a_bare_page_number_after_a_row_is_seen_through_by_the_sum() -> None:
    found = read("2.重复申请 6 0 0 0 0 0 6\n\n3\n\n3.要求提供公开出版物 1 0 0 0 0 0 1")
    assert Address("requests", "not_handled.duplicates", "total") not in found.mapped.figures
    assert found.mapped.warnings == [
        "表三“（五）不予处理 2.重复申请”行读到8个数字，与表头的7列对不上，无法确定各属哪一列。"
    ]


def test_a_row_with_a_lost_blank_is_missing_and_said_so() -> None:
    found = read("1.信访举报投诉类申请 77 0 0 0 0 77")
    assert not found.mapped.figures
    assert found.mapped.warnings == [
        "表三“（五）不予处理 1.信访举报投诉类申请”行读到6个数字，与表头的7列对不上，无法确定各属哪一列。"
    ]


def test_a_phantom_column_is_dropped_only_with_a_word_about_it() -> None:
    found = read("8.属于行政查询事项\t60\t3\t0\t0\t0\t0\t2\t65")
    assert [figure.value for figure in found.mapped.figures.values()] == [60, 3, 0, 0, 0, 2, 65]
    assert found.mapped.warnings == [
        "表三“（三）不予公开 8.属于行政查询事项”行读到8个数字，比表头多，已按合计关系取舍，请核对。"
    ]


def test_what_stands_under_headings_that_number_the_rows_or_name_their_unit_is_no_figure() -> None:
    """And each figure keeps its own place in the file."""
    head = "序号\t项目\t单位\t自然人\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t总计"
    text = (
        f"{head}\n1\t一、本年新收政府信息公开申请数量\t件\t12\t0\t0\t0\t0\t0\t12\n2\t重复申请\t件\t3\t0\t0\t0\t0\t1\t4"
    )
    lines = [Paragraph(line, Place(offset=text.index(line), end=len(text))) for line in text.split("\n")]
    figures = map_stream(lines).mapped.figures
    assert [figure.value for figure in figures.values()] == [12, 0, 0, 0, 0, 0, 12, 3, 0, 0, 0, 0, 1, 4]
    places = [figure.place for figure in figures.values()]
    assert [text[place.offset : place.end] for place in places] == ["12", *"00000", "12", *"3000014"]
    assert map_stream([*lines[:2], Paragraph("以下为存量"), lines[2]]).mapped.figures.keys() != figures.keys()


def test_blank_cells_between_tabs_stay_blank() -> None:
    figures = read("（一）予以公开\t3\t\t—\t0\t0\t0\t3").mapped.figures
    assert [figures[Address("requests", "granted", c)].state for c in ("company", "research")] == [
        State.BLANK,
        State.DASH,
    ]


def test_table_two_counts_off_against_its_own_headings() -> None:
    text = (
        "信息内容\t本年制发件数\t本年废止件数\t现行有效件数\n规章\t3\t16\t167\n信息内容\t本年处理决定数量\n行政许可\t12"
    )
    figures = read(text).mapped.figures
    assert {str(address): figure.value for address, figure in figures.items()} == {
        "disclosure.regulations.issued": 3,
        "disclosure.regulations.repealed": 16,
        "disclosure.regulations.in_force": 167,
        "disclosure.licensing.decisions": 12,
    }


def test_table_two_without_headings_is_not_guessed() -> None:
    assert not read("规章\t3\t16\t167").mapped.figures


def test_sentences_are_no_tables() -> None:
    text = "公开政府规章 3 部、行政规范性文件 992 件，共办理申请 10780 件，予以公开 1 2 3 4 5 6 7 件。"
    found = read(text)
    assert not found.mapped.figures
    assert not found.consumed


def test_fifteen_figures_under_headings_that_run_into_each_other() -> None:
    text = "维持\t纠正\t结果\t审结\t结果\t其他\t尚未\t总计\t结果\t总计\n" + "\t".join(str(n) for n in range(15))
    figures = read(text).mapped.figures
    assert figures[Address("disputes", "reconsideration", "upheld")].value == 0
    assert figures[Address("disputes", "litigation_after", "total")].value == 14


def test_table_lines_are_consumed_and_prose_is_left() -> None:
    text = "本年办理情况良好，有关数据如下表所示。\n2.重复申请\t6\t0\t0\t0\t0\t0\t6\n以上数据均已核对，特此说明。"
    assert read(text).consumed == {1}


def test_every_figure_knows_its_offset() -> None:
    from_text = read("2.重复申请\t6\t0\t0\t0\t0\t0\t16").mapped.figures
    place = from_text[Address("requests", "not_handled.duplicates", "total")].place
    assert (place.offset, place.end) == (19, 21)


def test_an_unreadable_figure_keeps_its_place_in_the_row() -> None:
    figures = read("2.重复申请\t6\t1O\t0\t0\t0\t0\t16").mapped.figures
    company = figures[Address("requests", "not_handled.duplicates", "company")]
    assert (company.value, company.state, company.raw) == (None, State.ILLEGIBLE, "1O")
    assert figures[Address("requests", "not_handled.duplicates", "total")].value == 16


def test_numbering_set_apart_by_blanks_belongs_to_its_label() -> None:
    text = "2 . 重 复 申 请 6 0 0 0 0 0 6\n3 . 其 他 1 0 0 0 0 0 1"
    assert row(text, "not_handled.duplicates") == [6, 0, 0, 0, 0, 0, 6]
    assert row(text, "other.other") == [1, 0, 0, 0, 0, 0, 1]


def test_a_number_with_its_stop_before_words_numbers_them() -> None:
    text = "（三）不予公开 1. 属于国家秘密 5 0 0 0 0 0 5\n2. 其他法律行政法规禁止公开 2 0 0 0 0 0 2\n7、 属于行政执法案卷 1 0 0 0 0 0 1"
    assert row(text, "denied.state_secrets") == [5, 0, 0, 0, 0, 0, 5]
    assert row(text, "denied.otherwise_prohibited") == [2, 0, 0, 0, 0, 0, 2]
    assert row(text, "denied.enforcement_files") == [1, 0, 0, 0, 0, 0, 1]
    assert all(figure.is_sure for figure in read(text).mapped.figures.values())


HEAD = "自然人\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t总计\n"
WIDE = "\n".join(f"{label}\t\t\t1\t0\t0\t0\t0\t0\t1" for label in ("1.属于国家秘密", "2.重复申请", "（一）予以公开"))


def test_a_nought_in_words_is_a_figure() -> None:
    assert row("2.重复申请\t6\t零\t0\t〇\t0\t0\t6", "not_handled.duplicates") == [6, 0, 0, 0, 0, 0, 6]


def test_a_word_among_the_figures_keeps_its_place() -> None:
    figures = read("2.重复申请\t6\t见附件\t0\t1\t0\t0\t16").mapped.figures
    assert figures[Address("requests", "not_handled.duplicates", "company")].state is State.ILLEGIBLE
    assert figures[Address("requests", "not_handled.duplicates", "public_interest")].value == 1


def test_cells_lost_at_the_end_of_a_line_are_not_made_up_for_by_empty_ones_at_its_beginning() -> None:
    figures = read(f"{WIDE}\n4.保护第三方合法权益\t\t\t2\t-\t0\t0\t/").mapped.figures
    assert all(figure.doubt for address, figure in figures.items() if address.row == "denied.third_party_rights")


def test_no_figure_is_left_out_because_its_column_is_empty_elsewhere() -> None:
    assert row(f"{WIDE}\n4.保护第三方合法权益\t\t\t23\t0\t0\t0\t0\t0\t2\n3", "denied.third_party_rights") == []


@pytest.mark.parametrize("glue", [" ", "\n"])
def test_figures_before_their_labels_are_doubted(glue: str) -> None:
    rows = [
        ("7 0 0 0 0 0 7", "一、本年新收政府信息公开申请数量"),
        ("2 0 0 0 0 0 2", "二、上年结转政府信息公开申请数量"),
    ]
    figures = read(
        HEAD + "\n".join(glue.join(pair) for pair in [*rows, ("9 0 0 0 0 0 9", "（一）予以公开")])
    ).mapped.figures
    assert figures
    assert all(figure.doubt for figure in figures.values())


def test_blanks_that_part_thousands_part_no_figures() -> None:
    assert row("2.重复申请 1\xa0006 0 0 0 0 0 1\xa0006", "not_handled.duplicates") == [1006, 0, 0, 0, 0, 0, 1006]


def test_figures_below_a_label_with_empty_cells_may_be_of_a_row_that_lost_its_label() -> None:
    figures = read("1.属于国家秘密\t\t\t\t\t\t\t\n\t7\t0\t0\t0\t0\t0\t7").mapped.figures
    assert all(figure.doubt for figure in figures.values())


def test_figures_behind_the_number_of_a_row_whose_words_follow_them_are_doubted() -> None:
    """Labels of one character a line: the words over the figures are those of the row before."""
    for number, sure in (("（1 .", False), ("", True)):
        figures = read(
            f"3. 0 0 0 0 0 0 0\n补正后申请内容仍不明确\n{number} 1 0 0 0 0 0 1\n信访举报投诉类申请"
        ).mapped.figures
        own = [figure for address, figure in figures.items() if address.row == "unavailable.still_unclear"]
        assert [figure.is_sure for figure in own] == [sure] * 7
