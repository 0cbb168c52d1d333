"""The white between the characters of a line outside ruled tables: where it parts cells, and where each character ends.

A line of print is found by its ink before anything is read; only what was read tells white that parts the figures of
two narrow columns, or a label from its figure, from the white after a comma.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from parsing.readers.scan.cells import MARGIN
from parsing.readers.scan.edges import runs_of
from parsing.readers.scan.ink import Ink, Span, extent
from parsing.readers.scan.recogniser import Letter, Reading

Line = tuple[Span, Reading]
CAPITAL, FULL = 0.72, 0.92
"""Heights of digits and of ideographs in ems."""
CLOSEST = 0.88
"""Ems from one digit to the next up to which no white is seen between them."""
_CELLS, _MORE = 0.45, 0.3
"""Ems of white that part a figure from what stands beside it, and by which that between two figures is wider than that
between the digits of one, which may be spaced or as broad as ideographs."""
_NARROW, _OF_ONE = 0.25, 0.1
"""Ems by which the white between two figures is wider than the narrowest within a line of several digits, and by how
much more beside a 1, which leaves white of its own on either side."""
_SPACED = 0.5
"""Ems of white between the digits of a number at most: those as broad as ideographs have so much, and on a page of
nothing but noughts the white between columns is all there is."""
_SEEN, _OWN = 0.2, 0.45
"""Ems of white that are none of the characters beside it, and those a mark as broad as an ideograph has on one side."""
_BEARING = (1 - FULL) / 2
"""Ems of white on either side of an ideograph that are its own, as in a text file, where it is an em wide."""
_OPENING, _CLOSING = frozenset("（(〔《〈“‘【「"), frozenset("）)〕》〉”’】」，,。、；;：:！？")
_OUTER = 15
"""Percent of a line's characters that may be higher than the line: brackets and commas taken for part of them."""
_MARKS = frozenset("-—–/")
_NOUGHTS = frozenset("Oo")
"""Read in place of a nought that stands apart."""


class White(NamedTuple):
    """The widest white between two neighbours of a line, in pixels; both ends alike where there is none."""

    x0: float
    x1: float

    @property
    def wide(self) -> float:
        return self.x1 - self.x0

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2


class _Pair(NamedTuple):
    """Two neighbours, the ems of white between them, and where it lies, in pixels."""

    left: str
    right: str
    ems: float
    middle: float


def inked(letters: Sequence[Letter]) -> list[Letter]:
    """The characters that are no white."""
    return [letter for letter in letters if letter.text.strip()]


def peaks_of(letters: Sequence[Letter], span: Span) -> list[float]:
    """Where the characters of a line stand, in pixels, by where each was seen in its picture."""
    space = MARGIN * span.height + 1
    left, width = span.x0 - space, span.x1 - span.x0 + 2 * space
    return [min(max(left + letter.at * width, span.x0), span.x1) for letter in letters]


def em_of(letters: Sequence[Letter], span: Span) -> float:
    """The size of a line's type, by its height."""
    return span.height / (CAPITAL if all(letter.text.isascii() for letter in letters) else FULL)


def whites(letters: Sequence[Letter], span: Span, mask: npt.NDArray[np.bool_]) -> list[White]:
    """The white between each character of a line and the next."""
    blank: npt.NDArray[np.bool_] = np.asarray(~mask[span.y0 : span.y1, span.x0 : span.x1].any(axis=0))
    found = []
    for left, right in pairwise(peaks_of(letters, span)):
        low, high = round(left) - span.x0, round(right) - span.x0
        none = ((high - low) / 2, (high - low) / 2)
        start, end = max(runs_of(blank[low:high]), key=lambda run: run[1] - run[0], default=none)
        found.append(White(span.x0 + low + start, span.x0 + low + end))
    return found


