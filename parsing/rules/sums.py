"""Every sum an edition declares, and what a report makes of it.

A sum is data: the lines of an edition say which total they go into, its balances which rows
equal which. So these few functions prove every total of every edition.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from parsing.editions import Block, Table
from parsing.report import Address, Report
from parsing.rules.model import Outcome
from parsing.rules.tables import TABLES, is_empty, is_sure, table_of

BALANCE, DOWN, ACROSS = "balance", "down", "across"


@dataclass(frozen=True, slots=True)
class Sum:
    """``subject`` is to equal the ``plus`` cells less the ``minus`` cells.

    ``kind`` is balance (a column of the note above table 三), down (rows into a total row) or
    across (columns into a total column).
    """

    kind: str
    subject: Address
    plus: tuple[Address, ...]
    minus: tuple[Address, ...] = ()

    @property
    def operands(self) -> tuple[Address, ...]:
        """All cells it compares, the subject last."""
        return (*self.plus, *self.minus, self.subject)


class Verdict(NamedTuple):
    """What a report makes of a sum. ``expected`` and ``actual`` are None unless it was judged.

    ``actual`` is None too where the subject is blank. ``obstacles`` are the cells that keep the
    sum from being judged: absent, illegible, read with doubt, or a total left blank that
    belongs to figures.
    """

    outcome: Outcome
    expected: Decimal | None = None
    actual: Decimal | None = None
    obstacles: tuple[Address, ...] = ()

    @property
    def proposes(self) -> bool:
        """The subject is blank and a value that can stand there follows from the others."""
        return self.outcome is Outcome.FAILED and self.actual is None and bool(self.expected and self.expected > 0)


@lru_cache(maxsize=32)
def sums_of(table: Table) -> tuple[Sum, ...]:
    """All sums of a table, balances first, then down, then across, in printed order."""
    blocks = table.blocks
    balances = [s for block in blocks for s in _balances(table, block)]
    return (
        *balances,
        *(s for b in blocks for s in _down(table.code, b)),
        *(s for b in blocks for s in _across(table.code, b)),
    )


def _balances(table: Table, block: Block) -> Iterator[Sum]:
    rows = {row.code for row in block.rows}
    for balance in table.balances:
        if not rows.issuperset((*balance.left, *balance.right)):
            continue
        *others, subject = balance.right
        for column in block.columns:
            left = tuple(Address(table.code, row, column.code) for row in balance.left)
            right = tuple(Address(table.code, row, column.code) for row in others)
            yield Sum(BALANCE, Address(table.code, subject, column.code), left, right)


def _down(table: str, block: Block) -> Iterator[Sum]:
    for total in dict.fromkeys(row.into for row in block.rows if row.into):
        parts = [row.code for row in block.rows if row.into == total]
        for column in block.columns:
            cells = tuple(Address(table, part, column.code) for part in parts)
            yield Sum(DOWN, Address(table, total, column.code), cells)


def _across(table: str, block: Block) -> Iterator[Sum]:
    for total in dict.fromkeys(column.into for column in block.columns if column.into):
        parts = [column.code for column in block.columns if column.into == total]
        for row in block.rows:
            cells = tuple(Address(table, row.code, part) for part in parts)
            yield Sum(ACROSS, Address(table, row.code, total), cells)


def any_fails(report: Report) -> bool:
    """Whether a declared sum fails, or leaves a blank total for which it proposes a value."""
    for code in TABLES:
        judged = Judged(table_of(report, code)[1], report)
        if any(v is not None and v.outcome is Outcome.FAILED for v in map(judged.verdict, judged.sums)):
            return True
    return False


class Judged:
    """The sums of one table, each judged once against one report."""

    def __init__(self, table: Table, report: Report) -> None:
        self.sums = sums_of(table)
        self._figures = report.figures
        self._by_subject: dict[Address, list[Sum]] = {}
        for one in self.sums:
            self._by_subject.setdefault(one.subject, []).append(one)
        self._verdicts: dict[tuple[str, Address], Verdict | None] = {}

    def verdict(self, one: Sum) -> Verdict | None:
        """None where the report has none of the cells: a sum nobody wrote is not judged."""
        key = one.kind, one.subject
        if key not in self._verdicts:
            self._verdicts[key] = self._judge(one)
        return self._verdicts[key]

    def _judge(self, one: Sum) -> Verdict | None:
        operands = one.operands
        figures = [self._figures.get(address) for address in operands]
        if not any(figures):
            return None
        obstacles = tuple(
            address
            for address, figure in zip(operands, figures, strict=True)
            if figure is None
            or not is_sure(figure)
            or (is_empty(figure) and address != one.subject and self._is_owed(address))
        )
        if obstacles:
            return Verdict(Outcome.UNDETERMINED, obstacles=obstacles)
        *values, actual = [figure.value or Decimal() for figure in figures if figure]
        expected = sum(values[: len(one.plus)], Decimal()) - sum(values[len(one.plus) :], Decimal())
        holds = actual == expected
        return Verdict(Outcome.PASSED if holds else Outcome.FAILED, expected, self._figures[one.subject].value)

    def _is_owed(self, address: Address) -> bool:
        """Whether the parts of a total left blank are not all 0: to count it as 0 would be wrong."""
        return any(self._leaves_open(one) for one in self._by_subject.get(address, ()))

    def _leaves_open(self, own: Sum) -> bool:
        verdict = self.verdict(own)
        if verdict is None or verdict.outcome is Outcome.PASSED:
            return False
        # A balance that cannot be judged says nothing about the parts of the blank cell.
        return own.kind != BALANCE or verdict.outcome is Outcome.FAILED
