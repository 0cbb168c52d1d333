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
_NOTHING = (1.0, 0.0, 0.0, 1.0)


class Style:
    """What text objects share over lines: their matrix but for its place, size, font and clip; lengths in points.

    ``turn`` as in Char, None for what is not read: slanted or unseen text. ``level`` text runs along the
    page's own lines, whichever way the page is shown; ``plain`` text is upright on a page shown upright.
    ``stretch`` is the size along the line, ``along`` one point of it where it is not level, ``clip`` what can be
    seen, ``handle`` the font, ``advances`` the widths of its characters by their codes as far as they were asked for.
    """

    __slots__ = ("advances", "along", "clip", "handle", "level", "plain", "size", "stretch", "turn", "view")

    def __init__(self, matrix: Sequence[float], size: float, turn: int | None, clip: Box, view: Matrix) -> None:
        a, b, c, d = matrix
        self.turn = turn
        self.level = abs(b) <= abs(a)
        self.size = math.hypot(c, d) * abs(size)
        self.stretch = abs(a * size) if self.level else math.hypot(a, b) * abs(size)
        self.along = (0.0, 0.0) if self.level else (a / math.hypot(a, b), b / math.hypot(a, b))
        self.clip = clip
        self.view = view
        self.plain = self.level and turn == 0 and _is_upright(view)
        self.handle: Any = None
        self.advances: dict[int, float] = {}


class Run:
    """A style at the height of one line.

    ``baseline`` is in the page's space. Plain text stands between ``top`` and ``bottom`` of the sheet with the
    ``middle``, its characters' middles are seen from ``low`` to ``high``.
    """

    __slots__ = ("baseline", "bottom", "high", "low", "middle", "style", "top")

    def __init__(self, style: Style, baseline: float) -> None:
        self.style = style
        self.baseline = baseline
        clip, size = style.clip, style.size
        level = style.view[3] * baseline + style.view[5]
        self.top, self.bottom = level - ABOVE * size, level + BELOW * size
        self.middle = (self.top + self.bottom) / 2
        seen = clip[1] - 1 <= self.middle <= clip[3] + 1
        self.low, self.high = (clip[0] - 1, clip[2] + 1) if seen else (math.inf, -math.inf)


class Runs:
    """``of`` gives the run of each text object by address; ``odd`` says what is not as plain as print, or nothing."""

    def __init__(self, layer: int, items: Sequence[int | None], walker: Walker, view: Matrix, room: Slots) -> None:
        self.odd = ""
        self._walker = walker
        self._view = view
        self._floats = Floats(1)
        self._width = calls.pointer(self._floats.at)
        self._advances: dict[tuple[int, float], dict[int, float]] = {}
        self._styles: dict[tuple[Any, ...], Style] = {}
        firsts = dict(zip(reversed(items), range(len(items) - 1, -1, -1), strict=True))
        firsts.pop(None)
        self.of = self._of_all(layer, firsts, room)

    def advance(self, style: Style, code: int) -> float:
        """Points a character takes by the table of its font; without end where that is not known."""
        known = calls.font_width(style.handle, code, calls.ONE, self._width)
        width = self._floats.room[0] if known else 0.0
        found = style.advances[code] = width * style.stretch if width > 0 else math.inf
        return found

    def _of_all(self, layer: int, firsts: Mapping[Any, int], room: Slots) -> dict[int | None, Run]:
        """``firsts`` has the index of the first character of each object."""
        every = repeat(calls.pointer(layer))
        count = len(firsts)
        room.hold(count)
        sum(map(calls.char_matrix, every, firsts.values(), room.pointers))
        alike = zip(
            *map(room.column, (5, 0, 1, 2, 3), repeat(count)),  # not where along its line an object begins
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
                    run = known[key] = Run(self._style(key[1:], item), key[0])
            found[item] = run
        return found

    def _style(self, shared: tuple[Any, ...], item: int) -> Style:
        """The style of an object; ``shared`` is what tells it from others."""
        style = self._styles.get(shared)
        if style is None:
            style = self._styles[shared] = self._measured(shared, item, self._walker.texts.get(item))
        return style

    def _measured(self, shared: tuple[Any, ...], item: int, around: Around | None) -> Style:
        a, b, c, d, size, mode, font, *_ = shared
        if around is None:
            self.odd = self.odd or "text from elsewhere"
            return Style(_NOTHING, 0.0, None, _NOWHERE, self._view)
        turn = self._turn(*((-a, -b, -c, -d) if size < 0 else (a, b, c, d)))
        if mode in UNSEEN:
            turn = None
            self.odd = self.odd or "unseen text"
        style = Style((a, b, c, d), size, turn, self._walker.clip_of(item, around), self._view)
        style.handle = calls.pointer(font or 0)
        style.advances = self._advances.setdefault((font or 0, style.stretch), {})
        return style

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
