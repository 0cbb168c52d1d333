"""Tables halved and broken at random: a figure read for certain is the figure printed."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from parsing.grid import Cell
from parsing.report import Address
from submissions.demo.form_layout import FormTable
from tests.parsing.test_mapping_properties import assert_never_wrong, filled_table, read

Made = tuple[FormTable, dict[Address, str], list[Cell]]


@settings(max_examples=40, deadline=None)
@given(filled_table("requests"), st.data())
def test_a_table_in_two_halves_one_under_the_other_is_never_misread(made: Made, data: st.DataObject) -> None:
    table, texts, cells = made
    at = data.draw(st.integers(table.label_columns + 1, table.width - 1))
    left = [c._replace(colspan=min(c.colspan, at - c.column)) for c in cells if c.column < at]
    labels = [c for c in cells if c.column + c.colspan <= table.label_columns]
    right = [
        c._replace(
            column=max(c.column, at) - at + table.label_columns, colspan=c.column + c.colspan - max(c.column, at)
        )
        for c in cells
        if c.column + c.colspan > at
    ]
    below = [c._replace(row=c.row + table.height) for c in (*labels, *right)]
    assert_never_wrong(read([[*left, *below]]), texts)


@settings(max_examples=60, deadline=None)
@given(filled_table("requests"), st.data())
def test_digits_fallen_into_a_row_of_their_own_make_no_wrong_figure(made: Made, data: st.DataObject) -> None:
    _, texts, cells = made
    long = [n for n, c in enumerate(cells) if c.text in texts.values() and c.text.isdigit() and len(c.text) > 1]
    if not long:
        return
    broken = cells[data.draw(st.sampled_from(long))]
    cut = data.draw(st.integers(1, len(broken.text) - 1))
    down = [c._replace(row=c.row + 1) if c.row > broken.row else c for c in cells]
    torn = [c._replace(text=c.text[:cut]) if c is broken else c for c in down]
    torn = [c._replace(rowspan=c.rowspan + 1) if c.row < broken.row < c.row + c.rowspan else c for c in torn]
    rest = Cell(broken.text[cut:], broken.row + 1, broken.column)
    assert_never_wrong(read([[*torn, rest]]), texts)
