"""Lets the sums of the form confirm figures that were read with doubt.

A doubtful figure is sure when a total it goes into holds with it and every operand is there. Where its
very digits are in doubt, because they were recognised in a picture, that is not enough: a row's only
figure and its sum look alike, and are misread alike. Then it takes a total in which the digits of all
others are sure, or two totals that cross in it, and none that speaks against it. Sums choose between
seeing and not seeing; they never put another number in its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from parsing.editions import EDITIONS
from parsing.grid import RECOGNITION
from parsing.report import Address, Figure, State

Equation = tuple[tuple[Address, ...], tuple[Address, ...]]
_CROSSING = 2


def confirm(figures: Mapping[Address, Figure], edition: str) -> dict[Address, Figure]:
    """The figures, with the doubt taken from those that equations of the form confirm.

    An equation of nothing but zeros confirms nothing.
    """
    checked = dict(figures)
    if not any(figure.doubt for figure in figures.values()):
        return checked
    known = [e for e in equations(figures, edition) if _is_complete(e, figures)]
    broken = {a for e in known if _sides(e, figures)[0] != _sides(e, figures)[1] for a in (*e[0], *e[1])}
    holding = [(*e[0], *e[1]) for e in known if (s := _sides(e, figures))[0] == s[1] != 0]
    while found := _confirmed(checked, holding, broken):
        for address in found:
            checked[address] = replace(checked[address], doubt="")
    return checked


def _confirmed(
    figures: Mapping[Address, Figure], holding: Sequence[tuple[Address, ...]], broken: set[Address]
) -> list[Address]:
    """The doubtful figures that these equations confirm as things stand."""
    times: dict[Address, int] = {}
    for operands in holding:
        weight = 1 if sum(_is_misread(figures[a]) for a in operands) > 1 else _CROSSING
        for address in operands:
            if figures[address].doubt:
                times[address] = times.get(address, 0) + weight
    return [
        address
        for address, count in times.items()
        if not _is_misread(figures[address]) or (count >= _CROSSING and address not in broken)
    ]


def _is_misread(figure: Figure) -> bool:
    """Whether a figure's digits are in doubt, and not only how they belong together."""
    return figure.doubt.startswith(RECOGNITION)


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
