"""Sections cut into sentences that know where they stand.

A sentence is compared without blanks and line breaks; each of its characters keeps the offset it
has in the text of its section, so that what is quoted opens at its place.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parsing.narrative.numbers import Kind, Number, numbers_in

_STOPS = "。！？!?"
_ALIKE = str.maketrans(
    {",": "，", ";": "；", ":": "：", "(": "（", ")": "）", "［": "（", "］": "）", "〈": "《", "〉": "》"}
)
_ITEM = re.compile(
    r"\s*(?:[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|"
    r"\d{1,2}[.．、](?!\d))"
)
_SUB_HEADING = 28
_ENDS_LINE = "。！？；：;:"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of section ``section`` (0: what stands before section one).

    ``text`` has no blanks and full-width brackets and commas; ``offsets`` are those of its
    characters in the section's text, ``raw`` the sentence as it stands there. ``numbers`` are its
    numbers and ``shape`` the text with each of them as one sign: # a count, $ money, % a share;
    ``at`` are the positions of these signs in ``shape``. ``heading`` is the sub-heading above it
    and ``paragraph`` the paragraph it belongs to.
    """

    section: int
    text: str
    offsets: tuple[int, ...]
    raw: str
    numbers: tuple[Number, ...]
    shape: str
    at: tuple[int, ...]
    heading: str = ""
    paragraph: int = 0

    @property
    def start(self) -> int:
        return self.offsets[0]

    @property
    def end(self) -> int:
        return self.offsets[-1] + 1

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the section of a stretch of ``shape``."""
        first, last = self._in_text(start), self._in_text(end - 1, last=True)
        return self.offsets[first], self.offsets[last] + 1

    def words(self, start: int, end: int) -> str:
        """A stretch of ``shape`` with its numbers written out."""
        return self.text[self._in_text(start) : self._in_text(end - 1, last=True) + 1]

    def _in_text(self, position: int, *, last: bool = False) -> int:
        before = bisect_right(self.at, position) - 1
        if before < 0:
            return position
        number, at = self.numbers[before], self.at[before]
        if at == position:
            return number.end - 1 if last else number.start
        return position + number.end - at - 1


def sentences_of(section: int, text: str) -> Iterator[Sentence]:
    """The sentences of a section's text, in order."""
    heading, paragraph = "", 0
    for start, end, begins in _stretches(text):
        if begins:
            paragraph += 1
            if _is_heading(text[start:end]):
                heading = "".join(text[start:end].split())
                continue
            heading = "".join(text[start : start + _SUB_HEADING].split()) if _ITEM.match(text[start:end]) else heading
        made = _sentence(section, text, start, end, heading, paragraph)
        if made:
            yield made


def _is_heading(line: str) -> bool:
    """A line of its own that only names what follows."""
    bare = line.strip()
    return len(bare) <= _SUB_HEADING and bool(_ITEM.match(bare)) and not re.search(r"[。，；,;]", bare)


def _stretches(text: str) -> Iterator[tuple[int, int, bool]]:
    """Start and end of each sentence, and whether it begins a paragraph."""
    start, begins = 0, True
    for at, char in enumerate(text):
        if char == "\n" and _breaks(text, start, at):
            if text[start:at].strip():
                yield start, at, begins
            start, begins = at + 1, True
        elif char in _STOPS:
            yield start, at + 1, begins
            start, begins = at + 1, False
    if text[start:].strip():
        yield start, len(text), begins


def _breaks(text: str, start: int, at: int) -> bool:
    """Whether a line break ends a paragraph; many are only the right margin of a page."""
    before = text[start:at].strip()
    if not before or before[-1] in _ENDS_LINE or _is_heading(before):
        return True
    return bool(_ITEM.match(text[at + 1 : at + 12]))


def _sentence(section: int, text: str, start: int, end: int, heading: str, paragraph: int) -> Sentence | None:
    offsets = tuple(at for at in range(start, end) if not text[at].isspace())
    if not offsets:
        return None
    bare = "".join(text[at] for at in offsets)
    numbers = numbers_in(bare)
    shape, at = _shape(bare.translate(_ALIKE), numbers)
    raw = text[offsets[0] : offsets[-1] + 1]
    return Sentence(section, bare, offsets, raw, numbers, shape, at, heading, paragraph)


def _shape(text: str, numbers: Sequence[Number]) -> tuple[str, tuple[int, ...]]:
    parts, at, length, last = [], [], 0, 0
    # A sign of the text itself must not be taken for a number.
    clean = text.replace("#", "＃").replace("$", "＄").replace("%", "％")
    for number in numbers:
        between = clean[last : number.start]
        length += len(between)
        at.append(length)
        parts += [between, number.kind.value]
        length += 1
        last = number.end
    return "".join([*parts, clean[last:]]), tuple(at)


__all__ = ["Kind", "Sentence", "sentences_of"]
