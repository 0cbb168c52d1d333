"""Digits compared with each other: a witness of what was recognised that knows nothing of recognition.

One page prints all its 4s alike. A digit that looks more like those read as another is doubted, and one that
looks like none of its own kind; one that is the image of its kind needs no second look. Only digits that
stand apart, a blob each, can be compared.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

import cv2
import numpy as np
import numpy.typing as npt

from parsing.readers.scan.ink import Blob
from parsing.readers.scan.pages import PAPER, Pixels

_HIGH, _WIDE = 24, 24
_ENOUGH = 3
"""Samples of a kind, the digit itself left out, from which its look is known."""
_LIKE, _UNLIKE = 0.9, 0.72
"""Correlation with the mean of its kind at which a digit is borne out, and below which it is doubted."""
_SAME = 0.96
"""Correlation with another kind at which a digit of a kind too rare to be known is doubted."""
_NEARER, _MARGIN = -0.045, 0.06
"""By how much another kind must be nearer to doubt a digit (about as near is enough: blurred 4s are read as
1s with full confidence), and farther to bear it out."""

Floats = npt.NDArray[np.float32]


class Word(Enum):
    """What the witness says."""

    BORNE_OUT = "borne out"
    SILENT = "silent"
    DOUBTED = "doubted"


@dataclass(frozen=True, slots=True)
class Digits:
    """One number as read: its digits, a blob each from left to right; ``family`` are those printed alike."""

    key: Hashable
    family: Hashable
    text: str
    blobs: Sequence[Blob]


def heard(bare: Pixels, numbers: Iterable[Digits]) -> dict[Hashable, Word]:
    """What the digits of a page, its ruling lines taken out, say of each number."""
    by_family: dict[Hashable, list[Digits]] = {}
    for number in numbers:
        by_family.setdefault(number.family, []).append(number)
    words: dict[Hashable, Word] = {}
    for family in by_family.values():
        looks = np.stack([look_of(bare, blob) for number in family for blob in number.blobs])
        marks = np.array([int(char) for number in family for char in number.text])
        said = _compared(looks, marks)
        at = 0
        for number in family:
            own = said[at : at + len(number.text)]
            at += len(number.text)
            words[number.key] = _least(own)
    return words


def _least(words: Sequence[Word]) -> Word:
    return next((word for word in (Word.DOUBTED, Word.SILENT) if word in words), Word.BORNE_OUT)


def look_of(bare: Pixels, blob: Blob) -> Floats:
    """The darkness of a digit at one height, its width kept, as a vector of mean 0 and length 1."""
    crop = bare[max(blob.y0, 0) : blob.y1, max(blob.x0, 0) : blob.x1]
    wide = min(max(1, round(crop.shape[1] * _HIGH / crop.shape[0])), _WIDE)
    scaled = cv2.resize(
        crop, (wide, _HIGH), interpolation=cv2.INTER_AREA if crop.shape[0] > _HIGH else cv2.INTER_LINEAR
    )
    look = np.zeros((_HIGH, _WIDE), np.float32)
    left = (_WIDE - wide) // 2
    look[:, left : left + wide] = (PAPER - scaled.astype(np.float32)).clip(0) / PAPER
    soft = np.asarray(cv2.GaussianBlur(look, (0, 0), 1.4), dtype=np.float32).ravel()
    soft -= soft.mean()
    return np.asarray(soft / max(float(np.linalg.norm(soft)), 1e-6), dtype=np.float32)


def _compared(looks: Floats, marks: npt.NDArray[np.int_]) -> list[Word]:
    counts = np.bincount(marks, minlength=10)
    sums = np.stack([looks[marks == digit].sum(axis=0) for digit in range(10)])
    words = []
    for look, mark in zip(looks, marks.tolist(), strict=True):
        own = sums[mark] - look
        others = [digit for digit in range(10) if digit != mark and counts[digit] >= _ENOUGH]
        rival = max((_likeness(look, sums[digit]) for digit in others), default=-1.0)
        known = counts[mark] - 1 >= _ENOUGH
        words.append(_word(_likeness(look, own) if known else None, rival))
    return words


def _word(own: float | None, rival: float) -> Word:
    if own is None:
        return Word.DOUBTED if rival >= _SAME else Word.SILENT
    if rival > own + _NEARER or own < _UNLIKE:
        return Word.DOUBTED
    return Word.BORNE_OUT if own >= _LIKE and own > rival + _MARGIN else Word.SILENT


def _likeness(look: Floats, total: Floats) -> float:
    return float(look @ total / max(float(np.linalg.norm(total)), 1e-6))
