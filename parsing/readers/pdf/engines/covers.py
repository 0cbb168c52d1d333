"""What is painted over: characters under a filled rectangle or a picture that came after them are not seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from parsing.grid import Box
from parsing.readers.pdf.page import Char

LEAST = 3.0
"""Points a cover is high and wide at least; what is thinner is a line."""


class Cover(NamedTuple):
    """A box painted after the first ``after`` characters."""

    after: int
    box: Box


def uncovered(chars: Sequence[Char], covers: Sequence[Cover]) -> list[Char]:
    """The characters whose middles no later cover holds."""
    hidden: set[int] = set()
    for after, (x0, y0, x1, y1) in covers:
        hidden.update(n for n in range(after) if x0 < chars[n][7] < x1 and y0 < chars[n][8] < y1)
    return [char for n, char in enumerate(chars) if n not in hidden] if hidden else list(chars)


def is_broad(box: Box) -> bool:
    return box[2] - box[0] > LEAST and box[3] - box[1] > LEAST
