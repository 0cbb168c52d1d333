"""Numbers and labels, one string at a time."""

from __future__ import annotations

from decimal import Decimal

import pytest

from parsing.editions import Measure
from parsing.grid import Cell
from parsing.labels import chinese_integer, fold, is_figure, match, read_number
from parsing.report import State
from parsing.tables.codes import has_glued_digits, row_code
from parsing.tables.vocabulary import COLUMNS, ROWS, with_groups


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", "0"),
        ("3119", "3119"),
        ("１0６", "106"),
        ("10,067", "10067"),
        ("10，067", "10067"),
        ("1,234,567", "1234567"),
        ("３件", "3"),
        ("22（其中修订16件）", "22"),
        ("二十三", "23"),
        ("-5", "-5"),
        ("10.57万", "105700"),
    ],
)
def test_a_count_is_read(text: str, value: str) -> None:
    assert read_number(text).value == Decimal(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1180.8万元", "1180.8"),
        ("251000元", "25.1"),
        ("627552 万元", "627552"),
        ("18.6亿元", "186000"),
        ("96171.6", "96171.6"),
    ],
)
def test_an_amount_is_given_in_ten_thousand_yuan(text: str, value: str) -> None:
    assert read_number(text, Measure.AMOUNT).value == Decimal(value)


@pytest.mark.parametrize(("text", "value"), [("-3", "-3"), ("减3", "-3"), ("增加2", "2"), ("+4", "4"), ("0", "0")])
def test_a_change_may_be_signed_in_words(text: str, value: str) -> None:
    assert read_number(text, Measure.CHANGE).value == Decimal(value)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("", State.BLANK),
        (" \n", State.BLANK),
        ("-", State.DASH),
        ("—", State.DASH),
        ("——", State.DASH),
        ("/", State.DASH),
        ("／", State.DASH),
        ("无", State.DASH),
        ("10,06", State.ILLEGIBLE),
        ("1\ufffd", State.ILLEGIBLE),
        ("O", State.ILLEGIBLE),
        ("12?", State.ILLEGIBLE),
        ("3、4", State.ILLEGIBLE),
        ("1.属于国家秘密", State.ILLEGIBLE),
        ("5%", State.ILLEGIBLE),
        ("①12", State.ILLEGIBLE),
        ("12½", State.ILLEGIBLE),
    ],
)
def test_what_is_no_number_is_never_zero(text: str, state: State) -> None:
    number = read_number(text)
    assert number.state is state
    assert number.value is None


def test_a_number_over_two_lines_is_joined_and_doubted() -> None:
    number = read_number("110\n6")
    assert number.value == Decimal(1106)
    assert number.doubt == "数字中间有空白或换行，已合并，请核对"


def test_two_numbers_in_one_cell_are_never_sure() -> None:
    assert read_number("3 16").doubt


def test_a_stroke_with_white_after_it_may_be_of_a_pages_number() -> None:
    """The 2 of "- 2 -" beside a 0, where the number of the page stands in the table."""
    assert read_number("- 20").doubt == "数字中间有空白或换行，已合并，请核对"
    assert not read_number("-20").doubt
    assert not read_number("- 20", Measure.CHANGE).doubt


@pytest.mark.parametrize("text", ["38\v40", "38\n40", "110\v6", "二 三"])
def test_numbers_over_two_lines_are_never_sure_by_themselves(text: str) -> None:
    assert read_number(text).doubt == "数字中间有空白或换行，已合并，请核对"


@pytest.mark.parametrize("text", ["1.000", "12.500件"])
def test_a_count_with_three_decimals_may_be_thousands(text: str) -> None:
    assert read_number(text).doubt == "小数点后有三位，可能是千位分隔号，请核对"
    assert not read_number(text.removesuffix("件"), Measure.AMOUNT).doubt


@pytest.mark.parametrize("text", ["12₃", "12²", "12㉑", "12⒉", "12※"])
def test_digits_of_other_shapes_behind_a_number_are_marks(text: str) -> None:
    assert read_number(text).value == 12


def test_a_lone_stroke_is_doubted() -> None:
    assert read_number("一").doubt == "“一”可能是数字1，也可能是横线，请核对"


def test_a_note_is_split_off_and_kept() -> None:
    assert read_number("22（其中修订16件）").note == "(其中修订16件)"


