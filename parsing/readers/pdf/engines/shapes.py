"""Whether digits are what their font says they are: a third witness beside two engines that believe the same table.

The table of a font that names its characters (ToUnicode) may name other digits than are printed, as tools against
copying do, and a permutation of digits keeps every sum of single figures and their totals. So the outline of each digit
that a file prints is held against the shapes of the ten: that of its font, a picture of it where the font is drawings,
and that of the font PDFium puts in place of one that is not in the file. Which digit is shown there is told by the
encoding, as in any program, and where that tells nothing PDFium shows what the table says.
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import mul
from typing import NamedTuple

import pypdfium2 as pdfium

from parsing.readers.pdf.engines import outlines
from parsing.readers.pdf.engines.drawn import Drawn, is_drawing
from parsing.readers.pdf.engines.shape_weights import LEAST_MARGIN, OFFSETS, WEIGHTS
from parsing.readers.pdf.glyphs import DIGITS

Likeness = list[float]
"""How like each of the ten digits a glyph is drawn."""


class Digit(NamedTuple):
    """A digit a page prints: by the address of its font, and whether what is set is the mirror image of its glyph."""

    font: int
    letter: str
    mirrored: bool = False


class Shapes:
    """The digits a document prints, by the fonts they are printed in; each is looked at once."""

    def __init__(self) -> None:
        self._drawn: Drawn | None = None
        self._drawings: dict[int, bool] = {}
        self._printed: dict[int, dict[str, Likeness | None]] = {}

    def see(self, document: pdfium.PdfDocument, printed: Iterable[Digit]) -> None:
        """Takes in digits of a document whose fonts must be loaded still."""
        for digit in printed:
            known = self._printed.setdefault(digit.font, {})
            if digit.letter not in known:
                ink = self._ink(document, digit)
                known[digit.letter] = likeness(ink) if ink else None

    def _ink(self, document: pdfium.PdfDocument, digit: Digit) -> list[float] | None:
        font, letter, mirrored = digit
        if font not in self._drawings:
            self._drawings[font] = is_drawing(font)
        if not self._drawings[font]:
            return outlines.ink(font, letter)
        if self._drawn is None:
            self._drawn = Drawn(document)
        return self._drawn.ink(font, letter, mirrored)

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
