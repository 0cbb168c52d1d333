"""Tables cut, misprinted and filled at random: what is read is right, and what is unclear is missing."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from parsing.editions import EDITIONS
from parsing.grid import Cell, Grid
from parsing.report import Address, State
from parsing.tables.confirm import confirm
from parsing.tables.mapping import map_grids
from submissions.demo.form_layout import FormTable, Kind, printed_tables

EMPTY = ("", "-", "—", "/", "无")
EDITION = st.sampled_from(sorted(EDITIONS))
TABLES = ("disclosure", "requests", "disputes")
WIDE = str.maketrans("0123456789.()", "０１２３４５６７８９．（）")


def plain_value(text: str) -> Decimal | None:
    digits = text.replace(",", "").removesuffix("件")
    return Decimal(digits) if digits.isdecimal() else None


def figure_as_printed(rng: Random) -> str:
    number = rng.choice((0, 0, rng.randrange(10), rng.randrange(1000), rng.randrange(100_000)))
    return rng.choice((str(number), str(number), f"{number:,}", f"{number}件", rng.choice(EMPTY)))


def label_as_printed(rng: Random, label: str) -> str:
    """The label with blanks, breaks and widths as offices print them."""
    text = "".join(letter + rng.choice(("", "", "", " ", "\n", "　")) for letter in label)
    if rng.random() < 0.5:
        text = text.translate(WIDE)
    if rng.random() < 0.5:
        text = text.replace("“", '"').replace("”", '"').replace("，", ",")
    return text


@st.composite
def filled_table(draw: st.DrawFn, code: str) -> tuple[FormTable, dict[Address, str], list[Cell]]:
    """A printed table of some edition, the text of each figure, and its cells."""
    rng = Random(draw(st.integers(0, 2**32)))
    table = printed_tables(EDITIONS[draw(EDITION)].table(code))[0]
    texts: dict[Address, str] = {}
    cells: list[Cell] = []
    for cell in table.cells:
        if cell.address is not None:
            text = texts[cell.address] = figure_as_printed(rng)
        else:
            text = label_as_printed(rng, cell.text) if cell.kind is not Kind.NOTE else cell.text
        cells.append(Cell(text, cell.row, cell.column, cell.rowspan, cell.colspan))
    return table, texts, cells


def cut(cells: list[Cell], at: int) -> list[list[Cell]]:
    """The table torn at a row, as a page break leaves it: a merged cell keeps its words above."""
    upper = [c._replace(rowspan=min(c.rowspan, at - c.row)) for c in cells if c.row < at]
    lower = [c._replace(row=c.row - at) for c in cells if c.row >= at]
    below = [Cell("", 0, c.column, c.row + c.rowspan - at, c.colspan) for c in cells if c.row < at < c.row + c.rowspan]
    return [upper, below + lower]


def read(grids: list[list[Cell]]) -> dict[Address, tuple[Decimal | None, bool]]:
    mapped = map_grids([Grid(tuple(cells)) for cells in grids if cells])
    figures = confirm(mapped.figures, "")
    return {a: (f.value, f.is_sure) for a, f in figures.items()}


def assert_never_wrong(found: dict[Address, tuple[Decimal | None, bool]], texts: dict[Address, str]) -> None:
    for address, (value, sure) in found.items():
        if sure:
            assert address in texts
            assert value == plain_value(texts[address])


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(TABLES).flatmap(filled_table))
def test_a_table_is_read_whole_whatever_it_holds_and_however_its_labels_are_spaced(
    made: tuple[FormTable, dict[Address, str], list[Cell]],
) -> None:
    _, texts, cells = made
    found = read([cells])
    assert found == {address: (plain_value(text), True) for address, text in texts.items()}


@settings(max_examples=60, deadline=None)
@given(filled_table("requests"), st.data())
def test_a_table_torn_at_any_row_is_read_whole(
    made: tuple[FormTable, dict[Address, str], list[Cell]], data: st.DataObject
) -> None:
    table, texts, cells = made
    at = data.draw(st.integers(table.header_rows + 1, table.height - 1))
    found = read(cut(cells, at))
    assert_never_wrong(found, texts)
    assert found == {address: (plain_value(text), True) for address, text in texts.items()}


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(TABLES).flatmap(filled_table), st.data())
def test_lost_cells_are_missing_and_nothing_moves_into_their_place(
    made: tuple[FormTable, dict[Address, str], list[Cell]], data: st.DataObject
) -> None:
    _, texts, cells = made
    lost = data.draw(st.sets(st.integers(0, len(cells) - 1), min_size=1, max_size=12))
    assert_never_wrong(read([[cell for n, cell in enumerate(cells) if n not in lost]]), texts)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(TABLES).flatmap(filled_table), st.sampled_from(("split", "doubled", "", "0", "-")), st.data())
def test_a_cell_too_many_in_a_row_moves_no_figure_in_silence(
    made: tuple[FormTable, dict[Address, str], list[Cell]], change: str, data: st.DataObject
) -> None:
    table, texts, cells = made
    figures = [cell for cell, form in zip(cells, table.cells, strict=True) if form.address is not None]
    broken = [cell for cell in figures if cell.text.isdigit() and len(cell.text) > 1]
    figure = data.draw(st.sampled_from(broken if change == "split" and broken else figures))
    (address,) = (form.address for cell, form in zip(cells, table.cells, strict=True) if cell is figure)
    assert address is not None
    # The only figure of a row, doubled before a blank total, is what a total looks like.
    assume(change != "doubled" or plain_value(texts.get(address._replace(column="total"), "0")) is not None)
    first, second = figure.text, {"doubled": figure.text}.get(change, change)
    if change == "split":
        first, second = figure.text[:1], figure.text[1:]
    moved = [
        cell._replace(column=cell.column + 1) if cell.row == figure.row and cell.column > figure.column else cell
        for cell in cells
        if cell is not figure
    ]
    added = [figure._replace(text=first, colspan=1), figure._replace(text=second, column=figure.column + 1)]
    found = read([[*moved, *added]])
    # Which of the noughts and blanks of a row is the one too many, nothing tells; they come to the same.
    wrong = [a for a, (value, sure) in found.items() if sure and (value or 0) != (plain_value(texts[a]) or 0)]
    assert wrong == []


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(TABLES).flatmap(filled_table), st.data())
def test_an_inserted_column_of_blanks_moves_nothing(
    made: tuple[FormTable, dict[Address, str], list[Cell]], data: st.DataObject
) -> None:
    table, texts, cells = made
    at = data.draw(st.integers(1, table.width))
    moved = [c._replace(column=c.column + 1) if c.column >= at else c for c in cells]
    widened = [c._replace(colspan=c.colspan + 1) if c.column < at < c.column + c.colspan else c for c in moved]
    assert_never_wrong(read([widened]), texts)


@settings(max_examples=80, deadline=None)
@given(filled_table("requests"), st.data())
def test_an_unreadable_cell_is_illegible_and_its_neighbours_stay(
    made: tuple[FormTable, dict[Address, str], list[Cell]], data: st.DataObject
) -> None:
    _, texts, cells = made
    figures = [n for n, cell in enumerate(cells) if cell.row > 2 and cell.text in texts.values() and cell.column > 2]
    hurt = data.draw(st.sampled_from(figures))
    spoiled = [cell._replace(text="1O") if n == hurt else cell for n, cell in enumerate(cells)]
    mapped = map_grids([Grid(tuple(spoiled))])
    illegible = [a for a, f in mapped.figures.items() if f.state is State.ILLEGIBLE]
    assert len(illegible) == 1
    rest = {a: f.value for a, f in mapped.figures.items() if a not in illegible}
    assert rest == {a: plain_value(text) for a, text in texts.items() if a not in illegible}
