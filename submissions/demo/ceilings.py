"""The most a report's cells may hold, so that an agency's figures lie within its area's."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from parsing.report import Address

Ceilings = Mapping[Address, Decimal]
UNBOUNDED: Final = 10**12


def most_of(top: Ceilings | None, table: str, row: str, column: str) -> int:
    """The most whole things a cell may count."""
    return UNBOUNDED if top is None else int(top.get(Address(table, row, column), 0))


def moved(shares: dict[str, int], most: Mapping[str, int]) -> dict[str, int]:
    """What is above a row's ceiling goes to rows that have room."""
    kept = {row: min(count, most[row]) for row, count in shares.items()}
    left = sum(shares.values()) - sum(kept.values())
    for row, count in kept.items():
        room = min(left, most[row] - count)
        kept[row], left = count + room, left - room
    return kept
