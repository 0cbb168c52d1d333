"""Lets the sums of the form confirm figures that were read with doubt.

A doubtful figure is sure when a total it goes into holds with it and every operand is there.
Sums choose between seeing and not seeing; they never put another number in its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from parsing.editions import EDITIONS
from parsing.report import Address, Figure, State

Equation = tuple[tuple[Address, ...], tuple[Address, ...]]


def confirm(figures: Mapping[Address, Figure], edition: str) -> dict[Address, Figure]:
    """The figures, with the doubt taken from those that an equation of the form confirms.

    An equation of nothing but zeros confirms nothing.
    """
    checked = dict(figures)
    if not any(figure.doubt for figure in figures.values()):
        return checked
    for left, right in equations(figures, edition):
        operands = [figures.get(address) for address in (*left, *right)]
        if any(f is None or f.state is State.ILLEGIBLE for f in operands):
            continue
        total = sum((figures[a].value or Decimal(0) for a in left), Decimal(0))
        if total and total == sum((figures[a].value or Decimal(0) for a in right), Decimal(0)):
            for address in (*left, *right):
                if checked[address].doubt:
                    checked[address] = replace(checked[address], doubt="")
    return checked


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
