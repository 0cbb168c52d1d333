"""Blanks where a recognised table prints its noughts: one among many is more likely a nought that was not seen.

No sum tells them apart, as both count nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from parsing.grid import RECOGNITION
from parsing.report import Address, Figure, State
from parsing.tables.mapped import both

DOUBT = RECOGNITION + "同一表里的 0 都写了出来，只有这里像是空格，请对照原件核对。"
_MANY = 20
"""Printed noughts for each blank from which blanks are not what the table writes for nothing."""


def doubt_lone_blanks(figures: Mapping[Address, Figure], recognised: Collection[int]) -> dict[Address, Figure]:
    """The figures, with doubt of the few blanks among many noughts on pages that were recognised in a picture."""
    found = dict(figures)
    for table in {address.table for address in figures} if recognised else ():
        own = {a: f for a, f in figures.items() if a.table == table and f.place.page in recognised}
        blank = [address for address, figure in own.items() if figure.state is State.BLANK]
        noughts = sum(figure.value == 0 for figure in own.values())
        if _MANY * len(blank) <= noughts:
            found |= {address: own[address]._replace(doubt=both(own[address].doubt, DOUBT)) for address in blank}
    return found
