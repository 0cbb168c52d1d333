"""A sample, the blank form and last year's table beside this year's are not the report's own, where a line says so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parsing.grid import FOREIGN, Block, Document, Paragraph, Place
from parsing.pipeline import document_to_report
from parsing.report import Address
from parsing.tables.confirm import LASTING_DOUBTS
from tests.parsing.test_captions import grid

NEW = Address("requests", "new", "natural_person")
HEADS = ("", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
LABELS = ("一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "四、结转下年度继续办理")


def table(figure: str) -> Block:
    return grid(HEADS, *((label, figure, *("0" if figure else "",) * 5, figure) for label in LABELS))


PIECES = [grid(HEADS, (label, "7", *("0",) * 5, "7")) for label in LABELS[:2]]
OWN, OTHER = table("5"), table("7")
TITLE, HEADING = Paragraph("某市财政局2024年政府信息公开工作年度报告"), Paragraph("三、收到和处理政府信息公开申请情况")


def read(*blocks: Block) -> tuple[int, bool]:
    figure = document_to_report(Document("docx", (TITLE, HEADING, *blocks))).figures[NEW]
    return int(figure.value or 0), figure.is_sure


@pytest.mark.parametrize(
    "line", ["填写示例：", "附：申请情况表（空白样表）", "2023年：", "上年数据（2023年）", "去年情况"]
)
@pytest.mark.parametrize("other", [OTHER, table("")])
def test_a_table_that_is_said_to_be_another_is_left_out(line: str, other: Block) -> None:
    assert read(Paragraph(line), other, Paragraph("本年数据："), OWN) == (5, True)
    assert read(OWN, Paragraph(line), other) == (5, True)


def test_the_pieces_of_a_table_are_named_by_the_line_above_the_first() -> None:
    assert read(Paragraph("2023年"), PIECES[0], Paragraph("（续表）"), PIECES[1], Paragraph("2024年"), OWN) == (5, True)


def test_a_note_within_the_pieces_of_a_table_parts_them_from_nothing() -> None:
    one, other = (replace(piece, place=Place(table=number)) for number, piece in enumerate(PIECES))
    note = Paragraph("注：含各科室报送数", Place(table=1, row=9))
    assert read(Paragraph("2023年"), one, note, other, Paragraph("2024年"), OWN) == (5, True)


@pytest.mark.parametrize("line", ["情况如下：", "2024年比2023年", "上年结转情况", "单位：件"])
def test_a_line_that_does_not_say_so_leaves_the_two_in_doubt(line: str) -> None:
    assert read(Paragraph(line), OTHER, Paragraph("本年数据："), OWN)[1] is False


@pytest.mark.parametrize("line", ["2023年：", "附：申请情况表（样表）"])
def test_the_only_table_of_a_report_is_doubted_where_the_line_above_calls_it_another(line: str) -> None:
    assert read(Paragraph(line), OTHER) == (7, False)
    assert FOREIGN in LASTING_DOUBTS


def test_the_only_table_of_a_report_stays_sure_under_a_line_of_its_year() -> None:
    assert read(Paragraph("2024年1月1日至12月31日"), OWN) == (5, True)


@pytest.mark.parametrize("line", ["信息内容\t上一年项目数量\t本年增/减", "上一年项目数量"])
def test_heads_of_the_form_above_a_table_name_no_other_year(line: str) -> None:
    assert read(Paragraph(line), OWN) == (5, True)
