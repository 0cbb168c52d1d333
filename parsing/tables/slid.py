"""Figures that stand in the cell beside their own, and with its figure look like one number.

Print that was moved leaves a blank and puts two figures into the cell next to it: 0 and 0 read as 00, 2 and 0 as 20.
No count is written with a nought before it; and where the sum of a row holds with the number taken apart and not as it
stands, nobody knows which cell is whose.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise

from parsing.editions import EDITIONS
from parsing.editions.form import Block
from parsing.grid import both
from parsing.report import Address, Figure, State

DOUBT = "相邻的单元格是空的，这里像是两个数字印在了同一格，请对照原件核对。"


def doubt_slid(figures: Mapping[Address, Figure], edition: str) -> dict[Address, Figure]:
    """The figures, with doubt of a blank and of the number beside it that may be two."""
    found = dict(figures)
    for table in EDITIONS[edition].tables if edition in EDITIONS else ():
        for block in table.blocks:
            for row in block.rows:
                cells = [Address(table.code, row.code, column.code) for column in block.columns]
                for pair in _slid(figures, cells, block):
                    found |= {a: figures[a]._replace(doubt=both(figures[a].doubt, DOUBT)) for a in pair}
    return found


def _slid(figures: Mapping[Address, Figure], row: list[Address], block: Block) -> Iterator[tuple[Address, Address]]:
    parts = [address for address, column in zip(row, block.columns, strict=True) if column.into]
    for pair in pairwise(row):
        for blank, number in (pair, pair[::-1]):
            if not _is(figures, blank, State.BLANK) or not _is(figures, number, State.NUMBER):
                continue
            digits = "".join(char for char in figures[number].raw if char.isdigit())
            if len(digits) > 1 and (int(digits[0]) == 0 or _holds_apart(figures, row, parts, number, digits)):
                yield blank, number


def _is(figures: Mapping[Address, Figure], address: Address, state: State) -> bool:
    return address in figures and figures[address].state is state


def _holds_apart(
    figures: Mapping[Address, Figure], row: list[Address], parts: list[Address], number: Address, digits: str
) -> bool:
    """Whether the row's sum holds with a number taken apart into two, and not with it as it stands."""
    total = next((a for a in row if a not in parts), None)
    if total is None or number not in parts or any(a not in figures for a in (*parts, total)):
        return False
    want, own = figures[total].value, figures[number].value
    if want is None or own is None:
        return False
    others = sum((figures[a].value or Decimal(0) for a in parts if a != number), Decimal(0))
    if others + own == want:
        return False
    return any(others + int(digits[:at]) + int(digits[at:]) == want for at in range(1, len(digits)))
