"""Which cells of two editions count the same thing, so that their figures may stand side by side.

Sources: the two forms themselves (国办公开办函〔2019〕60号, 国办公开办函〔2021〕30号), cell by cell as
in y2019 and y2021. Tables 三 and 四 are printed alike in both but for （六）其他处理, which 2019 has as
one row and 2021 divides into three. Table 二 was made anew: where 2019 asks how many items there
are and by how many they changed, 2021 asks what was issued, decided or charged in the year;
对外公开总数量 is not 现行有效件数, 行政事业性收费 was a number of items and is an amount.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from parsing.editions.form import Edition
from parsing.report import Address

ALIKE: Final = frozenset({"requests", "disputes"})
"""Tables whose cells with equal codes count the same."""

DIVIDED: Final[dict[str, tuple[str, ...]]] = {"other": ("other.not_corrected", "other.fee_unpaid", "other.other")}
"""Rows of table 三 that a later edition divides: their sum is what the one row counted."""

REASONS: Final[dict[str, str]] = {
    "disclosure": "两版表二统计口径不同：2019版填项目数量及增减，2021版填当年制发、处理、收费情况，不能直接比较。",
    "": "另一版格式没有这一格。",
}


@dataclass(frozen=True, slots=True)
class Match:
    """Cells of one edition and those of another that together count the same; ``why_not`` where none do."""

    cells: tuple[Address, ...]
    others: tuple[Address, ...]
    why_not: str = ""


@lru_cache(maxsize=16)
def matches(edition: Edition, other: Edition) -> tuple[Match, ...]:
    """One for every cell of ``edition``, those of a divided row together; each knows its like in ``other``."""
    theirs = set(other.addresses())
    found: list[Match] = []
    grouped: set[Address] = set()
    for cell in edition.addresses():
        if cell in grouped:
            continue
        match = _match(edition, cell, theirs, other)
        grouped.update(match.cells)
        found.append(match)
    return tuple(found)


def _match(edition: Edition, cell: Address, theirs: set[Address], other: Edition) -> Match:
    if edition.code == other.code:
        return Match((cell,), (cell,))
    if cell.table not in ALIKE:
        return Match((cell,), (), REASONS.get(cell.table, REASONS[""]))
    if cell in theirs:
        return Match((cell,), (cell,))
    for whole, parts in DIVIDED.items():
        pieces = tuple(Address(cell.table, part, cell.column) for part in parts)
        one = (Address(cell.table, whole, cell.column),)
        if cell in pieces and theirs.issuperset(one):
            return Match(pieces, one)
        if (cell,) == one and theirs.issuperset(pieces):
            return Match(one, pieces)
    return Match((cell,), (), REASONS[""])
