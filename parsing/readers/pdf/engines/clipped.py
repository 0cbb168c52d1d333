"""Numbers of which a page shows a part: rows of a fixed height hide their next line, and the side of a cell or of the
sheet hides their first digits or last."""

from __future__ import annotations

from parsing.grid import Box
from parsing.readers.pdf.glyphs import DIGITS, UNKNOWN
from parsing.readers.pdf.page import Char, char_in

_OF_NUMBERS = frozenset((*DIGITS, *".．,，"))
_NEXT_LINE = 1.6
"""Ems from one line of a number to the next at most."""
_INSIDE = 0.5
_NEXT, _LEVEL = 0.15, 0.1
"""Ems from one digit of a number to the next at most, and by which they differ in height."""
_BESIDE = 4.0
"""Ems beyond a side within which a digit may belong to what is seen on this side of it."""
_WITHIN = 2.0
"""Points that the trace of a digit which a clip cuts through reaches into what is seen."""
_WHITE, _WHITE_IF_WIDE = 0.06, 0.2
"""Ems of white before the ink of a digit, and of one of full width."""
_APART, _EQUAL = 0.2, 0.05
"""Points from which digits are set apart, and by which two lengths may differ."""
CLOSE = 1.0
"""Points beyond its clip at which a character is held to be seen whole."""


def hidden_part(char: Char, clip: Box, before: Char) -> Char | None:
    """What a page tells of a digit that its clip hides, of the number that ends with ``before``."""
    return hidden_digit(char, clip, before) or next_digit_cut_off(char, clip, before)


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


def next_digit_cut_off(char: Char, clip: Box, before: Char) -> Char | None:
    """What a page tells of a digit behind the right side of its clip, where it goes on the number that ends with
    ``before``, which is seen: other text behind a clip is none of the page's."""
    goes_on = before.text in DIGITS and abs(char.y - before.y) <= _LEVEL * char.size
    near = before.x <= clip[2] and char.x0 - before.x1 <= _NEXT * char.size
    return digit_cut_off(char, clip) if goes_on and near else None


def digit_cut_through(char: Char, clip: Box, white: float = 0.0) -> Char | None:
    """What a page tells of a digit that a side of its clip cuts: that there may be something behind. Programs leave out
    what their page does not show at all, and of a number that goes on there this digit is the only trace; it may end
    before the side by as much as the ``white`` before the next. It is told on this side of the clip, where its cell is:
    the middle of the digit may lie beyond."""
    if char.turn or char.text not in _OF_NUMBERS:
        return None
    if is_cut_on_the_right(char, clip[2], white):
        return char_in(UNKNOWN, (min(char.x, clip[2] - _WITHIN), char.y0, clip[2], char.y1), char.size)
    if char.x0 < clip[0] - CLOSE:
        return char_in(UNKNOWN, (clip[0], char.y0, max(char.x, clip[0] + _WITHIN), char.y1), char.size)
    return None


def set_apart(char: Char, before: Char) -> float:
    """Points between two digits of one number; nothing for all else."""
    if char.text not in DIGITS or before.text not in DIGITS or abs(char.y - before.y) > _LEVEL * char.size:
        return 0.0
    white = char.x0 - before.x1
    return white if _APART <= white <= _INSIDE * char.size else 0.0


def is_cut_on_the_right(char: Char, side: float, white: float) -> bool:
    """Whether a character goes on beyond the right side of its clip, or the next would stand wholly behind it."""
    return char.x1 > side + (-white if white else CLOSE)


def white_behind(char: Char, apart: float) -> float:
    """Points from the end of the last character of a string to the ink of one behind it, at most, where digits are set
    ``apart``."""
    return max((_WHITE if char.text.isascii() else _WHITE_IF_WIDE) * char.size, apart - _EQUAL)


def digit_cut_off(char: Char, shown: Box) -> Char | None:
    """What a page tells of a digit behind the left or right side of what it shows: that there is something. None for
    all else, and for what stands further away, as the text of a page beside this one does."""
    x0, top, x1, bottom = shown
    if char.turn or char.text not in _OF_NUMBERS or not top <= char.y <= bottom:
        return None
    reach = _BESIDE * char.size
    if not (x0 - reach <= char.x < x0 or x1 < char.x <= x1 + reach):
        return None
    left, right = (min(char.x0, x1 - _INSIDE), x1) if char.x > x1 else (x0, max(char.x1, x0 + _INSIDE))
    return char_in(UNKNOWN, (left, char.y0, right, char.y1), char.size)
