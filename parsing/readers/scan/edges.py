"""Which sides of which cells are drawn: every stretch of a line between two others, judged by itself.

Strokes of characters that happen to lie in the course of a ruling line lengthen it, and dirt
breaks it; between two crossing lines a drawn side is whole and has white on both sides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from parsing.readers.pdf.layout.segments import Network, Segment
from parsing.readers.scan.folds import folds_of
from parsing.readers.scan.pages import PAPER, Pixels
from parsing.readers.scan.ruling import Masks
from parsing.readers.scan.trimming import trimmed

_ONE = 1.6
"""Points two lines may lie apart and be one line."""
_BAND = 1.4
_CORNER = 1.2
_WHOLE = 0.88
"""Share of a side that is dark where it is drawn, whatever stands beside it."""
_BROKEN = 0.6
"""Share that is enough, of the whole and of both its ends, where nothing stands beside it: a digit
in the course of a line fills the middle only."""
_PIECED = 0.75
"""Share that is enough in a table of dots or dashes, whichever of them end a side."""
_NEAR, _FAR = 1.6, 4.0
CROWDED = 0.14
"""Share of ink beside a side above which what is dark may be strokes of characters."""
INK = 190
_PALEST = 0.68
"""How far from the darkness of the table's lines towards white any side may be: the edge of a fold is
paler."""
_DARKER, _BARE = 0.35, 0.02
"""How far from the darkness of the table's lines to twice their darkness what stands in a low row may be print, and the
share of ink beside a line that has none."""
_FAINTER = 0.4
"""How far from the darkness of the table's lines towards white a crowded side may be."""


_STROKE = 26.0
"""Points below which a side may be the stroke of a character (十 in a low row), which ends short of the
lines above and below."""
_LEAST_LENGTH = 5.0
"""Points between two lines of one course that were told apart: what is dark there is their thickness."""
_SHORT_OF = 0.5
_CORE = 0.85
"""Share of the darkest row of a line beside which ink stands that is as dark as the table's lines."""
_STRAIGHT, _STRAIGHTENED, _VOUCHING = 0.95, 0.75, 8.0
"""Share of a line from one crossing to the next that is dark within a band as broad as this, in points, and the points
from which a side tells that its course is a line's: arcs of brackets bend, strokes end short."""
_THROUGHOUT = 0.97
_SHORTEST = 9.0
_REACH = 0.7
_UNBROKEN = 0.92
_THICK = 4.0
_APART = 3.0


class Side(NamedTuple):
    """What lies between two crossing lines: the share of it that is thin and dark, that of its
    less covered end, the share of ink beside it, and the grey values nine tenths and half of it stay
    below; ``core`` is the grey value most of its darkest row stays below where ink stands beside it:
    strokes of characters stand in several rows. ``clear`` is the share of ink on its emptier side."""

    at: float
    low: float
    high: float
    covered: float
    ends: float
    crowd: float
    grey: float
    body: float
    core: float = 0.0
    clear: float = 0.0

    @property
    def gap(self) -> float:
        """How far its lighter tenth lies from its usual grey towards paper: near 1 where it ends short."""
        return (self.grey - self.body) / max(PAPER - self.body, 1.0)


