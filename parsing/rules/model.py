"""What a rule is and what it says. A rule yields frozen findings; it never raises, logs or saves."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import zip_longest
from typing import Any

from parsing.agencies import AgencyKind as AgencyKind  # noqa: PLC0414 — rules and their callers know it from here
from parsing.editions import Edition
from parsing.report import Address, Report, plain


class Severity(StrEnum):
    """强制 must be corrected before approval · 核实 may stand with an explanation · 提示."""

    MANDATORY = "mandatory"
    VERIFY = "verify"
    NOTICE = "notice"

    @property
    def label(self) -> str:
        return {"mandatory": "强制", "verify": "核实", "notice": "提示"}[self.value]

    @property
    def rank(self) -> int:
        return {"mandatory": 3, "verify": 2, "notice": 1}[self.value]


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of the report as evidence. ``section`` is its official number; ``report.INTRODUCTION``
    what stands before section one, ``report.FRONT`` what stands above the title.

    ``start`` and ``end`` are offsets into the text of that section; ``claim_start`` and
    ``claim_end`` too, of the words inside the sentence that the finding is about (both 0: of
    none in particular). ``source`` names
    another report the sentence stands in ("上年报告", another agency), "" for this one.
    """

    section: int
    start: int
    end: int
    text: str
    claim_start: int = 0
    claim_end: int = 0
    source: str = ""

    def to_json(self) -> dict[str, Any]:
        return {key: getattr(self, key) for key in self.__dataclass_fields__}


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says about one subject.

    ``subject`` is the address of a cell ("requests.total.other"), or of a table, section or
    title ("table.requests", "section.4", "title") where no one cell is meant. ``cells`` are
    all operands. ``sum`` writes the arithmetic out with the labels ("9939 + … = 10474").
    ``quotes`` are the sentences it rests on. What a sentence claims goes into ``values`` too,
    after those of the cells: a decision on a finding lapses when the claim changes.
    Messages name table, row and column by their official labels.
    """

    rule: str
    severity: Severity
    outcome: Outcome
    subject: str
    message: str
    cells: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    expected: Decimal | None = None
    actual: Decimal | None = None
    hint: str = ""
    fix: str = ""
    sum: str = ""
    basis: str = ""
    table: str = ""
    quotes: tuple[Quote, ...] = ()

    @property
    def difference(self) -> Decimal | None:
        if self.expected is None or self.actual is None:
            return None
        return self.actual - self.expected

    @property
    def fingerprint(self) -> str:
        """Rule, operand cells and their values: a person's decision survives until one changes.

        Values beyond the cells are facts that stand in no cell, such as a title.
        """
        operands = zip_longest(self.cells, self.values, fillvalue="")
        parts = [self.rule, self.subject, *(f"{cell}={value}" for cell, value in operands)]
        return hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]

    def to_json(self) -> dict[str, Any]:
        return {
            "rule": self.rule,
            "severity": self.severity.value,
            "outcome": self.outcome.value,
            "subject": self.subject,
            "cells": list(self.cells),
            "values": list(self.values),
            "expected": plain(self.expected),
            "actual": plain(self.actual),
            "difference": plain(self.difference),
            "message": self.message,
            "hint": self.hint,
            "fix": self.fix,
            "sum": self.sum,
            "basis": self.basis,
            "table": self.table,
            "quotes": [quote.to_json() for quote in self.quotes],
            "fingerprint": self.fingerprint,
        }


class Scope(StrEnum):
    """What a report counts: 本级, this office only, or 全域, the whole area. Asked at submission."""

    OWN = "own"
    AREA = "area"


@dataclass(frozen=True, slots=True)
class Member:
    """An agency whose figures go into a whole area's: the area's own office, a department or a lower government.

    ``report`` is None while it has no approved report.
    """

    name: str
    kind: AgencyKind
    report: Report | None = None
    scope: Scope | None = None


@dataclass(frozen=True, slots=True)
class Likeness:
    """Another agency's report of the same year, as the comparison of a whole cycle found it.

    ``ratio`` is the share of this report's text (0 to 1) that stands there too, ``passages`` the
    shared sentences in this report and in the other, ``tables`` whether all non-zero figures are equal.
    ``key`` tells several others apart that are not named.
    """

    agency: str
    ratio: float
    passages: tuple[tuple[Quote, Quote], ...] = ()
    tables: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class Lineage:
    """How ``Context.previous`` came to be this agency's, in Chinese.

    ``words`` tells of a renaming, merger or split ("2024年由甲局、乙局合并组建"), "" without one.
    ``missing`` are the agencies whose approved report of last year is not there. ``obstacle`` says why
    last year's figures cannot be held against this year's at all (a split, another scope), "" when they can.
    """

    words: str = ""
    missing: tuple[str, ...] = ()
    obstacle: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may know beside the report: whose it should be, and for which year.

    Empty fields mean the question cannot be asked and the rule is undetermined or silent.
    ``agency_names`` are all names that are right (full name, area name, former names).
    ``previous`` are last year's approved reports of the same agency through its lineage, as a
    rule one; those of all predecessors after a merger; ``lineage`` says how, and which are missing.
    ``members`` are those whose figures go into this whole-area report, ``parents`` the whole-area
    reports above this one. ``peers`` are the values of other agencies of the same kind by address
    (万元 for amounts).
    ``edition`` is the code of the form it owes; empty for that of the year.
    ``thresholds`` are this cycle's numbers by "rule.name"; what is not there has the rule's own.
    """

    agency_names: tuple[str, ...] = ()
    year: int | None = None
    kind: AgencyKind | None = None
    scope: Scope | None = None
    edition: str = ""
    previous: tuple[Report, ...] = ()
    members: tuple[Member, ...] = ()
    parents: tuple[Member, ...] = ()
    likenesses: tuple[Likeness, ...] = ()
    peers: Mapping[Address, tuple[Decimal, ...]] = field(default_factory=dict)
    due: date | None = None
    received: date | None = None
    thresholds: Mapping[str, Decimal] = field(default_factory=dict)
    lineage: Lineage = Lineage()


Check = Callable[["Rule", Report, Context], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number a rule compares with, which the office may change. ``words`` names it in Chinese with its unit."""

    words: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of the catalogue. ``editions`` empty means all. ``check`` yields a Finding for
    each subject it judged, with outcome passed, failed or undetermined.

    ``words`` says in Chinese what is compared, ``formula`` writes it down, ``basis`` cites the
    article, ``fix`` tells the agency what to do; ``passes`` and ``fails`` are one-line examples.
    ``first_year`` is the first report year it applies to. ``on`` is False for a local rule that an
    office must switch on.
    """

    id: str
    name: str
    severity: Severity
    words: str
    formula: str
    basis: str
    fix: str
    check: Check
    passes: str = ""
    fails: str = ""
    editions: frozenset[str] = field(default_factory=frozenset)
    first_year: int | None = None
    thresholds: Mapping[str, Threshold] = field(default_factory=dict)
    on: bool = True

    @property
    def family(self) -> str:
        """S structure, A arithmetic, N text against table, Y years, L levels, P plausibility, C wording, V privacy."""
        return self.id[0]

    def threshold(self, context: Context, name: str) -> Decimal:
        """The number this cycle's office has set, else the rule's own."""
        return context.thresholds.get(f"{self.id}.{name}", self.thresholds[name].value)

    def cite(self, edition: Edition) -> str:
        """The legal basis for a report on the form of ``edition``; the form's own notice first."""
        return f"{edition.basis}规定的年度报告格式，{self.basis}"


def address_text(addresses: Iterable[Address]) -> tuple[str, ...]:
    return tuple(str(address) for address in addresses)
