"""What two texts say differently, in pieces a person can read: whole numbers, few and long pieces.

Sentences are aligned first (difflib), then the words inside those that changed (rapidfuzz's LCS, which
stays fast where difflib does not). A Chinese character is a word; a number is never cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Final

from rapidfuzz.distance import Indel

SAME, GONE, NEW = "same", "del", "ins"
SENTENCE: Final = re.compile(r"[^。；;！？!?\n]*[。；;！？!?\n]+|[^。；;！？!?\n]+")
WORD: Final = re.compile(r"\d+(?:[,，]\d{3})*(?:[.．]\d+)?[%％‰]?|[A-Za-z]+|\s+|.", re.DOTALL)
ISLAND: Final = 3
"""Fewer characters than this that stayed between two changes are shown as changed: confetti says nothing."""
ALIKE: Final = 0.4
"""Passages with less than this share of words in common are shown as one for the other."""
MOST_SENTENCES: Final = 1500
MOST_PAIRS: Final = 16_000_000
FOLDED: Final = 120
EDGE: Final = 30


@dataclass(frozen=True, slots=True)
class Span:
    """Some words that stayed ("same"), went ("del") or came ("ins"); ``skipped`` is how many characters
    of words that stayed are left out."""

    kind: str
    text: str
    skipped: int = 0


def differences(old: str, new: str) -> tuple[Span, ...]:
    """Both texts in one: without the words that came it is the old one, without those that went the new one."""
    if old == new:
        return (Span(SAME, old),) if old else ()
    before, after = SENTENCE.findall(old), SENTENCE.findall(new)
    if max(len(before), len(after)) > MOST_SENTENCES:
        return _joined([Span(GONE, old), Span(NEW, new)])
    found: list[Span] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        was, now = "".join(before[a:b]), "".join(after[c:d])
        found += [Span(SAME, was)] if tag == "equal" else _inside(was, now)
    return _joined(found)


def _inside(old: str, new: str) -> list[Span]:
    """The words of a passage that changed."""
    before, after = WORD.findall(old), WORD.findall(new)
    whole = [Span(GONE, old), Span(NEW, new)]
    if not before or not after or len(before) * len(after) > MOST_PAIRS:
        return whole
    if Indel.normalized_similarity(before, after) < ALIKE:
        return whole
    kinds = {"equal": SAME, "delete": GONE, "insert": NEW}
    return [
        Span(kinds[op.tag], "".join(before[op.src_start : op.src_end] or after[op.dest_start : op.dest_end]))
        for op in Indel.opcodes(before, after)
    ]


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Neighbouring changes in one: first all that went, then all that came; islands go with them."""
    found: list[Span] = []
    for is_same, group in groupby(_without_islands(_merged(spans)), key=lambda pair: pair[1]):
        members = [span for span, _same in group]
        if is_same:
            found.append(Span(SAME, "".join(span.text for span in members)))
            continue
        was = "".join(span.text for span in members if span.kind != NEW)
        now = "".join(span.text for span in members if span.kind != GONE)
        found += [Span(kind, text) for kind, text in ((GONE, was), (NEW, now)) if text]
    return tuple(found)


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Neighbours of one kind in one."""
    groups = groupby((span for span in spans if span.text), key=lambda span: span.kind)
    return [Span(kind, "".join(span.text for span in group)) for kind, group in groups]


def _without_islands(spans: Sequence[Span]) -> Iterator[tuple[Span, bool]]:
    """Each span, and whether it counts as having stayed."""
    for at, span in enumerate(spans):
        between = 0 < at < len(spans) - 1
        yield span, span.kind == SAME and not (between and len(span.text) < ISLAND and not span.text.endswith("\n"))


def old_side(spans: Iterable[Span]) -> tuple[Span, ...]:
    return tuple(span for span in spans if span.kind != NEW)


def new_side(spans: Iterable[Span]) -> tuple[Span, ...]:
    return tuple(span for span in spans if span.kind != GONE)


def folded(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Only the words around the changes; what is left out between them is counted."""
    found: list[Span] = []
    for at, span in enumerate(spans):
        head = EDGE if at > 0 else 0
        tail = EDGE if at < len(spans) - 1 else 0
        left_out = len(span.text) - head - tail
        if span.kind != SAME or len(span.text) <= FOLDED:
            found.append(span)
            continue
        found += [Span(SAME, span.text[:head])] if head else []
        found.append(Span(SAME, "", skipped=left_out))
        found += [Span(SAME, span.text[-tail:])] if tail else []
    return tuple(found)