@dataclass(frozen=True, slots=True)
class _View:
    """The page with lines across, as it is or on its side."""

    thin: Pixels
    even: Pixels
    unit: float

    def side(self, at: float, low: float, high: float) -> Side:
        corner = min(_CORNER, (high - low) / 5)
        x0 = self._pixel(low + corner)
        x1 = max(self._pixel(high - corner), x0 + 1)
        y0, y1 = self._pixel(at - _BAND), self._pixel(at + _BAND) + 1
        thin, band = self.thin[y0:y1, x0:x1], self.even[y0:y1, x0:x1]
        if not band.size:
            return Side(at, low, high, 0.0, 0.0, 0.0, 255.0, 255.0)
        clear, crowd = sorted(self._ink(at + low, at + high, x0, x1) for low, high in ((-_FAR, -_NEAR), (_NEAR, _FAR)))
        body, grey = np.percentile(band.min(axis=0), (50, 90)).tolist()
        dark: npt.NDArray[np.bool_] = np.asarray(thin.max(axis=0) > 0)
        quarter = max(1, len(dark) // 4)
        ends = min(float(dark[:quarter].mean()), float(dark[-quarter:].mean()))
        core = _core(self.even[max(y0 - 1, 0) : y1 + 1, x0:x1]) if crowd >= CROWDED else 0.0
        return Side(at, low, high, float(dark.mean()), ends, crowd, grey, body, core, clear)

    def straight(self, side: Side, limit: float) -> float:
        """The share of a side that is darker than ``limit`` in the straight band that has most of it, to its ends."""
        y0, y1 = self._pixel(side.at - _BAND), self._pixel(side.at + _BAND) + 1
        x0 = self._pixel(side.low)
        dark = self.even[y0:y1, x0 : max(self._pixel(side.high), x0 + 1)] < limit
        broad = max(2, round(_STRAIGHTENED * self.unit))
        return max((float(dark[k : k + broad].any(axis=0).mean()) for k in range(len(dark) - broad + 1)), default=0.0)

    def _pixel(self, points: float) -> int:
        return max(0, round(points * self.unit))

    def _ink(self, low: float, high: float, x0: int, x1: int) -> float:
        strip = self.even[self._pixel(low) : self._pixel(high), x0:x1]
        return float((strip < INK).mean()) if strip.size else 0.0

    def courses(
        self, bands: Sequence[float], ends: tuple[float, float], known: Sequence[Segment], folds: Sequence[float]
    ) -> list[Segment]:
        """Lines across found by being whole between two lines down, where no long one was found.

        ``bands`` are the lines down, ``ends`` how far up and down to look. What is ``known`` elsewhere, as strokes of
        print over each other, hides none beside its course.
        """
        y0, y1 = self._pixel(ends[0]), self._pixel(ends[1]) + 1
        found = []
        for low, high in pairwise(bands):
            if high - low < _SHORTEST:
                continue
            taken = [*folds, *(line.at for line in known if line.low < high and line.high > low)]
            strip = self.thin[y0:y1, self._pixel(low + _REACH) : self._pixel(high - _REACH)]
            if not strip.size:
                continue
            covered = cv2.dilate(strip, np.ones((3, 1), np.uint8)).mean(axis=1) >= _UNBROKEN * 255
            for start, end in runs_of(covered):
                at = (y0 + (start + end) / 2) / self.unit
                free = all(abs(at - other) > _APART for other in taken) and not _is_at(at, [line.at for line in known])
                if (end - start) / self.unit <= _THICK and free:
                    side = self.side(at, low, high)
                    if side.crowd < CROWDED and side.covered >= _WHOLE:
                        found.append(Segment(at, low, high))
        return found


def _core(band: Pixels) -> float:
    """The grey value that most of some row of a band, or of the rows next to it, stays below."""
    if len(band) < 3:
        return 0.0
    three = np.minimum(np.minimum(band[:-2], band[1:-1]), band[2:])
    rank = min(int(_CORE * three.shape[1]), three.shape[1] - 1)
    return float(np.partition(three, rank, axis=1)[:, rank].min())


def runs_of(flags: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First and last+1 index of each run of what is true."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def judged(group: Network, masks: Masks, even: Pixels, unit: float) -> Network:
    """The group with only the sides that are drawn; ``unit`` is pixels a point."""
    level = _View(masks.thin_across, even, unit)
    plumb = _View(np.ascontiguousarray(masks.thin_down.T), np.ascontiguousarray(even.T), unit)
    bodies = [[view.side(*line).body for line in lines] for lines, view in ((group.across, level), (group.down, plumb))]
    folds = folds_of(group, bodies)
    group = Network(*([line for line in lines if line.at not in own] for lines, own in zip(group, folds, strict=True)))
    xs = _positions([line.at for line in group.down] + _ends(group.across))
    ys = _positions([line.at for line in group.across] + _ends(group.down))
    if len(xs) < 2 or len(ys) < 2:
        return group
    more_across = level.courses(xs, (ys[0], ys[-1]), group.across, [*_ends(group.down), *folds[0]])
    more_down = plumb.courses(ys, (xs[0], xs[-1]), group.down, [*_ends(group.across), *folds[1]])
    xs, ys = _positions([*xs, *(line.at for line in more_down)]), _positions([*ys, *(line.at for line in more_across)])
    whole = Network([*group.across, *more_across], [*group.down, *more_down])
    drawn, solid = _judged_between(xs, ys, whole, level, plumb)
    if solid:
        return drawn
    # Between strokes of print taken for a line and the line beside them there is room for no dash.
    xs, ys = _of_lines(xs, drawn.down, group.across), _of_lines(ys, drawn.across, group.down)
    return _judged_between(xs, ys, whole, level, plumb)[0]


def _of_lines(cuts: Sequence[float], lines: Sequence[Segment], others: Sequence[Segment]) -> list[float]:
    """Of where sides begin and end, that which is a line that is drawn, or where the others end."""
    known = [*(line.at for line in lines), *_ends(others)]
    return [at for at in cuts if _is_at(at, known)]


def _judged_between(
    xs: Sequence[float], ys: Sequence[float], group: Network, level: _View, plumb: _View
) -> tuple[Network, bool]:
    """The group with only the sides that are drawn between these lines, and whether its lines are whole, not dashed."""
    across, down = list(_sides(group.across, xs, level)), list(_sides(group.down, ys, plumb))
    sure = [side.grey for side in (*across, *down) if side.covered > _WHOLE and side.crowd < CROWDED]
    usual = float(np.median(sure)) if sure else 0.0
    limit = usual + _FAINTER * (PAPER - usual)
    gaps = [side.gap for side in (*across, *down) if side.covered > _WHOLE and side.high - side.low > _STROKE]
    solid = not gaps or float(np.median(gaps)) < _SHORT_OF
    palest = usual + _PALEST * (PAPER - usual)
    darkest = usual - _DARKER * (PAPER - usual)
    across, down = (list(_unlike_print(sides, darkest)) for sides in (across, down))
    if solid:
        across, down = _straight((across, down), (level, plumb), limit)
    level_lines, plumb_lines = (joined(list(_held(sides, solid, palest)), limit, solid) for sides in (across, down))
    level_lines = trimmed(level_lines, plumb_lines)
    return Network(level_lines, trimmed(plumb_lines, level_lines)), solid


def _ends(lines: Sequence[Segment]) -> list[float]:
    return [min(line.low for line in lines), max(line.high for line in lines)] if lines else []


def _positions(values: Sequence[float]) -> list[float]:
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][-1] <= _ONE:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(group) / len(group) for group in groups]


