"""Blanks where a recognised table prints its noughts: one among many is more likely a nought that was not seen.

No sum tells them apart, as both count nothing. A dash where the table writes none may be what is left of a digit.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from parsing.grid import RECOGNITION, both
from parsing.report import Address, Figure, State

DOUBT = RECOGNITION + "同一表里的 0 都写了出来，只有这里像是空格，请对照原件核对。"
LONE_DASH = RECOGNITION + "同一表里别处的空格都不写横线，只有这里像是横线，请对照原件核对。"
_MANY = 20
"""Printed noughts for each blank, and both for each dash, from which these are not what a table writes for nothing."""


def doubt_lone_blanks(figures: Mapping[Address, Figure], recognised: Collection[int]) -> dict[Address, Figure]:
    """The figures, with doubt of the few blanks among many noughts on pages that were recognised in a picture, and of
    the few dashes among both."""
    found = dict(figures)
    for table in {address.table for address in figures} if recognised else ():
        own = {a: f for a, f in figures.items() if a.table == table and f.place.page in recognised}
        blank = [address for address, figure in own.items() if figure.state is State.BLANK]
        dashes = [address for address, figure in own.items() if figure.state is State.DASH]
        noughts = sum(figure.value == 0 for figure in own.values())
        for few, others, doubt in ((blank, noughts, DOUBT), (dashes, noughts + len(blank), LONE_DASH)):
            if _MANY * len(few) <= others:
                found |= {address: own[address]._replace(doubt=both(own[address].doubt, doubt)) for address in few}
    return found
