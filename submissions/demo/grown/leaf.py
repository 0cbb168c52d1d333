"""The figures of one agency that reports for itself, year after year.

They are drawn in the proportions of a published report of a whole province: as many applications in all, dealt
over agencies by their work and over applicants and results as they were there. What one year carries forward the
next carries in, documents in force follow from those issued and repealed, and every sum of the form holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from math import exp
from random import Random
from typing import Final

from parsing.report import Address
from submissions.demo.figures import HEILONGJIANG_2024 as BASE
from submissions.demo.grown.cells import Row, layout_in
from submissions.demo.grown.tree import Unit
from submissions.demo.scaling import APPLICANT_CODES, DECISIONS, OTHER_CODES, RESULT_CODES

PROVINCE: Final = 10_000
"""How many agencies the published province is taken to have."""
LEAST: Final = 1_000
"""A smaller one does as much work as one of this size, so that its pages have something to show."""
GROWTH: Final = 0.05
OUTCOMES: Final = ("upheld", "corrected", "other", "pending")
GROUPS: Final = ("reconsideration", "litigation_direct", "litigation_after")
FEW: Final = 300
"""So many are dealt one by one; more by their shares."""


@dataclass(frozen=True, slots=True)
class Flow:
    """规章 or 规范性文件 of one year: issued, repealed, in force at its end."""

    issued: int
    repealed: int
    in_force: int


def size_of(agencies: int) -> float:
    """The whole province's part of the published one."""
    return max(agencies, LEAST) / PROVINCE


def mean_of(agencies: int) -> float:
    """What one agency of weight 1 does of all the published province did."""
    return size_of(agencies) / agencies


def series(unit: Unit, years: Sequence[int], mean: float, seed: int) -> dict[int, Row]:
    """One row of figures a year; the same for the same arguments, whatever else was drawn before."""
    rng = Random(f"{seed}/{unit.code}")  # noqa: S311 — a draw that can be repeated
    before = years[0] - 1
    new = {year: _new(rng, unit, mean, year) for year in (before, *years)}
    left = {year: [_some(rng, count, 0.029) for count in new[year]] for year in new}
    documents = _flows(rng, 8106 * mean * unit.work.documents, years)
    regulations = _flows(rng, 167 * mean * unit.work.regulations, years)
    items = _items(rng, unit, years)
    found: dict[int, Row] = {}
    for year in years:
        sheet = _Sheet(rng, unit, year, mean)
        sheet.documents("regulations", regulations[year])
        sheet.documents("normative_documents", documents[year])
        sheet.decisions(items[year])
        sheet.requests(new[year], left[year - 1], left[year])
        sheet.disputes()
        found[year] = sheet.row
    return found


def _new(rng: Random, unit: Unit, mean: float, year: int) -> list[int]:
    expected = base("requests", "new", "total") * mean * unit.work.requests * _trend(year) * rng.uniform(0.7, 1.3)
    return deal(rng, poisson(rng, expected), _applicants())


def _trend(year: int) -> float:
    return max(1 + GROWTH * (year - BASE.year), 0.5)


def _flows(rng: Random, stock: float, years: Sequence[int]) -> dict[int, Flow]:
    """in_force(N) = in_force(N−1) + issued(N) − repealed(N); never more repealed than was there (A-07)."""
    held = poisson(rng, stock)
    flows: dict[int, Flow] = {}
    for year in years:
        issued, repealed = poisson(rng, stock * 0.12), min(poisson(rng, stock * 0.1), held)
        held += issued - repealed
        flows[year] = Flow(issued, repealed, held)
    return flows


def _items(rng: Random, unit: Unit, years: Sequence[int]) -> dict[int, dict[str, tuple[int, int]]]:
    """Items of the form of 2019 and their change, by row: a year begins with what the one before ended with."""
    known = {row: rng.randint(4, 40) if getattr(unit.work, row, 0) else 0 for row in (*DECISIONS, "fees")}
    known["other_services"] = rng.randint(0, 8) if unit.work.licensing else 0
    found: dict[int, dict[str, tuple[int, int]]] = {}
    for year in years:
        moved = {row: rng.randint(-2, 3) if count > 2 else 0 for row, count in known.items()}
        found[year] = {row: (count, moved[row]) for row, count in known.items()}
        known = {row: count + moved[row] for row, count in known.items()}
    return found


