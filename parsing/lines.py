"""Running text as lines to be compared: one look for all readers, with the place kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from parsing.grid import INVISIBLE, Paragraph, Place
from parsing.report import squeeze

# Browsers print radicals (⼈) in place of ideographs (人), and forms use full-width digits.
# Brackets and commas keep their width: they are part of names and of what is quoted.
FOREIGN = re.compile("[\u2e80-\u2fdf\uf900-\ufaff０-９Ａ-Ｚａ-ｚ．]+")
BEFORE, AFTER = "#>=*_~`•●◆■▪| \t\u3000\xa0-", "=*_~`| \t\r\u3000\xa0"
FURNITURE = re.compile(r"^[-—–－~·\s]*(?:第)?\d{0,3}(?:页)?[-—–－~·\s]*$")

_ATTRIBUTES = re.compile(r"\s*\{[#.][^{}]*\}$")
"""What some converters write behind a heading: its anchor and how it looks."""
LONGEST_FURNITURE = 12

HAN_DIGITS = {"〇": 0, "○": 0, "零": 0, "Ｏ": 0, "O": 0, "o": 0} | {d: n for n, d in enumerate("一二三四五六七八九", 1)}


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of running text without markup; ``squeezed`` has no blanks at all."""

    text: str
    squeezed: str
    place: Place


def normal(text: str) -> str:
    """Text in ordinary characters: radicals, full-width digits and invisible marks resolved."""
    text = INVISIBLE.sub("", text)
    return FOREIGN.sub(lambda match: unicodedata.normalize("NFKC", match.group()), text)


def text_lines(paragraphs: Iterable[Paragraph]) -> list[TextLine]:
    """The lines that say something: without blank lines, page numbers and markdown signs."""
    lines = []
    for paragraph in paragraphs:
        for raw in normal(paragraph.text).split("\n"):
            text = _without_markup(raw.replace("**", ""))
            if text and not (len(text) <= LONGEST_FURNITURE and FURNITURE.match(text)):
                lines.append(TextLine(text, squeeze(text), paragraph.place))
    return lines


def _without_markup(line: str) -> str:
    """The line without the signs of markdown around it; a minus before a figure is no sign."""
    if line.endswith("}"):
        line = _ATTRIBUTES.sub("", line)
    bare = line.rstrip(AFTER).lstrip(BEFORE)
    return bare if bare and not bare[0].isdecimal() else line.rstrip(AFTER).lstrip(BEFORE[:-1])


def year_number(text: str) -> int | None:
    """The year that four digits, Chinese or Arabic, write: 2024 and 二〇二四 → 2024."""
    digits = [int(c) if c.isdecimal() else HAN_DIGITS.get(c) for c in text]
    if len(digits) != 4 or None in digits:
        return None
    return int("".join(str(digit) for digit in digits))
