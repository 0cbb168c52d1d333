"""The characters of a PDFium page, each with its box, and whether they are all that is printed."""

from __future__ import annotations

import ctypes
import math
from functools import lru_cache
from itertools import groupby, repeat
from typing import NamedTuple

import pypdfium2 as pdfium

from parsing.errors import LimitExceeded
from parsing.readers.pdf import calls
from parsing.readers.pdf.calls import Floats, Slots
from parsing.readers.pdf.frame import Matrix
from parsing.readers.pdf.glyphs import UNKNOWN, plain
from parsing.readers.pdf.objects import Walker
from parsing.readers.pdf.page import Char, char_in, standing
from parsing.readers.pdf.runs import Run, Runs

MOST_CHARS = 60_000
"""On one page; a page of a report holds some 2,000."""
_LINE_END_HYPHEN = 2
"""What PDFium writes over a hyphen that it takes for the end of a line."""


class TextLayer:
    """``chars`` on the sheet; ``odd`` tells developers why they may not be all, or is empty.

    ``view`` is the way from the page's space to the sheet.
    """

    def __init__(self, page: pdfium.PdfPage, walker: Walker, view: Matrix, rooms: Rooms) -> None:
        self.chars: list[Char] = []
        self.odd = ""
        self._walker = walker
        self._view = view
        layer = page.get_textpage()
        try:
            self._read(calls.address(layer.raw), rooms)
        finally:
            layer.close()

    def _read(self, layer: int, rooms: Rooms) -> None:
        found = _gathered(layer, rooms.chars)
        runs = Runs(layer, found.items, self._walker, self._view, rooms.objects)
        self.odd = runs.odd
        if UNKNOWN in found.known.values() or _LINE_END_HYPHEN in found.known:
            self._look_for_odd(found, runs)
        self._place(found, runs)
        if not all(map(self._blank, self._walker.texts.keys() - runs.of.keys())):
            self.odd = self.odd or "text left out"

    def _look_for_odd(self, found: _Found, runs: Runs) -> None:
        every = zip(map(runs.of.get, found.items), found.letters, found.codes, strict=False)
        if any(run and (letter == UNKNOWN or code == _LINE_END_HYPHEN) for run, letter, code in every):
            self.odd = self.odd or "glyph"

    def _place(self, found: _Found, runs: Runs) -> None:
        begin = 0
        for run, same in groupby(map(runs.of.get, found.items)):
            end = begin + len(list(same))
            if run is not None and run.style.level:
                self._place_level(found, slice(begin, end), slice(begin + 1, end + 1), runs, run)
            elif run is not None:
                for index in range(begin, end):
                    if found.letters[index] != " ":
                        self._place_sideways(found, index, runs, run)
            begin = end

    def _place_level(self, found: _Found, here: slice, after: slice, runs: Runs, run: Run) -> None:
        """The characters of one line in one style, ``after`` is each of ``here`` by one further on."""
        style, aside, keep, new = run.style, self._view[4], self.chars.append, tuple.__new__
        top, bottom, middle, low, high, size = run.top, run.bottom, run.middle, run.low, run.high, style.size
        advances, plain, items, lefts = style.advances, style.plain, found.items, found.lefts
        every = zip(
            found.letters[here], found.codes[here], lefts[here], found.rights[here], items[here], items[after],
            lefts[after], strict=False,
        )  # fmt: skip
        for letter, code, left, right, item, following, limit in every:
            if letter == " ":
                continue
            # where its advance ends: its box includes what ink stands over
            if item == following and left < limit <= right:
                end = limit
            else:
                if item == following and left == limit:
                    self.odd = self.odd or "characters of one glyph"
                end = left + (advances.get(code) or runs.advance(style, code))
                end = end if end < right else right
            if not plain:
                self._place_turned(letter, left, end, run)
                continue
            start, end = left + aside, end + aside
            x = (start + end) / 2
            if low <= x <= high:
                keep(new(Char, (letter, start, top, end, bottom, size, 0, x, middle)))

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
        turn, size = run.style.turn, run.style.size
        if turn is None:
            return
        a, b, c, d, e, f = self._view
        y = run.baseline
        start = (a * left + c * y + e, b * left + d * y + f)
        end = (a * right + c * y + e, b * right + d * y + f)
        self._keep(standing(letter, start, end, size, turn), run)

    def _place_sideways(self, found: _Found, index: int, runs: Runs, run: Run) -> None:
        """A character of text drawn sideways, by where it begins and its advance; by its box, which is that of its
        ink, where the font does not say how far it advances."""
        style = run.style
        if style.turn is None:
            return
        letter, code = found.letters[index], found.codes[index]
        a, b, c, d, e, f = self._view
        advance = style.advances.get(code) or runs.advance(style, code)
        room = (ctypes.c_double * 2)()
        at = ctypes.addressof(room)
        if advance < math.inf and calls.char_origin(
            calls.pointer(found.layer), index, calls.pointer(at), calls.pointer(at + 8)
        ):
            x, y = room
            x1, y1 = x + style.along[0] * advance, y + style.along[1] * advance
            start, end = (a * x + c * y + e, b * x + d * y + f), (a * x1 + c * y1 + e, b * x1 + d * y1 + f)
            self._keep(standing(letter, start, end, style.size, style.turn), run)
            return
        left, top, right, bottom = found.boxes.row(index, 4)
        xs = sorted((a * left + c * bottom + e, a * right + c * top + e))
        ys = sorted((b * left + d * bottom + f, b * right + d * top + f))
        self._keep(char_in(letter, (xs[0], ys[0], xs[1], ys[1]), style.size, style.turn), run)

    def _keep(self, char: Char, run: Run) -> None:
        x0, y0, x1, y1 = run.style.clip
        if x0 - 1 <= char.x <= x1 + 1 and y0 - 1 <= char.y <= y1 + 1:
            self.chars.append(char)


