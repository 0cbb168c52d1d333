"""The state a content stream is run in, and the limits it is run under."""

from __future__ import annotations

import math

from pdfminer.utils import Matrix

from parsing.errors import LimitExceeded
from parsing.grid import Box
from parsing.readers.pdf.engines.content import Operand
from parsing.readers.pdf.engines.fonts import Font
from parsing.readers.pdf.engines.frame import most_drawn_error

MOST_CHARACTERS = 200_000
MOST_OPERATORS = 300_000
"""Over one document, as no report comes near and a hostile file passes at once."""
_STRAIGHT = math.tan(math.radians(8))
EVERYWHERE: Box = (-1e9, -1e9, 1e9, 1e9)


_OPAQUE, _TRANSPARENT = 0.9, 0.1
_FILLED = (0, 4)
"""Text rendering modes that fill glyphs and draw no outlines."""
UNSEEN = (3, 7)
"""Text rendering modes that paint nothing: the text behind a scan is not what its reader sees."""


class Budget:
    """What is left of the limits over all pages of one document."""

    def __init__(self) -> None:
        self.operators = MOST_OPERATORS
        self.characters = MOST_CHARACTERS

    def spend_operator(self) -> None:
        self.operators -= 1
        if self.operators < 0:
            raise most_drawn_error("operators")

    def spend_character(self) -> None:
        self.characters -= 1
        if self.characters < 0:
            raise LimitExceeded(detail="characters")


class State:
    """The graphics and text state that q saves and Q restores."""

    __slots__ = (
        "alpha",
        "blended",
        "clip",
        "ctm",
        "font",
        "ink",
        "leading",
        "mode",
        "rise",
        "scale",
        "size",
        "spacing",
        "stroke",
        "white",
        "words",
    )

    def __init__(self, ctm: Matrix, clip: Box) -> None:
        self.ctm = ctm
        self.clip = clip
        self.stroke = self.alpha = 1.0
        self.ink = 0.0
        self.font: Font | None = None
        self.size = self.spacing = self.words = self.leading = self.rise = 0.0
        self.scale = 1.0
        self.mode = 0
        self.blended = self.white = False

    @property
    def paints_over(self) -> bool:
        """Whether what is filled hides what is under it."""
        return self.alpha >= _OPAQUE and not self.blended

    @property
    def is_transparent(self) -> bool:
        """Whether nobody sees what is filled; text in outlines has an opacity of its own."""
        return self.alpha < _TRANSPARENT and self.mode in _FILLED

    def copy(self) -> State:
        twin = object.__new__(State)
        for name in State.__slots__:
            setattr(twin, name, getattr(self, name))
        return twin


def matrix_of(operands: list[Operand]) -> Matrix:
    a, b, c, d, e, f = operands[-6:]
    return (a + 0.0, b + 0.0, c + 0.0, d + 0.0, e + 0.0, f + 0.0)


def common_box(one: Box, other: Box) -> Box:
    return (max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3]))


def turn_of(a: float, b: float, c: float, d: float) -> int | None:
    """Quarter turns clockwise of text running along (a, b) on a page whose y grows downwards.

    None for slanted text: stamps and watermarks, never figures.
    """
    if abs(b) <= abs(a) * _STRAIGHT:
        if not a:
            return None
        return 0 if a > 0 else 2
    if abs(a) <= abs(b) * _STRAIGHT:
        return 1 if b > 0 else 3
    return None
