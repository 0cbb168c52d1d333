"""Where the glyphs of a shown string stand on the page (ISO 32000-1, 9.4.4)."""

from __future__ import annotations

import math
from collections.abc import Sequence

from pdfminer.utils import Matrix, mult_matrix

from parsing.readers.pdf.engines.content import Operand
from parsing.readers.pdf.engines.fonts import Font
from parsing.readers.pdf.engines.state import State, turn_of

Point = tuple[float, float]
Glyph = tuple[str, Point, Point]
"""What a glyph means and where its line of writing begins and ends on it, in points of the page."""


def set_string(
    parts: Sequence[Operand], font: Font, state: State, text: Matrix
) -> tuple[float, int | None, list[Glyph], Matrix]:
    """The size of a string's em in points, how it is turned, its glyphs, and the text matrix after it.

    ``parts`` are strings and, between them, thousandths of an em to go back; the turn is None where text runs
    aslant.
    """
    a, b, c, d, e, f = mult_matrix(text, state.ctm)
    size, scale, rise, vertical = state.size, state.scale, state.rise, font.vertical
    turn = turn_of(a, b, c, d) if size >= 0 else turn_of(-a, -b, -c, -d)
    glyphs: list[Glyph] = []
    along = 0.0
    for part in parts:
        if isinstance(part, float):
            along -= part * 0.001 * size * (1.0 if vertical else scale)
            continue
        for glyph in font.glyphs(part):
            step = glyph.width * size + state.spacing + (state.words if glyph.space else 0.0)
            if vertical:
                x, y, width = -glyph.shift[0] * size * scale, along - glyph.shift[1] * size + rise, size
            else:
                step *= scale
                x, y, width = along, rise, glyph.width * size * scale
            along += step
            if glyph.text:
                x1, y1 = x + width, y
                start, end = (a * x + c * y + e, b * x + d * y + f), (a * x1 + c * y1 + e, b * x1 + d * y1 + f)
                glyphs.append((glyph.text, start, end))
    tx, ty = (0.0, along) if vertical else (along, 0.0)
    a1, b1, c1, d1, e1, f1 = text
    after = (a1, b1, c1, d1, a1 * tx + c1 * ty + e1, b1 * tx + d1 * ty + f1)
    return math.hypot(c, d) * abs(size), turn, glyphs, after
