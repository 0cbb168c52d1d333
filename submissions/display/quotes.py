"""Sentences a finding rests on: beside it with the claim marked, and in the report's own text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from parsing.report import FRONT, INTRODUCTION, Report

if TYPE_CHECKING:
    from submissions.display.findings import FindingView

NUMERALS = "零一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class QuoteView:
    """One sentence: where it stands, its words before, in and after the claim, and what it opens.

    ``anchor`` is empty for a sentence of another report.
    """

    where: str
    before: str
    claim: str
    after: str
    anchor: str
    section: int
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.before + self.claim + self.after


def quote_views(data: Mapping[str, Any], fingerprint: str) -> tuple[QuoteView, ...]:
    """Sentences without words (another agency's, which this one is not shown) are left out."""
    shown = [quote for quote in data.get("quotes", ()) if quote["text"].strip()]
    return tuple(_view(quote, f"quote-{fingerprint}-{n}") for n, quote in enumerate(shown, 1))


def _view(quote: Mapping[str, Any], anchor: str) -> QuoteView:
    text, start = quote["text"], quote["start"]
    # Offsets count in the section; within the sentence they are shorter by where it starts.
    first = min(max(quote.get("claim_start", 0) - start, 0), len(text))
    last = min(max(quote.get("claim_end", 0) - start, first), len(text))
    source = quote.get("source", "")
    where = section_words(quote["section"])
    return QuoteView(
        where=f"{source} · {where}" if source else where,
        before=text[:first],
        claim=text[first:last],
        after=text[last:],
        anchor="" if source else anchor,
        section=quote["section"],
        start=start,
        end=quote["end"],
    )


def section_words(number: int) -> str:
    """第五部分; the text before section one and above the title have names of their own."""
    if number == INTRODUCTION:
        return _("引言")
    return _("标题之前") if number == FRONT else _("第{number}部分").format(number=NUMERALS[number])


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a section's text; a quoted one has the ids its findings link to."""

    text: str
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionView:
    """One part of the report's text with the quoted sentences marked in it."""

    number: int
    printed: str
    heading: str
    pieces: tuple[Piece, ...]
    length: int

    @property
    def is_quoted(self) -> bool:
        return any(piece.anchors for piece in self.pieces)


def section_views(report: Report, findings: Iterable[FindingView]) -> list[SectionView]:
    """The introduction, where there is one, and the sections, as printed."""
    quoted: dict[int, list[QuoteView]] = {}
    for finding in findings:
        for quote in finding.quotes:
            if quote.anchor:
                quoted.setdefault(quote.section, []).append(quote)
    parts = [(FRONT, "", section_words(FRONT), report.front), (INTRODUCTION, "", _("引言"), report.introduction)]
    parts = [part for part in parts if part[3] and part[0] in quoted]
    parts += [(s.number, s.printed, s.heading, s.text) for s in report.sections]
    return [
        SectionView(number, printed, heading, pieces(text, quoted.get(number, ())), len(text))
        for number, printed, heading, text in parts
    ]


def pieces(text: str, quotes: Iterable[QuoteView]) -> tuple[Piece, ...]:
    """The text cut at the sentences' ends; sentences that overlap become one piece with several ids."""
    spans: list[tuple[int, int, tuple[str, ...]]] = []
    for quote in sorted(quotes, key=lambda q: (q.start, q.end)):
        start, end = max(quote.start, 0), min(quote.end, len(text))
        if spans and start < spans[-1][1]:
            first, last, anchors = spans[-1]
            spans[-1] = (first, max(last, end), (*anchors, quote.anchor))
        elif start < end:
            spans.append((start, end, (quote.anchor,)))
    cut, at = [], 0
    for start, end, anchors in spans:
        cut += [Piece(text[at:start]), Piece(text[start:end], anchors)]
        at = end
    return tuple(piece for piece in [*cut, Piece(text[at:])] if piece.text)
