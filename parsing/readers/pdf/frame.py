"""What both engines share: the sheet a page is shown on, and what of it can be seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from parsing.errors import LimitExceeded
from parsing.grid import Box
from parsing.readers.pdf.page import Char, Rule

Matrix = tuple[float, float, float, float, float, float]
MOST_PAGES = 60
_BUCKETS = 1 / 32
"""Squares a point in which a second stroke is looked for."""


def most_pages_error() -> LimitExceeded:
    return LimitExceeded(f"文件超过 {MOST_PAGES} 页。", "年度报告不应有这么多页，请检查是否选错了文件。")


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


def seen(chars: list[Char], sheet: Box) -> list[Char]:
    """Characters on the sheet, without blanks and without the second stroke of a fake bold."""
    left, top, right, bottom = sheet
    near: dict[tuple[str, int, int], list[tuple[float, float]]] = {}
    kept = []
    for char in chars:
        text, x0, y0, x1, y1, size, _ = char
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        if not (left <= x <= right and top <= y <= bottom) or not text or text.isspace():
            continue
        reach = max(0.3, 0.15 * size)
        across, down, rim = x * _BUCKETS, y * _BUCKETS, reach * _BUCKETS
        column, row = int(across), int(down)
        here = (text, column, row)
        around: Iterable[tuple[float, float]] | None
        if rim < across - column < 1 - rim and rim < down - row < 1 - rim:
            around = near.get(here)
        else:
            columns, rows = range(int(across - rim), int(across + rim) + 1), range(int(down - rim), int(down + rim) + 1)
            around = [t for column in columns for row in rows for t in near.get((text, column, row), ())]
        if around and _has_near(around, x, y, reach):
            continue
        if here in near:
            near[here].append((x, y))
        else:
            near[here] = [(x, y)]
        kept.append(char)
    return kept


def _has_near(around: Iterable[tuple[float, float]], x: float, y: float, reach: float) -> bool:
    return any(-reach < other - x < reach and -reach < level - y < reach for other, level in around)


def touches(rule: Rule, sheet: Box) -> bool:
    return rule.x1 >= sheet[0] and rule.x0 <= sheet[2] and rule.y1 >= sheet[1] and rule.y0 <= sheet[3]
