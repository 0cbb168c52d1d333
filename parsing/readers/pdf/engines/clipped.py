"""Numbers of which the page shows one line and hides the next, as rows of a fixed height do."""

from __future__ import annotations

from parsing.grid import Box
from parsing.readers.pdf.glyphs import DIGITS, UNKNOWN
from parsing.readers.pdf.page import Char, char_in

_NEXT_LINE = 1.6
"""Ems from one line of a number to the next at most."""
_INSIDE = 0.5


def hidden_digit(char: Char, clip: Box, before: Char) -> Char | None:
    """What a page tells of a digit that its clip hides, in the line below that of the character ``before``, which is
    seen: that there is something. None for all else that is not seen, and for further digits of that line."""
    x0, top, x1, bottom = clip
    if char.turn or char.text not in DIGITS or not x0 <= char.x <= x1:
        return None
    if before.text not in DIGITS or not (x0 <= before.x <= x1 and top <= before.y <= bottom):
        return None
    if not bottom < char.y < before.y + _NEXT_LINE * char.size:
        return None
    edge, half = bottom - _INSIDE, char.size / 2
    return char_in(UNKNOWN, (char.x0, edge - half, char.x1, edge + half), char.size)
