"""Tables without lines, as browsers and office programs print them: rows, columns, labels and headings."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parsing.grid import Cell, Grid, Paragraph
from parsing.readers.pdf.layout.cells import FULL_NUMBER, NEAR_NUMBER
from parsing.readers.pdf.layout.order import blocks
from parsing.readers.pdf.page import Page, Rule, char_in
from parsing.tables.confirm import confirm
from parsing.tables.mapping import map_grids
from tests.parsing.set_pages import SIZE, Word, grids, page_of, rows

GROUPS = ("行政复议", "未经复议直接起诉", "复议后起诉")
OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
COLUMNS = (220.0, 270.0, 320.0)
HEADS: list[Word] = [(220, 100, "商业企业"), (270, 100, "科研机构"), (320, 100, "总计")]


def row(y: float, label: str, *figures: str, x: float = 40.0) -> list[Word]:
    return [(x, y, label), *((at, y, text) for at, text in zip(COLUMNS, figures, strict=True))]


def test_a_label_that_touches_its_figure_is_parted_where_the_figures_of_the_column_begin() -> None:
    words = [
        *HEADS, *row(120, "一、本年新收", "12", "0", "12"), *row(140, "二、上年结转", "3", "4", "7"),
        *row(160, "（二）部分公开只计这一情形不计其他", "8", "1", "9", x=50), *row(180, "（七）总计", "5", "5", "10"),
    ]  # fmt: skip
    [grid] = grids(page_of(words))
    assert grid[3] == ["（二）部分公开只计这一情形不计其他", "8", "1", "9"]


def test_an_item_that_touches_the_group_before_it_begins_where_the_other_items_do() -> None:
    words = [
        *HEADS, *row(120, "1.属于国家秘密", "1", "0", "1", x=100), *row(140, "2.危及安全", "3", "4", "7", x=100),
        *row(160, "3.保护权益", "2", "4", "6", x=100), *row(180, "4.行政执法", "2", "4", "6", x=100),
        *row(200, "1.信访举报", "5", "5", "10", x=100), (40, 120, "（三）不予公"), (40, 200, "（五）不予处"),
    ]  # fmt: skip
    [grid] = grids(page_of(words))
    assert [line[-4] for line in grid[1:]] == ["1.属于国家秘密", "2.危及安全", "3.保护权益", "4.行政执法", "1.信访举报"]


def test_headings_without_white_between_are_parted_where_the_figures_begin() -> None:
    """Headings in the middles of cells 44 points wide and figures at the left of them."""
    words: list[Word] = [(222, 100, "商业企业"), (266, 100, "科研机构"), (320, 100, "总计")]
    for y, label in ((120, "一、本年新收"), (140, "二、上年结转")):
        words += [(40, y, label), (220, y, "1"), (264, y, "0"), (308, y, "1")]
    [grid] = grids(page_of(words))
    assert grid[0][-3:] == ["商业企业", "科研机构", "总计"]


def test_a_name_over_the_middle_of_several_headings_belongs_to_none_of_them() -> None:
    words: list[Word] = []
    for y, name, figure in (
        (100, "行政复议", "1"),
        (160, "行政诉讼（未经复议直接起诉）", "2"),
        (220, "行政诉讼（复议后起诉）", "3"),
    ):
        middle = 310 - 5 * len(name)
        words += [(middle, y, name), *((x, y + 12, "结果维持") for x in (90, 190, 290, 390, 490))]
        words += [(x + 18, y + 24, figure) for x in (90, 190, 290, 390, 490)]
    [grid] = grids(page_of(words))
    assert [line for line in grid if len(line) == 1] == [
        ["行政复议"],
        ["行政诉讼（未经复议直接起诉）"],
        ["行政诉讼（复议后起诉）"],
    ]


def test_an_article_over_the_middle_heading_is_not_the_headings_first_line() -> None:
    heads: list[Word] = [(40, 112, "信息内容"), (220, 112, "本年制发"), (270, 112, "本年废止"), (320, 112, "现行有效")]
    words = [
        (180, 100, "第二十条第（一）项"),
        *heads,
        *row(126, "规章", "1", "0", "1"),
        *row(140, "规范性文件", "3", "4", "7"),
    ]
    [grid] = grids(page_of(words))
    assert ["信息内容", "本年制发", "本年废止", "现行有效"] in grid


def test_the_name_of_a_group_between_two_rows_is_no_second_line_of_the_label_above() -> None:
    words = [
        *HEADS, *row(120, "行政复议", "1", "0", "1"), *row(132, "未经复议直接起诉", "3", "4", "7", x=100),
        *row(144, "复议后起诉", "2", "4", "6", x=100), (40, 138, "行政诉讼"),
    ]  # fmt: skip
    [grid] = grids(page_of(words))
    assert grid[1][0] == "行政复议"


def test_the_second_line_of_a_label_over_two_columns_is_its_own_though_it_begins_further_right() -> None:
    words = [
        *HEADS, *row(120, "（一）予以公开", "1", "0", "1", x=110), *row(146, "", "3", "4", "7"),
        (42, 140, "（二）部分公开区分处理的只计这"), (110, 152, "一情形不计其他"),
        *row(172, "1.属于国家秘密", "2", "4", "6", x=110), *row(184, "2.其他法规", "2", "4", "6", x=110), (42, 172, "（三）不予"),
        (42, 184, "公开"),
    ]  # fmt: skip
    [grid] = grids(page_of(words))
    assert [line[0] for line in grid[1:3]] == ["（一）予以公开", "（二）部分公开区分处理的只计这一情形不计其他"]


def test_a_row_without_figures_is_no_part_of_the_long_label_above_it() -> None:
    words = [
        *HEADS, *row(120, "1.本机关不", "1", "0", "1"), (40, 132, "掌握相关"), (40, 144, "政府信息"), (40, 156, "2.没有现"),
        (40, 168, "成信息需"), (40, 180, "另行制作"), *row(192, "3.补正后", "3", "4", "7"), (40, 204, "仍不明确"),
    ]  # fmt: skip
    [grid] = grids(page_of(words))
    assert [line[0] for line in grid[1:]] == [
        "1.本机关不掌握相关政府信息",
        "2.没有现成信息需另行制作",
        "3.补正后仍不明确",
    ]


def test_digits_set_apart_make_whole_numbers() -> None:
    words = [*HEADS, *row(120, "一、本年新收", "123", "0", "123"), *row(140, "二、上年结转", "30", "4", "34")]
    [grid] = grids(page_of(words, apart=3.0))
    assert [line[1:] for line in grid[1:]] == [["123", "0", "123"], ["30", "4", "34"]]


def test_digits_set_apart_make_a_row_where_no_other_number_tells_how_far() -> None:
    """Until they are closed up, nothing on the page is a figure."""
    words: list[Word] = [(40, 100, "信息内容"), (240, 100, "处理决定数量"), (40, 120, "行政许可"), (240, 120, "307257")]
    words += [(40, 140, "行政处罚"), (240, 140, "72176")]
    assert grids(page_of(words, apart=3.3)) == [
        [["信息内容", "处理决定数量"], ["行政许可", "307257"], ["行政处罚", "72176"]]
    ]


def test_figures_among_blanks_of_more_columns_than_the_form_has_are_placed_by_no_sum_across() -> None:
    """Without headings: 8 and 5 may stand in any of the columns, and add up to 13 in all."""
    texts = ("3.要求提供公开出版物", "", "", "", "", "8", "", "", "", "5", "", "13")
    cells = tuple(Cell(text, 0, column) for column, text in enumerate(texts))
    figures = confirm(map_grids([Grid(cells)]).figures, "2021")
    assert len(figures) == 7
    assert not any(figure.is_sure for figure in figures.values())


def test_a_heading_between_tables_parts_them_though_most_of_their_labels_take_two_lines() -> None:
    def tall(y: float, label: str, below: str) -> list[Word]:
        return [*row(y, "", "8", "1", "9")[1:], (40, y - 6, label), (40, y + 6, below)]

    words = [
        *HEADS, *row(120, "规章", "12", "0", "12"), *row(142, "规范性文件", "3", "4", "7"), *row(164, "其他", "3", "4", "7"),
        (60, 190, "三、收到和处理申请情况"), *((x, 216, text) for x, _, text in HEADS), *row(238, "一、本年新收", "1", "0", "1"),
        *(word for n in range(4) for word in tall(266 + 40 * n, f"{n + 1}.其他法律行政", "法规禁止公开")),
    ]  # fmt: skip
    first, second = grids(page_of(words))
    assert [len(first), len(second)] == [4, 6]


def test_a_sentence_parts_tables_with_whichever_semicolon_it_was_read() -> None:
    above = [*HEADS, *row(120, "规章", "12", "0", "12"), *row(140, "规范性文件", "3", "4", "7")]
    below = [(x, y + 80, text) for x, y, text in above]
    assert len(grids(page_of([*above, (40, 160, "公开及时;内容完整"), *below]))) == 2


def test_lines_closer_than_rows_are_those_of_broken_numbers() -> None:
    """Columns 50 points apart with numbers 40 wide, and rows twice as far apart as lines: no digit is another row's."""
    words = [*HEADS, *row(140, "一、本年新收", "12", "4", "6"), *row(164, "二、上年结转", "3", "4", "7")]
    words += [(270, 129, "1022075"), (320, 129, "1022076")]
    [grid] = [block for block in blocks([page_of(words)]) if isinstance(block, Grid)]
    assert rows(grid)[1:] == [["一、本年新收", "12", "10220754", "10220766"], ["二、上年结转", "3", "4", "7"]]
    doubts = [cell.doubt for cell in grid.cells if cell.text.startswith("10220")]
    assert doubts == [FULL_NUMBER.format(f"{text[:-1]}／{text[-1]}", text) for text in ("10220754", "10220766")]


