"""What both engines share: the sheet a page is shown on, and what of it can be seen."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter, sub

from parsing.errors import LimitExceeded
from parsing.grid import Box
from parsing.readers.pdf.engines.clipped import digit_cut_off
from parsing.readers.pdf.page import Char, Rule

Matrix = tuple[float, float, float, float, float, float]
MOST_PAGES = 60
_HEIGHT_AND_SIZE: Callable[[Char], tuple[float, float]] = itemgetter(8, 5)
_MIDDLE: Callable[[Char], float] = itemgetter(7)
_BUCKETS = 1 / 32
"""Squares a point in which a second stroke is looked for."""


_LEAST_PRINT = 100
_MOST_PALE = 0.1
PALE = 0.55
"""Brightness from 0 to 1 from which ink is no print."""


def is_printed_over(chars: int, under: int, pale: float) -> bool:
    """Whether text is what a reader sees of a page that pictures cover, as on a letterhead: there is much of it,
    none ``under`` a picture, and only a small share ``pale``. A stamp on a scan is short."""
    return chars >= _LEAST_PRINT and not under and pale <= _MOST_PALE


def brightness(*parts: float) -> float:
    """How bright a colour of one (grey), three (red, green, blue) or four (cyan, magenta, yellow, black) parts is."""
    if len(parts) == 4:
        *colours, black = parts
        parts = tuple((1 - colour) * (1 - black) for colour in colours)
    if len(parts) == 3:
        return 0.3 * parts[0] + 0.59 * parts[1] + 0.11 * parts[2]
    return parts[0] if parts else 0.0


def most_pages_error() -> LimitExceeded:
    return LimitExceeded(f"文件超过 {MOST_PAGES} 页。", "年度报告不应有这么多页，请检查是否选错了文件。")


def most_drawn_error(detail: str) -> LimitExceeded:
    """For pages of more strokes than any report has; ``detail`` says to developers of what."""
    return LimitExceeded(
        "页面上的线条或图形过多（点状的圆角边框常常如此），无法读取。",
        "请把表格边框改为实线后重新导出 PDF，或另存为 .docx 后再上传。",
        detail=detail,
    )


def view(media: Sequence[float], crop: Sequence[float], turn: int) -> tuple[Matrix, float, float]:
    """The matrix to points from the top left of the page as shown, and its width and height.

    ``turn`` counts quarter turns clockwise.
    """
    x0, y0, x1, y1 = max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3])
    if x1 - x0 < 1 or y1 - y0 < 1:
        x0, y0, x1, y1 = media
    wide, high = x1 - x0, y1 - y0
    if turn % 4 == 1:
        return (0.0, 1.0, 1.0, 0.0, -y0, -x0), high, wide
    if turn % 4 == 2:
        return (-1.0, 0.0, 0.0, 1.0, x1, -y0), wide, high
    if turn % 4 == 3:
        return (0.0, -1.0, -1.0, 0.0, y1, x1), high, wide
    return (1.0, 0.0, 0.0, -1.0, -x0, y1), wide, high


def applied(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def multiplied(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that applies ``first`` and after it ``then``."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def seen(chars: Iterable[Char], sheet: Box) -> list[Char]:
    """Characters on the sheet, without blanks and without the second stroke of a fake bold, and where digits stand
    right beside it that there is something."""
    left, top, right, bottom = sheet
    found: list[Char] = []
    for char in chars:
        if left <= char[7] <= right and top <= char[8] <= bottom:
            if char[0] and not char[0].isspace():
                found.append(char)
        elif (cut := digit_cut_off(char, sheet)) is not None:
            found.append(cut)
    return once(found)


def once(chars: list[Char]) -> list[Char]:
    """Characters without the second stroke of a fake bold."""
    rows: dict[float, list[float]] = {}
    sizes: dict[float, float] = {}
    for (y, size), level in groupby(chars, key=_HEIGHT_AND_SIZE):
        along = rows.get(y)
        if along is None:
            rows[y], sizes[y] = list(map(_MIDDLE, level)), size
        else:
            along.extend(map(_MIDDLE, level))
            sizes[y] = max(sizes[y], size)
    return _once(chars) if _some_are_near(rows, sizes) else chars


def _reach(size: float) -> float:
    """Points within which a second stroke stands."""
    return max(0.3, 0.15 * size)


def _some_are_near(rows: Mapping[float, list[float]], sizes: Mapping[float, float]) -> bool:
    """Whether any two characters stand near enough to be strokes of one, by heights and the places at each."""
    along: list[float] = []
    reach, before = 0.0, -math.inf
    for level in sorted(rows):
        own = _reach(sizes[level])
        if level - before >= max(reach, own):
            along, reach = [], 0.0
        along = sorted(along + rows[level])
        reach, before = max(reach, own), level
        if len(along) > 1 and min(map(sub, along[1:], along)) < reach:
            return True
    return False


def _once(chars: Iterable[Char]) -> list[Char]:
    """Without characters that stand on another of the same text."""
    near: dict[tuple[str, int, int], list[Char]] = {}
    kept: list[Char] = []
    for char in chars:
        text, _, _, _, _, size, _, x, y = char
        reach = _reach(size)
        across, down, rim = x * _BUCKETS, y * _BUCKETS, reach * _BUCKETS
        columns, rows = range(int(across - rim), int(across + rim) + 1), range(int(down - rim), int(down + rim) + 1)
        around = [other for column in columns for row in rows for other in near.get((text, column, row), ())]
        if not _has_near(around, x, y, reach):
            near.setdefault((text, int(across), int(down)), []).append(char)
            kept.append(char)
    return kept


def _has_near(around: Iterable[Char], x: float, y: float, reach: float) -> bool:
    return any(-reach < other[7] - x < reach and -reach < other[8] - y < reach for other in around)


def touches(rule: Rule, sheet: Box) -> bool:
    return rule.x1 >= sheet[0] and rule.x0 <= sheet[2] and rule.y1 >= sheet[1] and rule.y0 <= sheet[3]
