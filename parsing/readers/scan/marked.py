"""Figures with marks of a pen beside them: what of a line's ink is digits, and the line with nothing else in it.

A tick read with a figure makes another number of it, 4 to 41. Digits of one table are of one height and stand on one
line, which strokes by hand rarely do. What is read without them stays in doubt: sums may confirm it.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import numpy as np

from parsing.readers.scan.cells import MARGIN, Inked, picture
from parsing.readers.scan.figures import SMUDGED, Seen, Verdict, is_plain_figure
from parsing.readers.scan.ink import Blob, Span, extent
from parsing.readers.scan.marks import Scale, disagreement, whole
from parsing.readers.scan.pages import PAPER, Pixels
from parsing.readers.scan.recogniser import Reading

_LOWEST, _HIGHEST, _LEVEL = 0.85, 1.15, 0.15
"""Heights of digits that a digit is high, and by which its foot may lie off that of the others."""
_APART = 0.45
"""Heights of digits between a number and what is none of it: one of its digits that a mark touches stands closer."""
_EDGE = 2
"""Pixels of its soft edge that belong to a digit."""


def digits_among(blobs: Sequence[Blob], scale: Scale) -> list[Blob]:
    """The blobs that are as high as the digits of their table and stand on one line, where others do not and stand
    apart; else none."""
    parts = whole(blobs)
    alike = [b for b in parts if _LOWEST * scale.height <= b.height <= _HIGHEST * scale.height and b.width < b.height]
    if not alike:
        return []
    foot = median(blob.y1 for blob in alike)
    level = [blob for blob in alike if abs(blob.y1 - foot) <= _LEVEL * scale.height + 1]
    others = [blob for blob in parts if blob not in level]
    return level if level and others and all(_is_apart(blob, extent(level), scale) for blob in others) else []


def _is_apart(blob: Blob, span: Span, scale: Scale) -> bool:
    return max(blob.x0 - span.x1, span.x0 - blob.x1) >= _APART * scale.height


def bared(bare: Pixels, cell: Inked, digits: Sequence[Blob]) -> Pixels:
    """A picture of these digits alone."""
    span = extent(digits)
    alone = np.full((span.y1 + span.height, span.x1 + span.height), PAPER, dtype=np.uint8)
    for blob in digits:
        place = slice(max(blob.y0 - _EDGE, 0), blob.y1 + _EDGE), slice(max(blob.x0 - _EDGE, 0), blob.x1 + _EDGE)
        alone[place] = bare[: alone.shape[0], : alone.shape[1]][place]
    return picture(alone, span, MARGIN, cell.box)


def judge_bared(
    seen: Seen, first: Verdict, reading: Reading, digits: Sequence[Blob], scale: Scale
) -> tuple[Seen, Verdict]:
    """A line that was read again without its marks, and what it says, in doubt; as before where that is no figure."""
    text, span = reading.figure, extent(digits)
    if not is_plain_figure(reading) or disagreement(text, span, digits, scale):
        return seen, first
    before = "".join(letter.text for letter in first.letters)
    others = (before,) if before.isdecimal() and before != text else ()
    return Seen(span, tuple(digits), reading), Verdict(reading.strict, SMUDGED, others=others)


def is_marked(seen: Seen, verdict: Verdict) -> bool:
    """Whether a line in doubt may be a figure beside marks."""
    return bool(verdict.doubt) and len(seen.blobs) > 1
