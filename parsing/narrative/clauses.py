"""One number of a sentence with the words around it: its clause, its topic, whether it is part of a list."""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsing.narrative import phrases
from parsing.narrative.numbers import Number
from parsing.narrative.sentences import Sentence

_STOPS = "，；：。（）#$%！？"
LIST = re.compile(r"其中|(?<=（)含|包括|包含|分别|分为")
LONGEST_TAIL = 20
ONLY_SOME = "只说一部分"
"""The doubt of a claim that its words narrow to some of what the table counts."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One number of a sentence and what it is said to be.

    ``means`` are the classes of its phrase (``received``; ``granted`` and ``partially_granted``
    where one number is given for both; ``normative_documents.issued``). ``start`` and ``end`` are
    positions in the sentence's shape, of the words and the number; ``tail`` more characters behind
    the number say what it is, where the words before do not (12 件结转下年度). ``is_part`` marks a number in a
    list of parts (其中…); ``doubt`` says why it is not held against the tables, or is empty.
    ``named_year`` is the year something was carried over from or to, ``beside`` the words before
    the name of a result.
    """

    means: tuple[str, ...]
    number: Number
    sentence: Sentence
    start: int
    end: int
    is_part: bool = False
    doubt: str = ""
    named_year: int | None = None
    beside: str = ""
    tail: int = 0

    @property
    def span(self) -> tuple[int, int]:
        """Where the words that are quoted begin and end, in the sentence's shape."""
        return self.start, self.end + self.tail

    @property
    def words(self) -> str:
        return self.sentence.words(*self.span)

    @property
    def is_judged(self) -> bool:
        return not self.doubt


def topic_of(text: str) -> str:
    """What the last noun of the text that says so is: request, other, or ""."""
    last = None
    for match in phrases.TOPIC.finditer(text):
        last = match
    return (last.lastgroup or "") if last else ""


def left_of(sentence: Sentence, at: int) -> int:
    """Where the clause before the number at position ``at`` begins."""
    shape, start = sentence.shape, at
    while start and shape[start - 1] not in _STOPS:
        start -= 1
    after_number = start > 0 and shape[start - 1] in "#$%"
    while after_number and start < at and shape[start] in "、和及与或并":
        start += 1
    return start


def right_of(sentence: Sentence, at: int) -> str:
    """The words after the number at position ``at``, to the next stop or number."""
    return re.split(f"[{_STOPS}]", sentence.shape[at + 1 :], maxsplit=1)[0]


def tail_of(right: str, found: re.Match[str]) -> int:
    """How much of the words after a number is quoted with it: all of them, or as far as they say what it is."""
    return len(right) if len(right) <= LONGEST_TAIL else found.end()


def is_part_of_list(sentence: Sentence, at: int) -> bool:
    before = re.split(r"[；。）]", sentence.shape[:at])[-1]
    return bool(LIST.search(before))
