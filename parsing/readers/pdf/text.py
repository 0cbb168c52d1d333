"""The characters of a PDFium page, each with its box, and whether they are all that is printed."""

from __future__ import annotations

import math
from typing import NamedTuple

import pypdfium2 as pdfium

from parsing.errors import LimitExceeded
from parsing.grid import Box
from parsing.readers.pdf import calls
from parsing.readers.pdf.calls import Floats
from parsing.readers.pdf.frame import Matrix, multiplied
from parsing.readers.pdf.glyphs import UNKNOWN, plain
from parsing.readers.pdf.objects import Walker
from parsing.readers.pdf.page import ABOVE, BELOW, Char, standing
from parsing.readers.pdf.state import UNSEEN, turn_of

MOST_CHARS = 60_000
"""On one page; a page of a report holds some 2,000."""
_LINE_END_HYPHEN = 2
"""What PDFium writes over a hyphen that it takes for the end of a line."""
_LEVEL = 0.001
"""Rise of a line of text over its length that still is none."""


class _Run(NamedTuple):
    """What the characters of one text object share: turn as in Char, size, its part along the line
    and baseline in points, what of them can be seen, and the font.

    ``turn`` is None for what is not read: slanted or unseen text.
    """

    turn: int | None
    size: float
    stretch: float
    baseline: float
    clip: Box
    font: int


class TextLayer:
    """``chars`` on the sheet; ``odd`` tells developers why they may not be all, or is empty.

    ``view`` is the way from the page's space to the sheet.
    """

    def __init__(self, page: pdfium.PdfPage, walker: Walker, view: Matrix) -> None:
        self.chars: list[Char] = []
        self.odd = ""
        self._walker = walker
        self._view = view
        self._floats = Floats(6)
        self._widths: dict[tuple[int, int], float] = {}
        layer = page.get_textpage()
        try:
            self._read(calls.address(layer.raw))
        finally:
            layer.close()

    def _read(self, layer: int) -> None:
        found = _gathered(layer)
        letters = {code: _letter(code) for code in set(found.codes)}
        runs: dict[int, _Run] = {}
        for index, item in enumerate(found.items):
            if not item:
                continue
            run = runs.get(item)
            if run is None:
                run = runs[item] = self._run(layer, index, item)
            code = found.codes[index]
            letter = UNKNOWN if found.unmapped[index] else letters[code]
            if letter == " ":
                continue
            if letter == UNKNOWN or code == _LINE_END_HYPHEN:
                self.odd = self.odd or "glyph"
            self._place(letter, found.lefts[index], self._right(found, index, run), run)
        for item in self._walker.texts.keys() - runs.keys():
            if not self._blank(item):
                self.odd = self.odd or "text left out"

    def _right(self, found: _Found, index: int, run: _Run) -> float:
        """Where a character's advance ends: its box includes what ink stands over."""
        left, right = found.lefts[index], found.rights[index]
        if found.items[index + 1] == found.items[index]:
            limit = found.lefts[index + 1]
            if left == limit:
                self.odd = self.odd or "characters of one glyph"
            elif left < limit <= right:
                return limit
        return min(right, left + self._advance(run, found.codes[index]))

    def _blank(self, item: int) -> bool:
        """Whether a text object that the text page leaves out prints nothing, as a space does.

        That it has no extent says so only where the file brings the font: in a font that PDFium
        puts in its place any glyph may be missing.
        """
        at = self._floats.at
        calls.object_bounds(item, at, at + 4, at + 8, at + 12)
        x0, y0, x1, y1 = self._floats.values(0, 4)
        return x0 == x1 and y0 == y1 and calls.font_embedded(calls.text_font(item)) == 1

    def _advance(self, run: _Run, code: int) -> float:
        """Points a character takes by the table of its font."""
        key = (run.font, code)
        width = self._widths.get(key)
        if width is None:
            known = calls.font_width(run.font, code, 1.0, self._floats.at)
            width = self._widths[key] = self._floats.values(0, 1)[0] if known else 0.0
        return width * run.stretch if width > 0 else math.inf

    def _run(self, layer: int, index: int, item: int) -> _Run:
        around = self._walker.texts.get(item)
        if around is None:
            self.odd = self.odd or "text from elsewhere"
            return _Run(None, 0.0, 0.0, 0.0, (0.0, 0.0, 0.0, 0.0), 0)
        calls.char_matrix(layer, index, self._floats.at)
        size = calls.char_size(layer, index)
        sign = -1.0 if size < 0 else 1.0
        a, b, c, d, _, f = (value * sign for value in self._floats.values())
        own = multiplied((a, b, c, d, 0.0, 0.0), self._view)
        turn = turn_of(*own[:4])
        if turn is not None and not (a > 0 and d > 0 and abs(b) <= _LEVEL * a):
            self.odd = self.odd or "turned text"
        if calls.text_mode(item) in UNSEEN:
            turn = None
            self.odd = self.odd or "unseen text"
        size = abs(size)
        clip = self._walker.clip_of(item, around)
        return _Run(turn, math.hypot(c, d) * size, abs(a) * size, f * sign, clip, calls.text_font(item) or 0)

    def _place(self, letter: str, left: float, right: float, run: _Run) -> None:
        if run.turn is None:
            return
        y = run.baseline
        a, b, c, d, e, f = self._view
        if b == c == 0.0 and a == 1.0 and run.turn == 0:  # as nearly every page is: the same, sooner
            level = d * y + f
            char = Char(letter, left + e, level - ABOVE * run.size, right + e, level + BELOW * run.size, run.size, 0)
        else:
            start = (a * left + c * y + e, b * left + d * y + f)
            end = (a * right + c * y + e, b * right + d * y + f)
            char = standing(letter, start, end, run.size, run.turn)
        x, y = (char[1] + char[3]) / 2, (char[2] + char[4]) / 2
        x0, y0, x1, y1 = run.clip
        if x0 - 1 <= x <= x1 + 1 and y0 - 1 <= y <= y1 + 1:
            self.chars.append(char)


class _Found(NamedTuple):
    """What PDFium says of each character: its code, its text object's address or None, whether the
    file names no character for it, and the edges of its box. ``items`` and ``lefts`` have one more."""

    codes: list[int]
    items: list[int | None]
    unmapped: list[int]
    lefts: list[float]
    rights: list[float]


def _gathered(layer: int) -> _Found:
    count = calls.char_count(layer)
    if count > MOST_CHARS:
        raise LimitExceeded(detail="characters")
    indexes = range(count)
    room = Floats(4 * count)
    for index in indexes:
        calls.char_box(layer, index, room.at + 16 * index)
    edges = room.values()
    return _Found(
        [calls.char_code(layer, index) for index in indexes],
        [*(calls.char_object(layer, index) for index in indexes), None],
        [calls.char_unmapped(layer, index) for index in indexes],
        [*edges[0::4], 0.0],
        edges[2::4],
    )


def _letter(code: int) -> str:
    """What a character code is; a blank for white space, nothing for what no font should print."""
    if code == _LINE_END_HYPHEN:
        return "-"
    if code in (0, 0xFFFE, 0xFFFF) or code > 0x10FFFF:
        return UNKNOWN
    return plain(chr(code))
