"""Figures somebody corrected by hand: struck out, whatever is written beside them.

Recognition reads printed digits through a thin stroke as surely as any, and sums that held as they were printed bear
them out. Which number is meant the page says to a reader alone, so such figures stay in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from parsing.readers.scan.cells import Inked
from parsing.readers.scan.ink import Span
from parsing.readers.scan.seals import Mask

_BEYOND, _LENGTH, _AROUND = 0.12, 0.95, 0.5
"""Heights of a figure by which a stroke reaches beyond its digits on both sides at least, that it is long, as no bar of
a 4 is, and within which it is looked for."""
_DIGIT = 0.5
"""Share of the height of a figure that the ink of a digit fills, and no stroke that lies."""
_ROWS = 14
"""Heights at which a stroke may begin, and end."""
_MIDDLE = 0.2, 0.8
"""Share of the height of a figure between which the middle of a stroke lies that is no underline."""
_WHOLE, _LEAST = 0.97, 4
"""Share of a stroke that is ink, and pixels a picture of a figure is wide and high at least."""
_LOWEST = 3.5
"""Points that a figure is high at least: a lower line is a hyphen read as a nought, a stroke from end to end itself."""
_LINE = 1.5
"""Points at a cell's edge that are its line."""
_FIGURE = re.compile(r"\D?\d[\d,.]*\D?")
_FOURS = re.compile(r"4{2,}")
_BAR = 0.8
"""Heights that the bars of fours side by side are long for each four at most: print in heavy type joins them."""


def struck_out(dark: Mask, cells: Sequence[Inked], unit: float) -> Iterator[tuple[Inked, Span]]:
    """The figures with a stroke through all their digits; ``dark`` is the ink of the page with its lines."""
    for cell in cells:
        for seen in cell.seen:
            said = seen.reading.text, seen.reading.figure
            fours = max((len(text) for text in said if _FOURS.fullmatch(text)), default=0)
            least = max(_LENGTH, _BAR * fours + 2 * _BEYOND)
            high = seen.span.height >= _LOWEST * unit
            if high and any(map(_FIGURE.fullmatch, said)) and _is_struck(dark, cell, seen.span, unit, least):
                yield cell, seen.span


def _is_struck(dark: Mask, cell: Inked, span: Span, unit: float, least: float) -> bool:
    """Whether some straight line, level or aslant, is ink from before the first digit to behind the last, and as long
    as ``least`` heights of the figure."""
    around, edge = _AROUND * span.height, _LINE * unit
    left, right = max(span.x0 - around, cell.box[0] + edge, 0), min(span.x1 + around, cell.box[2] - edge)
    inside = dark[max(span.y0, 0) : max(span.y1, 0), round(left) : max(round(right), 0)]
    if min(inside.shape) < _LEAST:
        return False
    high = len(inside) - np.argmax(inside[::-1], axis=0) - np.argmax(inside, axis=0)
    digits = np.flatnonzero(inside.any(axis=0) & (high >= _DIGIT * len(inside)))
    if not len(digits):
        return False
    first, after = int(digits[0] - _BEYOND * span.height), int(np.ceil(digits[-1] + _BEYOND * span.height)) + 1
    if first < 0 or after > inside.shape[1]:
        return False
    found = _lines(inside)
    through = found[found[:, first:after].mean(axis=1) >= _WHOLE]
    before, behind = through[:, :first][:, ::-1], through[:, after:]
    lengths = after - first + sum(np.cumprod(side, axis=1).sum(axis=1) for side in (before, behind))
    return bool((lengths >= least * span.height).any())


def _lines(inside: Mask) -> Mask:
    """What is ink along each straight line from side to side of a picture whose middle is neither at its head nor at
    its foot, a line a row."""
    ink = cv2.dilate(inside.astype(np.uint8), np.ones((3, 1), np.uint8)) > 0
    ends = np.linspace(0, len(ink) - 1, _ROWS)
    starts, stops = (side.ravel() for side in np.meshgrid(ends, ends))
    middles = (starts + stops) / 2 / len(ink)
    kept = (middles >= _MIDDLE[0]) & (middles <= _MIDDLE[1])
    rows = np.linspace(starts[kept], stops[kept], ink.shape[1], axis=1).round().astype(int)
    return np.asarray(ink[rows, np.arange(ink.shape[1])])