def test_lines_as_far_apart_as_rows_may_be_parts_of_the_numbers_of_either() -> None:
    words = [*HEADS, *row(140, "一、本年新收", "12", "4", "6"), *row(156, "二、上年结转", "3", "4", "7")]
    words += [(270, 124, "1022075"), (320, 124, "1022076")]
    [grid] = [block for block in blocks([page_of(words)]) if isinstance(block, Grid)]
    doubts = [cell.doubt for cell in grid.cells if cell.text.startswith("10220")]
    assert doubts == [NEAR_NUMBER.format(f"{text[:-1]}／{text[-1]}", text) for text in ("10220754", "10220766")]


def test_the_halves_of_a_number_stand_in_a_column_of_their_own() -> None:
    words: list[Word] = [(x, 100, "结果维持") for x in (40, 100, 160, 220)]
    words += [*((x + 15.0, 130.0, "12") for x in (40, 100, 160)), (230, 125, "1047"), (237, 135, "5")]
    [grid] = grids(page_of(words))
    assert grid[-1][:3] == ["12", "12", "12"]
    assert grid[-1][3].replace(" ", "") == "10475"


def test_two_figures_under_a_row_of_headings_make_a_table() -> None:
    words: list[Word] = [*((float(x), 100.0, "结果维持") for x in (40, 100, 160, 220)), (55, 120, "1"), (235, 120, "1")]
    assert grids(page_of(words)) == [[["结果维持"] * 4, ["1", "", "", "1"]]]
    assert grids(page_of([(40, 100, "办理"), (100, 100, "1"), (40, 120, "收到"), (100, 120, "2")])) == []


