"""Lets the sums of the form confirm figures that were read with doubt.

A doubtful figure is sure when a total it goes into holds with it and every operand is there. Where its
very digits are in doubt, because they were recognised in a picture, that is not enough: a row's only
figure and its sum look alike, and are misread alike. Then it takes a total in which the digits of all
others are sure, or two totals that cross in it, and none that speaks against it. Where its place is in
doubt, a sum across says nothing: a whole row adds up in whatever row it is put. Then the columns must
hold, with every row of the form there. Sums choose between seeing and not seeing; they never put another
number in its place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from parsing.editions import EDITIONS
from parsing.grid import (
    AMENDED,
    AND,
    CROSSED,
    DIVIDED,
    FOREIGN,
    LAYERED,
    LISTED,
    LOW_ROW,
    MANY_LOOSE_DOUBT,
    OVERPRINTED,
    OVERTALL,
    PICTURED,
    RECOGNITION,
    STAMPED,
    STRUCK,
    UNSEEN,
)
from parsing.labels import SPLIT_DOUBT, THOUSANDS_DOUBT, read_number
from parsing.report import Address, Figure, State
from parsing.tables import companions, parted, slid
from parsing.tables.mapped import (
    BESIDE_DOUBT,
    BROKEN_ROW_DOUBT,
    CONFLICT_DOUBT,
    DISPLACED_DOUBT,
    FUSED_DOUBT,
    GLUED_DOUBT,
    HALVED_DOUBT,
    LINE_DOUBT,
    MOVED_DOUBT,
    ONCE,
    PAGE_DOUBT,
    SCATTERED_DOUBT,
    SHIFT_DOUBT,
    SHORTER_DOUBT,
    TWO_ROWS_DOUBT,
)
from parsing.tables.torn import DOUBT as TORN_DOUBT

Equation = tuple[tuple[Address, ...], tuple[Address, ...]]
_CROSSING = 2
_BETWEEN = re.compile(r"[^\S\f]+")
"""What may part two numbers; where a page's end broke one (``torn.PAGE_END``), it is one."""
PLACE_DOUBTS = (
    TORN_DOUBT,
    BROKEN_ROW_DOUBT,
    CONFLICT_DOUBT,
    DISPLACED_DOUBT,
    SHIFT_DOUBT,
    SHORTER_DOUBT,
    PAGE_DOUBT,
    ONCE.partition("{")[0],
)
"""How doubts begin about the row or the columns that a row of figures belongs to."""
LASTING_DOUBTS = (
    AMENDED,
    BESIDE_DOUBT,
    CROSSED,
    LAYERED,
    DIVIDED,
    FOREIGN,
    GLUED_DOUBT,
    FUSED_DOUBT,
    HALVED_DOUBT,
    LINE_DOUBT,
    LISTED,
    LOW_ROW,
    MANY_LOOSE_DOUBT,
    MOVED_DOUBT,
    OVERPRINTED,
    OVERTALL,
    PICTURED,
    SCATTERED_DOUBT,
    STAMPED,
    TWO_ROWS_DOUBT,
    STRUCK,
    UNSEEN,
    parted.DOUBT,
    slid.DOUBT,
    companions.STRANGER_DOUBT,
    companions.COLUMN_DOUBT[:5],
    companions.ORDER_DOUBT,
)
"""How doubts begin that no sum speaks to. Where the first digits of several numbers were lost together, sums hold
as before (188 + 2 = 190 as 88 + 2 = 90); so they do where runs of a line were chosen by their sum."""