class Rooms(NamedTuple):
    """Where PDFium writes what it says of the characters and the text objects of a page."""

    chars: Slots
    objects: Slots


class _Found(NamedTuple):
    """What PDFium says of each character: its code, the letter that is, its text object's address or None,
    and the edges of its box; ``boxes`` has them all: left, top, right, bottom. ``items``
    and ``lefts`` have one more. ``known`` are the letters by their codes, ``layer`` is the text page."""

    codes: list[int]
    letters: list[str]
    items: list[int | None]
    lefts: list[float]
    rights: list[float]
    boxes: Slots
    known: dict[int, str]
    layer: int


def _gathered(layer: int, room: Slots) -> _Found:
    count = calls.char_count(layer)
    if count > MOST_CHARS:
        raise LimitExceeded(detail="characters")
    indexes = range(count)
    every = repeat(calls.pointer(layer))
    room.hold(count)
    sum(map(calls.char_box, every, indexes, room.pointers))
    codes = calls.all_codes(layer, count) or list(map(calls.char_code, every, indexes))
    known = {code: _letter(code) for code in set(codes)}
    letters = list(map(known.__getitem__, codes))
    unmapped = list(map(calls.char_unmapped, every, indexes))
    if any(unmapped):
        letters = [UNKNOWN if odd else letter for letter, odd in zip(letters, unmapped, strict=True)]
        known[-1] = UNKNOWN
    items = [*map(calls.char_object, every, indexes), None]
    return _Found(codes, letters, items, [*room.column(0, count), 0.0], room.column(2, count), room, known, layer)


@lru_cache(maxsize=8192)
def _letter(code: int) -> str:
    """What a character code is; a blank for white space, nothing for what no font should print."""
    if code == _LINE_END_HYPHEN:
        return "-"
    if code in (0, 0xFFFE, 0xFFFF) or code > 0x10FFFF:
        return UNKNOWN
    return plain(chr(code))
