"""Blanks where a recognised table prints its noughts: one among many is more likely a nought that was not seen.

No sum tells them apart, as both count nothing. A dash where the table writes none may be what is left of a digit, and
where most of what is printed is too small or pale to be read, some of it looks like nothing at all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from parsing.grid import RECOGNITION, both
from parsing.report import Address, Figure, State

DOUBT = RECOGNITION + "同一表里的 0 都写了出来，只有这里像是空格，请对照原件核对。"
LONE_DASH = RECOGNITION + "同一表里别处的空格都不写横线，只有这里像是横线，请对照原件核对。"
FAINT = RECOGNITION + "同一表里大多数数字都认不出来，这个空格里也可能有数字，请对照原件核对。"
_SOME = 3
"""Cells nobody could read, and more than numbers, from which blanks are none for certain."""
_MANY = 20
"""Printed noughts for each blank, and both for each dash, from which these are not what a table writes for nothing."""


def doubt_lone_blanks(figures: Mapping[Address, Figure], recognised: Collection[int]) -> dict[Address, Figure]:
    """The figures, with doubt of the few blanks among many noughts on pages that were recognised in a picture, and of
    the few dashes among both, and of all blanks where less was read than was not."""
    found = dict(figures)
    for table in {address.table for address in figures} if recognised else ():
        own = {a: f for a, f in figures.items() if a.table == table and f.place.page in recognised}
        blank = [address for address, figure in own.items() if figure.state is State.BLANK]
        dashes = [address for address, figure in own.items() if figure.state is State.DASH]
        noughts = sum(figure.value == 0 for figure in own.values())
        for few, others, doubt in ((blank, noughts, DOUBT), (dashes, noughts + len(blank), LONE_DASH)):
            if _MANY * len(few) <= others:
                found |= _doubted(own, few, doubt)
        if sum(figure.state is State.ILLEGIBLE for figure in own.values()) >= max(_SOME, _numbers(own)):
            found |= _doubted(own, blank, FAINT)
    return found


def _doubted(figures: Mapping[Address, Figure], some: Iterable[Address], doubt: str) -> dict[Address, Figure]:
    return {address: figures[address]._replace(doubt=both(figures[address].doubt, doubt)) for address in some}


def _numbers(figures: Mapping[Address, Figure]) -> int:
    return sum(figure.state is State.NUMBER for figure in figures.values())
