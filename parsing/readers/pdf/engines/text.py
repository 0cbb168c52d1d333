"""The characters of a PDFium page, each with its box, and whether they are all that is printed."""

from __future__ import annotations

import ctypes
import math
from itertools import count, repeat
from typing import NamedTuple

import pypdfium2 as pdfium

from parsing.errors import LimitExceeded
from parsing.grid import Box
from parsing.readers.pdf.engines import calls
from parsing.readers.pdf.engines.calls import Floats, Slots
from parsing.readers.pdf.engines.clipped import CLOSE, digit_cut_off
from parsing.readers.pdf.engines.frame import Matrix
from parsing.readers.pdf.engines.objects import Walker
from parsing.readers.pdf.engines.runs import UNCLIPPED, Rooms, Run, Runs
from parsing.readers.pdf.engines.shapes import Digit
from parsing.readers.pdf.glyphs import DIGITS, UNKNOWN, plain
from parsing.readers.pdf.page import Char, char_in, standing

MOST_CHARS = 60_000
"""On one page; a page of a report holds some 2,000."""
_LINE_END_HYPHEN = 2
"""What PDFium writes over a hyphen that it takes for the end of a line."""


class TextLayer:
    """``chars`` that are seen of the sheet; ``odd`` tells developers why they may not be all, or is empty. ``digits``
    are those there are, each with the font it is printed in, by its address; ``cuts`` the right sides of clips that may
    cut text.

    ``view`` is the way from the page's space to the sheet; ``walker`` has walked the page.
    """

    def __init__(self, page: pdfium.PdfPage, view: Matrix, sheet: Box, rooms: Rooms) -> None:
        self.chars: list[Char] = []
        self.digits: set[Digit] = set()
        self.cuts: set[float] = set()
        self.odd = ""
        self._view = view
        self._sheet = sheet
        layer = page.get_textpage()
        try:
            found = _gathered(calls.address(layer.raw), rooms.chars)
            self.walker = Walker(found.firsts)
            self.walker.walk_page(calls.address(page.raw), view)
            self._read(found, Runs(found.layer, found.firsts, self.walker, view, sheet, rooms))
        finally:
            layer.close()

    def _read(self, found: _Found, runs: Runs) -> None:
        self.odd = runs.odd
        if UNKNOWN in found.letters or _LINE_END_HYPHEN in found.codes:
            self._look_for_odd(found, runs)
        self._place(found, runs)
        self._look_at_digits(found, runs)
        if not all(map(self._blank, self.walker.silent)):
            self.odd = self.odd or "text left out"

    def _look_at_digits(self, found: _Found, runs: Runs) -> None:
        """Gathers the digits there are, and looks for those that a side of their clip cuts: more may stand behind."""
        aside, sides = self._view[4], self.cuts
        every = zip(map(runs.of.get, found.items), found.letters, found.lefts, found.rights, strict=False)
        for run, letter, left, right in every:
            if run is None or (letter not in DIGITS and run.side is UNCLIPPED):
                continue
            start, end = left + aside, right + aside
            if letter in DIGITS:
                self.digits.add(Digit(run.style.widths.font, letter, run.style.mirrored))
                if (start < run.low or end > run.high) and run.style.plain and run.low <= (start + end) / 2 <= run.high:
                    self.odd = self.odd or "digits cut off"
            elif end > run.side + CLOSE and run.style.plain and run.low <= start < run.side - CLOSE:
                sides.add(run.side)
        if sides:
            self.odd = self.odd or "text cut off"

    def _look_for_odd(self, found: _Found, runs: Runs) -> None:
        every = zip(map(runs.of.get, found.items), found.letters, found.codes, strict=False)
        if any(run and (letter == UNKNOWN or code == _LINE_END_HYPHEN) for run, letter, code in every):
            self.odd = self.odd or "glyph"

    def _place(self, found: _Found, runs: Runs) -> None:
        """Each character from where it begins to where its advance ends: its box includes what ink stands over."""
        aside, keep, new, before = self._view[4], self.chars.append, tuple.__new__, None
        items, lefts = found.items, found.lefts
        every = zip(
            count(), map(runs.of.get, items), found.letters, found.codes, found.rights, items, items[1:], lefts,
            lefts[1:], strict=False,
        )  # fmt: skip
        for index, run, letter, code, right, item, following, left, limit in every:
            if run is None or letter == " ":
                continue
            if run is not before:  # as seldom: a run is a line, or a word of it
                before, style = run, run.style
                top, bottom, middle, low, high, size = run.top, run.bottom, run.middle, run.low, run.high, style.size
                widths, stretch, level, plain = style.widths, style.stretch, style.level, style.plain
            if not level:
                self._place_sideways(found, index, run)
                continue
            if item == following and left < limit <= right:
                end = limit
            else:
                if item == following and left == limit:
                    self.odd = self.odd or "characters of one glyph"
                end = left + widths[code] * stretch
                if not end < right:
                    end = right
            if not plain:
                self._place_turned(letter, left, end, run)
                continue
            start, end = left + aside, end + aside
            x = (start + end) / 2
            if low <= x <= high and letter:
                keep(new(Char, (letter, start, top, end, bottom, size, 0, x, middle)))
            else:
                self._leave_out(char_in(letter, (start, top, end, bottom), size), run)

    def _leave_out(self, char: Char, run: Run) -> None:
        """What is left of a character that is not seen: of a digit behind the side of the sheet that there is one."""
        if digit_cut_off(char, run.shown) is None:
            return
        self.odd = self.odd or "digits cut off"
        cut = digit_cut_off(char, self._sheet)
        if cut is not None:
            self.chars.append(cut)

    def _blank(self, item: int) -> bool:
        """Whether a text object that the text page leaves out prints nothing, as a space does.

        That it has no extent says so only where the file brings the font: in a font that PDFium
        puts in its place any glyph may be missing.
        """
        room, handle = Floats(4), calls.pointer(item)
        calls.object_bounds(handle, *room.pointers)
        x0, y0, x1, y1 = room.values
        return bool(x0 == x1 and y0 == y1) and calls.font_embedded(calls.pointer(calls.text_font(handle))) == 1

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

    def _place_sideways(self, found: _Found, index: int, run: Run) -> None:
        """A character of text drawn sideways, by where it begins and its advance; by its box, which is that of its
        ink, where the font does not say how far it advances."""
        style = run.style
        if style.turn is None:
            return
        letter, code = found.letters[index], found.codes[index]
        a, b, c, d, e, f = self._view
        advance = style.widths[code] * style.stretch
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
        x0, y0, x1, y1 = run.shown
        if x0 <= char.x <= x1 and y0 <= char.y <= y1 and char.text:
            self.chars.append(char)
        else:
            self._leave_out(char, run)


