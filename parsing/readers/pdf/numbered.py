"""Numbers of lines down the left margin, as Word prints them for reviewers: they are no part of any line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile
from operator import attrgetter

from parsing.readers.pdf.glyphs import DIGITS
from parsing.readers.pdf.page import Char, Page, levels

_FEWEST = 5
_MOSTLY = 0.7
_APART = 3.0
"""Points between the numbers and all else on the page."""
_JOINED = 0.3
"""Ems between the digits of one number at most."""


def without_line_numbers(pages: Sequence[Page]) -> list[Page]:
    """The pages without the numbers of their lines; as they are where numbers left of all text do not count on."""
    columns = [list(_column(page)) for page in pages]
    if not _count_on([int("".join(char.text for char in number)) for column in columns for number in column]):
        return list(pages)
    return [_without(page, column) for page, column in zip(pages, columns, strict=True)]


def _without(page: Page, column: Sequence[Sequence[Char]]) -> Page:
    gone = {char for number in column for char in number}
    return replace(page, chars=tuple(char for char in page.chars if char not in gone)) if gone else page


def _column(page: Page) -> Iterator[list[Char]]:
    """The numbers, from the top of a page on, that stand left of all else on it."""
    if not page.chars or min(page.chars, key=attrgetter("x0")).text not in DIGITS:  # as nearly always
        return
    leads, left = [], page.width
    for _, level in sorted(levels(page).items()):
        line = sorted(level, key=attrgetter("x0"))
        lead = list(_lead(line))
        leads.append(lead)
        left = min([left, *(char.x0 for char in line[len(lead) :])])
    yield from (lead for lead in leads if lead and lead[-1].x1 < left - _APART)


def _lead(line: Sequence[Char]) -> Iterator[Char]:
    """The number a line begins with."""
    if line[0].text in DIGITS:
        yield line[0]
        near = takewhile(lambda two: two[1].x0 - two[0].x1 < _JOINED * two[1].size, pairwise(line))
        yield from (char for _, char in takewhile(lambda two: two[1].text in DIGITS, near))


def _count_on(numbers: Sequence[int]) -> bool:
    """Whether numbers are mostly each the next one; they may begin again on every page, and footers have their own."""
    if len(numbers) < _FEWEST:
        return False
    step = numbers[1] - numbers[0]
    next_ones = sum(number == before + step for before, number in pairwise(numbers))
    return step > 0 and next_ones >= _MOSTLY * (len(numbers) - 1)
