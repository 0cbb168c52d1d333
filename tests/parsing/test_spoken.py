"""Prose that stands in a table is prose; the official tables are not."""

from __future__ import annotations

from parsing.grid import Cell, Grid, Paragraph
from parsing.tables.spoken import spoken

PROBLEM, REMEDY = "政策解读形式单一，更新不够及时。", "下一步将加强培训，明确专人负责。"


def grid(*rows: tuple[str, ...]) -> Grid:
    return Grid(tuple(Cell(text, r, c) for r, row in enumerate(rows) for c, text in enumerate(row)))


def test_a_table_of_problems_and_remedies_is_running_text() -> None:
    blocks = (Paragraph("五、存在的主要问题及改进情况"), grid(("存在的问题", PROBLEM), ("改进情况", REMEDY)))
    assert [p.text for p in spoken(blocks)] == [
        "五、存在的主要问题及改进情况",
        f"存在的问题\n{PROBLEM}",
        f"改进情况\n{REMEDY}",
    ]


def test_a_table_of_figures_is_not() -> None:
    blocks = (
        grid(
            ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）；", "0", "1", "2"),
            ("一、本年新收政府信息公开申请数量", "0", "1", "2"),
        ),
    )
    assert list(spoken(blocks)) == []


def test_text_of_a_frame_that_is_there_already_is_not_told_twice() -> None:
    blocks = (grid((f"{PROBLEM}\n{REMEDY}",)), Paragraph(PROBLEM), Paragraph(REMEDY))
    assert [p.text for p in spoken(blocks)] == [PROBLEM, REMEDY]


def test_of_text_that_is_there_already_only_the_rest_is_told() -> None:
    blocks = (Paragraph(PROBLEM), Paragraph(REMEDY), grid((PROBLEM, ""), (REMEDY, ""), ("（二）其他。", "")))
    assert [p.text for p in spoken(blocks)] == [PROBLEM, REMEDY, "（二）其他。"]


def test_the_heading_of_a_section_in_a_row_of_its_table_is_a_heading() -> None:
    table = grid(
        ("二、主动公开政府信息情况", ""), ("规章", "1"), ("二、上年结转政府信息公开申请数量", ""), ("五、存在的主要问题及改进情况", ""),
    )  # fmt: skip
    assert [p.text for p in spoken((table,))] == ["二、主动公开政府信息情况", "五、存在的主要问题及改进情况"]
    assert [p.text for p in spoken((table, Paragraph("五、存在的主要问题及改进情况")))] == [
        "二、主动公开政府信息情况", "五、存在的主要问题及改进情况",
    ]  # fmt: skip
