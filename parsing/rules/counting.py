"""A cell as another report is held against it: a value, or why there is none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from parsing.editions import Edition, Table, explain_address
from parsing.report import Address, Figure, Report
from parsing.rules.sums import BALANCE, sums_of
from parsing.rules.tables import is_empty, is_sure

MISSING, OPEN, UNSURE = "缺失", "空白", "读不准"


@dataclass(frozen=True, slots=True)
class Counted:
    """``value`` is None where the cell cannot be counted with; ``why`` says so in one word.

    A blank or dashed cell counts as 0, but a total left blank beside parts that are not all 0 is open.
    """

    value: Decimal | None
    why: str = ""


def counted(report: Report, table: Table, address: Address) -> Counted:
    figure = report.figures.get(address)
    if figure is None:
        return Counted(None, MISSING)
    if not is_sure(figure):
        return Counted(None, UNSURE)
    if figure.value is not None:
        return Counted(figure.value)
    return Counted(None, OPEN) if is_open_total(report, table, address) else Counted(Decimal())


def is_open_total(report: Report, table: Table, address: Address) -> bool:
    """A blank total that belongs to figures, or to parts that are not all there."""
    figure = report.figures.get(address)
    if figure is None or not is_empty(figure):
        return False
    return any(not _is_nothing(report.figures.get(part)) for parts in _parts(table).get(address, ()) for part in parts)


def _is_nothing(figure: Figure | None) -> bool:
    return figure is not None and is_sure(figure) and not figure.value


@lru_cache(maxsize=32)
def _parts(table: Table) -> dict[Address, list[tuple[Address, ...]]]:
    """By total: the cells it sums, down and across."""
    found: dict[Address, list[tuple[Address, ...]]] = {}
    for one in sums_of(table):
        if one.kind != BALANCE:
            found.setdefault(one.subject, []).append(one.plus)
    return found


@lru_cache(maxsize=32)
def inner_cells(table: Table) -> tuple[Address, ...]:
    """The cells that are no total of others."""
    totals = _parts(table)
    return tuple(address for address in table.addresses() if address not in totals)


def cells_text(addresses: Iterable[Address], edition: Edition, most: int = 3) -> str:
    """The cells by their labels, the first ``most`` of them."""
    known = list(addresses)
    words = "、".join(explain_address(address, edition) for address in known[:most])
    return words if len(known) <= most else f"{words}等 {len(known)} 格"


def digits(values: Iterable[Decimal]) -> int:
    """How many digits these figures have together: the more, the less likely they are equal by chance."""
    return sum(len(str(int(abs(value)))) for value in values if value)
