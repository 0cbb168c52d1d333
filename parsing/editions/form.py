"""What a version of the official form is made of. A declaration looks like the printed page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from parsing.report import Address


class Measure(StrEnum):
    """What a cell counts: whole things, money in 万元, or a change that may be negative."""

    COUNT = "count"
    AMOUNT = "amount"
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class Line:
    """A printed row or column: its code, its official label, and the total it goes into.

    ``groups`` are the labels of the merged cells it stands under, outermost first.
    """

    code: str
    label: str
    into: str = ""
    groups: tuple[str, ...] = ()
    measure: Measure = Measure.COUNT


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that share their columns. ``article`` is printed above the block in table 二."""

    columns: tuple[Line, ...]
    rows: tuple[Line, ...]
    article: str = ""


@dataclass(frozen=True, slots=True)
class Balance:
    """The rows on the left add up to the rows on the right, in every column."""

    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One of the three official tables. ``section`` is the section it is printed in."""

    code: str
    title: str
    section: int
    blocks: tuple[Block, ...]
    balances: tuple[Balance, ...] = ()

    def __hash__(self) -> int:
        return hash((self.code, len(self.blocks), self.title))  # what is equal has it equal; all of it would be slow

    def addresses(self) -> Iterator[Address]:
        for block in self.blocks:
            for row in block.rows:
                for column in block.columns:
                    yield Address(self.code, row.code, column.code)

    def row(self, code: str) -> Line | None:
        return next((line for block in self.blocks for line in block.rows if line.code == code), None)

    def column(self, row: str, code: str) -> Line | None:
        block = next((b for b in self.blocks if any(line.code == row for line in b.rows)), None)
        return next((line for line in block.columns if line.code == code), None) if block else None


@dataclass(frozen=True, slots=True)
class Edition:
    """A version of the official form. ``last_year`` is None while it is in force."""

    code: str
    basis: str
    first_year: int
    last_year: int | None
    tables: tuple[Table, ...]

    def __hash__(self) -> int:
        return hash((self.code, self.first_year))

    def table(self, code: str) -> Table:
        return next(table for table in self.tables if table.code == code)

    def addresses(self) -> Iterator[Address]:
        for table in self.tables:
            yield from table.addresses()

    def fits(self, year: int) -> bool:
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)