@pytest.mark.parametrize(
    ("text", "value"),
    [("二〇二四", 2024), ("二十三", 23), ("十", 10), ("一百零五", 105), ("三千二百", 3200), ("两", 2)],
)
def test_chinese_numerals(text: str, value: int) -> None:
    assert chinese_integer(text) == value


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("規章", "regulations"),
        ("行政許可", "licensing"),
        ("规章\nRules", "regulations"),
        ("Licensing 行政许可", "licensing"),
    ],
)
def test_labels_are_known_in_traditional_characters_and_with_english_beside(printed: str, code: str) -> None:
    assert row_code("disclosure", printed) == code


def test_a_row_with_its_group_before_its_own_number_is_that_row() -> None:
    assert row_code("requests", "（六）其他处理3.其他") == "other.other"
    assert row_code("requests", "三、本年度办理结果 （六）其他处理3.其他") == "other.other"
    assert not has_glued_digits(Cell("（三）不予公开1. 属于国家秘密", 0, 0))
    assert has_glued_digits(Cell("（三）不予公开5属于国家秘密", 0, 0))


def test_a_single_chinese_character_is_no_figure() -> None:
    assert not is_figure("三")
    assert is_figure("0")
    assert is_figure("—")
    assert not is_figure(" ")


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("1.属于国家秘密", "denied.state_secrets"),
        ("2.其他法律法规禁止公开", "denied.otherwise_prohibited"),
        ("2.其他法律行政止公开", "denied.otherwise_prohibited"),
        ('3.危及"三安全一稳定"', "denied.security_and_stability"),
        ("5.要求行政机关确认或重", "not_handled.confirmation"),
        ("（二）部分公开", "partially_granted"),
        ("⼀、本年新收政府信息公开申请数量", "new"),
        ("四 、结转下年度 继续办理", "carried_forward"),
        ("3、其他", "other.other"),
        ("（六）其他处理", "other"),
        ("（七）总计", "total"),
    ],
)
def test_row_labels_of_real_reports(printed: str, code: str) -> None:
    found = match(printed, with_groups("requests", "row"))
    assert found is not None
    assert found.key == code


@pytest.mark.parametrize("printed", ["（三）不予公开", "三、本年度办理结果", "合计金额", "规章", "申请人情况"])
def test_a_group_or_a_stranger_is_no_row(printed: str) -> None:
    found = match(printed, with_groups("requests", "row"))
    assert found is None or found.key == "group"


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("本年废止数量", "repealed"),
        ("现行有效件", "in_force"),
        ("本年制发件数", "issued"),
        ("本年新公开数量", "disclosed"),
    ],
)
def test_column_labels_of_real_reports(printed: str, code: str) -> None:
    found = match(printed, with_groups("disclosure", "column"))
    assert found is not None
    assert found.key == code


def test_every_official_label_means_itself() -> None:
    for axis, labels in (("row", ROWS), ("column", COLUMNS)):
        for table, codes in labels.items():
            for label, code in codes.items():
                found = match(label, with_groups(table, axis))
                assert found is not None
                assert found.key == code


def test_no_label_has_a_digit_so_that_no_figure_is_taken_for_one() -> None:
    labels = [label for table in ROWS for axis in ("row", "column") for label in with_groups(table, axis)]
    assert not [label for label in labels if any(char.isdecimal() for char in label)]
    assert match("3001", with_groups("requests", "row")) is None


def test_folding_drops_numbering_blanks_and_punctuation() -> None:
    assert fold("三 、本 年 度办 理 结果") == "本年度办理结果"
    assert (
        fold("（二）部分公开（区分处理的，只计这一情形，不计其他情形）") == "部分公开区分处理的只计这一情形不计其他情形"
    )


def test_a_nought_in_words_is_a_figure_and_a_label_behind_a_number_is_no_remark() -> None:
    assert [is_figure(text) for text in ("零", "〇", "一", "二十")] == [True, True, False, False]
    assert read_number("307（二）部分公开（区分处理的，只计这一情形）").state is State.ILLEGIBLE
    assert read_number("22（其中修订（含废止）16件）").value == 22


def test_a_dash_with_a_mark_of_a_note_is_a_dash() -> None:
    assert read_number("97[①]").value == read_number("97①").value == 97  # as readers write what is raised
    assert [read_number(text).state for text in ("—①", "-[注1]", "[1]", "3[1]")] == [
        *(State.DASH, State.DASH, State.ILLEGIBLE, State.NUMBER)
    ]


def test_a_numeral_longer_than_any_number_is_none() -> None:
    assert read_number("一二" * 5000).state is State.ILLEGIBLE
