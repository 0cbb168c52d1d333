"""Lines of print read at the width each needs: text squeezed, which is quicker and read no worse, numbers whole.

The model looks at columns of pixels. Ideographs squeezed to half their width keep enough of them; of digits, which
are half as wide, every second one may be lost (100000 read as 10000). So long lines are read squeezed, and what is
number in them is cut out and read again at its full width.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np

from parsing.readers.scan.pages import PAPER, Pixels
from parsing.readers.scan.recogniser import Letter, Reading, readings_of

_LONG = 3.2
"""Heights a picture is wide from which it is squeezed: four ideographs, or six digits."""
_SQUEEZED = 0.6
_MOST_NUMBER = 0.6
"""Share of a line that is number from which the whole line is read again."""
_SPACE = 0.16
"""Heights of white put at both ends of what is cut out."""


class _Part(NamedTuple):
    """A number in a line: its first letter and the one after its last, those beside it included, and where it
    begins and ends, 0 to 1 along the line."""

    first: int
    after: int
    start: float
    end: float


def read_lines(lines: Sequence[Pixels]) -> list[Reading]:
    """The text of grey pictures of single lines, in their order."""
    shares = [_SQUEEZED if line.shape[1] >= _LONG * line.shape[0] else 1.0 for line in lines]
    found = readings_of(lines, shares)
    parts = [list(_parts(reading.free)) if share < 1 else [] for reading, share in zip(found, shares, strict=True)]
    whole = {index for index, own in enumerate(parts) if sum(p.end - p.start for p in own) > _MOST_NUMBER}
    asked = [(index, part) for index, own in enumerate(parts) if index not in whole for part in own]
    answers = readings_of([_cut(lines[index], part) for index, part in asked])
    # From the last number of a line to its first: letters before a number keep their places.
    for (index, part), answer in reversed(list(zip(asked, answers, strict=True))):
        letters = _joined(found[index].free, part, answer.free, lines[index].shape)
        if letters is None:
            whole.add(index)
        else:
            found[index] = Reading(letters, found[index].strict)
    again = sorted(whole)
    for index, reading in zip(again, readings_of([lines[index] for index in again]), strict=True):
        found[index] = reading
    return found


def _parts(letters: Sequence[Letter]) -> Iterator[_Part]:
    """The numbers of a line, each with the ideographs beside it; those that share one are one."""
    runs: list[tuple[int, int]] = []
    for is_word, group in groupby(range(len(letters)), key=lambda index: letters[index].text.isalpha()):
        own = list(group)
        if is_word or not any(letters[index].text.isdigit() for index in own):
            continue
        first, after = max(own[0] - 1, 0), min(own[-1] + 2, len(letters))
        if runs and first < runs[-1][1]:
            runs[-1] = (runs[-1][0], after)
        else:
            runs.append((first, after))
    for first, after in runs:
        start = (letters[first - 1].at + letters[first].at) / 2 if first else 0.0
        end = (letters[after - 1].at + letters[after].at) / 2 if after < len(letters) else 1.0
        yield _Part(first, after, start, end)


def _edges(part: _Part, width: int) -> tuple[int, int]:
    return round(part.start * width), max(round(part.end * width), round(part.start * width) + 1)


def _cut(line: Pixels, part: _Part) -> Pixels:
    x0, x1 = _edges(part, line.shape[1])
    return np.pad(line[:, x0:x1], ((0, 0), (_space(line.shape[0]),) * 2), constant_values=PAPER)


def _space(height: int) -> int:
    return round(_SPACE * height)


def _joined(
    letters: Sequence[Letter], part: _Part, seen: Sequence[Letter], shape: tuple[int, ...]
) -> tuple[Letter, ...] | None:
    """The line with a number as it was seen by itself; None where the ideographs beside it are not the same."""
    before = letters[part.first : part.after]
    if not seen or any(_beside(one) != _beside(other) for one, other in ((before[0], seen[0]), (before[-1], seen[-1]))):
        return None
    x0, x1 = _edges(part, shape[1])
    space = _space(shape[0])
    wide = x1 - x0 + 2 * space
    placed = [letter._replace(at=min(max(x0 + letter.at * wide - space, x0), x1) / shape[1]) for letter in seen]
    return (*letters[: part.first], *placed, *letters[part.after :])


def _beside(letter: Letter) -> str:
    """A letter at the end of what was cut out: the same both times, unless it is part of the number."""
    return unicodedata.normalize("NFKC", letter.text) if letter.text.isalpha() else ""
