"""Where the cells of a row begin in the file, once walls, marks and ends of lines between them are gone."""

from __future__ import annotations

import re
from collections.abc import Sequence

_DROPPED = re.compile(r"<[^<>]{1,40}>|[^\w（）()\-—–/／.,，．]")
"""What of the file may be missing in a cell, or stand between its characters."""


def begins(cells: Sequence[str], source: str, offset: int) -> tuple[int, ...]:
    """The offset in the file of each cell, looked for in their order; of one that is not found, and of an empty one,
    where the cell before it ends. ``source`` is what the file has from ``offset`` on."""
    dropped = {at for found in _DROPPED.finditer(source) for at in range(*found.span())}
    kept = [at for at in range(len(source)) if at not in dropped]
    text = "".join(map(source.__getitem__, kept))
    found: list[int] = []
    at = 0
    for cell in cells:
        bare = _DROPPED.sub("", cell)
        place = text.find(bare, at) if bare else -1
        while place >= 0 and bare.isdecimal() and _is_part(source, kept[place], kept[place + len(bare) - 1] + 1):
            place = text.find(bare, place + 1)
        at = at if place < 0 else place + len(bare)
        begin = place if place >= 0 else at
        found.append(offset + (kept[begin] if begin < len(kept) else len(source)))
    return tuple(found)


def _is_part(source: str, start: int, end: int) -> bool:
    """Whether digits are part of a longer number of the file."""
    return source[max(start - 1, 0) : start].isdecimal() or source[end : end + 1].isdecimal()