def test_two_lines_of_table_four_in_no_row_are_doubted_even_where_they_agree() -> None:
    """33 broken in every column: 3 and 3, which bears nothing out."""
    heads = [*(Cell(name, 0, 5 * n, colspan=5) for n, name in enumerate(GROUPS))]
    heads += [Cell(text, 1, 5 * n + m) for n in range(3) for m, text in enumerate(OUTCOMES)]
    upper, lower = ("3", "1", "0", "0", "4"), ("3", "2", "0", "0", "5")
    figures = [Cell(text, 2 + y, n) for y, line in enumerate((upper, lower)) for n, text in enumerate(line * 3)]
    found = map_grids([Grid((*heads, *figures))]).figures
    assert len(found) == 15
    assert not any(figure.is_sure for figure in confirm(found, "2021").values())


def side_by_side(*lines: tuple[float, str]) -> list[Word]:
    """Words of lines by their height, each at the place of its cell: five on the left and three on the right."""
    places = (40.0, 130.0, 170.0, 210.0, 330.0, 430.0, 480.0)
    return [(x, y, text) for y, line in lines for x, text in zip(places, line.split(), strict=True) if text != "_"]


def test_tables_side_by_side_are_read_by_themselves() -> None:
    """The rows on the right are not at the height of those on the left, and one table below is as wide as both."""
    words = side_by_side(
        (100, "信息内容 制发 废止 有效 信息内容 上一年 增减"), (124, "_ _ _ _ 行政许可 12 -1"),
        (130, "规章 0 1 2 _ _ _"), (154, "规范性文件 3 4 5 其他事项 7 2"),
    )  # fmt: skip
    words += [(40, 190, "信息内容"), (215, 190, "采购项目数量"), (430, 190, "采购总金额")]
    words += [(40, 210, "政府集中采购"), (240, 210, "83"), (445, 210, "184.6")]
    assert grids(page_of(words)) == [
        [["信息内容", "制发", "废止", "有效"], ["规章", "0", "1", "2"], ["规范性文件", "3", "4", "5"]],
        [["信息内容", "上一年", "增减"], ["行政许可", "12", "-1"], ["其他事项", "7", "2"]],
        [["信息内容", "采购项目数量", "采购总金额"], ["政府集中采购", "83", "184.6"]],
    ]


def test_a_remark_after_the_figures_begins_no_other_table() -> None:
    words = side_by_side(
        (100, "信息内容 制发 废止 有效 备注 _ _"), (124, "规章 0 1 2 未含 _ _"), (148, "文件 3 4 5 已含 _ _")
    )
    assert len(grids(page_of(words))) == 1


def test_a_heading_is_cut_by_no_column_of_the_headings_below() -> None:
    """The columns of the lower table lie elsewhere, one of them in the middle of an upper heading."""
    words: list[Word] = [
        (40, 100, "信息内容"),
        (200, 100, "上一年项"),
        (260, 100, "本年"),
        (281.5, 100, "增减"),
        (320, 100, "处理决定"),
    ]
    words += [(40, 124, "行政许可"), (215, 124, "17"), (260, 124, "3"), (335, 124, "5182")]
    words += [(40, 160, "信息内容"), (200, 160, "上一年项目数"), (290, 160, "本年增/减"), (40, 184, "行政收费")]
    words += [(230, 184, "5"), (281, 184, "0")]
    [grid] = grids(page_of(words))
    assert grid[0][-3:] == ["上一年项", "本年增减", "处理决定"]