def confirm(figures: Mapping[Address, Figure], edition: str) -> dict[Address, Figure]:
    """The figures, with the doubt taken from those that equations of the form confirm.

    An equation of nothing but zeros confirms nothing.
    """
    checked = dict(figures)
    if not any(figure.doubt for figure in figures.values()):
        return checked
    known = [e for e in equations(figures, edition) if _is_complete(e, figures)]
    sides = [(e, *_sides(e, figures)) for e in known if any(figures[a].doubt for side in e for a in side)]
    failing = [(*e[0], *e[1]) for e, left, right in sides if left != right]
    holding = [e for e, left, right in sides if left == right != 0 and not _holds_otherwise(e, figures)]
    copied = _tables_told_twice(figures)
    for row in {address[:2] for address, figure in figures.items() if _is_displaced(figure)}:
        told = _is_torn_whole(row, figures, edition) or _is_placed(row, figures, [e for e in known if _is_column(e)])
        if row[0] not in copied and told:
            checked |= {a: _in_its_place(figure) for a, figure in figures.items() if a[:2] == row}
    while found := _confirmed(checked, holding, failing):
        for address in found:
            checked[address] = checked[address]._replace(doubt="")
    return checked


def _holds_otherwise(equation: Equation, figures: Mapping[Address, Figure]) -> bool:
    """Whether an equation holds as well with the other meaning of its doubtful figures: two numbers in a cell, of
    which the first or the last counts, or points that part thousands. A row's only figure and its sum look alike."""
    for other in (_first_part, _last_part, _in_thousands):
        changed = {a: number for a in (*equation[0], *equation[1]) if (number := other(figures[a])) is not None}
        if changed:
            meant = {**figures, **{a: figures[a]._replace(value=number) for a, number in changed.items()}}
            left, right = _sides(equation, meant)
            if left == right:
                return True
    return False


def _first_part(figure: Figure) -> Decimal | None:
    return _part(figure, 0)


def _last_part(figure: Figure) -> Decimal | None:
    return _part(figure, -1)


def _part(figure: Figure, at: int) -> Decimal | None:
    parts = _BETWEEN.split(figure.raw) if SPLIT_DOUBT in figure.doubt else []
    return read_number(parts[at]).value if len(parts) > 1 else None


def _in_thousands(figure: Figure) -> Decimal | None:
    return 1000 * (figure.value or Decimal(0)) if THOUSANDS_DOUBT in figure.doubt else None


def _tables_told_twice(figures: Mapping[Address, Figure]) -> set[str]:
    """Tables of which several rows were read twice and differ: of two whole tables, last year's and this one's, the
    sums of either hold."""
    rows = {address[:2] for address, figure in figures.items() if CONFLICT_DOUBT in figure.doubt}
    return {table for table, times in Counter(table for table, _ in rows).items() if times > 1}


def _confirmed(
    figures: Mapping[Address, Figure], holding: Sequence[Equation], failing: Sequence[tuple[Address, ...]]
) -> list[Address]:
    """The doubtful figures that these equations confirm as things stand. One that fails speaks against a figure where
    no digits but its own are in doubt: else the other may be what it fails of. A column of which rows were not read
    says nothing of digits that may be lost: what is left of its sum may equal what is left of its parts; nor does one
    where the row fails: two totals that lost the same digits balance each other."""
    against = {
        a for operands in failing for a in operands if not any(_is_misread(figures[b]) for b in operands if b != a)
    }
    rows = {a for operands in failing if len({b.row for b in operands}) == 1 for a in operands}
    times: dict[Address, int] = {}
    for equation in holding:
        operands = (*equation[0], *equation[1])
        weight = 1 if sum(_is_misread(figures[a]) for a in operands) > 1 else _CROSSING
        whole = _is_across(equation) or _is_column(equation)
        for address in operands:
            figure = figures[address]
            if figure.doubt and (whole or _is_misread(figure)) and not _is_beyond_sums(figure):
                times[address] = times.get(address, 0) + weight
    return [
        address
        for address, count in times.items()
        if (address not in rows if not _is_misread(figures[address]) else count >= _CROSSING and address not in against)
    ]


def _is_misread(figure: Figure) -> bool:
    """Whether a figure's digits are in doubt, and not only how they belong together."""
    return figure.doubt.startswith(RECOGNITION)


def _is_displaced(figure: Figure) -> bool:
    return bool(_doubts_of_place(figure))


def _doubts_of_place(figure: Figure) -> set[str]:
    return {doubt for doubt in figure.doubt.split(AND) if doubt.startswith(PLACE_DOUBTS)}