class _Sheet:
    """A report's figures as they are filled in."""

    def __init__(self, rng: Random, unit: Unit, year: int, mean: float) -> None:
        self.rng, self.work, self.mean, self.trend = rng, unit.work, mean, _trend(year)
        self.layout = layout_in(year)
        self.is_new = self.layout.edition == "2021"
        self.row: Row = [0] * len(self.layout.addresses)

    def put(self, table: str, line: str, column: str, number: int) -> None:
        self.row[self.layout.places[Address(table, line, column)]] = number

    def put_line(self, table: str, line: str, columns: Sequence[str], numbers: Sequence[int]) -> None:
        """A row of parts and, under 总计, their sum."""
        for column, number in zip(columns, numbers, strict=True):
            self.put(table, line, column, number)
        self.put(table, line, "total", sum(numbers))

    def documents(self, line: str, flow: Flow) -> None:
        columns, second = ("issued", "repealed", "in_force"), flow.repealed
        if not self.is_new:
            columns, second = ("made", "disclosed", "total_disclosed"), flow.issued
        for column, number in zip(columns, (flow.issued, second, flow.in_force), strict=True):
            self.put("disclosure", line, column, number)

    def decisions(self, items: Mapping[str, tuple[int, int]]) -> None:
        for line in DECISIONS:
            done = base("disclosure", line, "decisions") * self.mean * getattr(self.work, line) * self.trend
            self.put("disclosure", line, "decisions", round(done * self.rng.uniform(0.75, 1.25)))
        if self.is_new:
            fees = float(BASE.values[Address("disclosure", "fees", "amount")] or 0) * self.mean * self.work.fees
            self.put("disclosure", "fees", "amount", round(100 * fees * self.rng.uniform(0.75, 1.25)))
            return
        self.put("disclosure", "other_services", "decisions", poisson(self.rng, 20 * self.work.licensing))
        for line, (before, change) in items.items():
            self.put("disclosure", line, "items_last_year", before)
            self.put("disclosure", line, "change", change)
        bought = poisson(self.rng, 6)
        self.put("disclosure", "procurement", "items", bought)
        self.put("disclosure", "procurement", "amount", round(bought * self.rng.uniform(500, 30_000)))

    def requests(self, new: list[int], carried_in: list[int], carried_forward: list[int]) -> None:
        handled = [a + b - c for a, b, c in zip(new, carried_in, carried_forward, strict=True)]
        results = _results(self.layout.edition)
        dealt = [deal(self.rng, count, weights) for count, weights in zip(handled, results.weights, strict=True)]
        lines = {"new": new, "carried_in": carried_in, "total": handled, "carried_forward": carried_forward}
        lines |= {line: [column[place] for column in dealt] for place, line in enumerate(results.rows)}
        for line, numbers in lines.items():
            self.put_line("requests", line, APPLICANT_CODES, numbers)

    def disputes(self) -> None:
        for line in GROUPS:
            expected = base("disputes", line, "total") * self.mean * self.work.requests * self.trend
            self.put_line("disputes", line, OUTCOMES, deal(self.rng, poisson(self.rng, expected), _outcomes(line)))


# --- the published proportions


def base(table: str, row: str, column: str) -> int:
    return int(BASE.values.get(Address(table, row, column)) or 0)


@dataclass(frozen=True, slots=True)
class _Results:
    """The result rows of a form, and for each kind of applicant how applications fall on them."""

    rows: tuple[str, ...]
    weights: tuple[tuple[float, ...], ...]


@cache
def _results(edition: str) -> _Results:
    rows = (*RESULT_CODES, *(OTHER_CODES if edition == "2021" else ("other",)))

    def weight(row: str, column: str) -> float:
        """A row's share of a column, softened by its share of all so that empty columns deal too."""
        codes = OTHER_CODES if row == "other" else (row,)
        return sum(base("requests", code, column) + 0.002 * base("requests", code, "total") for code in codes)

    return _Results(rows, tuple(tuple(weight(row, column) for row in rows) for column in APPLICANT_CODES))


@cache
def _applicants() -> tuple[float, ...]:
    return tuple(float(base("requests", "new", column)) for column in APPLICANT_CODES)


@cache
def _outcomes(line: str) -> tuple[float, ...]:
    return tuple(float(base("disputes", line, column)) for column in OUTCOMES)


# --- drawing


def poisson(rng: Random, mean: float) -> int:
    """A count with this mean; a large one is drawn as a normal number."""
    if mean > 30:
        return max(round(rng.gauss(mean, mean**0.5)), 0)
    limit, product, count = exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count


def _some(rng: Random, count: int, share: float) -> int:
    """How many of ``count`` stay open; never more than there are."""
    return min(poisson(rng, count * share), count)


def deal(rng: Random, count: int, weights: Sequence[float]) -> list[int]:
    """``count`` dealt out in whole numbers by weight with some chance."""
    dealt = [0] * len(weights)
    if count > FEW:
        whole = sum(weights)
        dealt = [int(count * weight / whole * rng.uniform(0.9, 1)) for weight in weights]
    sums = list(accumulate(weights))
    for place in rng.choices(range(len(weights)), cum_weights=sums, k=count - sum(dealt)) if count else ():
        dealt[place] += 1
    return dealt
