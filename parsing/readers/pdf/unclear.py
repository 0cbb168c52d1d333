"""Pages whose text is not what a reader sees of them: it is better read from the picture of the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from operator import itemgetter

from parsing.readers.pdf.glyphs import DIGITS, UNKNOWN
from parsing.readers.pdf.page import Char, Page

_MOST_UNKNOWN = 0.08
"""Share of a page's characters that nothing names: of a table more are digits, of a list fewer are bullets."""
_FEWEST_UNKNOWN = 10
_STRANGE = re.compile(r"[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]")
"""Latin letters with accents: no report has many, but programs that write a PDF anew number glyphs through them."""
_SHORTEST_NOISE = 50
_COMMON = frozenset("的公开信息年一")
_OF_WORDS = re.compile(r"[0-9A-Za-z\u3400-\u9fff]")
_TEXT: Callable[[Char], str] = itemgetter(0)
_FEWEST_CURVES, _CURVES_A_CHARACTER = 100, 2
"""Filled curves from which a page with no more characters shows text that is drawn."""


def is_unclear(page: Page) -> bool:
    """Whether too many of a page's glyphs have no character, or none that words are made of, or its text is drawn."""
    text = "".join(map(_TEXT, page.chars))
    if text.count(UNKNOWN) >= max(_FEWEST_UNKNOWN, _MOST_UNKNOWN * len(text)):
        return True
    return len(_STRANGE.findall(text)) >= _FEWEST_UNKNOWN or _is_noise(text) or is_drawn(page)


def _is_noise(text: str) -> bool:
    if len(text) < _SHORTEST_NOISE or not _COMMON.isdisjoint(text):
        return False
    return 2 * len(_OF_WORDS.findall(text)) < len(text)


def is_drawn(page: Page) -> bool:
    """Whether the text of a page is outlines, as from programs for drawing."""
    return page.curves >= _FEWEST_CURVES and page.curves > _CURVES_A_CHARACTER * len(page.chars)


def doubted(pages: Iterable[Page], belied: frozenset[int]) -> list[Page]:
    """The pages, those whose digits are printed as others without them."""
    return [_without_digits(page) if page.number in belied else page for page in pages]


def emptied(pages: Sequence[Page], numbers: Sequence[int]) -> list[Page]:
    """The pages, those numbered with nothing on them."""
    return [replace(page, chars=(), rules=(), fills=()) if page.number in numbers else page for page in pages]


def _without_digits(page: Page) -> Page:
    return replace(page, chars=tuple(c._replace(text=UNKNOWN) if c.text in DIGITS else c for c in page.chars))
