"""Labels with an explanation in brackets, as those write them who send the form out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from parsing.grid import Cell, Grid, Paragraph
from parsing.report import Address, Figure
from parsing.tables.explained import unexplained
from parsing.tables.mapping import map_grids
from parsing.tables.stream import map_stream

HEADS = [
    "信息内容",
    "上一年项目数量(指2019年事项数)",
    "本年增/减（指增加或减少的事项数，减用负值表示，如-8）",
    "处理决定数量(指2020年办件量)",
]
SERVICES = "其他对外管理服务事项（指行政许可以外的政务服务事项，含行政确认、行政处罚、行政强制）"
RULES = "规章(设区的市、自治州人民政府应提供相关数据)"


def grid(rows: list[list[str]]) -> Grid:
    return Grid(tuple(Cell(text, r, c) for r, row in enumerate(rows) for c, text in enumerate(row)))


def values(figures: dict[Address, Figure], row: str) -> list[Decimal | None]:
    return [figure.value for address, figure in figures.items() if address.row == row and figure.is_sure]


def test_a_grid_is_read_by_the_labels_alone() -> None:
    rows = [["第二十条第（五）项", "", "", ""], HEADS, ["行政许可", "8", "5", "93"], [SERVICES, "117", "0", "165"]]
    figures = map_grids([grid(rows)]).figures
    assert values(figures, "licensing") == [8, 5, 93]
    assert values(figures, "other_services") == [117, 0, 165]
    assert not values(figures, "penalties")


@pytest.mark.parametrize("mark", ["\t", "\n"])
def test_so_is_running_text(mark: str) -> None:
    rows = [["信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"], [RULES, "1", "2", "30"], HEADS]
    text = "\n".join(mark.join(row) for row in [*rows, ["行政许可", "8", "5", "93"], [SERVICES, "117", "0", "165"]])
    figures = map_stream([Paragraph(line) for line in text.split("\n")]).mapped.figures
    assert values(figures, "regulations") == [1, 2, 30]
    assert values(figures, "other_services") == [117, 0, 165]


@pytest.mark.parametrize(
    "text",
    [
        "（二）部分公开（区分处理的，只计这一情形，不计其他情形）\t1",
        "本年收费金额（单位：万元）",
        "总计（上年）\t5",
        "公布规章（含修订和废止的各类规章）3件",
    ],
)
def test_what_the_form_has_in_brackets_and_what_is_no_explanation_stays(text: str) -> None:
    assert unexplained([Paragraph(text)])[0].text == text


def test_what_follows_keeps_its_place() -> None:
    assert unexplained([Paragraph(f"{RULES}\t1")])[0].text.index("1") == f"{RULES}\t1".index("1", len(RULES))