def edges_of(letters: Sequence[Letter], span: Span, mask: npt.NDArray[np.bool_]) -> list[tuple[float, float]]:
    """Where each character of a line begins and ends: at the white beside it, or halfway to its neighbour."""
    if not letters:
        return []
    em = em_of(letters, span)
    starts, ends = [float(span.x0)], []
    for left, right, white in zip(letters, letters[1:], whites(letters, span, mask), strict=False):
        after, before = _OWN * em * (left.text in _CLOSING), _OWN * em * (right.text in _OPENING)
        seen = white.wide - after - before >= _SEEN * em
        after, before = max(after, _own(left) * em), max(before, _own(right) * em)
        ends.append(white.x0 + after if seen else white.middle)
        starts.append(white.x1 - before if seen else white.middle)
    return list(zip(starts, [*ends, float(span.x1)], strict=True))


def _own(letter: Letter) -> float:
    return _BEARING if _is_ideograph(letter.text) else 0.0


def level_of(letters: Sequence[Letter], span: Span, mask: npt.NDArray[np.bool_]) -> Span:
    """The line as high as its ideographs are, or its digits where it has none: brackets and commas reach further."""
    places = edges_of(letters, span, mask)
    for sized in (_is_ideograph, str.isdigit):
        rows = [
            np.flatnonzero(mask[span.y0 : span.y1, round(x0) : round(x1)].any(axis=1))
            for (x0, x1), letter in zip(places, letters, strict=True)
            if sized(letter.text)
        ]
        ends = [(int(own[0]), int(own[-1]) + 1) for own in rows if len(own)]
        if ends:
            tops, feet = zip(*ends, strict=True)
            top, foot = np.percentile(tops, _OUTER), np.percentile(feet, 100 - _OUTER)
            return span._replace(y0=span.y0 + round(float(top)), y1=span.y0 + round(float(foot)))
    return span


def _is_ideograph(text: str) -> bool:
    return text.isalpha() and not text.isascii()


def _parts(left: Letter, right: Letter) -> bool:
    """Whether white between two characters is none that a mark brings with it."""
    return all(letter.text.isalnum() or letter.text in _MARKS for letter in (left, right))


def cut_lines(lines: Sequence[Line], ink: Ink) -> Iterator[list[Span]]:
    """The parts of each line: figures apart from words and other figures where white parts them."""
    known = [list(_pairs(span, reading, ink)) for span, reading in lines]
    between = sorted(pair.ems for own in known for pair in own if _is_digit(pair.left) and _is_digit(pair.right))
    usual = min(between[len(between) // 4], _SPACED) if between else 0.0
    for (span, _), own in zip(lines, known, strict=True):
        digits = [pair.ems for pair in own if _is_digit(pair.left) and _is_digit(pair.right)]
        narrowest = min(digits) if len(digits) > 1 else math.inf
        cuts = [pair.middle for pair in own if pair.ems >= _least(pair, usual, narrowest)]
        yield list(_cut(span, cuts, ink)) if cuts else [span]


def _pairs(span: Span, reading: Reading, ink: Ink) -> Iterator[_Pair]:
    letters = inked(reading.free)
    em = em_of(letters, span)
    for left, right, white in zip(letters, letters[1:], whites(letters, span, ink.mask), strict=False):
        if _parts(left, right):
            yield _Pair(left.text, right.text, white.wide / em, white.middle)


def _least(pair: _Pair, usual: float, narrowest: float) -> float:
    """The ems of white that part a figure from what stands before it; words are parted by what parts lines, and a
    figure from words after it by no less: it numbers them. ``usual`` is the white between digits on the page,
    ``narrowest`` that on the line, where it has several."""
    if not _is_figures(pair.right):
        return math.inf
    if not _is_digit(pair.left):
        return _CELLS
    ones = (pair.left, pair.right).count("1")
    return min(max(_CELLS, usual + _MORE), narrowest + _NARROW + _OF_ONE * ones)


def _is_figures(text: str) -> bool:
    return _is_digit(text) or text in _MARKS


def _is_digit(text: str) -> bool:
    return text.isdigit() or text in _NOUGHTS


def _cut(span: Span, cuts: Sequence[float], ink: Ink) -> Iterator[Span]:
    for low, high in pairwise([span.x0, *cuts, span.x1 + 1]):
        blobs = ink.within((low, span.y0, high, span.y1))
        if blobs:
            yield extent(blobs)
