"""Tables without lines, as office programs spread headings over their cells and set labels close to each other."""

from __future__ import annotations

import pytest

from parsing.grid import Cell, Grid
from parsing.readers.pdf.layout.cells import cell_text
from parsing.readers.pdf.page import Rule, char_in
from parsing.tables.mapping import map_grids
from tests.parsing.set_pages import Word, grids, page_of, ruled
from tests.parsing.test_pdf_unruled import HEADS, row


def spread(x: float, y: float, text: str, step: float) -> list[Word]:
    return [(x + n * step, y, sign) for n, sign in enumerate(text)]


def test_headings_spread_over_their_cells_are_whole_though_they_touch() -> None:
    """Cells of 100 points: 信息内容 spread over the first, 处理决定数量 and 增减 over the others, 4 points apart."""
    words = [
        *spread(40, 100, "信息内容", 42.0),
        *spread(180, 100, "处理决定数量", 17.2),
        *spread(280, 100, "增减", 86.0),
    ]
    for y, label, *figures in ((120, "行政处罚", "12", "3"), (140, "行政强制", "4", "-1")):
        words += [(40, y, label), (225, y, figures[0]), (325, y, figures[1])]
    [grid] = grids(page_of(words))
    assert [text.replace(" ", "") for text in grid[0]] == ["信息内容", "处理决定数量", "增减"]
    assert grid[1:] == [["行政处罚", "12", "3"], ["行政强制", "4", "-1"]]


def test_ends_of_headings_each_over_its_own_column_are_no_spread_heading() -> None:
    places = (200.0, 240.0, 280.0, 320.0, 360.0)
    words: list[Word] = [
        (x - 10, 100, text) for x, text in zip(places, ("商业企", "科研机", "检察机", "律师机", "其他人"), strict=True)
    ]
    words += [(x, 112, text) for x, text in zip(places, "业构关构员", strict=True)]
    for y, label in ((130, "一、本年新收"), (150, "二、上年结转")):
        words += [(40, y, label), *((x + 2.5, y, "7") for x in places)]
    [grid] = grids(page_of(words))
    assert grid[0][-5:] == ["商业企业", "科研机构", "检察机关", "律师机构", "其他人员"]


def test_a_label_set_downwards_is_part_of_no_label_beside_it() -> None:
    """Its first character stands right before the first label, its others between and beside the next."""
    words = [
        *HEADS, *row(120, "一、本年新收", "1", "0", "1"), *row(142, "（一）予以公开", "3", "4", "7", x=54),
        *row(164, "（二）部分公开", "2", "4", "6", x=54), *row(186, "（七）总计", "5", "5", "10", x=54),
        *((40.0, 142.0 + 14 * n, sign) for n, sign in enumerate("三办理结果")),
    ]  # fmt: skip
    [grid] = grids(page_of(words))
    named = [[text for text in line if text][-4:] for line in grid[1:]]
    assert named == [
        ["一、本年新收", "1", "0", "1"], ["（一）予以公开", "3", "4", "7"], ["（二）部分公开", "2", "4", "6"],
        ["（七）总计", "5", "5", "10"],
    ]  # fmt: skip


def test_the_rest_of_a_label_begins_where_the_labels_do_however_near_the_name_of_its_group_stands() -> None:
    labels = ("1.属于国家秘密", "2.危及安全", "3.保护权益", "4.行政执法", "5.行政查询", "6.信访举报", "7.重复申请")
    words = [
        *HEADS,
        *(word for n, label in enumerate(labels) for word in row(120 + 40 * n, label, "1", "0", "1", x=82)),
    ]
    words += [(82, 132, "的信息"), (50.5, 120, "（三）"), (50.5, 132, "不予公"), (55, 144, "开")]
    [grid] = grids(page_of(words))
    assert "1.属于国家秘密的信息" in grid[1]


def test_the_longest_of_centred_labels_stands_in_the_column_of_the_others() -> None:
    words: list[Word] = [*HEADS]
    for n, label in enumerate(("1.属于秘密", "2.危及安全稳定的", "3.要求确认重新出具已获取信息", "4.其他")):
        words += row(120 + 24 * n, label, "1", "0", "1", x=142 - 5 * len(label))
    words += [(36, 120, "（五）"), (36, 144, "不予处"), (41, 168, "理")]
    [grid] = grids(page_of(words))
    assert "3.要求确认重新出具已获取信息" in grid[3]
    assert [line[-3:] for line in grid[1:]] == [["1", "0", "1"]] * 4


def test_headings_at_the_left_of_even_cells_head_figures_in_their_middles() -> None:
    """总计 ends before its figure begins, and one column is blank."""
    words: list[Word] = [
        (x, 100, text) for x, text in zip((40, 90, 140, 190), ("结果维持", "结果纠正", "其他结果", "总计"), strict=True)
    ]
    words += [(57.5, 120, "12"), (107.5, 120, "3"), (212, 120, "15")]
    assert grids(page_of(words))[0][-1] == ["12", "3", "", "15"]


