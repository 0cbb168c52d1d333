"""Rows that hold more or fewer cells than the form has columns."""

from __future__ import annotations

from parsing.labels import read_number
from parsing.tables.rows import applicants_add_up, fit


def _fit(*texts: str, last: int | None = None) -> tuple[int, ...] | None:
    return fit([read_number(text) for text in texts], 7, applicants_add_up, last)


def test_seven_cells_are_seven_columns_whether_they_add_up_or_not() -> None:
    assert _fit("1", "1", "0", "0", "0", "0", "9") == tuple(range(7))


def test_too_few_cells_are_never_stretched() -> None:
    assert _fit("1", "1", "2") is None


def test_the_empty_corners_of_merged_cells_are_cut_off() -> None:
    assert _fit("", "", "300", "5", "0", "1", "0", "0", "306") == tuple(range(2, 9))


def test_a_phantom_zero_is_found_by_the_sum() -> None:
    chosen = _fit("60", "3", "0", "0", "0", "0", "2", "65")
    assert chosen is not None
    assert [("60", "3", "0", "0", "0", "0", "2", "65")[i] for i in chosen] == ["60", "3", "0", "0", "0", "2", "65"]


def test_a_phantom_no_sum_confirms_is_not_guessed() -> None:
    assert _fit("60", "3", "0", "0", "0", "0", "2", "66") is None


def test_a_phantom_that_could_be_a_blank_or_a_zero_is_not_guessed() -> None:
    assert _fit("5", "0", "", "0", "0", "0", "0", "5") is None


def test_a_blank_total_at_the_end_is_told_by_where_other_rows_end() -> None:
    texts = ("", "5", "0", "0", "0", "0", "0", "")
    assert _fit(*texts) is None
    assert _fit(*texts, last=7) == tuple(range(1, 8))


def test_an_empty_row_keeps_its_cells() -> None:
    assert _fit(*[""] * 9) == tuple(range(7))
