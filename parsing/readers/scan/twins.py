"""Zeros that stand alone, of which a page holds a hundred that look the same: a few of them are recognised.

Those that are images of each other are gathered; where all of a few of them are read as a zero without
hesitation, so are the others. Nothing but a zero is ever taken over: it is the figure a page is full of, and the
one no other digit resembles (the nearest, an 8, stays below 0.86 where zeros reach 0.97, also blurred and noisy).
The shapes of all digits are compared again when the page is judged (``shapes``).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from parsing.readers.scan.figures import is_plain_figure
from parsing.readers.scan.narrowed import read_lines
from parsing.readers.scan.pages import Pixels
from parsing.readers.scan.recogniser import Reading

_LIKE = 0.97
"""Correlation with the first of its kind."""
_MANY, _PROBED = 10, 5
"""How many there must be alike, and how many of these are recognised."""

Looks = npt.NDArray[np.float32]


def read_with_twins(lines: Sequence[Pixels], looks: Sequence[Looks | None]) -> list[Reading]:
    """The text of pictures of single lines, in their order; ``looks`` are those of the lines that may be one
    digit, as ``shapes.look_of`` gives them."""
    probed, kept = [], []
    for kind in _alike(looks):
        step = len(kind) / _PROBED
        chosen = {kind[int(step * (number + 0.5))] for number in range(_PROBED)}
        probed.append([index for index in kind if index in chosen])
        kept.append([index for index in kind if index not in chosen])
    later = {index for own in kept for index in own}
    found = _read(lines, [index for index in range(len(lines)) if index not in later])
    for own, others in zip(probed, kept, strict=True):
        if all(found[index].figure == "0" and is_plain_figure(found[index]) for index in own):
            least = min(own, key=lambda index: found[index].strict[0].probability)
            found.update(dict.fromkeys(others, found[least]))
    found.update(_read(lines, sorted(later - set(found))))
    return [found[index] for index in range(len(lines))]


def _read(lines: Sequence[Pixels], indexes: Sequence[int]) -> dict[int, Reading]:
    return dict(zip(indexes, read_lines([lines[index] for index in indexes]), strict=True))


def _alike(looks: Sequence[Looks | None]) -> list[list[int]]:
    """Indexes of lines that are images of each other, many each."""
    left = [(index, look) for index, look in enumerate(looks) if look is not None]
    kinds = []
    while len(left) >= _MANY:
        first = left[len(left) // 2][1]
        alike = np.stack([look for _, look in left]) @ first >= _LIKE
        own = [index for (index, _), same in zip(left, alike, strict=True) if same]
        left = [entry for entry, same in zip(left, alike, strict=True) if not same]
        if len(own) >= _MANY:
            kinds.append(own)
    return kinds
