"""Slashes that stand in empty cells, told from ones by their shape: recognition takes most of them for a 1.

A printed slash is a thin straight stroke that leans; a 1 stands upright, or has a flag and a foot. Where figures
of a page are italic, or none tells whether they are, these strokes stay in doubt, and so do those that lean less than
most slashes: worn ones, and those of a slanting photograph. Where a page has next to no figures because nearly every
cell holds a slash, the numbers of its labels tell. A slash with a trace of a seal at its end is no straight stroke, but
leans in its middle as no upright 1 does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from parsing.readers.scan.figures import UNSURE, Seen, Verdict
from parsing.readers.scan.ink import Blob
from parsing.readers.scan.marks import whole
from parsing.readers.scan.recogniser import Letter

SLASH = "/"
_LEAN, _LEAST_LEAN = 0.2, 0.1
"""How far a stroke leans, by its height, from which it is no 1, and from which it may be none; slashes lean 0.27 to
0.5, ones up to 0.05."""
_STRAIGHT = 0.045
"""How far the middle of the stroke leaves a straight line, by its height."""
_THIN, _WORN = 0.3, 0.45
"""How broad a stroke is, by its height, and what is left of one whose ends are worn off."""
_MIDDLE = 0.2
"""Share of its height at each end of a stroke outside its middle: the flag and the foot of a 1 lie there."""
_SEVERAL = 3
_ROW = 7
"""Strokes that cannot all be ones, whatever type they are of: as many as a row of the form has, the last of which is
the sum of the others."""
_EVEN, _UPRIGHT = "012358", 0.14
"""Digits whose middles lie over each other, and how far they lean at most in upright type; 0.2 in italics."""
_NUMBERED, _LEAST_NUMERAL = re.compile(r"\d[.．、]"), 0.5
"""How a label begins that is numbered, and the share of its line's height that the digit has at least."""


def slashes(lines: Sequence[Seen], mask: npt.NDArray[np.bool_]) -> dict[int, Verdict]:
    """The lines of a page's cells that are nothing but a leaning stroke, by their ``id``, and what they say.
    ``mask`` is the page's ink."""
    found = {id(seen) for seen in lines if _lean_of_stroke(seen, mask, _WORN) >= _LEAST_LEAN}
    clear = {id(seen) for seen in lines if _lean_of_stroke(seen, mask, _THIN) >= _LEAN}
    others = [seen for seen in lines if id(seen) not in found]
    upright = _are_upright(others, mask, len(clear))
    borne_out = len(clear) >= _SEVERAL and upright
    if found or upright:
        found |= {id(seen) for seen in others if seen.reading.figure == "1" and _leans_within(seen, mask)}
    sure = Verdict((Letter(SLASH, 1.0, 0.5),))
    return {
        id(seen): sure if borne_out and id(seen) in clear else Verdict(seen.reading.free, UNSURE)
        for seen in lines
        if id(seen) in found
    }


def _lean_of_stroke(seen: Seen, mask: npt.NDArray[np.bool_], thin: float) -> float:
    """How far a line leans that is nothing but a straight stroke, no broader than ``thin`` heights; else 0."""
    blobs = whole(seen.blobs)
    if len(blobs) != 1 or blobs[0].height < 2 * blobs[0].width - 1:
        return 0.0
    ink = _ink(blobs[0], mask)
    wide = ink.sum(axis=1)
    if not wide.all() or wide.max() > thin * len(ink):
        return 0.0
    lean, off = _lean(ink)
    return lean if off <= _STRAIGHT * len(ink) + 0.3 else 0.0


def _leans_within(seen: Seen, mask: npt.NDArray[np.bool_]) -> bool:
    """Whether what was read as a 1 leans as slashes do between its ends."""
    blobs = whole(seen.blobs)
    if len(blobs) != 1:
        return False
    ink = _ink(blobs[0], mask)
    ends = round(_MIDDLE * len(ink))
    return _lean(ink[ends : len(ink) - ends])[0] >= _LEAN


def _are_upright(lines: Sequence[Seen], mask: npt.NDArray[np.bool_], strokes: int) -> bool:
    """Whether digits that lean in italics alone stand upright on this page: those of its figures, and, where these are
    too few and the leaning ``strokes`` many, those that number its labels too."""
    figures = list(_leans(lines, mask))
    few = len(figures) < _SEVERAL and strokes >= _ROW
    told = bool(figures) or not any(_is_figure(seen) for seen in lines)  # a figure of other digits may be italic
    enough = [*figures, *_leans_of_numerals(lines, mask)] if few and told else figures
    return len(enough) >= _SEVERAL and all(float(np.median(leans)) <= _UPRIGHT for leans in (figures, enough) if leans)


def _is_figure(seen: Seen) -> bool:
    return seen.reading.figure.isdecimal() and seen.reading.figure == seen.reading.text


def _leans(lines: Sequence[Seen], mask: npt.NDArray[np.bool_]) -> Iterable[float]:
    """How far the digits of figures lean."""
    for seen in lines:
        if _is_figure(seen):
            for digit, blob in _one_each(seen.reading.figure, whole(seen.blobs)):
                if digit in _EVEN and blob.height > blob.width:
                    yield _lean(_ink(blob, mask))[0]


def _leans_of_numerals(lines: Sequence[Seen], mask: npt.NDArray[np.bool_]) -> Iterable[float]:
    """How far the digits lean that number labels."""
    for seen in lines:
        if _NUMBERED.match(seen.reading.text) and seen.reading.text[0] in _EVEN:
            for blob in whole(seen.blobs)[:1]:
                if blob.height > blob.width and blob.height >= _LEAST_NUMERAL * seen.span.height:
                    yield _lean(_ink(blob, mask))[0]


def _one_each(text: str, blobs: Sequence[Blob]) -> Sequence[tuple[str, Blob]]:
    """The digits of a figure, each with its ink; none where they do not stand apart."""
    return list(zip(text, blobs, strict=True)) if len(text) == len(blobs) else []


def _ink(blob: Blob, mask: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    return mask[blob.y0 : blob.y1, blob.x0 : blob.x1]


def _lean(ink: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """How far a blob leans to the right, by its height, and the most its middle leaves that line, in pixels."""
    rows = np.flatnonzero(ink.any(axis=1))
    middles = (ink[rows] * np.arange(ink.shape[1])).sum(axis=1) / ink[rows].sum(axis=1)
    if len(rows) < 2:
        return 0.0, 0.0
    slope, start = np.polyfit(rows, middles, 1)
    return -float(slope), float(np.abs(middles - slope * rows - start).max())
