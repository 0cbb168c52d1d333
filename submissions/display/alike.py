"""Texts with what another report says too marked, and which reports are alike for whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from submissions import access
from submissions.filters import REVIEWING_ROLES
from submissions.models import Likeness, Reading, Submission, User
from submissions.services.context import current_likenesses
from submissions.services.policies import policy_of, rule_of


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words; ``number`` is that of the shared passage they are, 0 for none."""

    text: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class MarkedSection:
    """A section in pieces."""

    heading: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class MarkedText:
    """One of the two reports."""

    submission: Submission
    sections: tuple[MarkedSection, ...]


def texts_of(likeness: Likeness) -> tuple[MarkedText, MarkedText]:
    """Both reports; a passage has the same number in each."""
    pairs = list(enumerate(likeness.passages, start=1))
    mine = [(number, own) for number, (own, _other) in pairs]
    theirs = [(number, other) for number, (_own, other) in pairs]
    return (
        MarkedText(likeness.submission, _marked(likeness.reading, mine)),
        MarkedText(likeness.other, _marked(likeness.other_reading, theirs)),
    )


def _marked(reading: Reading, quotes: Iterable[tuple[int, dict[str, Any]]]) -> tuple[MarkedSection, ...]:
    known = list(quotes)
    sections = [section for section in (reading.report or {}).get("sections", ()) if section["text"]]
    return tuple(
        MarkedSection(
            section["heading"],
            pieces(section["text"], [(n, q["start"], q["end"]) for n, q in known if q["section"] == section["number"]]),
        )
        for section in sections
    )


def pieces(text: str, spans: Iterable[tuple[int, int, int]]) -> tuple[Piece, ...]:
    """The text cut at the spans (number, start, end). Of spans that overlap the first keeps its words."""
    found, at = [], 0
    for number, start, end in sorted(spans, key=lambda span: span[1:]):
        if end > at:
            first = max(start, at)
            found += [Piece(text[at:first]), Piece(text[first:end], number)]
            at = end
    return tuple(piece for piece in (*found, Piece(text[at:])) if piece.text)


def alike_for(user: User, submission: Submission) -> list[Likeness]:
    """The reports rule L-05 finds this one like, as far as the person reviews or administers them."""
    known = current_likenesses(submission)
    if not known.exists():
        return []
    least = policy_of(submission.cycle).thresholds.get("L-05.ratio", rule_of("L-05").thresholds["ratio"].value)
    seen = access.submissions_of(user, *REVIEWING_ROLES)
    alike = Q(ratio__gte=float(least) / 100) | Q(tables=True)
    return list(known.filter(alike, other__in=seen).select_related("other__agency"))