def test_rows_of_blocks_that_lines_part_are_not_one_broken_number() -> None:
    """Two rows of short numbers in wide columns, and lines only between blocks."""
    words: list[Word] = []
    for block in range(3):
        y = 100.0 + 80 * block
        words += [(40, y, "信息内容"), (220, y, "处理决定"), (320, y, "增减")]
        words += [(40, y + 20, "规章"), (230, y + 20, "14"), (330, y + 20, "8")]
        words += [(40, y + 36, "规范性文件"), (230, y + 36, "66"), (330, y + 36, "3")]
    lines = [Rule(30, 150.0 + 80 * n, 400, 150.0 + 80 * n) for n in range(2)]
    assert ["规章", "14", "8"] in grids(page_of(words, lines))[0]


def test_blanks_beside_the_figures_of_a_group_named_like_a_row_are_doubted() -> None:
    """（六）其他处理 with rows of its own below names no row: its figures are those of the blank row beside it."""
    labels = (
        "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
        "（六）其他处理",
        "3.其他",
    )
    names = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
    cells = [Cell(name, 0, n + 1) for n, name in enumerate(names)]
    for n, label in enumerate(labels, 1):
        cells.append(Cell(label, n, 0))
        cells += [Cell("" if n == 2 else "0", n, m + 1) for m in range(7)]
    figures = map_grids([Grid(tuple(cells))]).figures
    assert not any(figure.is_sure for address, figure in figures.items() if address.row == "other.fee_unpaid")


def test_a_total_that_stands_under_no_heading_of_its_own_is_no_sure_figure() -> None:
    """A heading in two pieces leaves a column too many, and the total of a row is blank: what stands before it is no
    total, though the table began under whole headings."""
    names = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
    begun = [Cell(name, 0, n + 1) for n, name in enumerate(names)] + [Cell("一、本年新收政府信息公开申请数量", 1, 0)]
    begun += [Cell("0", 1, n + 1) for n in range(7)]
    pieces = [Cell(name, 0, n + 1) for n, name in enumerate((*names[:5], "其", "他", "总计"))]
    pieces += [Cell("6.属于四类过程性信息", 1, 0)]
    pieces += [Cell(text, 1, n + 1) for n, text in enumerate(("3", "0", "0", "0", "0", "", "0", ""))]
    figures = map_grids([Grid(tuple(begun)), Grid(tuple(pieces))]).figures
    assert not any(figure.is_sure for address, figure in figures.items() if address.row == "denied.deliberative")


def test_headings_that_alone_have_lines_round_them_head_the_rows_below() -> None:
    words: list[Word] = [
        *HEADS,
        (40, 100, "信息内容"),
        *row(122, "行政处罚", "1", "", "3"),
        *row(142, "行政强制", "4", "5", "6"),
    ]
    lines = ruled((36.0, 214.0, 264.0, 314.0, 364.0), (90.0, 110.0))
    [grid] = grids(page_of([word for word in words if word[2]], lines))
    assert grid == [
        ["信息内容", "商业企业", "科研机构", "总计"],
        ["行政处罚", "1", "", "3"],
        ["行政强制", "4", "5", "6"],
    ]


def test_headings_that_fill_their_cells_are_cut_at_the_ends_of_their_columns() -> None:
    """Cells 40 points wide without white between, one heading of two characters spread over its own, figures at the
    right of each."""
    words: list[Word] = []
    for n, text in enumerate(("结果维持", "结果纠正", "其他结果", "尚未审结")):
        words.append((40.0 + 40 * n, 100.0, text))
    words += [(200.0, 100.0, "总"), (230.0, 100.0, "计"), (240.0, 100.0, "结果维持")]
    words += [(75.0 + 40 * n, 120.0, str(n)) for n in range(6)]
    [grid] = grids(page_of(words))
    heads = [text.replace(" ", "") for text in grid[0]]
    assert heads == ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计", "结果维持"]


def test_the_heading_of_the_labels_at_the_right_of_its_cell_heads_no_figures() -> None:
    """As in the block below, where the headings of figures stand otherwise."""
    words: list[Word] = [(140, 100, "信息内容"), (220, 100, "商业企业"), (300, 100, "科研机构"), (400, 100, "总计")]
    for y, label in ((120, "行政处罚"), (140, "行政强制")):
        words += [(40, y, label), (255, y, "1"), (335, y, "2"), (415, y, "3")]
    words += [(140, 180, "信息内容"), (240, 180, "上一年项目数量"), (440, 180, "增减")]
    words += [(40, 200, "行政事业性收费"), (305, 200, "4"), (455, 200, "5")]
    [grid] = grids(page_of(words))
    assert [line for line in grid if line[0].startswith("行政")] == [
        ["行政处罚", "1", "2", "3"],
        ["行政强制", "1", "2", "3"],
        ["行政事业性收费", "4", "5"],
    ]


@pytest.mark.parametrize(
    ("pitch", "text"), [(14.0, "社会公益组织"), (10.0, "会益织社公组")], ids=["lines spread", "columns from the right"]
)
def test_characters_that_touch_downwards_are_columns_and_others_are_lines(pitch: float, text: str) -> None:
    chars = [
        char_in(sign, (100.0 + 25 * column, 50.0 + pitch * line, 110.0 + 25 * column, 60.0 + pitch * line), 10.0)
        for line, signs in enumerate(("社会", "公益", "组织"))
        for column, sign in enumerate(signs)
    ]
    assert cell_text(chars, (95.0, 45.0, 140.0, 110.0))[0].replace(" ", "") == text