def _sides(lines: Sequence[Segment], cuts: Sequence[float], view: _View) -> Iterator[Side]:
    """Every side in the course of a line, course by course."""
    courses: list[list[Segment]] = []
    for line in sorted(lines):
        if courses and line.at - courses[-1][-1].at <= _ONE:
            courses[-1].append(line)
        else:
            courses.append([line])
    for course in courses:
        for low, high in pairwise(cuts):
            yield view.side(_nearest(course, (low + high) / 2), low, high)


def _nearest(course: Sequence[Segment], middle: float) -> float:
    """Where the line stands at this place, of a course whose pieces differ a little."""
    return min(course, key=lambda line: max(line.low - middle, middle - line.high, 0.0)).at


def _held(sides: Sequence[Side], solid: bool, palest: float) -> Iterator[Side]:
    """The sides dark enough for lines, in a table of whole lines without those that have white in them and stand in no
    line's course: digits over each other, run together on a photograph. Wear leaves some part of a line whole. In a
    table of dots or dashes a side with print beside it is one where its line has none beside it elsewhere, and on one
    side only, as print that lies in the course of a line has it on both."""
    covered = [side for side in sides if side.covered > _WHOLE]
    whole = [side.at for side in covered if side.gap < _SHORT_OF]
    bare = [side.at for side in covered if side.crowd < CROWDED]
    for side in sides:
        if side.body > palest:
            continue
        if solid:
            if side.gap <= _SHORT_OF or _is_of(side, whole):
                yield side
        elif _is_of(side, bare):
            seen = (side.covered >= _WHOLE and side.clear < CROWDED) or (
                side.covered >= _PIECED and side.crowd < CROWDED
            )
            yield side._replace(covered=1.0, ends=1.0, crowd=0.0) if seen else side
        elif side.crowd < CROWDED:
            yield side


