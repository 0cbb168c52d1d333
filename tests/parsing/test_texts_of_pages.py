"""Text that programs take out of pages line by line: labels around their figures, headings woven together."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from parsing.grid import Paragraph
from parsing.readers.text.columns import Line
from parsing.readers.text.tables import tabbed
from parsing.report import Address, State
from parsing.tables.confirm import confirm
from parsing.tables.stream import map_stream
from parsing.tables.streamed import Streamed
from submissions.demo.figures import HUAIAN_2024
from submissions.demo.narrative import write_draft
from tests.parsing.wild import text as wild_text
from tests.parsing.wild.compare import differences, read_back


def read(text: str) -> Streamed:
    return map_stream([Paragraph(line) for line in text.split("\n")])


def sure(text: str, table: str, code: str) -> list[Decimal | None]:
    figures = read(text).mapped.figures
    return [figure.value for address, figure in figures.items() if address[:2] == (table, code) and figure.is_sure]


STREWN = """（三） 1.属于 143 2 0 0 1 0 146
不予公 国家秘
开 密
2.其他 55 3 0 0 0 0 58
法律行
政法规
禁止公
开
3.危 8 0 0 0 0 0 8
及“三安
全一稳
定”
4.保护 68 0 0 0 3 1 72
第三方
合法权
益
5.属于三类内部事务信息 0 0 0 0 0 0 0"""


@pytest.mark.parametrize(
    ("code", "total"),
    [("state_secrets", 146), ("otherwise_prohibited", 58), ("security_and_stability", 8), ("third_party_rights", 72)],
)
def test_a_label_around_its_figures_is_put_together_among_the_scraps_of_its_group(code: str, total: int) -> None:
    assert sure(STREWN, "requests", f"denied.{code}")[-1] == total


def test_a_label_is_found_where_its_figures_stand_beside_a_piece_of_the_group() -> None:
    text = "2.申请人逾期未按收费通知要求缴纳费用、行\n处理 0 1 0 0 0 0 1\n政机关不再处理其政府信息公开申请\n3.其他 40 0 0 0 0 0 40"
    assert sure(text, "requests", "other.fee_unpaid") == [0, 1, 0, 0, 0, 0, 1]
    assert sure(text, "requests", "other.other") == [40, 0, 0, 0, 0, 0, 40]


@pytest.mark.parametrize(
    "text",
    [
        "2.其他法律行政\n（三）不 5 0 0 0 0 0 5\n予公开 禁止公开",  # 法规 is lost
        "1.属于国家秘密\n予公开 5 0 0 0 0 0 5",  # a whole label above a piece of the group: a blank row, perhaps
        "某项 2.重 5 0 0 0 0 0 5\n他项\n复申请",  # words that are not the form's between
    ],
    ids=["lost", "above", "foreign"],
)
def test_a_label_that_does_not_come_out_to_the_last_character_is_none(text: str) -> None:
    assert not read(text).mapped.figures


def test_a_blank_row_keeps_its_label_beside_one_around_its_figures() -> None:
    text = "1.属于国家秘密\n2.其他法律行\n30 1 0 0 0 0 31\n政法规禁止公开"
    assert sure(text, "requests", "denied.otherwise_prohibited") == [30, 1, 0, 0, 0, 0, 31]
    assert not sure(text, "requests", "denied.state_secrets")


WOVEN = "第二十条第（一）项\n信息内容 本年新 本年新 对外公开总数量\n制作数量 公开数量\n规章 13 21 524"


def test_headings_of_two_lines_beside_each_other_are_read_each_to_its_end() -> None:
    assert sure(WOVEN, "disclosure", "regulations") == [13, 21, 524]


@pytest.mark.parametrize(
    "text",
    [
        WOVEN.replace("制作数量 公开数量", "公开数量 制作数量"),
        WOVEN.replace("制作数量 公开数量", "制作数量"),
        WOVEN.replace("公开数量", "公布数量"),
    ],
    ids=["other-order", "lost", "changed"],
)
def test_woven_headings_that_are_not_the_forms_are_not_read(text: str) -> None:
    assert not sure(text, "disclosure", "regulations")


SPLIT = """行政复议 行政诉讼
未经复议直接起诉 复议后起诉
结果维 结果纠 其他结 尚未审 总
结果维 结果纠 其他结 尚未审 总 结果维 结果纠 其他结 尚未审 总
持 正 果 结 计
持 正 果 结 计 持 正 果 结 计
0 0 0 0 0 2 0 0 0 2 0 0 0 0 0"""


def test_headings_of_table_four_may_be_given_line_by_line() -> None:
    assert sure(SPLIT, "disputes", "litigation_direct") == [2, 0, 0, 0, 2]
    assert not sure(SPLIT.replace("正 果 结 计", "正 果 计", 1), "disputes", "litigation_direct")


STACKED = """行政复议
结果维持 结果纠正 其他结果 尚未审结 总计
2 1 3 1 7
行政诉讼
未经复议直接起诉
结果维持 结果纠正 其他结果 尚未审结 总计
1 0 0 0 1
行政诉讼
复议后起诉
结果维持 结果纠正 其他结果 尚未审结 总计
0 0 0 0 0"""


def test_groups_of_table_four_may_stand_one_below_the_other() -> None:
    assert sure(STACKED, "disputes", "reconsideration") == [2, 1, 3, 1, 7]
    assert sure(STACKED, "disputes", "litigation_direct") == [1, 0, 0, 0, 1]
    assert sure(STACKED, "disputes", "litigation_after") == [0, 0, 0, 0, 0]


AROUND = """结果维持 结果纠正 其他结果 尚未审结 总计
行政复议 0 0 2 2 4
行政诉讼 未经复议 5 3 0 7 15
直接起诉
复议后起 0 3 2 5 10
诉
五、存在的主要问题及改进情况"""


def test_labels_of_table_four_may_stand_around_their_figures() -> None:
    assert sure(AROUND, "disputes", "reconsideration") == [0, 0, 2, 2, 4]
    assert sure(AROUND, "disputes", "litigation_direct") == [5, 3, 0, 7, 15]
    assert sure(AROUND, "disputes", "litigation_after") == [0, 3, 2, 5, 10]


def test_one_group_alone_is_no_table_four() -> None:
    alone = "\n".join(STACKED.split("\n")[3:7])
    assert not sure(alone, "disputes", "litigation_direct")
    labelled = read("复议后起诉 1 0 0 0 1").mapped.figures
    assert not labelled[Address("disputes", "litigation_after", "total")].is_sure


def test_blanks_beside_one_group_say_nothing_of_it() -> None:
    figures = read("\t\t\t\t\t未经复议直接起诉\t\t\t\t\t复议后起诉\t\t\t\t\t").mapped.figures
    assert not [address for address in figures if address.table == "disputes"]


def test_a_row_whose_label_stands_before_figures_once_more_may_be_a_half() -> None:
    half = "4.保护第三方合法权益\t\t0\t0\t0\t\t\t"
    assert sure(half, "requests", "denied.third_party_rights")
    assert not sure(f"{half}\n4.保护第三方合法权益\t0\t0\t1\t", "requests", "denied.third_party_rights")


RULED = [
    "  ---------- ---------- ------ ------------------ ----------",
    "  行政复议                     行政诉讼                     ",
    "  结果维持   结果纠正   总计   未经复议直接起诉              ",
    "                               结果维持           结果纠正  ",
    "  5                     5      8                  1         ",
    "             2          2                         4         ",
    "  ---------- ---------- ------ ------------------ ----------",
]


def test_a_rule_between_the_lines_tells_where_columns_begin() -> None:
    rows = [line.text.split("\t") for line in tabbed([Line(text, 0, 0) for text in RULED])]
    assert ["5", "", "5", "8", "1"] in rows
    assert ["", "2", "2", "", "4"] in rows


def test_lines_that_a_rule_would_cut_through_are_not_cut_by_it() -> None:
    shifted = [*RULED[:4], "     12345678901 7      8         1         6  ", *RULED[5:]]
    texts = [line.text for line in tabbed([Line(text, 0, 0) for text in shifted])]
    assert any("12345678901 7" in text for text in texts)


@pytest.mark.parametrize("between", [" ", "|", " | "], ids=["blanks", "walls", "both"])
def test_a_report_that_lost_its_ends_of_lines_is_read_word_by_word(between: str, tmp_path: Path) -> None:
    draft = write_draft(HUAIAN_2024)
    lines = wild_text.WRITERS["lines-bare"](draft).decode().split("\n")
    run_on = between.join(line.strip() for line in lines if line.strip())
    assert differences(read_back(run_on.encode(), tmp_path / "run-on.txt"), draft) == []


def test_a_row_of_pieces_of_numbers_around_its_line_is_doubted_unless_it_adds_up() -> None:
    """104 over 2 and 108 over 4, beside 13 0 0 28 1: seven figures, and none of them in its place."""
    text = "二、上年结转政府信息公开申请数量 78 1 0 0 1 0 80\n104 108\n（一）予以公开 13 0 0 28 1\n2 4"
    assert not sure(text, "requests", "granted")
    whole = confirm(read("（一）予以公开 13 0 0 28 1\n0 42").mapped.figures, "2021")
    assert whole[Address("requests", "granted", "total")].is_sure


LEFT_OVER = "（二）部分公开 2 9 1 0 10 2 4\n13 13\n1.属于国家秘密 3 1 0 0 1 0 5"


@pytest.mark.parametrize(
    "text",
    [
        LEFT_OVER,
        LEFT_OVER.replace("13 13\n", "13 13\n4\n"),  # the number of a page beside them
        LEFT_OVER.replace("13 13", "二、主动公开政府信息情况 13 13"),  # the heading of another column
        LEFT_OVER.replace("13 13", "本年度公开工作总体平稳      13      13"),
    ],
    ids=["below", "page-number", "beside-a-heading", "beside-words"],
)
def test_figures_left_over_above_a_row_may_be_the_beginnings_of_its_numbers(text: str) -> None:
    figures = confirm(read(text).mapped.figures, "2021")
    assert not figures[Address("requests", "denied.state_secrets", "natural_person")].is_sure


def test_figures_that_no_row_left_over_make_none_doubtful() -> None:
    text = LEFT_OVER.replace("10 2 4\n13 13", "10 2 24")
    figures = confirm(read(text).mapped.figures, "2021")
    assert figures[Address("requests", "denied.state_secrets", "natural_person")].is_sure


def test_a_row_that_begins_with_its_total_is_doubted() -> None:
    assert not sure("（二）部分公开\n376\n369\n6\n0\n0\n1\n0", "requests", "partially_granted")
    assert sure("（二）部分公开\n369\n6\n0\n0\n1\n0\n377", "requests", "partially_granted")  # the report's own error


FIFTEEN = "行政复议 行政诉讼\n未经复议直接起诉 复议后起诉\n" + "结果维持 结果纠正 其他结果 尚未审结 总计 " * 3 + "\n"


@pytest.mark.parametrize(
    ("figures", "found"),
    [
        ("1 2 3 4 10 0 0 0 0 0 1 0 0 0 1", True),
        ("1 2 3 4 9 0 0 0 0 0 1 0 0 0 1", True),
        ("1 2 3 4 9 0 0 0 1 0 1 0 0 0 1", False),
    ],
    ids=["whole", "one-group-fails", "two-fail"],
)
def test_table_four_is_doubted_where_more_than_one_group_fails(figures: str, found: bool) -> None:
    assert bool(sure(FIFTEEN + figures, "disputes", "reconsideration")) is found


def test_the_outcomes_of_one_group_are_no_row_of_table_three() -> None:
    alone = "未经复议直接起诉\n结果维持 结果纠正 其他结果 尚未审结 总计\n1 7 9 3 5 3 4"
    assert not [address for address in read(alone).mapped.figures if address.table == "requests"]


def test_no_sum_makes_a_whole_row_of_a_half() -> None:
    halves = "（七）总计\t44\t\t1\t\t0\t\t\n（七）总计\t0\t\t0\t\t0\t\t45\t\t"
    figures = confirm(read(halves).mapped.figures, "2021")
    assert not any(figure.is_sure for address, figure in figures.items() if address.row == "total")


def test_a_blank_row_beside_figures_of_no_row_is_doubted() -> None:
    blank = "（七）总计\t\t\t\t\t\t\t\n"
    rest = "3.其他\t527\t\t8,133\t54\t\t266\t1\t\t31"
    assert not sure(blank + rest, "requests", "total")
    assert len(sure(blank + "四、结转下年度继续办理\t0\t0\t0\t0\t0\t0\t0", "requests", "total")) == 7


def test_a_figure_that_ran_together_with_a_word_is_no_blank() -> None:
    text = "2.没有现成信息需要另行制作\t4\t0\t0\t0\t0\t0\t4理"
    figure = read(text).mapped.figures.get(Address("requests", "unavailable.needs_creation", "total"))
    assert figure is None or figure.state is State.ILLEGIBLE


def test_figures_too_many_between_which_nothing_parts_cells_are_pieces_of_numbers() -> None:
    """10 over two lines, twice: 1 0 0 0 0 0 1 adds up with a nought and another left out."""
    assert not read("（七）总计 1 0 0 0 0 0 0 1 0").mapped.figures


def test_two_rows_that_ran_together_are_doubted() -> None:
    text = "2.重复申请3.要求提供公开出版物 1274 20 00 00 00 00 1294"
    figures = confirm(read(text).mapped.figures, "2021")
    assert not any(figure.is_sure for figure in figures.values())


def test_a_stroke_in_a_heading_set_apart_is_no_figure() -> None:
    text = "信息内容 上一年项目数量 本 年 增 / 减 处理决定数量\n行 政 处 罚 17 -2 90,443"
    assert sure(text, "disclosure", "penalties") == [17, -2, 90443]


def test_no_row_is_sure_among_labels_and_figures_out_of_order() -> None:
    one = "1.信访举报投诉类申请\n3\n0\n0\n0\n0\n0\n3\n"
    other = "5.要求行政机关确认或重新出具已获取信息\n4\n0\n0\n0\n0\n0\n4"
    strays = "本机关\n" + "5\n0\n0\n0\n0\n0\n5\n6\n0\n0\n0\n0\n0\n6\n"
    assert sure(one + other, "requests", "not_handled.petitions")
    assert not sure(one + strays + other, "requests", "not_handled.petitions")


def test_a_heading_may_stand_above_and_below_the_corner_beside_it() -> None:
    text = "第二十条第（八）项\n本年收费金额\n信息内容 （单位：万元\n）\n行政事业性收 0.5\n费"
    assert sure(text, "disclosure", "fees") == [Decimal("0.5")]
    assert sure(text.replace("本年收费金额", "本年收款"), "disclosure", "fees") == []
