"""Figures on lines of their own beside a row of running text."""

from __future__ import annotations

from parsing.grid import Paragraph
from parsing.report import Address, Figure
from parsing.tables.confirm import confirm
from parsing.tables.stream import map_stream

GRANTED = Address("requests", "granted", "natural_person")


def read(*lines: str) -> dict[Address, Figure]:
    return confirm(map_stream([Paragraph(line) for line in lines]).mapped.figures, "2021")


def test_the_rest_of_a_broken_number_makes_its_row_doubtful() -> None:
    figures = read("（一）予以公开\t67\t16\t3\t0\t3\t27\t72", "年\t1\t0", "（二）部分公开\t3\t0\t0\t0\t0\t0\t3")
    assert not figures[GRANTED].is_sure
    assert "紧挨着这一行" in figures[GRANTED].doubt


def test_a_row_whose_sum_holds_stays_sure_beside_loose_figures() -> None:
    figures = read("（一）予以公开\t67\t16\t3\t0\t3\t27\t116", "年\t1\t0")
    assert figures[GRANTED].is_sure


def test_a_row_without_loose_figures_beside_it_is_sure_whether_it_adds_up_or_not() -> None:
    figures = read("（一）予以公开\t67\t16\t3\t0\t3\t27\t72", "（二）部分公开\t3\t0\t0\t0\t0\t0\t3")
    assert figures[GRANTED].is_sure


def test_a_figure_and_its_total_that_may_both_have_lost_their_first_digit_are_doubted_though_the_sum_holds() -> None:
    figures = read("（一）予以公开\t248\t44\t5\t1\t46\t28\t372", "年\t2\t2")
    assert not figures[GRANTED].is_sure


def test_noughts_beside_a_blank_row_may_be_its_own_though_the_column_holds_without_them() -> None:
    rows = ["（一）予以公开\t5\t0\t0\t0\t0\t0\t5", "的，只计\t0\t0\t0\t0\t0\t0\t0", "（二）部分公开\t\t\t\t\t\t\t"]
    figures = read(*rows, "（七）总计\t5\t0\t0\t0\t0\t0\t5")
    assert not figures[Address("requests", "partially_granted", "natural_person")].is_sure


def test_rows_that_add_up_to_their_first_figure_stand_under_other_headings() -> None:
    rows = ["一、本年新收政府信息公开申请数量\t7\t6\t1\t0\t0\t0\t0", "（一）予以公开\t7\t6\t1\t0\t0\t0\t0"]
    figures = read(*rows, "（二）部分公开\t0\t0\t0\t0\t0\t0\t0", "（七）总计\t7\t6\t1\t0\t0\t0\t0")
    assert not any(figure.is_sure for figure in figures.values())
