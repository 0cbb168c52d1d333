"""The characters of a PDFium page, each with its box, and whether they are all that is printed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat
from typing import NamedTuple

import pypdfium2 as pdfium

from parsing.errors import LimitExceeded
from parsing.readers.pdf import calls
from parsing.readers.pdf.calls import Floats, Slots
from parsing.readers.pdf.frame import Matrix
from parsing.readers.pdf.glyphs import UNKNOWN, plain
from parsing.readers.pdf.objects import Walker
from parsing.readers.pdf.page import Char, standing
from parsing.readers.pdf.runs import Run, Runs

MOST_CHARS = 60_000
"""On one page; a page of a report holds some 2,000."""
_LINE_END_HYPHEN = 2
"""What PDFium writes over a hyphen that it takes for the end of a line."""


class TextLayer:
    """``chars`` on the sheet; ``odd`` tells developers why they may not be all, or is empty.

    ``view`` is the way from the page's space to the sheet.
    """

    def __init__(self, page: pdfium.PdfPage, walker: Walker, view: Matrix) -> None:
        self.chars: list[Char] = []
        self.odd = ""
        self._walker = walker
        self._view = view
        layer = page.get_textpage()
        try:
            self._read(calls.address(layer.raw))
        finally:
            layer.close()

    def _read(self, layer: int) -> None:
        found = _gathered(layer)
        runs = Runs(layer, found.items, self._walker, self._view)
        self.odd = runs.odd
        self._place(found, runs)
        if not all(map(self._blank, self._walker.texts.keys() - runs.of.keys())):
            self.odd = self.odd or "text left out"

    def _place(self, found: _Found, runs: Runs) -> None:
        aside, keep, new, lefts, items = self._view[4], self.chars.append, tuple.__new__, found.lefts, found.items
        every = zip(map(runs.of.get, items), found.letters, found.codes, lefts, found.rights, strict=False)
        for index, (run, letter, code, left, right) in enumerate(every):
            if run is None or letter == " ":
                continue
            if letter == UNKNOWN or code == _LINE_END_HYPHEN:
                self.odd = self.odd or "glyph"
            if not run.level:
                self._place_box(letter, found.boxes.values(Slots.SIZE * index, Slots.SIZE * index + 4), run)
                continue
            # where its advance ends: its box includes what ink stands over
            limit = lefts[index + 1] if items[index + 1] == items[index] else left - 1
            if left == limit:
                self.odd = self.odd or "characters of one glyph"
            if left < limit <= right:
                end = limit
            else:
                end = left + (run.advances.get(code) or runs.advance(run, code))
                end = min(end, right)
            if not run.plain:
                self._place_turned(letter, left, end, run)
            elif run.low <= (left + end) / 2 + aside <= run.high:
                keep(new(Char, (letter, left + aside, run.top, end + aside, run.bottom, run.size, 0)))

    def _blank(self, item: int) -> bool:
        """Whether a text object that the text page leaves out prints nothing, as a space does.

        That it has no extent says so only where the file brings the font: in a font that PDFium
        puts in its place any glyph may be missing.
        """
        room = Floats(4)
        calls.object_bounds(item, *(room.at + 4 * n for n in range(4)))
        x0, y0, x1, y1 = room.values()
        return x0 == x1 and y0 == y1 and calls.font_embedded(calls.text_font(item)) == 1

    def _place_turned(self, letter: str, left: float, right: float, run: Run) -> None:
        """A character of a page or text that is turned, from where its advance begins to where it ends."""
        if run.turn is None:
            return
        a, b, c, d, e, f = self._view
        y = run.baseline
        start = (a * left + c * y + e, b * left + d * y + f)
        end = (a * right + c * y + e, b * right + d * y + f)
        self._keep(standing(letter, start, end, run.size, run.turn), run)

    def _place_box(self, letter: str, box: Sequence[float], run: Run) -> None:
        """A character of text drawn sideways, whose advance is the height of its box."""
        if run.turn is None:
            return
        a, b, c, d, e, f = self._view
        left, top, right, bottom = box
        xs = sorted((a * left + c * bottom + e, a * right + c * top + e))
        ys = sorted((b * left + d * bottom + f, b * right + d * top + f))
        self._keep(Char(letter, xs[0], ys[0], xs[1], ys[1], run.size, run.turn), run)

    def _keep(self, char: Char, run: Run) -> None:
        x0, y0, x1, y1 = run.clip
        if x0 - 1 <= (char[1] + char[3]) / 2 <= x1 + 1 and y0 - 1 <= (char[2] + char[4]) / 2 <= y1 + 1:
            self.chars.append(char)


class _Found(NamedTuple):
    """What PDFium says of each character: its code, the letter that is, its text object's address or None,
    and the edges of its box; ``boxes`` has them all: left, top, right, bottom. ``items``
    and ``lefts`` have one more."""

    codes: list[int]
    letters: list[str]
    items: list[int | None]
    lefts: list[float]
    rights: list[float]
    boxes: Slots


def _gathered(layer: int) -> _Found:
    count = calls.char_count(layer)
    if count > MOST_CHARS:
        raise LimitExceeded(detail="characters")
    indexes = range(count)
    every = repeat(calls.pointer(layer))
    room = Slots(count)
    sum(map(calls.char_box, every, indexes, room.pointers))
    codes = list(map(calls.char_code, every, indexes))
    known = {code: _letter(code) for code in set(codes)}
    letters = list(map(known.__getitem__, codes))
    unmapped = list(map(calls.char_unmapped, every, indexes))
    if any(unmapped):
        letters = [UNKNOWN if odd else letter for letter, odd in zip(letters, unmapped, strict=True)]
    items = [*map(calls.char_object, every, indexes), None]
    return _Found(codes, letters, items, [*room.column(0), 0.0], room.column(2), room)


def _letter(code: int) -> str:
    """What a character code is; a blank for white space, nothing for what no font should print."""
    if code == _LINE_END_HYPHEN:
        return "-"
    if code in (0, 0xFFFE, 0xFFFF) or code > 0x10FFFF:
        return UNKNOWN
    return plain(chr(code))