def test_headings_with_little_white_between_are_parted_there_where_no_middle_of_columns_parts_them() -> None:
    """A wide figure of the table's other headings, in the middle of them all, makes the column under it wide."""
    heads: list[Word] = [(220, 100, "本年制发件数"), (283, 100, "本年废止件数"), (346, 100, "现行有效件数")]
    first = [(40, 120, "规章"), (247.5, 120, "3"), (310.5, 120, "2"), (371, 120, "42")]
    second = [(40, 140, "文件"), (242.5, 140, "173"), (308, 140, "83"), (366, 140, "2127")]
    wide: list[Word] = [(270, 160, "本年处理决定数量"), (40, 180, "行政处罚"), (285, 180, "20705290002")]
    [grid] = grids(page_of([(40, 100, "信息内容"), *heads, *first, *second, *wide]))
    assert grid[0] == ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]


def test_a_number_in_whose_column_a_longer_one_stands_goes_on_in_no_other_line() -> None:
    """Rows set as close as lines, in a cell three columns wide, whose columns are too narrow for their digits."""
    words: list[Word] = [*HEADS, *row(120, "规章", "12", "10", "22"), *row(140, "文件", "3", "4", "7")]
    words += [(270, 160, "处理决定数量"), (40, 180, "行政处罚"), (272, 180, "2070529"), (40, 193, "行政强制")]
    words += [(277, 193, "18947"), (270, 220, "收费金额"), (40, 240, "行政事业性收费"), (267, 240, "144937.37")]
    [grid] = grids(page_of(words))
    assert ["行政处罚", "2070529"] in [line[:2] for line in grid]
    assert ["行政强制", "18947"] in [line[:2] for line in grid]


def test_headings_that_a_page_repeats_head_no_rows_of_the_table_that_goes_on() -> None:
    """Word repeats the first heading of a table of several; what follows is of the last before."""
    heads: list[Word] = [
        (220, 100, "第二十条第（一）项"),
        (40, 120, "信息内容"),
        (220, 120, "制发件数"),
        (320, 120, "有效件数"),
    ]
    rest: list[Word] = [(40, 700, "规章"), (235, 700, "3"), (335, 700, "42"), (240, 720, "第二十条第（六）项")]
    rest += [(40, 740, "信息内容"), (250, 740, "处理决定数量"), (40, 760, "行政处罚"), (275, 760, "20")]
    again = [(x, y - 40, text) for x, y, text in heads]
    go_on: list[Word] = [(40, 100, "行政强制"), (275, 100, "18")]
    moved = [(x, y + 560, text) for x, y, text in heads]
    [grid] = grids(page_of([*moved, *rest]), page_of([*again, *go_on], number=2))
    assert [text for line in grid for text in line].count("制发件数") == 1
    assert [line[0] for line in grid[-2:]] == ["行政处罚", "行政强制"]
    assert grid[-1][1:] == ["18"]


def test_columns_whose_headings_stand_on_the_page_before_are_columns_beside_those_with_headings() -> None:
    heads: list[Word] = [(260, 100, "企业"), (300, 100, "机构"), (340, 100, "其他")]
    figures = [(40, y, label) for y, label in ((120, "一、本年新收"), (140, "二、上年结转"))]
    figures += [(x, y, "1") for x in (225, 265, 305, 345, 385) for y in (120, 140)]
    [grid] = grids(page_of([*heads, *figures]))
    assert grid == [["企业", "机构", "其他"], ["一、本年新收", *"11111"], ["二、上年结转", *"11111"]]


def test_headings_that_go_on_over_a_page_are_no_repeats() -> None:
    upper: list[Word] = [(220, 760, "申请人情况")]
    lower = (
        [(x, 60, text) for x, _, text in HEADS]
        + row(80, "一、本年新收", "1", "0", "1")
        + row(100, "二、上年", "0", "0", "0")
    )
    [grid] = grids(page_of(upper), page_of(lower, number=2))
    assert ["商业企业", "科研机构", "总计"] in [line[-3:] for line in grid]


def test_a_heading_that_begins_where_one_label_happens_to_begin_parts_tables_all_the_same() -> None:
    above = [*HEADS, *row(120, "规章", "12", "0", "12", x=90), *row(140, "规范性文件", "3", "4", "7", x=60)]
    above += [*row(160, "其他", "3", "4", "7", x=90), *row(180, "其他文件", "3", "4", "7", x=70)]
    below = [(x, y + 130, text) for x, y, text in above]
    assert len(grids(page_of([*above, (60, 205, "三、收到申请情况"), *below]))) == 2


