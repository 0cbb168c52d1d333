"""Numbers of an OFD: frames, matrices, advances and outlines. Lengths are millimetres, heights count downwards."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

POINTS = 72 / 25.4
"""Of a millimetre."""
MOST_REPEATED = 10_000
"""Advances that one ``g`` may stand for; a line of text has no more."""


class Frame(NamedTuple):
    """A rectangle by its upper left corner, width and height."""

    x: float
    y: float
    width: float
    height: float


class Matrix(NamedTuple):
    """(x, y) goes to (a x + c y + e, b x + d y + f)."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def of(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def after(self, first: Matrix) -> Matrix:
        """What ``first`` does, then this."""
        e, f = self.of(first.e, first.f)
        return Matrix(
            self.a * first.a + self.c * first.b,
            self.b * first.a + self.d * first.b,
            self.a * first.c + self.c * first.d,
            self.b * first.c + self.d * first.d,
            e,
            f,
        )

    @property
    def scale(self) -> float:
        return math.sqrt(abs(self.a * self.d - self.b * self.c))


def turned(degrees: float) -> Matrix:
    """Clockwise as it is seen."""
    angle = math.radians(degrees)
    return Matrix(math.cos(angle), math.sin(angle), -math.sin(angle), math.cos(angle))


def numbers(text: str | None) -> list[float]:
    """All numbers of an attribute; what is none ends them."""
    found: list[float] = []
    for word in (text or "").split():
        try:
            number = float(word)
        except ValueError:
            break
        if not math.isfinite(number):
            break
        found.append(number)
    return found


def number(text: str | None, otherwise: float) -> float:
    """The first number of an attribute."""
    return next(iter(numbers(text)), otherwise)


def frame_of(text: str | None) -> Frame | None:
    found = numbers(text)
    return Frame(*found[:4]) if len(found) >= 4 and found[2] > 0 and found[3] > 0 else None


def matrix_of(text: str | None) -> Matrix:
    found = numbers(text)
    return Matrix(*found[:6]) if len(found) >= 6 else Matrix()


def advances(text: str | None) -> list[float]:
    """Distances from each character to the next: ``g 3 4.5`` stands for three times 4.5."""
    found: list[float] = []
    words = (text or "").split()
    at = 0
    while at < len(words):
        times = 1
        if words[at] in "gG" and at + 2 < len(words) and words[at + 1].isdigit():
            times, at = min(int(words[at + 1]), MOST_REPEATED), at + 2
        found += numbers(words[at]) * times
        at += 1
    return found


class Step(NamedTuple):
    """A piece of an outline: M, L (to a point), C (a curve by three points) or Z (back to its beginning)."""

    kind: str
    points: tuple[tuple[float, float], ...] = ()


_LENGTHS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}


def outline(text: str | None) -> Iterator[Step]:
    """The pieces of an ``AbbreviatedData``. Arcs are drawn as their chords: no line of a table is one."""
    words = (text or "").split()
    at, here = 0, (0.0, 0.0)
    while at < len(words):
        kind = words[at]
        length = _LENGTHS.get(kind)
        if length is None:
            at += 1
            continue
        values = numbers(" ".join(words[at + 1 : at + 1 + length]))
        at += 1 + length
        if len(values) == length:
            step = _step(kind, values, here)
            here = step.points[-1] if step.points else here
            yield step


def _step(kind: str, values: Sequence[float], here: tuple[float, float]) -> Step:
    points = tuple(zip(values[::2], values[1::2], strict=False))
    if kind in "SM":
        return Step("M", points)
    if kind == "B":
        return Step("C", points)
    if kind == "Q":  # a curve of one handle as one of two
        (x, y), end = points
        handles = tuple((px + 2 * (x - px) / 3, py + 2 * (y - py) / 3) for px, py in (here, end))
        return Step("C", (*handles, end))
    return Step("L", ((values[5], values[6]),)) if kind == "A" else Step("Z") if kind == "C" else Step("L", points)
