"""Whether digits are what their font says they are: a third witness beside two engines that believe the same table.

The table of a font that names its characters (ToUnicode) may name other digits than are printed, as tools against
copying do, and a permutation of digits keeps every sum of single figures and their totals. So the outline of each digit
that a file prints is held against the shapes of the ten.
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import mul

from parsing.readers.pdf import calls
from parsing.readers.pdf.outlines import Outlines
from parsing.readers.pdf.shape_weights import LEAST_MARGIN, OFFSETS, WEIGHTS

DIGITS = {chr(base + digit): digit for base in (0x30, 0xFF10) for digit in range(10)}
"""Digits, those of full width among them."""

Likeness = list[float]
"""How like each of the ten digits a glyph is drawn."""


class Shapes:
    """The digits a document prints, by the fonts they are printed in; each is looked at once."""

    def __init__(self) -> None:
        self._outlines = Outlines()
        self._printed: dict[int, dict[str, Likeness | None]] = {}

    def see(self, printed: Iterable[tuple[int, str]]) -> None:
        """Takes in digits with the fonts, by address, that print them; the fonts must be loaded still."""
        for font, letter in printed:
            known = self._printed.setdefault(font, {})
            if letter not in known:
                known[letter] = self._likeness(font, letter)

    def _likeness(self, font: int, letter: str) -> Likeness | None:
        """None where the file leaves it to the program that shows it how the font is drawn."""
        ink = self._outlines.ink(font, letter) if calls.font_embedded(calls.pointer(font)) == 1 else None
        return likeness(ink) if ink else None

    def belied(self) -> set[int]:
        """The fonts that print some digit as another."""
        return {font for font, known in self._printed.items() if not _bear_out(known)}


def likeness(ink: list[float]) -> Likeness:
    """By a linear discriminant."""
    return [sum(map(mul, weights, ink)) + offset for weights, offset in zip(WEIGHTS, OFFSETS, strict=True)]


def _bear_out(known: dict[str, Likeness | None]) -> bool:
    shapes = [(DIGITS[letter], shape) for letter, shape in known.items() if shape]
    return not any(_is_another(digit, shape, shapes) for digit, shape in shapes)


def _is_another(digit: int, shape: Likeness, all_shapes: list[tuple[int, Likeness]]) -> bool:
    """Whether a glyph is far more like another digit than like the one it is said to be, and no glyph of its font is
    more like that one: in a light hand a 2 looks like a 7, and the 7 more so."""
    like = max(range(10), key=shape.__getitem__)
    return shape[like] - shape[digit] > LEAST_MARGIN and shape[like] == max(other[like] for _, other in all_shapes)