def test_a_heading_that_runs_over_the_figures_parts_tables_however_high_their_rows_are() -> None:
    def high(top: float) -> list[Word]:
        rows = ((top + 26 + 40 * n, f"{n + 1}.属于四类过程") for n in range(4))
        return [(x, top, text) for x, _, text in HEADS] + [
            word for y, label in rows for word in row(y, label, "1", "0", "1")
        ]

    words = [*high(100), (60, 276, "三、收到和处理政府信息公开申请情况表"), *high(300)]
    assert [len(grid) for grid in grids(page_of(words))] == [5, 5]


def large(x: float, y: float, text: str, page: Page) -> Page:
    """The page with words half as large again as those of tables."""
    size = 1.5 * SIZE
    boxes = ((x + size * n, y - size / 2, x + size * (n + 1), y + size / 2) for n in range(len(text)))
    chars = [char_in(sign, box, size) for sign, box in zip(text, boxes, strict=True)]
    return replace(page, chars=(*page.chars, *chars))


def test_a_heading_over_others_is_no_first_line_of_theirs_though_their_columns_are_as_wide_as_parts_of_it() -> None:
    """Seven characters without white over columns of three: they stand on the beginnings of the figures below."""
    places = (220.0, 250.0, 280.0, 310.0, 340.0)
    words: list[Word] = [(250, 100, "法人或其他组织")]
    words += [
        (x, 130.0 + 11 * n, sign)
        for x, text in zip(places, ("商业企业", "科研机构", "社会公益", "法律服务", "其他"), strict=True)
        for n, sign in enumerate(text)
    ]
    for y, label in ((190.0, "一、本年新收"), (214.0, "二、上年结转"), (238.0, "四、结转下年")):
        words += [(40, y, label), *((x + 2.5, y, "0") for x in places)]
    [grid] = grids(page_of(words))
    heads = [text for line in grid[:-3] for text in line if text]
    assert sorted(heads) == sorted(["法人或其他组织", "商业企业", "科研机构", "社会公益", "法律服务", "其他"])


def test_a_label_that_opens_a_page_is_a_last_row_without_figures() -> None:
    """In the type of the table and where other labels begin, over text in larger type."""
    above = [*HEADS, *(word for n in range(4) for word in row(700 + 20 * n, f"{n + 1}.属于秘密", "1", "0", "1"))]
    first = large(
        40, 660, "三、收到和处理申请情况", page_of([(x, y if y > 100 else 680, text) for x, y, text in above])
    )
    second = large(60, 110, "四、行政复议和行政诉讼", page_of([(40, 60, "四、结转下年度")], number=2))
    [grid] = grids(first, second)
    assert [line[0] for line in grid[-2:]] == ["4.属于秘密", "四、结转下年度"]
    assert grid[-1][1:] == ["", "", ""]


def test_a_last_row_without_figures_is_no_heading_of_the_table_below_that_has_its_own() -> None:
    """Its label is longer than the white before the figures of that table, which has no labels."""
    words = [*HEADS, *(word for n in range(4) for word in row(120 + 20 * n, f"{n + 1}、本年新收", "1", "0", "1"))]
    words += [(40, 200, "四、结转下年度继续办理"), *((x, 270, "结果维持") for x in (40, 100, 160, 220))]
    words += [(x + 15, 290, "1") for x in (40, 100, 160, 220)]
    table, outcomes = grids(large(60, 236, "四、行政复议和行政诉讼", page_of(words)))
    assert table[-1] == ["四、结转下年度继续办理", "", "", ""]
    assert len(outcomes) == 2


def test_a_number_with_no_words_is_no_heading_but_the_beginning_of_a_name_set_downwards() -> None:
    words = [*HEADS, *(word for n in range(6) for word in row(120 + 20 * n, f"{n + 1}.属于秘密", "1", "0", "1", x=80))]
    words += [(30, 190 + 10 * n, sign) for n, sign in enumerate(("三、", "办", "理", "结", "果"))]
    assert len(grids(page_of(words))) == 1


def test_a_heading_under_another_spans_no_columns_beyond_it() -> None:
    """The group on the left stands on a line of its own between the tiers, so that nothing beside it says how far the
    heading of the next reaches."""
    places = [40.0 + 30 * n for n in range(9)]
    words: list[Word] = [
        (190, 100, "行政诉讼"),
        (55, 115, "行政复议"),
        (140, 130, "直接起诉诉"),
        (230, 130, "复议后起诉"),
    ]
    words += [(x, 150, "维") for x in places] + [(x, 161, "持") for x in places] + [(x + 2.5, 190, "1") for x in places]
    [grid] = [block for block in blocks([page_of(words)]) if isinstance(block, Grid)]
    spans = {cell.text: (cell.column, cell.colspan) for cell in grid.cells if len(cell.text) > 3}
    assert spans == {"行政诉讼": (3, 6), "行政复议": (0, 3), "直接起诉诉": (3, 3), "复议后起诉": (6, 3)}


