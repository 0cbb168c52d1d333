"""Rows between walls that programs cut over lines when they take text out of web pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from parsing.grid import Paragraph
from parsing.readers import text
from parsing.report import Address
from parsing.tables.stream import map_stream

TAB = "\t"
HEADING = "二、主动公开政府信息情况"
ROWS = [
    "信息内容\t本年制发件数\t本年废止件数\t现行有效件数",
    "规章\t1\t\t11",
    "行政规范性文件\t24\t86\t66",
    "行政许可\t\t\t",
]


def lines_of(tmp_path: Path, lines: str) -> list[str]:
    path = tmp_path / "report.txt"
    path.write_text(f"{HEADING}\n{lines}\n五、存在的主要问题及改进情况\n", encoding="utf-8")
    return [block.text for block in text.read(path).blocks if isinstance(block, Paragraph)][1:-1]


def cells() -> list[list[str]]:
    return [row.split("\t") for row in ROWS]


def by_side() -> str:
    """A row begins with a wall of its own."""
    return "\n".join("|\n" + "\n".join(f"{cell} |" if cell else "|" for cell in row) for row in cells())


def by_end() -> str:
    return "\n".join(f"{cell} |" if cell else "|" for row in cells() for cell in row)


def between() -> str:
    """A wall between two cells, each on a line."""
    return "\n".join(f"{cell}\n|" if cell else "|" for row in cells() for cell in row)


def doubled() -> str:
    """A wall on each side of every cell, each on a line."""
    return "\n".join(f"|\n{cell}\n|" if cell else "|\n|" for row in cells() for cell in row)


@pytest.mark.parametrize("written", [by_side(), f"第二十条第（一）项 | |||\n{by_end()}"])
def test_a_cell_a_line_between_walls_is_put_together_with_its_row(tmp_path: Path, written: str) -> None:
    assert lines_of(tmp_path, written)[-4:] == ROWS


@pytest.mark.parametrize("written", [between(), doubled()])
def test_where_nothing_tells_how_wide_rows_are_each_has_a_label_and_what_follows(tmp_path: Path, written: str) -> None:
    assert lines_of(tmp_path, written) == ["\t".join(ROWS[:2]), *ROWS[2:]]


@pytest.mark.parametrize("side", ["", "|\n"])
def test_walls_that_only_fill_a_row_up_are_no_cells(tmp_path: Path, side: str) -> None:
    rows = ["第二十条第（五）项 | |||", "信息内容 |\n本年处理决定数量 | ||", "行政许可 |\n| ||", "行政处罚 |\n12 | ||"]
    found = lines_of(tmp_path, "\n".join(side + row for row in rows))
    assert found == ["第二十条第（五）项", "信息内容\t本年处理决定数量", "行政许可\t", "行政处罚\t12"]


def test_walls_alone_in_a_line_fill_the_row_above_up(tmp_path: Path) -> None:
    found = lines_of(tmp_path, "第二十条第（五）项 |\n|||\n信息内容 |\n本年处理决定数量 |\n||\n行政许可 |\n5 |\n||")
    assert found == ["第二十条第（五）项", "信息内容\t本年处理决定数量", "行政许可\t5"]


def test_a_row_that_lost_its_empty_cells_comes_out_short(tmp_path: Path) -> None:
    """Which of three cells held the 246 nobody can tell: it was not the first because a wall follows it."""
    rows = [
        "| 第二十条第（一）项 | |||",
        "| 信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |",
        "| 规章 | 246 | ||",
    ]
    found = lines_of(tmp_path, "\n".join([*rows, "| 行政规范性文件 | 276 | 124 | 491 |"]))
    assert found[2:] == ["规章\t246", "行政规范性文件\t276\t124\t491"]


def test_empty_cells_set_off_by_blanks_stay(tmp_path: Path) -> None:
    found = lines_of(tmp_path, "\n".join(f"| {row} |" for row in (" | ".join(cells) for cells in cells())))
    assert found == ROWS


def test_two_walls_between_all_cells_part_two_cells(tmp_path: Path) -> None:
    found = lines_of(tmp_path, "\n".join("|" + "||".join(row) + "|" for row in cells()[:3]))
    assert found == ROWS[:3]


def test_a_label_broken_within_its_cell_is_one(tmp_path: Path) -> None:
    found = lines_of(tmp_path, by_side().replace("行政规范性文件", "行政规范\n性文件"))
    assert found == ROWS


def test_digits_in_two_lines_of_a_cell_may_be_two_numbers(tmp_path: Path) -> None:
    """As the number of a page that stands in a table is: 3 over 24 is no 324."""
    path = tmp_path / "report.txt"
    path.write_text(f"{HEADING}\n{by_side().replace('24 |', '3' + chr(10) + '24 |')}\n", encoding="utf-8")
    figures = map_stream([block for block in text.read(path).blocks if isinstance(block, Paragraph)]).mapped.figures
    found = figures[Address("disclosure", "normative_documents", "issued")]
    assert (found.raw, found.is_sure) == ("3 24", False)


@pytest.mark.parametrize(
    "written",
    [by_side(), doubled(), "\n".join(f"| **{row.replace(TAB, ' | ')}** |" for row in ROWS), "\n".join(ROWS)]
    + ["\n".join(row.replace(TAB, mark) for row in ROWS) for mark in (",", "\t\t")],
)
def test_each_figure_has_its_place_in_the_file(tmp_path: Path, written: str) -> None:
    path = tmp_path / "report.txt"
    path.write_text(f"{HEADING}\n{written}\n", encoding="utf-8")
    figures = map_stream([block for block in text.read(path).blocks if isinstance(block, Paragraph)]).mapped.figures
    given = [figure for figure in figures.values() if figure.raw]
    whole = path.read_text(encoding="utf-8")
    assert [whole[f.place.offset : f.place.end] for f in given] == ["1", "11", "24", "86", "66"]


def test_a_text_whose_lines_ran_together_is_parted_at_its_blanks(tmp_path: Path) -> None:
    """The table with hundreds of figures tells that the short one beside it is no sentence."""
    path = tmp_path / "report.txt"
    first = "某县教育局2022年政府信息公开工作年度报告 本报告根据条例编制。"
    second = "二、主动公开政府信息情况 信息内容 本年制发件数 本年废止件数 现行有效件数 规章 / / / 行政规范性文件 2 0 8 行政许可 9"
    third = "三、收到和处理政府信息公开申请情况 " + " ".join(f"{n}.属于某类 0 0 0 0 0 0 0" for n in range(9))
    last = "五、存在的主要问题及改进情况 一是 3 个部门 2 次更新不及时。"
    path.write_text("\n".join([first, second, third, last]), encoding="utf-8")
    found = [block.text for block in text.read(path).blocks if isinstance(block, Paragraph)]
    assert found[:3] == ["某县教育局2022年政府信息公开工作年度报告", "本报告根据条例编制。", "二、主动公开政府信息情况"]
    assert found[found.index("规章") :][:4] == ["规章", "/", "/", "/"]
    assert found[-1] == last
