"""Which of many reports say the same: candidates by MinHash and LSH, then a true comparison of each pair.

Signatures of shingles (Broder 1997) fall into bands (Leskovec, Rajaraman, Ullman, "Mining of Massive
Datasets", chapter 3), so that ten thousand reports need no fifty million comparisons. What comes out
is exact: the share is counted, never estimated.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from rensa import RMinHash, RMinHashLSH

from parsing.editions import EDITIONS
from parsing.report import Address, Report
from parsing.rules.counting import digits, inner_cells
from parsing.rules.model import Quote
from parsing.rules.passages import SHINGLE, body_of, passages, shared, shared_signs

PERMUTATIONS, BANDS, SEED = 128, 32, 42
"""A pair with Jaccard similarity 0.5 is a candidate with 87 %, one with 0.6 with 99 %, one with 0.2 with 5 %."""
CANDIDATE = 0.35
LEAST = 0.6
"""Shares below are not worth keeping; the office may set its threshold anywhere above."""
NEAREST = 5
"""Pairs kept a report: a copied template makes more of them than anybody reads."""
SHORTEST = 300
"""Signs of running text below which likeness says nothing."""
ENOUGH_DIGITS = 8

Progress = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class Entry:
    """What is compared of one report: its signs, and a mark of its non-zero figures ("" when they are few)."""

    key: int
    signs: str
    figures: str


@dataclass(frozen=True, slots=True)
class Pair:
    """``ratio`` of the text of ``one`` stands in ``other``; ``tables`` when all non-zero figures are equal."""

    one: int
    other: int
    ratio: float
    tables: bool


_INNER = frozenset(a for e in EDITIONS.values() for t in e.tables for a in inner_cells(t))


def entry_of(key: int, report: Report) -> Entry:
    values = {address: figure.value for address, figure in report.figures.items() if figure.value}
    return Entry(key, body_of(report).signs, figures_mark(values))


def figures_mark(values: Mapping[Address, Decimal | None]) -> str:
    """Equal for reports whose non-zero figures are equal; "" where so few could be equal by chance."""
    if digits(value for address, value in values.items() if value and address in _INNER) < ENOUGH_DIGITS:
        return ""
    words = "|".join(sorted(f"{address}={value.normalize()}" for address, value in values.items() if value))
    return hashlib.sha256(words.encode()).hexdigest()


def alike(entries: Iterable[Entry], tell: Progress = lambda done, of: None) -> list[Pair]:
    """Both directions of every pair that is alike, for each report its nearest."""
    known = {entry.key: entry for entry in entries}
    equal = _equal_figures(known.values())
    found: dict[tuple[int, int], float] = {}
    for one, other in _candidates(known, tell):
        for a, b in ((one, other), (other, one)):
            ratio = shared_signs(known[a].signs, known[b].signs).ratio
            if ratio >= LEAST:
                found[a, b] = ratio
    pairs = [Pair(a, b, found.get((a, b), 0.0), (a, b) in equal) for a, b in {*found, *equal}]
    return _nearest(pairs)


def _equal_figures(entries: Iterable[Entry]) -> set[tuple[int, int]]:
    by_mark: dict[str, list[int]] = {}
    for entry in entries:
        if entry.figures:
            by_mark.setdefault(entry.figures, []).append(entry.key)
    # Of a large group each is set beside its neighbours: together they are told as well.
    return {
        (a, b)
        for keys in by_mark.values()
        for n, a in enumerate(keys)
        for b in (*keys[max(n - NEAREST, 0) : n], *keys[n + 1 : n + 1 + NEAREST])
    }


def _candidates(known: dict[int, Entry], tell: Progress) -> Iterator[tuple[int, int]]:
    """Pairs worth a comparison: of each report those before it that are most like it."""
    index = RMinHashLSH(threshold=CANDIDATE, num_perm=PERMUTATIONS, num_bands=BANDS)
    marks: dict[int, RMinHash] = {}
    for done, entry in enumerate(known.values()):
        tell(done, len(known))
        if len(entry.signs) < SHORTEST:
            continue
        mark = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
        mark.update([entry.signs[n : n + SHINGLE] for n in range(len(entry.signs) - SHINGLE + 1)])
        near = sorted(((mark.jaccard(marks[key]), -key) for key in index.query(mark)), reverse=True)
        yield from ((entry.key, -key) for likely, key in near[:NEAREST] if likely >= CANDIDATE)
        marks[entry.key] = mark
        index.insert(entry.key, mark)


def _nearest(pairs: Iterable[Pair]) -> list[Pair]:
    kept: dict[int, list[Pair]] = {}
    for pair in sorted(pairs, key=lambda p: (-p.tables, -p.ratio, p.one, p.other)):
        mine = kept.setdefault(pair.one, [])
        if len(mine) < NEAREST:
            mine.append(pair)
    return [pair for mine in kept.values() for pair in mine]


def side_by_side(one: Report, other: Report, source: str) -> tuple[tuple[Quote, Quote], ...]:
    """The passages two reports share, as they stand in each; ``source`` names the other."""
    ours, theirs = body_of(one), body_of(other)
    return passages(ours, theirs, shared(ours, theirs), source)
