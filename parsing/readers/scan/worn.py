"""Digits in pieces, as print short of toner leaves them: what stands for a 1 may be what is left of a 2.

Recognition reads them with full confidence, in any picture. Sure is one that is an image of the page's other digits of
its kind; and where many are in pieces, no other is sure without that either.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from parsing.readers.scan.ink import Blob, Ink
from parsing.readers.scan.pages import Pixels
from parsing.readers.scan.shapes import Word

_PIECE = 0.12
"""Share of a digit's ink that is a piece of it, and no speck on it."""
_MANY, _FEWEST = 0.15, 8
"""Share of a page's figures in pieces from which its print is worn, and how many those are at least."""
_TORN, _SIDE, _LOWEST = 3.5, 1.5, 5.0
"""Points of white between what is left of one digit, from a cell's sides within which marks are left of its lines, and
that a digit is high at least."""
_LEAST = 3.0
"""Square points of ink that are left of it at least: specks that stand together are less."""
_PALER = 28
"""Grey values by which such marks are paler than ink."""


class Number(NamedTuple):
    """A figure: its key, and the blobs of each of its digits."""

    key: int
    digits: Sequence[Sequence[Blob]]


def unproven(numbers: Iterable[Number], words: Mapping[Hashable, Word], others: Collection[int]) -> set[int]:
    """The keys of figures that are in doubt for how the page is worn; ``others`` are those of figures whose digits do
    not stand apart."""
    known = list(numbers)
    broken = {number.key for number in known if any(_is_broken(blobs) for blobs in number.digits)}
    worn = len(broken) >= max(_FEWEST, _MANY * len(known))
    asked = {*(number.key for number in known), *others} if worn else broken
    return {key for key in asked if words.get(key) is not Word.BORNE_OUT}


def _is_broken(blobs: Sequence[Blob]) -> bool:
    """Whether the ink of one digit is in several pieces."""
    areas = sorted(blob.area for blob in blobs)
    return len(areas) > 1 and areas[-2] >= _PIECE * sum(areas)


def holds_pieces(bare: Pixels, ink: Ink, box: tuple[float, float, float, float]) -> bool:
    """Whether a cell without a line of ink holds pieces that may be left of a digit, far as they stand apart."""
    side = _SIDE * ink.unit
    x0, y0, x1, y1 = (round(value) for value in (box[0] + side, box[1] + side, box[2] - side, box[3] - side))
    inner = bare[max(y0, 0) : max(y1, 0), max(x0, 0) : max(x1, 0)]
    if inner.size == 0 or float(inner.min()) > ink.edge + _PALER:
        return False
    pale: npt.NDArray[np.uint8] = np.asarray(
        cv2.GaussianBlur(inner, (0, 0), 0.3 * ink.unit) < ink.edge + _PALER, dtype=np.uint8
    )
    wide = max(3, round(_TORN * ink.unit) | 1)
    closed = cv2.morphologyEx(pale, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (wide, wide)))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(closed, connectivity=8)
    left = np.bincount(labels[pale > 0], minlength=count) / ink.unit**2
    return bool(((stats[1:, 3] >= _LOWEST * ink.unit) & (left[1:] >= _LEAST)).any())
