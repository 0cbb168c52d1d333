"""Rows of the form written into one row of a table, and units that a heading names."""

from __future__ import annotations

from decimal import Decimal

import pytest

from parsing.grid import Cell, Grid, Paragraph
from parsing.report import Figure
from parsing.tables.mapping import map_grids
from parsing.tables.parted import DOUBT, parted
from parsing.tables.stream import map_stream

HEADINGS = ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]


def figures(*rows: list[str]) -> dict[str, Figure]:
    cells = tuple(Cell(text, r, c) for r, row in enumerate(rows) for c, text in enumerate(row))
    return {str(address): figure for address, figure in map_grids([Grid(cells)]).figures.items()}


def test_two_rows_in_one_are_two() -> None:
    found = figures(HEADINGS, ["规章\n行政规范性文件", "3\v17", "16\n42", ""])
    assert {address: figure.value for address, figure in found.items()} == {
        "disclosure.regulations.issued": 3,
        "disclosure.regulations.repealed": 16,
        "disclosure.regulations.in_force": None,
        "disclosure.normative_documents.issued": 17,
        "disclosure.normative_documents.repealed": 42,
        "disclosure.normative_documents.in_force": None,
    }
    assert all(figure.is_sure for figure in found.values())


def test_a_number_broken_in_a_narrow_cell_is_one_number() -> None:
    found = figures(HEADINGS, ["行政规范性\n文件", "17\v42", "0", "1"])
    assert found["disclosure.normative_documents.issued"].value == 1742


def test_lines_that_do_not_fit_are_doubtful() -> None:
    found = figures(HEADINGS, ["规章\n行政规范性文件", "20", "16\n42", "5\n6"])
    assert found["disclosure.regulations.issued"].doubt == DOUBT
    assert found["disclosure.normative_documents.issued"].doubt == DOUBT
    assert found["disclosure.normative_documents.in_force"].value == 6


def test_merged_cells_around_grow_and_rows_below_move() -> None:
    cells = (
        Cell("组", 0, 0, 2),
        Cell("1.属于国家秘密\n6.属于四类过程性信息", 0, 1),
        Cell("1\n2", 0, 2),
        Cell("尾", 1, 1),
    )
    assert [(c.text, c.row, c.rowspan) for c in parted(Grid(cells)).cells] == [
        ("组", 0, 3),
        ("1.属于国家秘密", 0, 1),
        ("6.属于四类过程性信息", 1, 1),
        ("1", 0, 1),
        ("2", 1, 1),
        ("尾", 2, 1),
    ]


@pytest.mark.parametrize(
    ("heading", "text", "value"),
    [
        ("本年收费金额（单位：万元）", "25.1", "25.1"),
        ("本年收费金额（单位：元）", "251000", "25.1"),
        ("本年收费金额（元）", "251,000", "25.1"),
        ("本年收费金额（单位：元）", "25.1万元", "25.1"),
        ("本年收费金额（单位：元）", "0", "0"),
    ],
)
def test_the_unit_of_a_heading_counts_where_the_cell_names_none(heading: str, text: str, value: str) -> None:
    (found,) = figures(["信息内容", heading], ["行政事业性收费", text]).values()
    assert found.value == Decimal(value)
    assert found.raw == text
    lines = [Paragraph(f"信息内容\t{heading}"), Paragraph(f"行政事业性收费\t{text}")]
    (streamed,) = map_stream(lines).mapped.figures.values()
    assert streamed.value == Decimal(value)
