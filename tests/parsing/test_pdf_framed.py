"""Prints of web pages: a frame round the whole report, what browsers print at the edges, titles like the text."""

from __future__ import annotations

import pytest

from parsing.grid import Block, Grid, Paragraph
from parsing.readers.pdf.layout.order import blocks
from parsing.readers.pdf.page import Page, Rule
from tests.parsing.set_pages import Word, grids, page_of, rows, ruled

TEXT = ("本机关认真贯彻条例，全年主动公开信息，", "依法办理各项申请，答复及时。", "现将有关情况报告如下。")
TABLE: list[list[str]] = [["信息内容", "处理决定"], ["行政许可", "12"], ["行政处罚", "3"]]


def of_table(y: float, xs: tuple[float, ...] = (44.0, 200.0, 300.0)) -> tuple[list[Word], list[Rule]]:
    """A table from ``y`` on, its rows 20 points high."""
    words = [(x + 2, y + 10 + 20 * n, text) for n, row in enumerate(TABLE) for x, text in zip(xs, row, strict=False)]
    return words, ruled(xs, [y + 20 * n for n in range(len(TABLE) + 1)])


def of_text(y: float, *lines: str) -> list[Word]:
    return [(50, y + 16 * n, line) for n, line in enumerate(lines)]


def framed(*, above: bool) -> Page:
    """A page whose frame holds the path to the page in a row of its own, and a table with text over or under it."""
    words, rules = of_table(200)
    words += [*of_text(110, "首页＞年度报告"), *of_text(140 if above else 280, *TEXT), *of_text(385, "下一篇：无")]
    return page_of(words, [*rules, *ruled((40, 540), (100, 125, 370, 400))])


def said(page: Page) -> list[str]:
    return [block.text for block in blocks([page]) if isinstance(block, Paragraph)]


@pytest.mark.parametrize("above", [True, False])
def test_a_frame_round_text_and_tables_is_no_table(above: bool) -> None:
    """Its lines stand as near to those of the table as the lines of spaced cells to each other."""
    found: list[Block] = blocks([framed(above=above)])
    [table] = [[[text for text in row if text] for row in rows(b)] for b in found if isinstance(b, Grid)]
    assert [row for row in table if row] == TABLE
    assert said(framed(above=above)) == ["首页＞年度报告", *TEXT, "下一篇：无"]
    kinds = [type(block) for block in found]
    assert kinds.index(Grid) == (4 if above else 1)


@pytest.mark.parametrize("left", [True, False])
def test_a_menu_down_the_side_of_a_frame_is_no_part_of_its_text(left: bool) -> None:
    """Its items are level with the lines of the text, and with the rows of the table."""
    words, rules = of_table(240, (164.0, 300.0, 400.0))
    words += [(160, 140 + 16 * n, line) for n, line in enumerate(TEXT)]
    menu, edges = (50, (40, 150, 540)) if left else (500, (40, 490, 540))
    words += [(menu, 140 + 16 * n, item) for n, item in enumerate(("首页", "政务公开", "机构职能", "年度报告"))]
    words += [(200, 110, "某某市人民政府")]
    page = page_of(words, [*rules, *ruled((40, 540), (100, 125)), *ruled(edges, (125, 400))])
    assert said(page) == ["某某市人民政府", *TEXT]
    tables = [[[text for text in row if text] for row in grid] for grid in grids(page)]
    assert [row for row in tables[-1] if row] == TABLE
    assert "政务公开" in "".join(text for row in tables[0] for text in row)


def test_a_note_across_a_table_is_a_row_of_it() -> None:
    words, rules = of_table(200)
    words += [(46, 270, "注：以上数据为本机关数据。")]
    [grid] = grids(page_of(words, [*rules, *ruled((44, 300), (260, 280))]))
    assert grid[-1] == ["注：以上数据为本机关数据。"]


@pytest.mark.parametrize("moment", ["1/27/25, 2:49 PM", "2025/1/27 14:49", "2025/1/27 下午2:49"])
def test_what_a_browser_prints_over_a_page_parts_no_table(moment: str) -> None:
    """It is not alike on all pages, as a browser's window says other things, and stands as close as a row would."""
    words, rules = of_table(720)
    first = page_of([*words, (100, 400, "二、主动公开政府信息情况")], rules)
    figures: list[Word] = [(46, 55, "行政强制"), (202, 55, "7")]
    second = page_of([(30, 30, moment), (180, 30, "某局年度报告"), *figures], ruled((44, 200, 300), (45, 65)), 2)
    [grid] = grids(first, second)
    assert grid == [*TABLE, ["行政强制", "7"]]


def test_a_header_over_a_row_of_figures_heads_none_of_them() -> None:
    """What heads the fields of a form stands over each; a header stands over several."""
    xs = [40.0 + 40 * n for n in range(6)]
    figures: list[Word] = [(x + 5, 60, "1") for x in xs[:-1]]
    header: list[Word] = [(60, 35, "某局2024年政府信息公开报告")]
    assert grids(page_of([*header, *figures], ruled(xs, (50, 70)))) == [[["1"] * 5]]


def test_a_line_that_fills_the_page_and_stands_apart_from_the_text_begins_no_paragraph() -> None:
    """A title in the text's own type, 2.5 ems above text whose lines stand 1.6 ems apart."""
    full = "某某市人民政府某某局二〇二四年政府信息公开工作年度报告全文如下请予审阅并提意见"
    words: list[Word] = [(50, 100, full)]
    words += [(50, 125 + 16 * n, full.replace("某", "各")) for n in range(6)]
    assert [text[:2] for text in said(page_of(words))] == ["某某", "各各"]


def test_a_sheet_with_lines_round_all_its_cells_frames_its_text() -> None:
    """Wide cells hold a whole sentence on a line."""
    words, rules = of_table(200, (44.0, 200.0, 500.0))
    line = "本机关认真贯彻条例的各项规定，依法主动公开有关信息，按时答复各项申请，不断完善制度。"
    words += [(46, 170, "甲县财政局2024年政府信息公开工作年度报告"), (46, 190, line)]
    page = page_of(words, [*rules, *ruled((44, 500), (160, 180, 200))])
    assert said(page) == ["甲县财政局2024年政府信息公开工作年度报告", line]
    assert grids(page) == [TABLE]


def test_a_group_down_most_of_a_page_is_no_menu_beside_a_note_that_runs_as_text() -> None:
    """The label of the last row begins under the group and goes on beside it."""
    figures = [(202, 110 + 20 * n, str(n)) for n in range(10)] + [(202, 310, "7")]
    labels = [(102, 110 + 20 * n, f"第{n}项") for n in range(10)]
    note = "说明：上年结转数与上年年度报告一致，表中数据截至年末，由各科室分别填报后汇总，并经分管负责人审核。"
    words = [*figures, *labels, (46, 310, "四、结转下年度继续办理"), (46, 330, note)]
    rules = [Rule(x, 100, x, 300) for x in (44, 100)] + [Rule(x, 100, x, 320) for x in (200, 700)]
    rules += [Rule(44, 100, 700, 100), *(Rule(100, 100 + 20 * n, 700, 100 + 20 * n) for n in range(1, 10))]
    rules += [Rule(44, y, 700, y) for y in (300, 320, 340)] + [Rule(x, 300, x, 340) for x in (44, 700)]
    [grid] = grids(page_of(words, rules))
    assert [text for text in grid[10] if text] == ["四、结转下年度继续办理", "7"]
