"""Headings that a page begins with again, of a table without lines that goes on from the page before.

Word and browsers print the first rows of a table once more on each of its pages. They head nothing there: a table of
several headings goes on under the last of them, as that of 第二十条 does under its sixth item.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import takewhile

from parsing.readers.pdf.layout.bits import CELL_GAP, Placed

_LEAST = 2
"""Lines of headings from which they are known to be the same: one may be the heading of several tables."""


def without_repeats(placed: Sequence[Placed]) -> list[Placed]:
    """The lines of a table without those at the head of a page that repeat its own headings."""
    first = _headings(placed)
    kept: list[Placed] = []
    skipped = 0
    for index, item in enumerate(placed):
        if skipped:
            skipped -= 1
            continue
        if index > len(first) and item.page.number != placed[index - 1].page.number:
            skipped = _repeated(first, _headings(placed[index:]))
        if skipped:
            skipped -= 1
        else:
            kept.append(item)
    return kept


def _headings(placed: Sequence[Placed]) -> list[str]:
    """The lines of words before the first figures, without their white."""
    lines = takewhile(lambda item: not any(token.value for token in item.line.tokens(CELL_GAP)), placed)
    return [unicodedata.normalize("NFKC", "".join(item.line.text.split())) for item in lines]


def _repeated(first: Sequence[str], again: Sequence[str]) -> int:
    """With how many lines of a table's first ones, from one of them to the last, another page begins."""
    for start in range(len(first) - _LEAST + 1):
        own = first[start:]
        if list(again[: len(own)]) == list(own):
            return len(own)
    return 0
