"""Expressions over cells that a phrase may mean, and what they are worth in a report.

An operand that is absent, read with doubt, or blank where nothing else is added leaves the
expression unknown. A total left blank beside figures is worth the sum of its row; what is blank
counts as 0 only as part of a sum.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from parsing.editions import Edition, Table
from parsing.report import Address, Report, State
from parsing.rules.sums import ACROSS, DOWN, sums_of
from parsing.rules.tables import is_empty, is_sure, number, table_of


@dataclass(frozen=True, slots=True)
class Expression:
    """A sum of cells less others, with the name people give it: 本年新收＋上年结转."""

    name: str
    plus: tuple[Address, ...]
    minus: tuple[Address, ...] = ()

    @property
    def cells(self) -> tuple[Address, ...]:
        return (*self.plus, *self.minus)


@dataclass(frozen=True, slots=True)
class Worth:
    """What an expression is worth: every value its cells allow, the stated one first; none where unknown.

    ``unknown`` are the cells that keep it from being known.
    """

    expression: Expression
    values: tuple[Decimal, ...] = ()
    unknown: tuple[Address, ...] = ()

    @property
    def text(self) -> str:
        return f"{self.expression.name} ＝ {number(self.values[0]) if self.values else '无法计算'}"


class Operands:
    """The cells of one report as operands; that of the ``last`` report is kept, as ``tables.table_of`` keeps its."""

    last: Operands

    def __init__(self, report: Report) -> None:
        self.report = report
        self._coded = {address[0] for address in report.figures}
        self._worths: dict[Expression, Worth] = {}
        self._derived: dict[tuple[Address, str], Decimal | None] = {}
        self._tables: dict[str, tuple[Edition, Table]] = {}
        self._sums: dict[str, dict[tuple[Address, str], tuple[Address, ...]]] = {}

    def table(self, code: str) -> tuple[Edition, Table]:
        if code not in self._tables:
            self._tables[code] = table_of(self.report, code)
        return self._tables[code]

    def has(self, address: Address) -> bool:
        return address in self.report.figures

    def has_table(self, code: str) -> bool:
        """Whether the report has any cell of a table: of one that is not there nothing is said."""
        return code in self._coded

    def worth(self, expression: Expression) -> Worth:
        """The value by the cells as stated, then by the sums of their rows and columns where these differ."""
        found = self._worths.get(expression)
        if found is None:
            found = self._worths[expression] = self._worth(expression)
        return found

    def _worth(self, expression: Expression) -> Worth:
        alone = len(expression.cells) == 1
        unknown = tuple(cell for cell in expression.cells if self._is_unknown(cell, alone=alone))
        if unknown:
            return Worth(expression, unknown=unknown)
        if not alone and all(self._is_blank(cell) for cell in expression.plus):
            return Worth(expression, unknown=expression.plus)
        values = [self._sum(expression, way) for way in ("", ACROSS, DOWN)]
        return Worth(expression, tuple(dict.fromkeys(v for v in values if v is not None)))

    def _sum(self, expression: Expression, way: str) -> Decimal | None:
        plus = [self._value(cell, way) for cell in expression.plus]
        minus = [self._value(cell, way) for cell in expression.minus]
        return sum(plus, Decimal()) - sum(minus, Decimal())

    def _value(self, cell: Address, way: str) -> Decimal:
        stated = self.report.figures[cell].value
        if stated is not None and not way:
            return stated
        derived = self.derived(cell, way or ACROSS)
        if derived is None:
            return stated or Decimal()
        return derived

    def _is_unknown(self, cell: Address, *, alone: bool) -> bool:
        figure = self.report.figures.get(cell)
        if figure is None or not is_sure(figure) or figure.state is State.ILLEGIBLE:
            return True
        if not is_empty(figure):
            return False
        if self._parts_are_doubtful(cell):
            return True
        return alone and self.derived(cell, ACROSS) is None

    def _is_blank(self, cell: Address) -> bool:
        return is_empty(self.report.figures[cell]) and self.derived(cell, ACROSS) is None

    def _parts_are_doubtful(self, cell: Address) -> bool:
        parts = self._parts(cell, ACROSS)
        return any(part not in self.report.figures or not is_sure(self.report.figures[part]) for part in parts)

    def derived(self, cell: Address, way: str) -> Decimal | None:
        """The sum of a total's parts across or down; None where a part is not known or none is a number."""
        key = cell, way
        if key not in self._derived:
            self._derived[key] = self._derive(self._parts(cell, way))
        return self._derived[key]

    def _derive(self, parts: tuple[Address, ...]) -> Decimal | None:
        figures = [self.report.figures.get(part) for part in parts]
        known = [figure for figure in figures if figure is not None and is_sure(figure)]
        if len(known) < len(parts) or not any(figure.value is not None for figure in known):
            return None
        return sum((figure.value or Decimal() for figure in known), Decimal())

    def _parts(self, cell: Address, way: str) -> tuple[Address, ...]:
        if cell.table not in self._sums:
            self._sums[cell.table] = {(s.subject, s.kind): s.plus for s in sums_of(self.table(cell.table)[1])}
        return self._sums[cell.table].get((cell, way), ())


Operands.last = Operands(Report())


def operands_of(report: Report) -> Operands:
    """The cells of a report as operands, of which a dozen rules ask the same."""
    operands = Operands.last  # another thread may put its own in the meantime
    if operands.report is not report:
        operands = Operands.last = Operands(report)
    return operands


def cells_of(expressions: Iterable[Expression]) -> tuple[Address, ...]:
    """All cells of these expressions, each once, in the order they come."""
    return tuple(dict.fromkeys(cell for expression in expressions for cell in expression.cells))
