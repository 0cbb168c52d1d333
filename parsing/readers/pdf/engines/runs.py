"""What the characters of a PDFium text object share, asked for all objects of a page at once.

Some producers write an object for every character, so that nearly every object is like the one before.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby, repeat
from typing import Any, NamedTuple

from parsing.grid import Box
from parsing.readers.pdf.engines import calls
from parsing.readers.pdf.engines.calls import Floats, Slots
from parsing.readers.pdf.engines.frame import Matrix, multiplied
from parsing.readers.pdf.engines.objects import Walker, clip_marks
from parsing.readers.pdf.engines.state import EVERYWHERE, UNSEEN, common_box, turn_of
from parsing.readers.pdf.page import ABOVE, BELOW

_LEVEL = 0.001
"""Rise of a line of text over its length that still is none."""
_NOWHERE: Box = (math.inf, math.inf, -math.inf, -math.inf)
UNCLIPPED = math.inf
"""The right side of what is not clipped."""
_NOTHING = (1.0, 0.0, 0.0, 1.0)
_HEIGHT = 5
"""Which number of a matrix says how high an object stands."""
_OF_STYLE = 6
"""How much of what objects share tells their style: not where they stand, nor what is seen of them."""


class Widths(dict[int, float]):
    """Ems that each character of a ``font``, by its address, takes by the font's table, asked for once; without end
    where that is not known."""

    __slots__ = ("_font", "_room", "font")

    def __init__(self, font: int | None) -> None:
        self.font = font or 0
        self._font = calls.pointer(self.font)
        self._room = Floats(1)

    def __missing__(self, code: int) -> float:
        known = calls.font_width(self._font, code, calls.ONE, self._room.pointers[0])
        width = self._room.values[0] if known else 0.0
        found = self[code] = width if width > 0 else math.inf
        return found


class Style:
    """What text objects share over lines: their matrix but for its place, size and font; lengths in points.

    ``turn`` as in Char, None for what is not read: slanted or unseen text. ``level`` text runs along the
    page's own lines, whichever way the page is shown; ``plain`` text is upright on a page shown upright.
    ``mirrored`` glyphs are set upside down, as where they are drawn so. ``stretch`` is the size along the
    line, by which ``widths`` of the font become points, ``along`` one point of it where it is not level.
    """

    __slots__ = ("along", "level", "mirrored", "plain", "size", "stretch", "turn", "view", "widths")

    def __init__(self, matrix: Sequence[float], size: float, turn: int | None, view: Matrix, widths: Widths) -> None:
        a, b, c, d = matrix
        self.turn = turn
        self.mirrored = a * d < b * c
        self.level = abs(b) <= abs(a)
        self.size = math.hypot(c, d) * abs(size)
        self.stretch = abs(a * size) if self.level else math.hypot(a, b) * abs(size)
        self.along = (0.0, 0.0) if self.level else (a / math.hypot(a, b), b / math.hypot(a, b))
        self.view = view
        self.plain = self.level and turn == 0 and _is_upright(view)
        self.widths = widths


class Run:
    """A style at the height of one line, within one clip.

    ``baseline`` is in the page's space, ``shown`` is where on the sheet the middles of characters are seen. Plain text
    stands between ``top`` and ``bottom`` with its ``middle``, and is seen from ``low`` to ``high``; ``side`` is
    the right side of its clip, if any.
    """

    __slots__ = ("baseline", "bottom", "high", "low", "middle", "shown", "side", "style", "top")

    def __init__(self, style: Style, baseline: float, shown: Box, side: float = UNCLIPPED) -> None:
        self.style = style
        self.baseline = baseline
        self.shown = shown
        size = style.size
        level = style.view[3] * baseline + style.view[5]
        self.top, self.bottom = level - ABOVE * size, level + BELOW * size
        self.middle = (self.top + self.bottom) / 2
        seen = shown[1] <= self.middle <= shown[3]
        self.low, self.high = (shown[0], shown[2]) if seen else (math.inf, -math.inf)
        self.side = side


class Rooms(NamedTuple):
    """What is kept from page to page, the slots from file to file: where PDFium writes what it says of characters and
    of text objects, and the widths of each font by its address."""

    chars: Slots
    objects: Slots
    widths: dict[int | None, Widths]


class Runs:
    """``of`` gives the run of each text object by address; ``odd`` says what is not as plain as print, or nothing."""

    def __init__(
        self, layer: int, firsts: Mapping[int, int], walker: Walker, view: Matrix, sheet: Box, rooms: Rooms
    ) -> None:
        """``firsts`` has the index of the first character of each object."""
        self.odd = ""
        self._walker = walker
        self._view = view
        self._sheet = sheet
        self._widths = rooms.widths
        self._styles: dict[tuple[Any, ...], Style] = {}
        self.of: Mapping[int | None, Run] = self._of_all(layer, firsts, rooms.objects)

    def _of_all(self, layer: int, firsts: Mapping[int, int], room: Slots) -> dict[int | None, Run]:
        every, items = repeat(calls.pointer(layer)), list(firsts)
        handles = list(map(calls.pointer, items))
        room.hold(len(items))
        calls.write(calls.char_matrix, every, firsts.values(), room.pointers)
        columns: list[Iterable[Any]] = [
            room.column(_HEIGHT, len(items)),  # and not where along its line an object begins
            room.pairs(0, len(items)),
            room.pairs(2, len(items)),
            calls.each(calls.char_size, every, firsts.values()),
            calls.each(calls.text_mode, handles),
            calls.each(calls.text_font, handles),
        ]
        clips = clip_marks(handles)
        columns += clips
        if self._walker.has_forms:
            columns.append(map(id, map(self._walker.texts.get, items)))
        known: dict[tuple[Any, ...], Run] = {}
        runs: dict[int | None, Run] = {}
        end = 0
        for shared, alike in groupby(zip(*columns, strict=False)):
            start, end = end, end + len(list(alike))
            if shared not in known:
                known[shared] = self._run(shared, items[start], room.row(start, 4), bool(clips))
            runs.update(dict.fromkeys(items[start:end], known[shared]))
        return runs

    def _run(self, shared: tuple[Any, ...], item: int, matrix: Sequence[float], clipped: bool) -> Run:
        """The run of an object; ``shared`` is what tells it from others, ``clipped`` says that some have clips."""
        height = shared[0]
        around = self._walker.texts.get(item)
        if around is None:
            self.odd = self.odd or "text from elsewhere"
            return Run(Style(_NOTHING, 0.0, None, self._view, Widths(None)), height, _NOWHERE)
        style = self._styles.get(shared[1:_OF_STYLE])
        if style is None:
            style = self._styles[shared[1:_OF_STYLE]] = self._style(shared, matrix)
        clip = self._walker.clip_of(item, around) if clipped else around.clip
        if clip is EVERYWHERE:  # as nearly always
            return Run(style, height, self._sheet)
        x0, y0, x1, y1 = clip
        run = Run(style, height, common_box((x0 - 1, y0 - 1, x1 + 1, y1 + 1), self._sheet), x1)
        if run.low > run.high and style.turn == 0 and self._sheet[1] < run.middle < self._sheet[3]:
            self.odd = self.odd or "clipped text"
        return run

    def _style(self, shared: tuple[Any, ...], matrix: Sequence[float]) -> Style:
        _, _, _, size, mode, font, *_ = shared
        a, b, c, d = matrix
        turn = self._turn(*((-a, -b, -c, -d) if size < 0 else (a, b, c, d)))
        if mode in UNSEEN:
            turn = None
            self.odd = self.odd or "unseen text"
        if font not in self._widths:
            self._widths[font] = Widths(font)
        return Style(matrix, size, turn, self._view, self._widths[font])

    def _turn(self, a: float, b: float, c: float, d: float) -> int | None:
        level = a > 0 and d > 0 and abs(b) <= _LEVEL * a
        if level and _is_upright(self._view):
            return 0
        turn = turn_of(*multiplied((a, b, c, d, 0.0, 0.0), self._view)[:4])
        if turn is not None and not level:
            self.odd = self.odd or "turned text"
        return turn


def _is_upright(view: Matrix) -> bool:
    return view[:4] == (1.0, 0.0, 0.0, -1.0)
