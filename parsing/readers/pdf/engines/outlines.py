"""How a glyph is drawn, from the outline its font holds: how much of each part of its box is ink."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import chain, repeat
from operator import mul

from pypdfium2 import raw

from parsing.readers.pdf.engines import calls
from parsing.readers.pdf.engines.calls import Slots
from parsing.readers.pdf.page import Point

ROWS, COLUMNS = 9, 6
"""Parts of a glyph's box, from its top left on."""
NARROWEST = 0.5
"""Of its height that a box is wide at least: the stroke of a 1 is not drawn broad."""
_MOST_POINTS = 1_000
"""A digit has some sixty; what has more is a picture of one."""
_XS, _YS = Slots(), Slots()
"""Where PDFium writes the points of one glyph; made once, as it reads one file at a time."""


def ink(font: int, letter: str) -> list[float] | None:
    """The share of ink of each part of the box of the glyph that a font, by its address, shows for a letter, made
    alike for heavy and light fonts: of mean 0 and length 1. None where the font has no outline for it."""
    path = calls.glyph_path(calls.pointer(font), ord(letter), calls.ONE)
    count = calls.glyph_count(path) if path else 0
    if not 2 < count <= _MOST_POINTS:
        return None
    segments = list(calls.each(calls.glyph_segment, repeat(path), range(count)))
    _XS.hold(count)
    _YS.hold(count)
    calls.write(calls.segment_point, segments, _XS.pointers, _YS.pointers)
    kinds = calls.each(calls.segment_kind, segments)
    return ink_in(_contours(kinds, _XS.column(0, count), _YS.column(0, count)))


def _contours(kinds: Iterable[int], xs: Iterable[float], ys: Iterable[float]) -> list[list[Point]]:
    """Closed lines of straight pieces, two for each curve."""
    contours: list[list[Point]] = []
    every = zip(kinds, xs, ys, strict=True)
    for kind, x, y in every:
        if kind == raw.FPDF_SEGMENT_BEZIERTO:
            x0, y0 = contours[-1][-1]
            (_, x2, y2), (_, x3, y3) = next(every), next(every)
            contours[-1] += ((x0 + x3 + 3 * (x + x2)) / 8, (y0 + y3 + 3 * (y + y2)) / 8), (x3, y3)
        elif kind == raw.FPDF_SEGMENT_MOVETO:
            contours.append([(x, y)])
        else:
            contours[-1].append((x, y))
    return contours


def ink_in(contours: Sequence[Sequence[Point]]) -> list[float] | None:
    """The same of closed lines of straight pieces, y upwards."""
    xs, ys = zip(*chain.from_iterable(contours), strict=True)
    low, left = min(ys), min(xs)
    height, wide = max(ys) - low, max(xs) - left
    if height <= 0:
        return None
    if wide < NARROWEST * height:
        left -= (NARROWEST * height - wide) / 2
        wide = NARROWEST * height
    return evened(_parts(contours, left, low, COLUMNS / wide, ROWS / height))


def evened(parts: Sequence[float]) -> list[float] | None:
    """The ink of parts alike for heavy and light strokes; None of parts that are all alike."""
    mean = sum(parts) / len(parts)
    off = [part - mean for part in parts]
    length = math.sqrt(sum(map(mul, off, off)))
    return [part / length for part in off] if length else None


def _parts(contours: Sequence[Sequence[Point]], left: float, low: float, columns: float, rows: float) -> list[float]:
    """How much of each part lies within the lines, the highest row first; ``columns`` and ``rows`` are of one unit."""
    crossings: list[list[tuple[float, int]]] = [[] for _ in range(ROWS)]
    middles = [low + (row + 0.5) / rows for row in range(ROWS)]
    for contour in contours:
        x0, y0 = contour[-1]
        at = round((y0 - low) * rows)
        for x, y in contour:
            to = round((y - low) * rows)
            if to != at:  # else the middle of no row lies between the two
                slope = (x - x0) / (y - y0)
                for row in range(at, to) if at < to else range(to, at):
                    crossings[row].append(((x0 + slope * (middles[row] - y0) - left) * columns, to - at))
                at = to
            x0, y0 = x, y
    return [part for row in reversed(crossings) for part in _covered(row)]


def _covered(crossings: list[tuple[float, int]]) -> list[float]:
    """How much of each column of a row lies within the lines, by their winding number."""
    parts = [0.0] * COLUMNS
    winding, begin = 0, 0.0
    crossings.sort()
    for x, way in crossings:
        if not winding:
            begin = x
        winding += 1 if way > 0 else -1
        if not winding:
            first, last = min(int(begin), COLUMNS - 1), min(int(x), COLUMNS - 1)
            if first == last:
                parts[first] += x - begin
            else:
                parts[first] += first + 1 - begin
                for column in range(first + 1, last):
                    parts[column] += 1.0
                parts[last] += x - last
    return parts