def test_digits_set_apart_fill_a_column_sooner() -> None:
    """Two digits with white between would not have found room in columns 25 points apart, of which 14 are white."""
    first = [*HEADS, *row(120, "规章", "12", "10", "22"), *row(140, "文件", "13", "14", "17")]
    places = (220.0, 245.0, 270.0)
    words: list[Word] = [(x - 2.5, 290.0 + 11 * n, sign) for x in places for n, sign in enumerate("企业")]
    for y, digits in ((340.0, "1234"), (400.0, "5678"), (460.0, "9123")):
        words += [(40, y, f"{digits[0]}.属于秘密"), (places[1], y, "0")]
        words += [(x, y - 16.5 + 11 * n, sign) for x in (places[0], places[2]) for n, sign in enumerate(digits)]
    _, grid = grids(large(60, 250, "三、收到申请情况", page_of([*first, *words], apart=1.5)))
    read = [[text.replace(" ", "") for text in line[-3:]] for line in grid[1:]]
    assert read == [["1234", "0", "1234"], ["5678", "0", "5678"], ["9123", "0", "9123"]]


def test_a_title_that_comes_back_on_the_next_page_is_no_running_header() -> None:
    """Two reports of a page each; a header is no larger than the text."""
    pages = [
        large(100, 60, "年度报告", page_of([(40, 100.0 + 20 * n, f"{name}公开情况") for n in range(9)], number=number))
        for number, name in ((1, "甲"), (2, "乙"))
    ]
    texts = [block.text for block in blocks(pages) if isinstance(block, Paragraph)]
    assert texts.count("年度报告") == 2


def test_lines_between_rows_part_labels_whose_lines_are_farther_apart_than_low_rows() -> None:
    """Cells without room for more than their text: rows of one line are lower than the step of a label of two."""
    labels = ("1.国家秘密", "2.其他法律行/政法规禁止", "3.危及安全", "4.保护权益", "5.内部事务", "6.过程信息")
    words, rules, y = list(HEADS), [Rule(40, 108, 360, 108)], 108.0
    for label in labels:
        lines = label.split("/")
        words += [(40, y + 6 + 14 * n, line) for n, line in enumerate(lines)]
        words += [(x, y + 6 + 7 * (len(lines) - 1), str(n)) for n, x in enumerate(COLUMNS)]
        y += 12 + 14 * (len(lines) - 1)
        rules.append(Rule(40, y, 360, y))
    [grid] = grids(page_of(words, rules))
    assert [line[0] for line in grid[1:]] == [label.replace("/", "") for label in labels]


def test_an_amount_with_its_unit_is_the_figure_of_a_row() -> None:
    words: list[Word] = [
        (40, 100, "信息内容"),
        (300, 100, "本年收费金额"),
        (40, 120, "行政事业性收费"),
        (300, 120, "21.73万元"),
    ]
    assert grids(page_of(words)) == [[["信息内容", "本年收费金额"], ["行政事业性收费", "21.73万元"]]]


def test_names_over_the_middles_of_as_many_headings_each_belong_to_none_of_them() -> None:
    """As in the second half of table 四 where each half is a table of its own; its rows are as near as lines."""
    words: list[Word] = [(300, 88, "行政复议"), (300, 130, "行政诉讼")]
    words += [(145, 141, "未经复议直接起诉"), (435, 141, "复议后起诉")]
    for n, name in enumerate(OUTCOMES * 2):
        words += [(75 + 55 * n - 5 * len(name) + 3, 152, name), (75 + 55 * n - 20, 163, str(n))]
    for n, name in enumerate(OUTCOMES):
        words += [(100 + 110 * n - 5 * len(name), 99, name), (100 + 110 * n - 20, 110, str(n))]
    [grid] = grids(page_of(words))
    assert [text for text in grid[-3] if text] == ["未经复议直接起诉", "复议后起诉"]
    assert grid[-2] == [*OUTCOMES, *OUTCOMES]


@pytest.mark.parametrize("count", ["58件", "58（其中1件）"])
def test_a_count_with_what_belongs_to_it_begins_no_table_beside(count: str) -> None:
    table = [["规章", "0", count, "0"], ["行政规范性文件", "2件", "0", "7件"], ["其他文件", "0", "0", "3件"]]
    words: list[Word] = [(220, 100, "制发件数"), (320, 100, "废止件数"), (420, 100, "现行有效")]
    words += [
        (40 + 100 * n + 80 * (n > 0), 120 + 20 * y, t) for y, line in enumerate(table) for n, t in enumerate(line)
    ]
    [grid] = grids(page_of(words))
    assert grid[1:] == table