class _Found(NamedTuple):
    """What PDFium says of each character: its code, the letter that is, its text object's address or None,
    and the edges of its box; ``boxes`` has them all: left, top, right, bottom. ``items``
    and ``lefts`` have one more. ``firsts`` are the objects with the index of the first character of each,
    ``layer`` is the text page."""

    codes: list[int]
    letters: list[str]
    items: list[int | None]
    firsts: dict[int, int]
    lefts: list[float]
    rights: list[float]
    boxes: Slots
    layer: int


def _gathered(layer: int, room: Slots) -> _Found:
    handle = calls.pointer(layer)
    length = calls.char_count(handle)
    if length > MOST_CHARS:
        raise LimitExceeded(detail="characters")
    indexes, every = range(length), repeat(handle)
    room.hold(length)
    calls.write(calls.char_box, every, indexes, room.pointers)
    codes = calls.all_codes(layer, length) or list(calls.each(calls.char_code, every, indexes))
    letters = list(map(_LETTERS.__getitem__, codes))
    if any(calls.each(calls.char_unmapped, every, indexes)):
        unmapped = calls.each(calls.char_unmapped, every, indexes)
        letters = [UNKNOWN if odd else letter for letter, odd in zip(letters, unmapped, strict=True)]
    items = list(calls.each(calls.char_object, every, indexes))
    firsts = dict(zip(reversed(items), reversed(indexes), strict=True))
    firsts.pop(None, None)
    lefts, rights = room.column(0, length), room.column(2, length)
    return _Found(codes, letters, [*items, None], firsts, [*lefts, 0.0], rights, room, layer)


class _Letters(dict[int, str]):
    """What each character code is; a blank for white space, nothing for what no font should print."""

    def __missing__(self, code: int) -> str:
        if code == _LINE_END_HYPHEN:
            letter = "-"
        elif code in (0, 0xFFFE, 0xFFFF) or code > 0x10FFFF:
            letter = UNKNOWN
        else:
            letter = plain(chr(code))
        self[code] = letter
        return letter


_LETTERS = _Letters()
