"""Headings cut short by rows too low for them."""

from __future__ import annotations

from parsing.grid import Cell, Grid
from parsing.tables.clipped import whole_headings
from parsing.tables.mapping import map_grids

GROUPS = ("行政复议", "未经复议直接起诉", "复议后起诉")


def grid(*texts: str) -> Grid:
    heads = [Cell(name, 0, 5 * n, colspan=5) for n, name in enumerate(GROUPS)]
    shown = [Cell(text, 1, 5 * n + m) for n in range(3) for m, text in enumerate(texts)]
    return Grid((*heads, *shown, *(Cell(text, 2, n) for n, text in enumerate(("3", "1", "0", "0", "4") * 3))))


def test_beginnings_of_all_headings_in_order_name_the_columns_of_table_four() -> None:
    for texts in (("结", "结", "其", "尚", "总"), ("结果", "结果", "其他", "尚未", "总计")):
        figures = map_grids([grid(*texts)]).figures
        assert len(figures) == 15
        assert all(figure.is_sure for figure in figures.values())


def test_beginnings_in_another_order_or_of_other_words_name_nothing() -> None:
    for texts in (("结", "其", "结", "尚", "总"), ("结", "结", "其", "", "总"), ("果", "果", "其", "尚", "总")):
        assert whole_headings(grid(*texts)) == grid(*texts)


def test_whole_headings_are_left_as_they_are() -> None:
    whole = grid("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    assert whole_headings(whole) is whole
