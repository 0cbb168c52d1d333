"""What a version of the official form is made of. A declaration looks like the printed page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

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
        return iter(_addresses(self))

    def row(self, code: str) -> Line | None:
        return _rows(self).get(code)

    def column(self, row: str, code: str) -> Line | None:
        return _columns(self).get((row, code))


@lru_cache(maxsize=64)
def _addresses(table: Table) -> tuple[Address, ...]:
    """Asked for thousands of times in a judgement, and the same every time."""
    return tuple(Address(table.code, row.code, c.code) for b in table.blocks for row in b.rows for c in b.columns)


@lru_cache(maxsize=64)
def _rows(table: Table) -> dict[str, Line]:
    """The first of each code."""
    return {line.code: line for block in reversed(table.blocks) for line in reversed(block.rows)}


@lru_cache(maxsize=64)
def _columns(table: Table) -> dict[tuple[str, str], Line]:
    """By row and column, from the first block that has the row."""
    found: dict[tuple[str, str], Line] = {}
    known: set[str] = set()
    for block in table.blocks:
        new = {row.code for row in block.rows} - known
        known |= new
        found |= {(row, line.code): line for row in new for line in reversed(block.columns)}
    return found


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