def _is_beyond_sums(figure: Figure) -> bool:
    return any(doubt.startswith(PLACE_DOUBTS + LASTING_DOUBTS) for doubt in figure.doubt.split(AND))


def _in_its_place(figure: Figure) -> Figure:
    rest = [doubt for doubt in figure.doubt.split(AND) if not doubt.startswith(PLACE_DOUBTS)]
    return figure._replace(doubt=AND.join(rest))


def _is_placed(row: tuple[str, str], figures: Mapping[Address, Figure], columns: Sequence[Equation]) -> bool:
    """Whether the columns prove that these figures are this row's: each one other than 0 is part of a
    column that holds with all rows of the form, and none of its columns fails.

    A row whose cells alone may have shifted has made two columns fail, that which a figure left and that which it
    came to: one that fails is the report's own error, and so is the total's beside it, but where one lacks something
    and the other has too much.
    """
    own = [address for address in figures if address[:2] == row]
    given: set[Address] = set()
    failing: dict[str, Decimal] = {}
    for equation in columns:
        mine = [address for address in (*equation[0], *equation[1]) if address[:2] == row]
        left, right = _sides(equation, figures)
        given.update(mine)
        failing |= {address.column: left - right for address in mine if left != right}
    filled = {address for address in own if figures[address].value}
    if all(_doubts_of_place(figures[address]) <= {SHIFT_DOUBT} for address in own):
        total = failing.pop("total", Decimal(0))
        placed = len(failing) <= 1 and all(other * total >= 0 for other in failing.values())
    else:
        placed = not failing
    return placed and bool(filled) and filled <= given


def _is_torn_whole(row: tuple[str, str], figures: Mapping[Address, Figure], edition: str) -> bool:
    """Whether a page's end put a label on one side and all of its figures on the other, in a table that has every row
    of the form: then no row lost its label, whose figures they might be."""
    own = [figure for address, figure in figures.items() if address[:2] == row]
    if edition not in EDITIONS or any(_doubts_of_place(f) != {TORN_DOUBT} or len(f.raw.split()) > 1 for f in own):
        return False
    return all(address in figures for address in EDITIONS[edition].table(row[0]).addresses())


def _is_across(equation: Equation) -> bool:
    return len({address.row for address in (*equation[0], *equation[1])}) == 1


def _is_column(equation: Equation) -> bool:
    """Whether an equation runs down a column through every row that some form has there."""
    rows = {address.row for address in equation[0]}
    forms = [table for form in EDITIONS.values() for table in form.tables if table.code == equation[0][0].table]
    results = [{row.code for row in block.rows if row.into} for table in forms for block in table.blocks]
    return equation[1][0].column in {a.column for a in equation[0]} and (rows in results or len(equation[1]) > 1)


def _is_complete(equation: Equation, figures: Mapping[Address, Figure]) -> bool:
    operands = [figures.get(address) for address in (*equation[0], *equation[1])]
    return all(figure is not None and figure.state is not State.ILLEGIBLE for figure in operands)


def _sides(equation: Equation, figures: Mapping[Address, Figure]) -> tuple[Decimal, Decimal]:
    left, right = (sum((figures[a].value or Decimal(0) for a in side), Decimal(0)) for side in equation)
    return left, right


def equations(figures: Mapping[Address, Figure], edition: str) -> Iterator[Equation]:
    """Every total and balance of the form, over the rows the document has."""
    form = EDITIONS.get(edition) or EDITIONS["2021"]
    for table in form.tables:
        for block in table.blocks:
            present = [row for row in block.rows if any(a[:2] == (table.code, row.code) for a in figures)]
            for row in present:
                parts = tuple(Address(table.code, row.code, c.code) for c in block.columns if c.into)
                if parts:
                    yield parts, (Address(table.code, row.code, "total"),)
            for column in block.columns:
                parts = tuple(Address(table.code, row.code, column.code) for row in present if row.into)
                if parts:
                    yield parts, (Address(table.code, "total", column.code),)
                for balance in table.balances:
                    yield (
                        tuple(Address(table.code, row, column.code) for row in balance.left),
                        tuple(Address(table.code, row, column.code) for row in balance.right),
                    )
