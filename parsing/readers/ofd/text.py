"""Where the characters of a text of an OFD stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lxml.etree import QName
from lxml.etree import _Element as Element

from parsing.readers.ofd.geometry import Matrix, advances, number, turned

UNKNOWN = "〓"
"""Printed for a glyph of which the file does not say what character it is, as printers do; no number has it."""
COUNTS = ("CodePosition", "CodeCount", "GlyphCount")
WIDE = "\u2e80"
"""From here on a character takes a square."""


class Glyphs(NamedTuple):
    """So many characters of a text, from ``first``, are shown by so many glyphs."""

    first: int
    characters: int
    glyphs: int


def placed(element: Element, size: float) -> Iterator[tuple[str, float, float]]:
    """The characters with where each begins on its baseline, in the text's own millimetres.

    Advances are of glyphs. Where there are too few the last goes on; where there are none a square takes one em and
    a letter half of it, along the way the text is read.
    """
    along = turned(number(element.get("ReadDirection"), 0.0))
    x = y = 0.0
    shown: list[Glyphs] = []
    for part in element:
        name = QName(part).localname
        if name == "CGTransform":
            shown.append(Glyphs(*(int(number(part.get(key), 1)) for key in COUNTS)))
        if name != "TextCode":
            continue
        x, y = number(part.get("X"), x), number(part.get("Y"), y)
        text = (part.text or "").strip("\n\r\t")
        dx, dy = advances(part.get("DeltaX")), advances(part.get("DeltaY"))
        glyph = 0
        for char, glyphs in zip(text, _glyphs_of(text, shown), strict=True):
            yield _known(char), x, y
            for _ in range(glyphs):
                step = (_nth(dx, glyph), _nth(dy, glyph)) if dx or dy else _em(char, size, along)
                x, y, glyph = x + step[0], y + step[1], glyph + 1
        shown = []


def _glyphs_of(text: str, shown: Sequence[Glyphs]) -> list[int]:
    """How many glyphs each character takes; of several that are shown together, the last takes them all."""
    counts = [1] * len(text)
    for first, characters, glyphs in shown:
        if first >= 0 and 0 < characters != glyphs and first + characters <= len(text):
            counts[first : first + characters] = [*[0] * (characters - 1), max(0, min(glyphs, len(text)))]
    return counts


def _nth(steps: Sequence[float], place: int) -> float:
    return steps[min(place, len(steps) - 1)] if steps else 0.0


def _em(char: str, size: float, along: Matrix) -> tuple[float, float]:
    step = size if char >= WIDE else size / 2
    return step * along.a, step * along.b


def _known(char: str) -> str:
    """Private characters are a font's own, and the PDF's fonts have none beyond the first plane."""
    return UNKNOWN if "\ue000" <= char <= "\uf8ff" or ord(char) > 0xFFFF else " " if char < " " else char
