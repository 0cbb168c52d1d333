"""Marks of notes, raised in smaller type behind figures: they are no digits of the figure, and are not read.

Behind words a number is set in brackets, as other readers write it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from parsing.readers.marks import in_brackets, is_mark
from parsing.readers.pdf.glyphs import DIGITS
from parsing.readers.pdf.page import BELOW, Char, Page, char_in, near_each_other

_SMALLER = 0.87
"""Share of the type before it that a mark has at most."""
_LEAST, _MOST = 0.22, 0.75
"""Ems its baseline stands over that before it."""
_HIGHER = 0.1
"""Ems its middle stands over that of what is before it: figures in smaller type in the middle of a cell stand level."""
_NEAR = 0.15
"""Ems from what stands before a mark."""
_LEVEL = 0.1
"""Points by which the type of a mark differs within it."""
_FIRST = frozenset(DIGITS) | frozenset("*※#①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳(（[【〔注abcdefghijklmnopqrstuvwxyz")
"""What a mark may begin with."""


def with_marks(page: Page) -> Page:
    """The page without such marks; the page itself where there are none."""
    changed: dict[Char, tuple[Char, ...]] = {}
    for above, below in near_each_other(page, _MOST):
        for mark in [char for char in above if char[0] in _FIRST]:
            base = next((char for char in below if _is_base(char, mark)), None)
            if base is None or mark in changed or _is_parted(base, mark, page):
                continue
            run = _run(mark, above)
            if base.text in DIGITS and is_mark("".join(char.text for char in run)):
                changed |= dict.fromkeys(run, ())
            elif all(char.text in DIGITS for char in run):
                changed |= dict.fromkeys(run, ()) | {mark: tuple(_in_line(run, base))}
    if not changed:
        return page
    return replace(page, chars=tuple(c for char in page.chars for c in changed.get(char, (char,))))


def _is_base(char: Char, mark: Char) -> bool:
    """Whether a mark stands behind a character in larger type, raised."""
    size = char.size
    if mark.size > _SMALLER * size or abs(mark.x0 - char.x1) > _NEAR * size or not char.text.isalnum():
        return False
    raised = (_baseline(char) - _baseline(mark)) / size
    return _LEAST <= raised <= _MOST and char.y - mark.y >= _HIGHER * size


def _baseline(char: Char) -> float:
    return char.y1 - BELOW * char.size


def _run(mark: Char, line: Sequence[Char]) -> list[Char]:
    """The characters of a mark, from its first."""
    run = [mark]
    for char in sorted((c for c in line if _is_like(c, mark)), key=lambda c: c.x0):
        if char is not mark and abs(char.x0 - run[-1].x1) <= _NEAR * mark.size:
            run.append(char)
    return run


def _is_like(char: Char, mark: Char) -> bool:
    return char.x0 >= mark.x0 and abs(char.size - mark.size) < _LEVEL


def _is_parted(base: Char, mark: Char, page: Page) -> bool:
    """Whether a line is drawn down between the two, as between cells."""
    left, right = min(base.x, mark.x), max(base.x, mark.x)
    return any(r.x0 == r.x1 and left < r.x0 < right and r.y0 < base.y < r.y1 for r in page.rules)


def _in_line(run: Sequence[Char], base: Char) -> Iterator[Char]:
    text = in_brackets("".join(char.text for char in run))
    left, right = run[0].x0, run[-1].x1
    wide = (right - left) / len(text)
    for n, sign in enumerate(text):
        yield char_in(sign, (left + n * wide, base.y0, left + (n + 1) * wide, base.y1), base.size)
