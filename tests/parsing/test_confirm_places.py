"""Doubt about a figure's place is cleared by columns of whole tables alone; some doubt by no sum."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from parsing.editions import EDITIONS, Measure
from parsing.grid import LOOSE_DOUBT, Place, both
from parsing.report import Address, Figure
from parsing.tables import companions, parted
from parsing.tables.confirm import confirm
from parsing.tables.mapped import BROKEN_ROW_DOUBT, CONFLICT_DOUBT, MOVED_DOUBT, SHIFT_DOUBT, SHORTER_DOUBT, to_figure
from parsing.tables.mapping import map_grids
from parsing.tables.torn import DOUBT as TORN_DOUBT
from tests.parsing.test_neighbours import HEADS, table

Figures = dict[Address, Figure]
DUPLICATES, EXCESSIVE = "not_handled.duplicates", "not_handled.excessive"


def requests(doubt: str, row: str = DUPLICATES) -> Figures:
    """Table 三 of 2021, every result 1 under 自然人; one row is doubted."""
    block = EDITIONS["2021"].table("requests").blocks[0]
    into = sum(bool(line.into) for line in block.rows)
    values = {"total": into, "new": into, "carried_in": 0, "carried_forward": 0}
    figures: Figures = {}
    for line in block.rows:
        for column in block.columns:
            value = values.get(line.code, 1) if column.code in ("natural_person", "total") else 0
            figures[Address("requests", line.code, column.code)] = Figure(Decimal(value), str(value))
    return {a: f._replace(doubt=doubt) if a.row == row else f for a, f in figures.items()}


def doubted(figures: Figures) -> set[str]:
    return {address.row for address, figure in confirm(figures, "2021").items() if figure.doubt}


@pytest.mark.parametrize("doubt", [TORN_DOUBT, BROKEN_ROW_DOUBT, CONFLICT_DOUBT, SHIFT_DOUBT, SHORTER_DOUBT])
def test_a_row_is_in_its_place_where_its_columns_hold_with_every_row_there(doubt: str) -> None:
    assert doubted(requests(doubt)) == set()


@pytest.mark.parametrize("doubt", [TORN_DOUBT, BROKEN_ROW_DOUBT, CONFLICT_DOUBT, SHIFT_DOUBT, SHORTER_DOUBT])
def test_where_a_row_of_the_form_is_missing_no_column_tells_whose_figures_they_are(doubt: str) -> None:
    figures = {a: f for a, f in requests(doubt).items() if a.row != EXCESSIVE}
    total = Address("requests", "total", "natural_person")
    held = figures | {total: figures[total]._replace(value=(figures[total].value or Decimal(0)) - 1)}
    assert doubted(held) == {DUPLICATES}


def test_a_column_that_fails_leaves_the_doubt() -> None:
    figures = requests(SHIFT_DOUBT)
    moved = {"natural_person": Decimal(0), "company": Decimal(1)}
    changed = {
        a: f._replace(value=moved.get(a.column, f.value)) if a.row == DUPLICATES else f for a, f in figures.items()
    }
    assert doubted(changed) == {DUPLICATES}


def changed(figures: Figures, row: str, values: dict[str, int]) -> Figures:
    """The figures with some of a row put in place of their own; below zero none."""
    found = {Address("requests", row, column): value for column, value in values.items()}
    return figures | {a: figures[a]._replace(value=Decimal(v) if v >= 0 else None) for a, v in found.items()}


def test_a_total_that_came_to_the_column_beside_it_leaves_the_doubt() -> None:
    assert doubted(changed(requests(SHIFT_DOUBT), DUPLICATES, {"other": 1, "total": -1})) == {DUPLICATES}


def test_nor_where_the_column_lost_a_figure_of_its_own() -> None:
    figures = changed(requests(SHIFT_DOUBT), "total", {"other": 2, "total": 22})
    assert doubted(changed(figures, DUPLICATES, {"other": 3, "total": -1})) == {DUPLICATES}


def test_a_column_and_the_total_that_fail_alike_are_the_reports_own_error() -> None:
    assert doubted(changed(requests(SHIFT_DOUBT), "total", {"other": 3, "total": 23})) == set()


@pytest.mark.parametrize(
    "doubt", [parted.DOUBT, MOVED_DOUBT, companions.STRANGER_DOUBT, companions.COLUMN_DOUBT.format("总计")]
)
def test_some_doubt_is_beyond_sums(doubt: str) -> None:
    assert doubted(requests(doubt)) == {DUPLICATES}


def test_each_of_two_doubts_must_be_cleared() -> None:
    figures = requests(both(LOOSE_DOUBT, parted.DOUBT))
    assert doubted(figures) == {DUPLICATES}
    assert doubted(requests(both(TORN_DOUBT, LOOSE_DOUBT))) == set()


def test_a_row_named_twice_once_with_figures_and_once_blank_is_doubted() -> None:
    grid = table(["1.属于国家秘密", "1.属于国家秘密"])
    blank = replace(grid, cells=tuple(c._replace(text="") if c.row == 1 and c.column else c for c in grid.cells))
    assert not any(figure.is_sure for figure in map_grids([blank]).figures.values())


def test_a_heading_lost_with_its_column_leaves_the_others_in_doubt() -> None:
    grid = table(["1.属于国家秘密"], HEADS)
    left = replace(grid, cells=tuple(c._replace(column=c.column - 1) for c in grid.cells if c.column != 1))
    assert not any(figure.is_sure for figure in map_grids([left]).figures.values())


def test_two_copies_of_a_table_that_differ_are_not_told_apart_by_their_sums() -> None:
    other = requests(CONFLICT_DOUBT, EXCESSIVE)
    figures = requests(CONFLICT_DOUBT) | {a: f for a, f in other.items() if a.row == EXCESSIVE}
    assert doubted(figures) == {DUPLICATES, EXCESSIVE}


def row_of(*texts: str) -> Figures:
    columns = [column.code for column in EDITIONS["2021"].table("requests").blocks[0].columns]
    cells = zip(columns, texts, strict=True)
    return {Address("requests", "new", column): to_figure(text, Place(), Measure.COUNT) for column, text in cells}


@pytest.mark.parametrize(
    ("texts", "count"),
    [
        (("110\v6", "4", "0", "0", "0", "0", "1110"), 0),
        (("38\v40", "0", "0", "0", "0", "0", "38\v40"), 2),
        (("38\v40", "2", "0", "0", "0", "0", "40\v42"), 2),
        (("1.000", "0", "0", "0", "0", "0", "1.000"), 2),
        (("1.000", "2", "0", "0", "0", "0", "3"), 0),
    ],
)
def test_a_sum_that_holds_with_the_other_meaning_of_its_figures_clears_nothing(
    texts: tuple[str, ...], count: int
) -> None:
    assert sum(bool(figure.doubt) for figure in confirm(row_of(*texts), "2021").values()) == count


def test_a_column_of_which_a_row_was_not_read_clears_no_loose_digits() -> None:
    """Of 32 and its parts a row is missing and the first digit is lost: 2 is the sum of what is left."""
    figures = {a: f for a, f in requests("").items() if a.row != EXCESSIVE}
    total = Address("requests", "total", "natural_person")
    held = figures | {total: Figure(Decimal(sum(f.value or 0 for a, f in figures.items() if a in parts(total))), "")}
    assert confirm(held | {total: held[total]._replace(doubt=LOOSE_DOUBT)}, "2021")[total].doubt
    whole = requests("")
    assert not confirm(whole | {total: whole[total]._replace(doubt=LOOSE_DOUBT)}, "2021")[total].doubt


def parts(total: Address) -> set[Address]:
    rows = [line.code for line in EDITIONS["2021"].table("requests").blocks[0].rows if line.into]
    return {total._replace(row=row) for row in rows}


def test_totals_that_lost_the_same_digits_do_not_clear_each_other() -> None:
    """55 of 550 and of 551 stand on a line above: 0 + 8 = 1 + 7, but the rows they belong to fail."""
    whole = {"new": 550, "carried_in": 8, "total": 551, "carried_forward": 7}
    read = {**whole, "new": 0, "total": 1}

    def held(code: str, column: str) -> int:
        return read[code] if column == "total" else whole[code] if column == "natural_person" else 0

    block = EDITIONS["2021"].table("requests").blocks[0]
    figures = {
        Address("requests", code, column.code): Figure(
            Decimal(held(code, column.code)), "", doubt=LOOSE_DOUBT if code in ("new", "total") else ""
        )
        for code in whole
        for column in block.columns
    }
    assert {"new", "total"} <= doubted(figures)
