"""Tables as browsers copy them: cells of paragraphs stand apart, an empty one leaves an empty line more."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from parsing.grid import Paragraph
from parsing.readers import text
from parsing.tables.stream import map_stream

ROWS = [
    ["三、本年度办理结果", "（一）予以公开", "12", "0", "1", "", "0", "0", "13"],
    ["（二）部分公开", "7", "", "", "0", "0", "0", "7"],
    ["（三）不予公开", "1.属于国家秘密", "", "", "", "", "", "", ""],
    ["2.其他法律行政法规禁止公开", "0", "", "3", "", "", "", "3"],
    ["（七）总计", "19", "", "4", "", "", "", "23"],
]
BEFORE = "三、收到和处理政府信息公开申请情况"
AFTER = "四、政府信息公开行政复议、行政诉讼情况"


def read(tmp_path: Path, written: str) -> list[Paragraph]:
    path = tmp_path / "report.txt"
    path.write_text(written, encoding="utf-8")
    return [block for block in text.read(path).blocks if isinstance(block, Paragraph)]


def pasted(row: list[str], around: str) -> str:
    return "".join((f"\t{around}" if at else "") + (f"{cell}{around}" if cell else "") for at, cell in enumerate(row))


@pytest.mark.parametrize(("around", "between"), [("\n\n", "\n\n\n"), ("\n", "\n\n")])
def test_a_tab_in_a_line_of_its_own_parts_two_cells(tmp_path: Path, around: str, between: str) -> None:
    table = between.join(pasted(row, around) for row in ROWS)
    found = [p.text for p in read(tmp_path, f"{BEFORE}\n\n{table}\n\n{AFTER}") if p.text.strip()]
    assert found == [BEFORE, *("\t".join(row) for row in ROWS), AFTER]


def test_paragraphs_of_a_cell_are_one(tmp_path: Path) -> None:
    rows = [["商业\n\n企业", "科研\n\n机构"], ["规章", "1\n\n6"], ["规范性文件", "2"], ["行政许可", "3"]]
    table = "\n\n\n".join(pasted(row, "\n\n") for row in rows)
    found = [p.text for p in read(tmp_path, table) if p.text.strip()]
    assert found[:2] == ["商业企业\t科研机构", "规章\t1 6"]


def test_rows_with_a_blank_one_between_stay(tmp_path: Path) -> None:
    lines = ["规章\t1\t2", "\t\t", "规范性文件\t3\t4", "\t\t", "行政许可\t5\t6", "\t\t", "行政处罚\t7\t8"]
    assert [p.text for p in read(tmp_path, "\n".join(lines))] == lines


@pytest.mark.parametrize("empty", ["", " ", "\u00a0"])
def test_between_cells_set_apart_an_empty_line_more_is_an_empty_cell(tmp_path: Path, empty: str) -> None:
    """Of a paragraph without words nothing is left but its end; a fixed blank is copied as one."""
    cells = [cell for row in ROWS for cell in row]
    table = "".join(f"{cell}\n\n" if cell else f"{empty}\n\n" if empty else "\n" for cell in cells)
    figures = map_stream(read(tmp_path, f"{BEFORE}\n\n{table}{AFTER}\n")).mapped.figures
    read_rows = {row: [f.value for a, f in figures.items() if a.row == row] for row in ("granted", "partially_granted")}
    assert read_rows["granted"] == [12, 0, 1, None, 0, 0, 13]
    assert read_rows["partially_granted"] == [Decimal(7), None, None, 0, 0, 0, 7]
    assert [f.value for a, f in figures.items() if a.row == "denied.state_secrets"] == [None] * 7


MERGED = [
    ["一、本年新收政府信息公开申请数量", "3", "", "", "2", "", "", "5"],
    ["三、本年度办理结果", "（一）予以公开", "12", "0", "1", "", "0", "0", "13", ""],
    ["（二）部分公开", "7", "", "", "0", "0", "0", "7", ""],
    ["（三）不予公开", "1.属于国家秘密", "", "", "", "", "", "", "", "", ""],
    ["2.其他法律行政法规禁止公开", "2", "", "3", "", "", "", "5", "", ""],
    ["（七）总计", "21", "", "4", "", "", "", "25"],
    ["四、结转下年度继续办理", "0", "", "", "", "", "", "0"],
]
"""A cell a line, and an empty line for each merged cell that the next row begins with."""
DISPUTES = [
    *("结果维持", "结果纠正", "其他结果", "尚未审结", "总计"),
    *("结果维持", "结果纠正", "其他结果", "尚未审结", "总计", "总计"),
    *("4", "", "1", "", "5"),
    *("", "", "", "", ""),
    *("", "2", "", "1", "3"),
]


def values(cells: list[str], code: str, tmp_path: Path) -> list[Decimal | None]:
    lines = "\n".join([BEFORE, *cells, AFTER, *DISPUTES, "五、存在的主要问题及改进情况"])
    figures = map_stream(read(tmp_path, lines)).mapped.figures
    return [f.value for a, f in figures.items() if a.row == code and f.is_sure]


def test_empty_lines_of_merged_cells_stand_behind_a_row_whose_empty_cells_add_up(tmp_path: Path) -> None:
    cells = [cell for row in MERGED for cell in row]
    assert values(cells, "new", tmp_path) == [3, None, None, 2, None, None, 5]
    assert values(cells, "granted", tmp_path) == [12, 0, 1, None, 0, 0, 13]
    assert values(cells, "denied.state_secrets", tmp_path) == [None] * 7
    assert values(cells, "denied.otherwise_prohibited", tmp_path) == [2, None, 3, None, None, None, 5]
    assert values(cells, "litigation_after", tmp_path) == [None, 2, None, 1, 3]


def test_empty_cells_of_table_four_are_counted_where_table_three_has_none(tmp_path: Path) -> None:
    labels = [sum(not cell.isdigit() for cell in row[:2] if cell) for row in MERGED]
    cells = [
        cell or ("0" if at < first + 7 else "")
        for first, row in zip(labels, MERGED, strict=True)
        for at, cell in enumerate(row)
    ]
    assert values(cells, "denied.state_secrets", tmp_path) == [0] * 7
    assert values(cells, "reconsideration", tmp_path) == [4, None, 1, None, 5]


def test_a_row_whose_empty_cells_add_up_to_nothing_keeps_all_from_being_counted(tmp_path: Path) -> None:
    broken = [[*row] for row in MERGED]
    broken[2][1:8] = ["", "7", "", "", "0", "0", "0"]  # the empty line stands before its first cell
    assert values([cell for row in broken for cell in row], "partially_granted", tmp_path) == []
    assert values([cell for row in broken for cell in row], "denied.otherwise_prohibited", tmp_path) == []


def test_a_row_filled_up_by_a_bare_page_number_is_doubted_where_others_lack_a_cell(tmp_path: Path) -> None:
    rows = [
        ["一、本年新收政府信息公开申请数量", "3", "-", "-", "2", "-", "-"],
        ["二、上年结转政府信息公开申请数量", "1", "-", "-", "-", "-", "-"],
        ["（一）予以公开", "12", "-", "1", "-", "5", "-", "-"],
        ["（二）部分公开", "7", "-", "-", "-", "-", "-"],
        ["（七）总计", "21", "0", "4", "0", "0", "0", "25"],
    ]
    cells = [cell for row in rows for cell in row]
    assert values(cells, "granted", tmp_path) == []
    alone = [cell for row in (rows[2], rows[4]) for cell in row]
    assert values(alone, "granted", tmp_path) == [12, None, 1, None, 5, None, None]


def test_an_empty_line_within_a_row_that_is_wider_than_the_others_is_none_of_its_cells(tmp_path: Path) -> None:
    rows = [
        ["一、本年新收政府信息公开申请数量", "3", "", "", "2", "", "", "5"],
        ["二、上年结转政府信息公开申请数量", "1", "", "", "", "", "", "1"],
        ["（一）予以公开", "", "4", "", "12", "", "1", "", "", "", "13"],
        ["（二）部分公开", "7", "", "", "", "", "", "7"],
    ]
    assert values([cell for row in rows for cell in row], "granted", tmp_path) == []


@pytest.mark.parametrize("between", [[""], ["", "4", ""], ["5"]])
def test_one_row_with_the_end_of_a_page_in_it_keeps_no_other_from_being_counted(
    tmp_path: Path, between: list[str]
) -> None:
    rows = [
        ["一、本年新收政府信息公开申请数量", "3", "", "", "2", "", "", "5"],
        ["二、上年结转政府信息公开申请数量", "1", "", "", "", "", "", "1"],
        ["（一）予以公开", "12", "", *between, "1", "", "", "", "13"],
        ["（二）部分公开", "7", "", "", "", "", "", "7"],
        ["（七）总计", "19", "", "1", "", "", "", "20"],
    ]
    cells = [cell for row in rows for cell in row]
    assert values(cells, "granted", tmp_path) == []
    assert values(cells, "new", tmp_path) == [3, None, None, 2, None, None, 5]
