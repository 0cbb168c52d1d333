"""Running text for rules: sentences as evidence, and text without the blanks that readers leave in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from parsing.report import Report
from parsing.rules.model import Quote

LONGEST_SENTENCE = 160
FULL_LINE = 20
_STOPS = "。！？!?；;"


def quote(section: int, text: str, start: int, end: int) -> Quote:
    """The sentence of a section's ``text`` around the claim from ``start`` to ``end``."""
    first = next((n for n in range(start, 0, -1) if _ends(text, n - 1) or start - n >= LONGEST_SENTENCE), 0)
    last = next((n for n in range(end, len(text)) if _ends(text, n) or n - end >= LONGEST_SENTENCE), len(text))
    last += last < len(text) and text[last] in _STOPS
    while first < start and text[first].isspace():
        first += 1
    return Quote(section, first, last, text[first:last], start, end)


def _ends(text: str, at: int) -> bool:
    """Whether a sentence ends here; a full line that breaks off is wrapped, not ended."""
    if text[at] in _STOPS:
        return True
    if text[at] != "\n":
        return False
    line = text[text.rfind("\n", 0, at) + 1 : at].rstrip()
    return len(line) < FULL_LINE or line[-1:] in "。：:"


class Squeezed:
    """A text without blanks, that knows where each of its characters stood."""

    def __init__(self, text: str) -> None:
        self.whole = text
        self._at = [n for n, sign in enumerate(text) if not sign.isspace()]
        self.text = "".join(text[n] for n in self._at)

    def find(self, pattern: re.Pattern[str]) -> Iterator[tuple[re.Match[str], int, int]]:
        """Matches, with where they start and end in the text as it was."""
        for match in pattern.finditer(self.text):
            yield match, *self.span(match.start(), match.end())

    def span(self, start: int, end: int) -> tuple[int, int]:
        return self._at[start], self._at[end - 1] + 1

    def index(self, at: int) -> int:
        """The position here of a position of the whole text."""
        return bisect_right(self._at, at) - 1


def text_of(report: Report, number: int) -> str:
    """All text of a section, also where it stands in two parts."""
    return "\n".join(text for n, text in report.texts() if n == number)
