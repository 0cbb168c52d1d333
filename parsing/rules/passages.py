"""What two texts have in common, word for word: blanks and punctuation do not count.

A number is one sign, another number another: a sentence with this year's figures says something new.
All years are the same sign: to put 2024 in place of 2023 says nothing new. Texts are compared by
shingles of ``SHINGLE`` signs (Broder 1997, "On the resemblance and containment of documents"); the
share is the containment of one text in the other.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from parsing.report import Report, Section
from parsing.rules.model import Quote

SHINGLE = 8
SHORTEST_PASSAGE = 20
"""Signs in a row that are worth showing as a shared passage; official terms are shorter."""
GAP = 6
"""Signs that may differ within one shown passage: a name or a pronoun put in place of another."""
COMPARED = (1, 2, 3, 4, 5)
"""Section six is prescribed nearly word for word and is not compared."""

_SIGNS = re.compile(r"[^\W\d_]+|\d+")
STOPS = "。；！？：;!?:"
_SENTENCE = re.compile(rf"[^{STOPS}\n]+[{STOPS}]?")
_NUMBERED = re.compile(
    r"\s*(?:[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[）)、.．]|第?[一二三四五六七八九十]{1,3}[是要、])"
)
_FULL_LINE = 40
# The standard introduction: whom it is written under, what it counts, where to ask.
_INTRODUCTION = re.compile(
    r"(?:根据|按照|依据|依照)[^。]{0,12}《(?:中华人民共和国)?政府信息公开条例》[^。]*(?:报告|编制|公布|发布|要求)"
    r"|(?:本|年度)报告[^。]{0,20}(?:统计期限|所列数据|由[^。]*(?:部分|组成)|电子版|包括)"
    r"|统计期限(?:为|是|自|从)?[^。]*\d|(?:现将|现公布|特编制|特发布)[^。]*(?:报告|公布|报告如下|公开如下)"
    r"|如(?:对|有)[^。]*(?:疑问|意见)[^。]*(?:联系|来电)|联系(?:电话|地址|方式|人)[:：]|邮政?编码?[:：]|通讯地址"
)


@dataclass(frozen=True, slots=True)
class Body:
    """The signs of a report's text. ``sections`` and ``offsets`` tell for each where it stands."""

    signs: str
    sections: bytes
    offsets: array[int]
    texts: dict[int, str]

    def quote(self, start: int, end: int, source: str = "") -> Quote:
        """The words from sign ``start`` to before ``end`` (within one section) as they stand in the report."""
        number = self.sections[start]
        first, last, text = self.offsets[start], self.offsets[end - 1] + 1, self.texts[number]
        while text[last - 1].isdecimal() and last < len(text) and text[last].isdecimal():
            last += 1  # one sign stands for a whole number
        return Quote(number, first, last, text[first:last], source=source)


def body_of(report: Report, numbers: Iterable[int] = COMPARED) -> Body:
    """The text of these sections without the standard introduction."""
    wanted = tuple(numbers)
    parts: list[str] = []
    sections, offsets, texts = bytearray(), array("l"), {}
    for section in report.sections:
        if section.number not in wanted or section.number in texts:
            continue
        texts[section.number] = section.text
        for at, sign in _signs(section):
            parts.append(sign)
            offsets.extend(range(at, at + len(sign)))
            sections.extend(bytes([section.number]) * len(sign))
        # No shingle runs from one section into the next: the mark stands for nothing.
        parts.append("\0")
        offsets.append(len(section.text))
        sections.append(section.number)
    return Body("".join(parts), bytes(sections), offsets, texts)


def _signs(section: Section) -> Iterator[tuple[int, str]]:
    for start, end in sentences(section.text):
        if section.number == 1 and _INTRODUCTION.search(section.text[start:end]):
            continue
        for match in _SIGNS.finditer(section.text, start, end):
            word = match.group()
            yield match.start(), _sign(word) if word[0].isdecimal() else word


