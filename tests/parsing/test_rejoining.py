"""Numbers that narrow cells broke over lines, in text that keeps the lines one after the other."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from parsing.grid import Paragraph
from parsing.pipeline import read
from parsing.report import Address, Figure
from parsing.tables.stream import map_stream

NEW = "一、本年新收政府信息公开申请数量"


def row_of(lines: str, code: str = "new") -> list[Figure]:
    figures = map_stream([Paragraph(line) for line in lines.split("\n")]).mapped.figures
    return [figure for address, figure in figures.items() if address.row == code]


def values(lines: str, code: str = "new") -> list[Decimal | None]:
    return [figure.value for figure in row_of(lines, code)]


@pytest.mark.parametrize(
    "lines",
    [
        f"{NEW} 181\n6\n51 7 1 54 29 195\n8",
        f"{NEW}\n181\n6\n51 7 1 54 29 195\n8",
        f"{NEW}\n181\n6\n\n51 7 1 54 29\n195\n8",
        f"{NEW}\n1,81\n6\n51 7 1 54 29 1,95\n8",
    ],
    ids=["beside the label", "below it", "a blank line", "thousands"],
)
def test_lines_of_one_number_are_joined_where_one_way_adds_up(lines: str) -> None:
    assert values(lines) == [1816, 51, 7, 1, 54, 29, 1958]
    assert row_of(lines)[0].doubt  # until the sums of the report clear it


def test_in_table_four_too() -> None:
    heads = "维持\n纠正\n其他结果\n尚未审结\n总计\n" * 3
    lines = heads + "11\n0\n2 1 0 113 0 0 0 0 0 5 0 0 0 5"
    assert values(lines, "reconsideration") == [110, 2, 1, 0, 113]


@pytest.mark.parametrize(
    "lines",
    [
        f"{NEW} 181\n6\n51 7 1 54 29 195\n9",  # nothing adds up
        f"{NEW} 18 1\n6 51 7 1 54 29 1958",  # beside others no line is the rest of a number
        f"{NEW} 1\n1\n1\n0 0 0 0 0 12",  # 11 and 1, or 1 and 11
        f"{NEW} 0\n5\n3 0 0 0 0 8",  # no number begins with a nought
    ],
    ids=["none", "beside others", "two ways", "nought"],
)
def test_lines_are_not_joined_otherwise(lines: str) -> None:
    assert not any(figure.is_sure for figure in row_of(lines))


def test_the_figure_is_shown_where_its_lines_stand(tmp_path: Path) -> None:
    heads = "自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计\n"
    words = f"某市教育局2024年政府信息公开工作年度报告\r\n{heads}{NEW} 181\r\n6\r\n51 7 1 54 29 195\r\n8\r\n"
    path = tmp_path / "report.txt"
    path.write_text(words, encoding="utf-8", newline="")
    figure = read(path).figures[Address("requests", "new", "natural_person")]
    assert figure.is_sure
    assert words[figure.place.offset : figure.place.end] == "181\r\n6"