def test_lines_between_rows_within_a_frame_make_no_cells_of_words_and_figure() -> None:
    table = [["信息内容", "处理决定数量"], ["行政处罚", "7"], ["行政强制", "2"]]
    words = [(x, 90 + 20 * n, text) for n, line in enumerate(table) for x, text in zip((42, 300), line, strict=True)]
    rules = [Rule(40, y, 500, y) for y in (80, 100, 120, 140)] + [Rule(x, 80, x, 140) for x in (40, 500)]
    assert grids(page_of(words, rules)) == [table]


def test_the_name_that_signs_on_top_of_the_last_page_makes_no_header_of_the_title() -> None:
    text = [(40, 200 + 16 * n, "甲乙丙丁") for n in range(3)]
    pages = [large(40, 60, "甲县财政局", page_of(text)), page_of(text, number=2)]
    pages.append(page_of([(400, 60, "甲县财政局"), (400, 80, "2025年1月9日")], number=3))
    said = [block.text for block in blocks(pages) if isinstance(block, Paragraph)]
    assert said.count("甲县财政局") == 2


def test_a_section_that_opens_a_page_goes_on_with_no_sentence_that_fills_its_line() -> None:
    line = "甲乙丙丁戊己庚辛壬癸" * 5
    first = page_of([*((40, 700 + 16 * n, line) for n in range(3)), (40, 748, line[:-1] + "。")])
    second = page_of([(40, 60, "二、主动公开政府信息情况"), (40, 80, line), (40, 96, line)], number=2)
    said = [block.text for block in blocks([first, second]) if isinstance(block, Paragraph)]
    assert "二、主动公开政府信息情况" in said


def test_lines_between_columns_within_a_frame_make_no_cells_of_headings_and_figures() -> None:
    """A column without a figure is no label of fewer lines than the others have."""
    words = [(52, 80, "本列数据的"), *HEADS]
    for n, label in enumerate(("本年新收", "上年结转", "予以公开", "部分公开", "国家秘密", "危及安全", "总计")):
        words += [(42, 120 + 20 * n, label), (230, 120 + 20 * n, "3"), (330, 120 + 20 * n, "3")]
    xs = (40, 210, 260, 310, 360)
    rules = [Rule(40, y, 360, y) for y in (70, 260)] + [Rule(x, 70, x, 260) for x in xs]
    [grid] = grids(page_of(words, rules))
    assert [line[0] for line in grid[-7:]] == [
        "本年新收",
        "上年结转",
        "予以公开",
        "部分公开",
        "国家秘密",
        "危及安全",
        "总计",
    ]
    assert [[text for text in line[1:] if text] for line in grid[-7:]] == [["3", "3"]] * 7


@pytest.mark.parametrize("taller", [True, False])
def test_what_signs_one_report_goes_on_with_no_title_of_the_next(taller: bool) -> None:
    line = "甲乙丙丁戊己庚辛壬癸" * 5
    first = page_of([*((40, 700 + 16 * n, line) for n in range(3)), (430, 748, "2025年1月20日甲乙丙")])
    second = page_of([*((40, 80 + 16 * n, line) for n in range(3))], number=2)
    title = "乙县2024年政府信息公开工作年度报告"
    if taller:
        second = large(40, 60, title, second)
    else:
        second = replace(second, chars=page_of([(40, 60, title)]).chars + second.chars)
    said = [block.text.replace(" ", "") for block in blocks([first, second]) if isinstance(block, Paragraph)]
    assert any(text.startswith(title) for text in said)


def test_rows_that_end_on_the_left_have_no_table_beside() -> None:
    words = [(40, 100, "规章"), (120, 100, "3"), (40, 120, "甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛壬癸甲乙丙")]
    for y in (140, 160):
        words += [(40, y, "行政许可"), (120, y, "1"), (220, y, "行政处罚"), (320, y, "2")]
    assert any("行政处罚" in row for grid in grids(page_of(words)) for row in grid)


def test_labels_in_larger_type_than_figures_are_of_one_table_with_them() -> None:
    words: list[Word] = [(220, 100, "商业企业"), (270, 100, "科研机构"), (320, 100, "总计")]
    for y, label in ((130, "一、本年"), (170, "二、上年"), (210, "（一）予")):
        words += [
            (40, y, label),
            (40, y + 12, "信息"),
            *((x, y + 12, f) for x, f in ((228, "6"), (278, "2"), (322, "8"))),
        ]
    page = page_of(words)
    small = tuple(char._replace(size=7.0) if char.text.isdigit() else char for char in page.chars)
    [grid] = grids(replace(page, chars=small))
    assert [row[-3:] for row in grid[1:]] == [["6", "2", "8"]] * 3


def test_the_rest_of_a_label_of_the_page_before_is_no_part_of_the_item_below_it() -> None:
    words: list[Word] = [
        (40, y, text) for y, text in ((100, "收费通知要求缴"), (112, "纳费用行政机关"), (124, "不再处理"))
    ]
    words += [
        *row(136, "3.其他", "1", "0", "1"),
        *row(150, "（七）总计", "3", "4", "7"),
        *row(164, "四、结转", "2", "4", "6"),
    ]
    texts = [line[0] for grid in grids(page_of(words)) for line in grid if line[-1] == "1"]
    assert texts == ["3.其他"]