def _unlike_print(sides: Sequence[Side], darkest: float) -> Iterator[Side]:
    """The sides without strokes of bold print that fill a low row: darker than the table's lines, with ink beside them,
    in no course of which any side is a line beyond doubt."""
    lines = [side.at for side in sides if side.covered > _WHOLE and (side.body >= darkest or side.crowd < _BARE)]
    for side in sides:
        bold = side.high - side.low < _STROKE and side.body < darkest and side.crowd >= _BARE
        if not bold or _is_of(side, lines):
            yield side


def _straight(both: Sequence[list[Side]], views: Sequence[_View], limit: float) -> list[list[Side]]:
    """The sides across and down without what fills a low row in a course no side of which runs straight from one line
    to the next: brackets and strokes of print that reach nearly to the lines. Where long lines are not straight, none
    tells."""
    covered = [
        [(side, view.straight(side, limit)) for side in sides if side.covered > _WHOLE]
        for sides, view in zip(both, views, strict=True)
    ]
    long = [share for own in covered for side, share in own if side.high - side.low >= _STROKE and side.crowd < CROWDED]
    if not long or float(np.median(long)) < _STRAIGHT:
        return list(both)
    lines = [
        [side.at for side, share in own if share >= _STRAIGHT and side.high - side.low >= _VOUCHING] for own in covered
    ]
    return [
        [side for side in sides if side.high - side.low >= _STROKE or _is_of(side, own)]
        for sides, own in zip(both, lines, strict=True)
    ]


def _is_of(side: Side, courses: Sequence[float]) -> bool:
    return _is_at(side.at, courses)


def _is_at(at: float, courses: Sequence[float]) -> bool:
    """Whether one of these courses is the line at ``at``."""
    return any(abs(at - course) <= _ONE for course in courses)


def joined(sides: Sequence[Side], limit: float, solid: bool) -> list[Segment]:
    """The drawn sides as lines. What is shorter than a row is high, with ink beside it all along, is of a character."""
    runs: list[list[Side]] = []
    for side in sides:
        if not _drawn(side, limit, solid):
            continue
        if runs and runs[-1][-1].high == side.low and abs(runs[-1][-1].at - side.at) <= _ONE:
            runs[-1].append(side)
        else:
            runs.append([side])
    lines = [(Segment(run[0].at, run[0].low, run[-1].high), min(side.crowd for side in run)) for run in runs]
    return [line for line, crowd in lines if line.length >= (_LEAST_LENGTH if crowd < CROWDED else _SHORTEST)]


def _drawn(side: Side, limit: float, solid: bool) -> bool:
    if solid and side.high - side.low < _STROKE and side.gap > _SHORT_OF:
        return False
    crowded = side.crowd >= CROWDED
    if solid and crowded and side.core > limit:
        return False
    if side.covered >= _WHOLE:
        even = side.covered >= _THROUGHOUT and side.gap < _SHORT_OF / 2
        return side.grey <= limit or not crowded or even
    return min(side.covered, side.ends) >= _BROKEN and not crowded
