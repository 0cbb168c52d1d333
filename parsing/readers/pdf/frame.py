"""What both engines share: the sheet a page is shown on, and what of it can be seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from parsing.errors import LimitExceeded
from parsing.grid import Box
from parsing.readers.pdf.page import Char, Rule

Matrix = tuple[float, float, float, float, float, float]
MOST_PAGES = 60


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


def seen(chars: list[Char], sheet: Box) -> Iterator[Char]:
    """Characters on the sheet, without blanks and without the second stroke of a fake bold."""
    near: dict[tuple[str, int, int], list[Char]] = {}
    for char in chars:
        if not char.text.strip() or not (sheet[0] <= char.x <= sheet[2] and sheet[1] <= char.y <= sheet[3]):
            continue
        column, row = int(char.x // 4), int(char.y // 4)
        reach = max(0.3, 0.15 * char.size)
        around = ((char.text, column + dx, row + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
        if any(abs(t.x - char.x) < reach and abs(t.y - char.y) < reach for key in around for t in near.get(key, ())):
            continue
        near.setdefault((char.text, column, row), []).append(char)
        yield char


def touches(rule: Rule, sheet: Box) -> bool:
    return rule.x1 >= sheet[0] and rule.x0 <= sheet[2] and rule.y1 >= sheet[1] and rule.y0 <= sheet[3]
