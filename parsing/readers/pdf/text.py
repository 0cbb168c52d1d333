"""The characters of a PDFium page, each with its box, and whether they are all that is printed."""

from __future__ import annotations

import math
from collections.abc import Sequence
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
    """What the characters of one text object share: turn as in Char, the size and its part along the
    line, the baseline in the page's space, top and bottom on the sheet (of upright text), what of
    them can be seen, and the font; lengths in points.

    ``turn`` is None for what is not read: slanted or unseen text. ``level`` text runs along the page's
    own lines, whichever way the page is shown.
    """

    turn: int | None
    level: bool
    size: float
    stretch: float
    baseline: float
    top: float
    bottom: float
    clip: Box
    font: int


_NOTHING = _Run(None, True, 0.0, 0.0, 0.0, 0.0, 0.0, (0.0, 0.0, 0.0, 0.0), 0)


class TextLayer:
    """``chars`` on the sheet; ``odd`` tells developers why they may not be all, or is empty.

    ``view`` is the way from the page's space to the sheet.
    """

    def __init__(self, page: pdfium.PdfPage, walker: Walker, view: Matrix) -> None:
        self.chars: list[Char] = []
        self.odd = ""
        self._walker = walker
        self._view = view
        self._upright = view[:4] == (1.0, 0.0, 0.0, -1.0)
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
            if run.level:
                self._place(letter, found.lefts[index], self._right(found, index, run), run)
            else:
                self._place_box(letter, found.boxes[4 * index : 4 * index + 4], run)
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
            return _NOTHING
        calls.char_matrix(layer, index, self._floats.at)
        a, b, c, d, _, y = self._floats.values()
        size = calls.char_size(layer, index)
        if size < 0:
            a, b, c, d, size = -a, -b, -c, -d, -size
        turn = self._turn(a, b, c, d)
        if calls.text_mode(item) in UNSEEN:
            turn = None
            self.odd = self.odd or "unseen text"
        em = math.hypot(c, d) * size
        level = self._view[3] * y + self._view[5]
        clip = self._walker.clip_of(item, around)
        font = calls.text_font(item) or 0
        return _Run(turn, abs(b) <= abs(a), em, abs(a) * size, y, level - ABOVE * em, level + BELOW * em, clip, font)

    def _turn(self, a: float, b: float, c: float, d: float) -> int | None:
        level = a > 0 and d > 0 and abs(b) <= _LEVEL * a
        if level and self._upright:
            return 0
        turn = turn_of(*multiplied((a, b, c, d, 0.0, 0.0), self._view)[:4])
        if turn is not None and not level:
            self.odd = self.odd or "turned text"
        return turn

    def _place(self, letter: str, left: float, right: float, run: _Run) -> None:
        if run.turn is None:
            return
        a, b, c, d, e, f = self._view
        if self._upright and run.turn == 0:  # as on nearly every page: the same as below, sooner
            char = Char(letter, left + e, run.top, right + e, run.bottom, run.size, 0)
        else:
            y = run.baseline
            start = (a * left + c * y + e, b * left + d * y + f)
            end = (a * right + c * y + e, b * right + d * y + f)
            char = standing(letter, start, end, run.size, run.turn)
        self._keep(char, run)

    def _place_box(self, letter: str, box: Sequence[float], run: _Run) -> None:
        """A character of text drawn sideways, whose advance is the height of its box."""
        if run.turn is None:
            return
        a, b, c, d, e, f = self._view
        left, top, right, bottom = box
        xs = sorted((a * left + c * bottom + e, a * right + c * top + e))
        ys = sorted((b * left + d * bottom + f, b * right + d * top + f))
        self._keep(Char(letter, xs[0], ys[0], xs[1], ys[1], run.size, run.turn), run)

    def _keep(self, char: Char, run: _Run) -> None:
        x0, y0, x1, y1 = run.clip
        if x0 - 1 <= (char[1] + char[3]) / 2 <= x1 + 1 and y0 - 1 <= (char[2] + char[4]) / 2 <= y1 + 1:
            self.chars.append(char)


class _Found(NamedTuple):
    """What PDFium says of each character: its code, its text object's address or None, whether the
    file names no character for it, and the edges of its box; ``boxes`` has them all, four a character:
    left, top, right, bottom. ``items`` and ``lefts`` have one more."""

    codes: list[int]
    items: list[int | None]
    unmapped: list[int]
    lefts: list[float]
    rights: list[float]
    boxes: list[float]


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
        edges,
    )


def _letter(code: int) -> str:
    """What a character code is; a blank for white space, nothing for what no font should print."""
    if code == _LINE_END_HYPHEN:
        return "-"
    if code in (0, 0xFFFE, 0xFFFF) or code > 0x10FFFF:
        return UNKNOWN
    return plain(chr(code))