def _sign(number: str) -> str:
    """One sign for a number, from the private use area; one for all years."""
    value = int(number[:18])
    return "0" if len(number) == 4 and 2000 <= value < 2100 else chr(0xE000 + value % 6400)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence or clause begins and ends, blanks around it left out."""
    for match in _SENTENCE.finditer(_unwrapped(text)):
        words = match.group()
        start = match.start() + len(words) - len(words.lstrip())
        end = match.end() - (len(words) - len(words.rstrip()))
        if start < end:
            yield start, end


def _unwrapped(text: str) -> str:
    """The text with a blank for each line break inside a sentence, as pages break their lines."""
    lines = text.split("\n")
    full = min(0.75 * max(map(len, lines)), _FULL_LINE)
    marks = [
        "\n" if len(line) < full or line.rstrip()[-1:] in STOPS or _NUMBERED.match(after) else " "
        for line, after in pairwise(lines)
    ]
    return "".join(part for pair in zip_longest(lines, marks, fillvalue="") for part in pair)


def fold(text: str) -> str:
    """The signs of a sentence alone, without the number in front of it."""
    text = text[match.end() :] if (match := _NUMBERED.match(text)) else text
    return "".join(_sign(word) if word[0].isdecimal() else word for word in _SIGNS.findall(text))


@dataclass(frozen=True, slots=True)
class Run:
    """Signs ``at`` to before ``at + length`` that stand in the other text from ``there`` on."""

    at: int
    there: int
    length: int


@dataclass(frozen=True, slots=True)
class Shared:
    """What a text has in common with another. ``ratio`` is the share (0 to 1) of its ``length`` signs."""

    ratio: float
    length: int
    runs: tuple[Run, ...]


def shared(this: Body, other: Body) -> Shared:
    """The runs of at least ``SHINGLE`` signs of ``this`` that stand in ``other`` too."""
    return shared_signs(this.signs, other.signs)


def shared_signs(this: str, other: str) -> Shared:
    """The same of the signs alone."""
    places = {other[n : n + SHINGLE]: n for n in range(len(other) - SHINGLE, -1, -1)}
    length = len(this) - this.count("\0")
    runs = tuple(_runs(this, other, places))
    return Shared(sum(run.length for run in runs) / length if length else 0.0, length, runs)


def _runs(this: str, other: str, places: dict[str, int]) -> Iterator[Run]:
    at, last = 0, len(this) - SHINGLE
    while at <= last:
        there = places.get(this[at : at + SHINGLE])
        if there is None:
            at += 1
            continue
        length, most = SHINGLE, min(len(this) - at, len(other) - there)
        while length < most and this[at + length] == other[there + length]:
            length += 1
        run = Run(at, there, length)
        yield from _within_sections(run, this)
        at += length


def _within_sections(run: Run, this: str) -> Iterator[Run]:
    """A run that reaches over the mark between sections, in its parts; the mark itself counts for nothing."""
    start = 0
    for piece in this[run.at : run.at + run.length].split("\0"):
        if piece:
            yield Run(run.at + start, run.there + start, len(piece))
        start += len(piece) + 1


def passages(
    this: Body, other: Body, found: Shared, source: str = "", most: int = 30
) -> tuple[tuple[Quote, Quote], ...]:
    """The longest shared passages in both texts, in the order of this one; small differences are bridged."""
    joined: list[tuple[int, int, int, int]] = []
    for run in found.runs:
        if joined and _goes_on(joined[-1], run, this, other):
            start, _, there, _ = joined[-1]
            joined[-1] = (start, run.at + run.length, there, run.there + run.length)
        else:
            joined.append((run.at, run.at + run.length, run.there, run.there + run.length))
    long = sorted((j for j in joined if j[1] - j[0] >= SHORTEST_PASSAGE), key=lambda j: j[0] - j[1])[:most]
    return tuple((this.quote(a, b), other.quote(c, d, source)) for a, b, c, d in sorted(long))


def _goes_on(before: tuple[int, int, int, int], run: Run, this: Body, other: Body) -> bool:
    _, end, _, there = before
    near = 0 <= run.at - end <= GAP and 0 <= run.there - there <= GAP
    return (
        near
        and this.sections[end - 1] == this.sections[run.at]
        and other.sections[there - 1] == other.sections[run.there]
    )
