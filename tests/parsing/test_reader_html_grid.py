"""Tables that a page draws with style sheets."""

from __future__ import annotations

from pathlib import Path

import pytest

from parsing.readers import html

Found = list[tuple[str, int, int, int, int]]
HEADS = [("组", 0, 0, 2, 1), ("件数", 0, 1, 1, 2), ("本年", 1, 1, 1, 1), ("上年", 1, 2, 1, 1)]
ROW = [("规章", 2, 0, 1, 1), ("", 2, 1, 1, 1), ("5", 2, 2, 1, 1)]


def cells(tmp_path: Path, body: str, sheet: str = "") -> Found:
    path = tmp_path / "page.html"
    path.write_text(f"<html><head><style>{sheet}</style></head><body><p>导言</p>{body}</body></html>")
    return [(c.text, c.row, c.column, c.rowspan, c.colspan) for g in html.read(path).grids for c in g.cells]


def divs(*cells: str) -> str:
    return "".join(f"<div {cell}</div>" for cell in cells)


FLOWING = divs(
    'style="grid-row: span 2">组', 'class="wide">件数', ">本年", ">上年", ">规章", ">", ">5"
)  # fmt: skip
PLACED = divs(
    'style="grid-area: 3 / 3">5', 'style="grid-area: 1 / 1 / span 2 / span 1">组',
    'style="grid-row: 1 / 2; grid-column: 2 / 4">件数', 'style="grid-area: 2 / 2 / 3 / 3">本年',
    'style="grid-row-start: 2; grid-column-start: 3">上年', 'style="grid-area: 3 / 1 / 4 / 2">规章',
    'style="grid-area: 3 / 2 / 4 / 3">',
)  # fmt: skip


@pytest.mark.parametrize("columns", ["repeat(3, 1fr)", "2fr repeat(2, minmax(0, 1fr))", "100px 1fr auto"])
def test_cells_of_a_grid_flow_around_earlier_ones(tmp_path: Path, columns: str) -> None:
    sheet = f".t {{display: grid; grid-template-columns: {columns}}} .wide {{grid-column: span 2}}"
    assert cells(tmp_path, f'<div class="t">{FLOWING}</div>', sheet) == HEADS + ROW


def test_cells_of_a_grid_stand_where_they_are_said_to(tmp_path: Path) -> None:
    grid = f'<div style="display:grid;grid-template-columns:1fr 1fr 1fr">{PLACED}</div>'
    assert sorted(cells(tmp_path, grid), key=lambda cell: cell[1:3])[:4] == HEADS
    assert ("5", 2, 2, 1, 1) in cells(tmp_path, grid)


@pytest.mark.parametrize("row", ["flex", "table-row", "contents"])
def test_rows_of_two_cells_are_a_table_where_the_page_says_that_they_are_rows(tmp_path: Path, row: str) -> None:
    rows = "".join(
        f'<div class="r">{divs(">" + a, ">" + b)}</div>' for a, b in (("信息内容", "数量"), ("行政许可", "74"))
    )
    outer = ".t {display: grid; grid-template-columns: 1fr 1fr}" if row == "contents" else ""
    found = cells(tmp_path, f'<div class="t">{rows}</div>', f"{outer} .r {{display: {row}}}")
    assert [cell[0] for cell in found] == ["信息内容", "数量", "行政许可", "74"]
    assert cells(tmp_path, f'<div class="t">{rows}</div>') == []


@pytest.mark.parametrize("figure", ["7件", "10,067", "0.5万元", "—", "无", "７"])
def test_a_figure_with_its_unit_or_a_dash_tells_a_table_as_digits_do(tmp_path: Path, figure: str) -> None:
    grid = f'<div style="display:grid;grid-template-columns:1fr 1fr">{divs(">信息内容", ">数量", ">行政许可", ">" + figure)}</div>'
    assert [cell[0] for cell in cells(tmp_path, grid)] == ["信息内容", "数量", "行政许可", figure]


def test_a_grid_of_many_columns_left_blank_is_a_table(tmp_path: Path) -> None:
    grid = '<div style="display:grid;grid-template-columns:repeat({0}, 1fr)">' + "{1}</div>"
    heads = ("维持", "纠正", "其他", "未结", "总计")
    assert [c[0] for c in cells(tmp_path, grid.format(5, divs(*[">" + head for head in heads], *[">"] * 5)))][:5] == [
        *heads
    ]
    assert cells(tmp_path, grid.format(2, divs(">主办单位", ">网站地图", *[">"] * 5))) == []


def test_what_a_grid_only_sets_out_is_no_table(tmp_path: Path) -> None:
    prose = "全年新收政府信息公开申请5件。" * 20
    assert (
        cells(tmp_path, f'<div style="display:grid;grid-template-columns:1fr 1fr">{divs(*[">" + prose] * 4)}</div>')
        == []
    )
    assert (
        cells(tmp_path, f'<div style="display:grid;grid-template-columns:repeat(auto-fill,9px)">{FLOWING}</div>') == []
    )


def test_a_table_that_is_never_closed_ends_where_the_next_begins(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    rows = "<tr><td>规章</td><td>1</td></tr><tr><td>规范性文件</td><td>2</td></tr>"
    path.write_text(
        f"<body><table>{rows}<p>三、收到申请情况</p><table><tbody>{rows}<div>四、复议</div><table>{rows}</body>"
    )
    found = html.read(path)
    assert [[c.text for c in g.cells] for g in found.grids] == [["规章", "1", "规范性文件", "2"]] * 3
    assert [getattr(b, "text", "表") for b in found.blocks] == ["表", "三、收到申请情况", "表", "四、复议", "表"]
