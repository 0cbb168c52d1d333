"""Digits as far apart as if a point had stood between them, which a coarse or cleaned scan lost."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from parsing.readers.scan.ink import Blob

POINT = 0.5
"""Steps from one digit to the next that a decimal point takes."""
SIDE = 0.15
"""Share of the step between digits that is white."""
_WIDER, _WIDER_THAN_OWN = 1.3, 1.4
"""Steps from one digit to the next from which a point may have been lost between them; the narrowest steps of its own
number alone. A 1 is off its middle by a tenth in usual fonts."""
_STEP_UNKNOWN = 0.81
"""Heights of digits that a step is taken to be for a number that does not tell, in a page that does not."""
_ROOM = 0.35
"""Steps by which digits printed into each other may be broader together than they are without a point."""


def has_gap(text: str, tall: Sequence[Blob], step: float) -> bool:
    """Whether two digits of a number stand so far apart: 12.5 without its point is read as 125 by every look. Numbers
    that are set wider throughout have no gap.

    ``tall`` are the blobs of its digits, ``step`` pixels from one digit to the next, 0 where nothing tells.
    """
    text = text.lstrip("-—")
    if len(tall) != sum(map(str.isdigit, text)):
        places = len(text) - (1 - POINT) * sum(not char.isdigit() for char in text)
        return bool(step) and (max(b.x1 for b in tall) - min(b.x0 for b in tall)) / step + SIDE > places + _ROOM
    pairs = _steps(text, tall)
    if not pairs:
        return False
    least = min(wide / steps for wide, steps in pairs)
    if least <= 0:  # one digit over another
        return True
    own = _widest(pairs, least)
    if len(pairs) > 1:
        return own > _WIDER_THAN_OWN or (bool(step) and own > _WIDER and _widest(pairs, step) > _WIDER)
    return _widest(pairs, step or _STEP_UNKNOWN * median(blob.height for blob in tall)) > _WIDER


def _steps(text: str, tall: Sequence[Blob]) -> list[tuple[float, int]]:
    """How far apart digits stand that no mark parts, and how many steps that is. A 1 between others is passed over, as
    it need not be in the middle of its place."""
    places = [index for index, char in enumerate(text) if char.isdigit()]
    middle = {index: (blob.x0 + blob.x1) / 2 for index, blob in zip(places, tall, strict=True)}
    told = [index for index in places if text[index] != "1" or not {index - 1, index + 1} <= middle.keys()]
    return [(middle[b] - middle[a], b - a) for a, b in pairwise(told) if all(place in middle for place in range(a, b))]


def _widest(pairs: Sequence[tuple[float, int]], step: float) -> float:
    """The widest single step, in steps of this length, where all others would be one."""
    return max(wide - (steps - 1) * step for wide, steps in pairs) / step
