"""The type sizes of a page's print, by which lines outside ruled tables are told apart as those of a text file are.

How high a line is depends on what it says: brackets are higher than ideographs, a lone 一 is hardly high at all. A page
is printed in few sizes, which its longer lines tell; each other line has the one it comes nearest to.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from statistics import median

from parsing.readers.pdf.page import Char, char_in
from parsing.readers.scan.whites import CLOSEST

_STEP = 1.06
"""What the next larger size is at least of one."""
_ALIKE = 1.35
"""How many times a line may be as high or as low as its size says."""
_FEW = 4
"""Ideographs of a line that tell its size."""


def settled(chars: Sequence[Char]) -> Iterator[Char]:
    """The characters, line by line as they come, each in one of the sizes of the page."""
    lines = [list(line) for _, line in groupby(chars, key=lambda char: (char.y, char.size))]
    sizes = _sizes([line[0].size for line in lines if sum(map(_is_ideograph, line)) >= _FEW])
    for line in lines:
        own = line[0].size
        size = min(sizes, key=lambda size: abs(math.log(size / own)), default=own)
        if not 1 / _ALIKE <= size / own <= _ALIKE:
            size = own
        size = max(size, min(own, _least(line)))
        for char in line:
            half = size / 2
            yield char_in(char.text, (char.x0, char.y - half, char.x1, char.y + half), size)


def _least(line: Sequence[Char]) -> float:
    """The size from which no white is seen between digits known to be of one number, however wide it is spaced."""
    widths = [left.x1 - left.x0 for left, right in pairwise(line) if left.text.isdigit() and left.x1 == right.x0]
    return max(widths, default=0.0) / CLOSEST


def _is_ideograph(char: Char) -> bool:
    return char.text.isalpha() and not char.text.isascii()


def _sizes(measured: Sequence[float]) -> list[float]:
    """The middles of sizes that lie close together."""
    ordered = sorted(measured)
    cuts = [0, *(n for n, (a, b) in enumerate(pairwise(ordered), 1) if b > _STEP * a), len(ordered)]
    return [median(ordered[start:end]) for start, end in pairwise(cuts) if start < end]
