"""Pages scanned sideways or upside down, noticed by what they read and turned."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from parsing.readers.scan.pages import Pixels
from parsing.readers.scan.recogniser import Reading

Matrix = npt.NDArray[np.float64]

_SENSE = 0.95
"""Pages that lie right reach 0.99, also dirty ones; on its side the same page stays below 0.93."""
_CERTAIN = 0.85
_FEWEST = 4
PROBED = 8
"""Lines, the longest ones, that are read to compare the four ways a page can lie."""


def sense(readings: Sequence[Reading]) -> float:
    """The mean probability of the characters that are no digits or marks, which read the same
    upside down; 0 where there are too few of them."""
    values = [letter.probability for r in readings for letter in r.free if letter.text.isalpha()]
    return float(np.mean(values)) if len(values) >= _FEWEST else 0.0


def lies_wrong(readings: Sequence[Reading]) -> bool:
    """Whether what was read of a page makes so little sense that it may lie on its side."""
    made = sense(readings)
    if made:
        return made < _SENSE
    values = [letter.probability for reading in readings for letter in reading.free]
    return bool(readings) and float(np.mean(values or [0.0])) < _CERTAIN


def best_quarters(senses: Sequence[float]) -> int:
    """The quarter turns that make clearly most sense, else none."""
    best = max(range(len(senses)), key=lambda quarters: senses[quarters])
    return best if senses[best] >= _CERTAIN else 0


def turned(pixels: Pixels, quarters: int) -> Pixels:
    """The page after so many quarter turns anticlockwise."""
    return np.ascontiguousarray(np.rot90(pixels, quarters))


def back(width: int, height: int, quarters: int) -> Matrix:
    """Maps pixels of the turned page to those of the page before, of this width and height."""
    matrix = np.eye(3)
    for _ in range(quarters % 4):
        matrix = matrix @ np.array([[0.0, -1.0, width], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
        width, height = height, width
    return matrix
