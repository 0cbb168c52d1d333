"""From painted paths to ruling lines.

Word, WPS and LibreOffice stroke lines or fill thin rectangles; browsers fill each border of each
cell, as a thin rectangle, as a trapezium with mitred ends, or as a ring of two rectangles.
"""

from __future__ import annotations

from collections.abc import Sequence

from parsing.grid import Box
from parsing.readers.pdf.engines.covers import is_broad
from parsing.readers.pdf.page import Rule

Point = tuple[float, float]

THICKEST = 4.5
"""Points; a filled bar thicker than this is a background, not a line."""
_STRAIGHT = 1.0
"""Points a line may lean over its length and still count as horizontal or vertical."""
_PLAIN_CORNERS = 6
LEAST_MARK, LARGEST_MARK = 3.0, 40.0
"""Points of height from which a drawn figure may be a digit, and up to which it is one and no emblem."""
_OF_A_SIDE = 0.3
"""Share of a side that is straight where corners are rounded."""
_SCANNED = 0.85
"""Share of a page its pictures cover from which it is a scan."""


class _Outline:
    __slots__ = ("closed", "curved", "points")

    def __init__(self, start: Point) -> None:
        self.points: list[Point] = [start]
        self.closed = False
        self.curved = False


class Painter:
    """Builds paths in page space and keeps what painting them draws. ``marks`` are those that may be digits."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self.fills: list[Box] = []
        self.images: list[Box] = []
        self.marks: list[Box] = []
        self.curves = 0
        self._outlines: list[_Outline] = []

    def move(self, x: float, y: float) -> None:
        self._outlines.append(_Outline((x, y)))

    def line(self, x: float, y: float) -> None:
        self._current(x, y).points.append((x, y))

    def curve(self, x: float, y: float) -> None:
        outline = self._current(x, y)
        outline.points.append((x, y))
        outline.curved = True

    def close(self) -> None:
        if self._outlines:
            self._outlines[-1].closed = True

    def reset(self) -> None:
        self._outlines = []

    def extent(self) -> Box | None:
        points = [point for outline in self._outlines for point in outline.points]
        return bounds(points) if points else None

    def image(self, box: Box, clip: Box) -> None:
        seen = common(box, clip)
        if seen is None:
            return
        if not self._bar(seen):
            self.images.append(seen)

    def hides(self, sheet: Box) -> bool:
        """Whether pictures cover the sheet and no line is drawn, as on a scan. Unless it is painted over them, text
        there is what an OCR made of the pictures, in no ink, under them or in white; they are what a reader sees."""
        return not self.rules and self.pictured(sheet) >= _SCANNED

    def pictured(self, sheet: Box) -> float:
        """The share of the sheet that pictures cover; what several cover counts several times."""
        shared = [box for image in self.images if (box := common(image, sheet))]
        area = (sheet[2] - sheet[0]) * (sheet[3] - sheet[1])
        return sum((b[2] - b[0]) * (b[3] - b[1]) for b in shared) / area if area > 0 else 0.0

    @property
    def covers(self) -> bool:
        """Whether anything was painted that may lie over text."""
        return bool(self.fills or self.images)

    def rectangles(self, clip: Box) -> list[Box]:
        """What filling the paths hides: upright rectangles, unless one lies in another and may be cut out of it."""
        boxes = []
        for outline in self._outlines:
            corners = set(outline.points)
            box = bounds(outline.points)
            if not outline.curved and len(corners) == 4 and all(x in box[::2] and y in box[1::2] for x, y in corners):
                boxes.append(box)
        if len(boxes) < len(self._outlines) or any(_holds(a, b) for a in boxes for b in boxes if a is not b):
            return []
        return [seen for box in boxes if (seen := common(box, clip)) is not None and is_broad(seen)]

    def paint(self, stroke: bool, fill: bool, width: float, clip: Box) -> None:
        if stroke or fill:
            seen = (common(bounds(outline.points), clip) for outline in self._outlines if _is_mark(outline))
            self.marks += filter(None, seen)
        if stroke and width <= THICKEST and not _draws_characters(self._outlines):
            for outline in self._outlines:
                self._stroke(outline, clip)
        if fill:
            self.curves += sum([outline.curved for outline in self._outlines])
            self._fill(clip)
        elif stroke and width > THICKEST:
            self._broad(width, clip)

    def filled(self, box: Box, clip: Box) -> None:
        """What filling a figure of four corners draws, by its bounds alone."""
        seen = common(box, clip)
        if seen is not None and not self._bar(seen):
            self.fills.append(seen)

    def _current(self, x: float, y: float) -> _Outline:
        if not self._outlines:
            self._outlines.append(_Outline((x, y)))
        outline = self._outlines[-1]
        if outline.closed:
            outline = _Outline(outline.points[0])
            self._outlines.append(outline)
        return outline

    def _stroke(self, outline: _Outline, clip: Box) -> None:
        points = outline.points
        if outline.curved and _is_rounded(points):
            x0, y0, x1, y1 = bounds(points)
            for side in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)):
                self._straight(side, clip)
            return
        ends = [*points[1:], points[0]] if outline.closed else points[1:]
        for (x0, y0), (x1, y1) in zip(points, ends, strict=False):
            straight = abs(x1 - x0) <= _STRAIGHT or abs(y1 - y0) <= _STRAIGHT
            if straight and not (outline.curved and len(points) > _PLAIN_CORNERS * 2):
                self._straight((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)), clip)

    def _broad(self, width: float, clip: Box) -> None:
        half = width / 2
        for outline in self._outlines:
            x0, y0, x1, y1 = bounds(outline.points)
            seen = common((x0 - half * (x1 - x0 < 1), y0 - half * (y1 - y0 < 1),
                           x1 + half * (x1 - x0 < 1), y1 + half * (y1 - y0 < 1)), clip)  # fmt: skip
            if seen is not None:
                self.fills.append(seen)

    def _fill(self, clip: Box) -> None:
        boxes = [bounds(outline.points) for outline in self._outlines if len(outline.points) > 1]
        if len(boxes) == 2 and self._ring(boxes, clip):
            return
        for outline, box in zip((o for o in self._outlines if len(o.points) > 1), boxes, strict=True):
            seen = common(box, clip)
            if seen is None:
                continue
            plain = len(outline.points) <= _PLAIN_CORNERS or _small(box)
            if not (plain and self._bar(seen)) and not outline.curved:
                self.fills.append(seen)

    def _ring(self, boxes: Sequence[Box], clip: Box) -> bool:
        """Two rectangles, one in the other, filled between: the border of a box."""
        outer, inner = sorted(boxes, key=lambda box: (box[0] - box[2]) * (box[3] - box[1]))
        gaps = (inner[0] - outer[0], inner[1] - outer[1], outer[2] - inner[2], outer[3] - inner[3])
        if any(gap < -0.01 or gap > THICKEST for gap in gaps) or min(inner[2] - inner[0], inner[3] - inner[1]) < 3:
            return False
        x0, y0, x1, y1 = ((one + other) / 2 for one, other in zip(outer, inner, strict=True))
        edges = ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1))
        for gap, edge in zip((gaps[1], gaps[3], gaps[0], gaps[2]), edges, strict=True):
            if gap > 0.01:
                self._straight(edge, clip)
        return True

    def _bar(self, box: Box) -> bool:
        """Keeps a thin box as a line, or a tiny one as a dot; False for anything larger."""
        x0, y0, x1, y1 = box
        wide, high = x1 - x0, y1 - y0
        if min(wide, high) > THICKEST:
            return False
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        if max(wide, high) <= THICKEST and max(wide, high) < 2 * min(wide, high) + 0.01:
            self.rules.append(Rule(x0, y0, x1, y1, True))
        elif wide >= high:
            self.rules.append(Rule(x0, y, x1, y))
        else:
            self.rules.append(Rule(x, y0, x, y1))
        return True

    def _straight(self, box: Box, clip: Box) -> None:
        seen = common(box, (clip[0] - 1, clip[1] - 1, clip[2] + 1, clip[3] + 1))
        if seen is None or (seen[2] - seen[0] < 0.05 and seen[3] - seen[1] < 0.05):
            return
        x, y = (seen[0] + seen[2]) / 2, (seen[1] + seen[3]) / 2
        if seen[2] - seen[0] >= seen[3] - seen[1]:
            self.rules.append(Rule(seen[0], y, seen[2], y))
        else:
            self.rules.append(Rule(x, seen[1], x, seen[3]))


def _is_mark(outline: _Outline) -> bool:
    """Whether an outline is as large as a character and no box: digits that are drawn, not set, have such outlines, and
    strokes of a pen are such lines."""
    points = outline.points
    if not (outline.curved or len(points) > _PLAIN_CORNERS):
        return False
    x0, y0, x1, y1 = bounds(points)
    return LEAST_MARK <= y1 - y0 <= LARGEST_MARK and x1 - x0 <= LARGEST_MARK and not _is_rounded(points)


def _draws_characters(outlines: Sequence[_Outline]) -> bool:
    """Whether a path is characters by their outlines, as programs draw around those they print bolder than their font
    is: their level strokes rule nothing, and strike nothing out."""
    found = False
    for outline in outlines:
        x0, y0, x1, y1 = bounds(outline.points)
        if max(x1 - x0, y1 - y0) > LARGEST_MARK:
            return False
        found = found or outline.curved or len(outline.points) > _PLAIN_CORNERS
    return found


def _is_rounded(points: Sequence[Point]) -> bool:
    """Whether an outline is a box with rounded corners: a straight piece of it lies on each side of its bounds."""
    x0, y0, x1, y1 = bounds(points)
    pieces = list(zip(points, [*points[1:], points[0]], strict=True))
    level, upright = _OF_A_SIDE * (x1 - x0), _OF_A_SIDE * (y1 - y0)
    across = [a[1] for a, b in pieces if abs(b[1] - a[1]) <= _STRAIGHT and abs(b[0] - a[0]) >= level]
    down = [a[0] for a, b in pieces if abs(b[0] - a[0]) <= _STRAIGHT and abs(b[1] - a[1]) >= upright]
    return _on_both(across, y0, y1) and _on_both(down, x0, x1)


def _on_both(places: Sequence[float], low: float, high: float) -> bool:
    return high - low > THICKEST and all(any(abs(at - side) <= _STRAIGHT for at in places) for side in (low, high))


def bounds(points: Sequence[Point]) -> Box:
    xs = [x for x, _ in points]
    ys = [y for _, y in points]
    return (min(xs), min(ys), max(xs), max(ys))


def common(one: Box, other: Box) -> Box | None:
    """What two boxes share, or None; lines without width count as boxes."""
    x0, y0, x1, y1 = max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])
    return (x0, y0, x1, y1) if x0 <= x1 and y0 <= y1 else None


def _small(box: Box) -> bool:
    return max(box[2] - box[0], box[3] - box[1]) <= THICKEST


def _holds(one: Box, other: Box) -> bool:
    return one[0] <= other[0] and one[1] <= other[1] and other[2] <= one[2] and other[3] <= one[3]
