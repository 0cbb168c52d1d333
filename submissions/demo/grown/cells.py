"""The figures of one report as a row of whole numbers, in the order of its form, so that areas are sums of rows.

Amounts, in 万元 on the form, are kept in hundredths.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from parsing.editions import EDITIONS, edition_of_year
from parsing.editions.form import Measure
from parsing.report import Address

Row = list[int]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each cell of a form stands in a row; ``amounts`` are the places of those in hundredths."""

    edition: str
    addresses: tuple[Address, ...]
    places: Mapping[Address, int]
    amounts: frozenset[int]

    def value(self, place: int, number: int) -> Decimal:
        return Decimal(number) / 100 if place in self.amounts else Decimal(number)

    def values(self, row: Row) -> dict[Address, Decimal | None]:
        return {address: self.value(place, row[place]) for place, address in enumerate(self.addresses)}

    def text(self, place: int, number: int) -> str:
        """The figure as it is printed, and as JSON and the database take it."""
        return f"{(Decimal(number) / 100).normalize():f}" if place in self.amounts else str(number)


@cache
def layout_of(edition: str) -> Layout:
    form = EDITIONS[edition]
    addresses = tuple(form.addresses())
    places = {address: place for place, address in enumerate(addresses)}
    amounts = {place for address, place in places.items() if _is_amount(edition, address)}
    return Layout(edition, addresses, places, frozenset(amounts))


def _is_amount(edition: str, address: Address) -> bool:
    column = EDITIONS[edition].table(address.table).column(address.row, address.column)
    return column is not None and column.measure is Measure.AMOUNT


def layout_in(year: int) -> Layout:
    return layout_of(edition_of_year(year).code)


def total_of(rows: Iterable[Row], width: int) -> Row:
    """The sum of rows, cell by cell; zeros where there is none."""
    total = [0] * width
    for row in rows:
        total = [a + b for a, b in zip(total, row, strict=True)]
    return total
