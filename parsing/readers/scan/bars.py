"""Pieces of lines down the page that no line across holds: what is left of worn columns, or parts cells of a low row.

Too short to be ruling lines, they stand in the lines of print as a mark that reads as one, and make these as high as
themselves. They are known by what no character is: straight, full, thin, and higher than print.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from parsing.grid import Box
from parsing.readers.pdf.page import Rule
from parsing.readers.scan.ink import Ink
from parsing.readers.scan.pages import PAPER, Pixels

_THICKEST, _LOWEST = 2.4, 9.0
"""Points a piece is broad at most, and high at least."""
_SLIM, _FULL = 6, 0.85
"""How many times as high as broad it is, and the share of its box that is ink."""
_PRINT, _TALLEST, _HIGHER = 85, 20.0, 1.25
"""The percentile of the heights of print that ideographs have, points that print is high at most, and how many times as
high as they a piece is."""
_EDGE = 2
"""Pixels of its soft edge."""


def without_bars(bare: Pixels, ink: Ink, tables: list[Box]) -> tuple[Pixels, Ink, list[Rule]]:
    """The page and its ink without such pieces outside tables, and these as lines; boxes and lines in points."""
    chosen = _are_bars(ink) & ~_are_inside(ink.blobs / ink.unit, tables)
    if not chosen.any():
        return bare, ink, []
    bare, mask = bare.copy(), ink.mask.copy()
    for x0, y0, x1, y1 in ink.blobs[chosen, :4].tolist():
        place = slice(max(y0 - _EDGE, 0), y1 + _EDGE), slice(max(x0 - _EDGE, 0), x1 + _EDGE)
        bare[place], mask[place] = PAPER, False
    rules = [
        Rule((x0 + x1) / 2 / ink.unit, y0 / ink.unit, (x0 + x1) / 2 / ink.unit, y1 / ink.unit)
        for x0, y0, x1, y1 in ink.blobs[chosen, :4].tolist()
    ]
    return bare, replace(ink, mask=mask, blobs=ink.blobs[~chosen]), rules


def _are_bars(ink: Ink) -> npt.NDArray[np.bool_]:
    wide, high = ink.blobs[:, 2] - ink.blobs[:, 0], ink.blobs[:, 3] - ink.blobs[:, 1]
    print_ = high[(high >= _LOWEST / 2 * ink.unit) & (high <= _TALLEST * ink.unit)]
    if not print_.size:
        return np.zeros(len(ink.blobs), np.bool_)
    least = max(_LOWEST * ink.unit, _HIGHER * float(np.percentile(print_, _PRINT)))
    slim = (wide <= _THICKEST * ink.unit) & (high >= _SLIM * wide) & (high >= least)
    return np.asarray(slim & (ink.blobs[:, 4] >= _FULL * wide * high), dtype=np.bool_)


def _are_inside(blobs: npt.NDArray[np.float64], tables: list[Box]) -> npt.NDArray[np.bool_]:
    x, y = (blobs[:, 0] + blobs[:, 2]) / 2, (blobs[:, 1] + blobs[:, 3]) / 2
    inside = np.zeros(len(blobs), np.bool_)
    for x0, y0, x1, y1 in tables:
        inside |= (x >= x0) & (x < x1) & (y >= y0) & (y < y1)
    return inside