def test_a_figure_in_larger_type_below_the_others_of_its_row_does_not_end_the_table() -> None:
    """As figures at the top of their cells stand beside one in larger type."""
    words: list[Word] = [(220, 100, "商业企业"), (270, 100, "科研机构"), (320, 100, "总计")]
    for y, label in ((120, "一、本年新收"), (150, "二、上年结转"), (180, "（一）予以公开")):
        words += [(40, y, label), *((x, y, f) for x, f in ((228, "6"), (322, "8")))]
        words += [(278, y + (6 if y == 150 else 0), "2")]
    page = page_of(words)
    larger = tuple(c._replace(size=16.0) if c.text == "2" and c.y == 156 else c for c in page.chars)
    [grid] = grids(replace(page, chars=larger))
    assert [row[-3:] for row in grid[1:]] == [["6", "2", "8"]] * 3


def test_a_character_of_a_label_set_downwards_stands_for_no_figure() -> None:
    words: list[Word] = [(220, 100, "商业企业"), (270, 100, "科研机构"), (320, 100, "总计")]
    for y, label in ((130, "1.不掌握"), (150, "2.没有现成"), (170, "3.补正后")):
        words += [(60, y, label), *((x, y, f) for x, f in ((228, "6"), (278, "2"), (322, "8")))]
    words += [(42, 125 + 11 * n, sign) for n, sign in enumerate("四无法提供")]
    [grid] = grids(page_of(words))
    assert [row[-3:] for row in grid[1:]] == [["6", "2", "8"]] * 3


def test_a_name_between_headings_that_stand_over_their_own_figures_makes_no_column_beside_theirs() -> None:
    """Columns of different widths, so that the middle of their name is not that of two of them."""
    places = (40, 140, 240, 305, 370, 420, 470)
    words: list[Word] = [(193, 100, "复议")]
    for x, head, figure in zip(places, (*OUTCOMES, *OUTCOMES[:2]), "1234567", strict=True):
        words += [(x, 130, head), (x + 15, 150, figure), (x + 15, 170, figure)]
    [grid] = grids(page_of(words))
    assert grid[-2:] == [list("1234567")] * 2


def test_a_page_set_in_other_type_than_the_page_before_is_measured_by_itself() -> None:
    """Sheets fitted to their pages: headings in the larger type of the first are no headings of the second."""
    first = page_of([*HEADS, *row(120, "一、本年新收", "12", "0", "12"), *row(140, "二、上年结转", "3", "4", "7")])
    small = page_of(
        [(2 * x, 2 * y, text) for x, y, text in
         (*HEADS, *(w for n in range(5) for w in row(120 + 20 * n, f"{n + 1}.属于国家秘密", "1", "0", "1")))],
        number=2,
    )  # fmt: skip
    halved = [char_in(c.text, (c.x0 / 2, c.y0 / 2, c.x1 / 2, c.y1 / 2), c.size / 2) for c in small.chars]
    found = grids(first, replace(small, chars=tuple(halved)))
    assert [grid[0][-3:] for grid in found] == [["商业企业", "科研机构", "总计"]] * 2


def test_a_heading_at_the_edge_of_the_labels_with_heads_below_it_begins_a_table() -> None:
    """As in a sheet: three tables under one another, in columns of their own."""
    labels = ("一、本年新收", "二、上年结转", "三、本年办理", "四、结转下年")
    words = [*HEADS, *(word for n, label in enumerate(labels) for word in row(114 + 14 * n, label, "1", "0", "1"))]
    words += [(40, 170, "四、行政复议和行政诉讼"), *((x, 184, "结果维持") for x in (40, 120, 200, 280))]
    words += [(x + 15, 198, "1") for x in (40, 120, 200, 280)]
    table, outcomes = grids(page_of(words))
    assert table[1:] == [[label, "1", "0", "1"] for label in labels]
    assert outcomes == [["结果维持"] * 4, ["1"] * 4]


def test_the_number_of_an_item_whose_point_is_lost_is_no_figure_beside_its_words() -> None:
    """Recognition reads 3 . 其 他, set wide, as 3 and 其他."""
    words = [
        *HEADS, *row(120, "1.申请人无正当理由", "1", "0", "1"), *row(140, "2.申请人逾期未缴费", "3", "4", "7"),
        (40, 160, "3"), (56, 160, "其他"), *row(160, "", "2", "4", "6")[1:], *row(180, "（七）总计", "6", "8", "14"),
    ]  # fmt: skip
    [grid] = grids(page_of(words))
    assert [line[-3:] for line in grid[1:]] == [["1", "0", "1"], ["3", "4", "7"], ["2", "4", "6"], ["6", "8", "14"]]
    assert "其他" in grid[3][0]
