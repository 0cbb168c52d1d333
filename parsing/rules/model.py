"""What a rule is and what it says. A rule yields frozen findings; it never raises, logs or saves."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from itertools import zip_longest
from typing import Any

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
class Finding:
    """What one rule says about one subject.

    ``subject`` is the address of a cell ("requests.total.other"), or of a table, section or
    title ("table.requests", "section.4", "title") where no one cell is meant. ``cells`` are
    all operands. ``sum`` writes the arithmetic out with the labels ("9939 + … = 10474").
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
            "fingerprint": self.fingerprint,
        }


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may know beside the report: whose it should be, and for which year.

    Empty fields mean the question cannot be asked and the rule is undetermined.
    ``previous`` is last year's report of the same agency, for the rules across years.
    ``agency_names`` are all names that are right (full name, area name, former names).
    """

    agency_names: tuple[str, ...] = ()
    year: int | None = None
    previous: Report | None = None


Check = Callable[["Rule", Report, Context], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of the catalogue. ``editions`` empty means all. ``check`` yields a Finding for
    each subject it judged, with outcome passed, failed or undetermined.

    ``words`` says in Chinese what is compared, ``formula`` writes it down, ``basis`` cites the
    article, ``fix`` tells the agency what to do; ``passes`` and ``fails`` are one-line examples.
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

    def cite(self, edition: Edition) -> str:
        """The legal basis for a report on the form of ``edition``; the form's own notice first."""
        return f"{edition.basis}规定的年度报告格式，{self.basis}"


def address_text(addresses: Iterable[Address]) -> tuple[str, ...]:
    return tuple(str(address) for address in addresses)
