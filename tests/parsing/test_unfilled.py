"""Table 四 of which only the headings are printed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parsing.facts import FileFacts
from parsing.grid import Block, Cell, Document, Grid, Paragraph
from parsing.pipeline import document_to_report
from parsing.report import Report, State

LINES = (
    "行政复议\t行政诉讼",
    "未经复议直接起诉\t复议后起诉",
    "结果\t结果\t其他\t尚未",
    "总计",
    "维持\t纠正\t结果\t审结\t结果\t结果\t其他\t尚未\t结果\t结果\t其他\t尚未",
    "总计\t总计",
    "维持\t纠正\t结果\t审结\t维持\t纠正\t结果\t审结",
)


def document(*table: Block) -> Document:
    """A report whose section four holds ``table`` and nothing else."""
    row = [Cell("一、本年新收政府信息公开申请数量", 0, 0), *(Cell("0", 0, 1 + n) for n in range(7))]
    texts = ["甲县财政局2024年政府信息公开工作年度报告", "三、收到和处理政府信息公开申请情况"]
    heads = [Paragraph("四、政府信息公开行政复议、行政诉讼情况"), Paragraph("五、存在的主要问题及改进情况")]
    return Document("pdf", (*map(Paragraph, texts), Grid(tuple(row)), heads[0], *table, heads[1], Paragraph("无。")))


def blanks(report: Report) -> int:
    own = [figure for address, figure in report.figures.items() if address.table == "disputes"]
    assert all(figure.state is State.BLANK and figure.is_sure for figure in own)
    return len(own)


def test_headings_with_nothing_under_them_are_of_blank_cells() -> None:
    report = document_to_report(document(*map(Paragraph, LINES)))
    assert blanks(report) == 15
    assert "结果" not in "".join(section.text for section in report.sections)


def test_the_name_of_the_table_and_its_unit_are_none_of_its_cells() -> None:
    lines = ("行政复议、行政诉讼情况统计表", "单位：件", *LINES)
    assert blanks(document_to_report(document(*map(Paragraph, lines)))) == 15


def test_headings_whose_cells_are_cut_wrongly_say_the_same() -> None:
    cells = tuple(Cell(text, 0, n) for n, text in enumerate("\t".join(LINES).split("\t")))
    assert blanks(document_to_report(document(Grid(cells)))) == 15


@pytest.mark.parametrize("more", ["尚未", "0", "详见附表"])
def test_anything_more_among_them_leaves_the_table_unread(more: str) -> None:
    assert blanks(document_to_report(document(*map(Paragraph, (*LINES, more))))) == 0


def test_what_a_picture_may_hold_is_not_blank() -> None:
    whole = document(*map(Paragraph, LINES))
    for other in (replace(whole, format="txt"), replace(whole, pictures=(2,)), replace(whole, unclear=(2,))):
        assert blanks(document_to_report(other)) == 0
    assert blanks(document_to_report(replace(whole, facts=FileFacts(recognised=(2,))))) == 0
