"""What the characters of a PDFium text object share, asked for all objects of a page at once.

Some producers write an object for every character, so that nearly every object is like the one before.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import Any

from parsing.grid import Box
from parsing.readers.pdf import calls
from parsing.readers.pdf.calls import Floats, Slots
from parsing.readers.pdf.frame import Matrix, multiplied
from parsing.readers.pdf.objects import Around, Walker
from parsing.readers.pdf.page import ABOVE, BELOW
from parsing.readers.pdf.state import UNSEEN, turn_of

_LEVEL = 0.001
"""Rise of a line of text over its length that still is none."""
_NOWHERE: Box = (math.inf, math.inf, -math.inf, -math.inf)
_NOTHING: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Run:
    """What the characters of one text object share; lengths in points.

    ``turn`` as in Char, None for what is not read: slanted or unseen text. ``level`` text runs along the
    page's own lines, whichever way the page is shown; ``plain`` text is upright on a page shown upright,
    between ``top`` and ``bottom`` of the sheet with the ``middle``, its characters' middles seen from ``low``
    to ``high``. ``stretch`` is the size along the line, ``along`` one point of it where it is not level,
    ``baseline`` in the page's space, ``clip`` what can be seen, ``handle`` the font, ``advances`` the widths of its
    characters by their codes as far as they were asked for.
    """

    __slots__ = ("advances", "along", "baseline", "bottom", "clip", "handle", "high", "level", "low", "middle", "plain",
                 "size", "stretch", "top", "turn")  # fmt: skip

    def __init__(self, matrix: Sequence[float], size: float, turn: int | None, clip: Box, view: Matrix) -> None:
        a, b, c, d, _, y = matrix
        self.turn = turn
        self.level = abs(b) <= abs(a)
        self.size = math.hypot(c, d) * abs(size)
        self.stretch = abs(a * size) if self.level else math.hypot(a, b) * abs(size)
        self.along = (0.0, 0.0) if self.level else (a / math.hypot(a, b), b / math.hypot(a, b))
        self.baseline = y
        self.clip = clip
        level = view[3] * y + view[5]
        self.top, self.bottom = level - ABOVE * self.size, level + BELOW * self.size
        self.middle = (self.top + self.bottom) / 2
        self.plain = self.level and turn == 0 and _is_upright(view)
        seen = clip[1] - 1 <= self.middle <= clip[3] + 1
        self.low, self.high = (clip[0] - 1, clip[2] + 1) if seen else (math.inf, -math.inf)
        self.handle: Any = None
        self.advances: dict[int, float] = {}


class Runs:
    """``of`` gives the run of each text object by address; ``odd`` says what is not as plain as print, or nothing."""

    def __init__(self, layer: int, items: Sequence[int | None], walker: Walker, view: Matrix, room: Slots) -> None:
        self.odd = ""
        self._walker = walker
        self._view = view
        self._floats = Floats(1)
        self._width = calls.pointer(self._floats.at)
        self._advances: dict[tuple[int, float], dict[int, float]] = {}
        firsts = dict(zip(reversed(items), range(len(items) - 1, -1, -1), strict=True))
        firsts.pop(None)
        self.of = self._of_all(layer, firsts, room)

    def advance(self, run: Run, code: int) -> float:
        """Points a character takes by the table of its font; without end where that is not known."""
        known = calls.font_width(run.handle, code, calls.ONE, self._width)
        width = self._floats.room[0] if known else 0.0
        found = run.advances[code] = width * run.stretch if width > 0 else math.inf
        return found

    def _of_all(self, layer: int, firsts: Mapping[Any, int], room: Slots) -> dict[int | None, Run]:
        """``firsts`` has the index of the first character of each object."""
        every = repeat(calls.pointer(layer))
        count = len(firsts)
        room.hold(count)
        sum(map(calls.char_matrix, every, firsts.values(), room.pointers))
        alike = zip(
            *map(room.column, (0, 1, 2, 3, 5), repeat(count)),  # not where along its line an object begins
            map(calls.char_size, every, firsts.values()),
            map(calls.text_mode, firsts),
            map(calls.text_font, firsts),
            self._walker.clip_marks(firsts),
            map(id, map(self._walker.texts.get, firsts)),
            strict=False,
        )
        known: dict[tuple[Any, ...], Run] = {}
        found: dict[int | None, Run] = {}
        before: tuple[Any, ...] = ()
        run = None
        for item, key in zip(firsts, alike, strict=True):
            if key != before or run is None:
                before, run = key, known.get(key)
                if run is None:
                    run = known[key] = self._run(key, item, self._walker.texts.get(item))
            found[item] = run
        return found

    def _run(self, shared: tuple[Any, ...], item: int, around: Around | None) -> Run:
        a, b, c, d, y, size, mode, font, *_ = shared
        if around is None:
            self.odd = self.odd or "text from elsewhere"
            return Run(_NOTHING, 0.0, None, _NOWHERE, self._view)
        turn = self._turn(*((-a, -b, -c, -d) if size < 0 else (a, b, c, d)))
        if mode in UNSEEN:
            turn = None
            self.odd = self.odd or "unseen text"
        run = Run((a, b, c, d, 0.0, y), size, turn, self._walker.clip_of(item, around), self._view)
        run.handle = calls.pointer(font or 0)
        run.advances = self._advances.setdefault((font or 0, run.stretch), {})
        return run

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
