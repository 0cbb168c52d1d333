"""What a drafted sentence counts: terms over cells, with the trace each number leaves.

A sentence is written only where every number in it is known; so a draft says nothing the figures do not say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Protocol

from parsing.editions import Edition
from parsing.report import Address
from submissions.exports.report_docx import Values, number_text

TENTH: Final = Decimal("0.1")
LEAST_SAMPLE: Final = 30
"""A rate over fewer cases than these is not stated: one case would move it by more than three points."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where one number of a draft comes from. ``words`` is how it is written, ``how`` what was done with the cells.

    ``plus`` and ``minus`` are this report's cells, ``over`` those it is divided by, ``last`` says that last year's
    same cells take part. Without cells the number is one the portal counts (``how`` says what).
    """

    section: int
    words: str
    how: str
    plus: tuple[Address, ...] = ()
    minus: tuple[Address, ...] = ()
    over: tuple[Address, ...] = ()
    last: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """The figures of a report and of the year before, by cell; None where one is not known.

    ``before`` holds only what can be compared.
    """

    edition: Edition
    values: Values
    before: Mapping[Address, Decimal] = field(default_factory=dict)

    def value(self, address: Address) -> Decimal | None:
        return self.values.get(address)

    def is_nothing(self, table: str) -> bool:
        """Whether every cell of a table is known and 0."""
        return all(self.values.get(address) == 0 for address in self.edition.table(table).addresses())

    def rows(self, start: str) -> tuple[Address, ...]:
        """The totals of the rows of table 三 whose code begins so."""
        rows = (row for block in self.edition.table("requests").blocks for row in block.rows)
        return tuple(Address("requests", row.code, "total") for row in rows if row.code.startswith(start))


class Number(Protocol):
    """Something a sentence counts: its value, its words, its trace."""

    def worth(self, known: Known) -> Decimal | None: ...

    def source(self, section: int, words: str) -> Source: ...


@dataclass(frozen=True, slots=True)
class Term:
    """Cells added, less others."""

    plus: tuple[Address, ...]
    minus: tuple[Address, ...] = ()

    def worth(self, known: Known) -> Decimal | None:
        return self._sum(known.value)

    def before(self, known: Known) -> Decimal | None:
        return self._sum(known.before.get)

    def _sum(self, value: Callable[[Address], Decimal | None]) -> Decimal | None:
        plus, minus = [value(cell) for cell in self.plus], [value(cell) for cell in self.minus]
        if not plus or None in plus or None in minus:
            return None
        return sum((v for v in plus if v is not None), Decimal()) - sum((v for v in minus if v is not None), Decimal())

    def source(self, section: int, words: str) -> Source:
        return Source(section, words, "sum", self.plus, self.minus)


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole in per cent, one decimal; not known where the whole is below ``least``."""

    part: Term
    whole: Term
    least: int = 1

    def worth(self, known: Known) -> Decimal | None:
        part, whole = self.part.worth(known), self.whole.worth(known)
        if part is None or whole is None or whole < max(self.least, 1):
            return None
        return (part * 100 / whole).quantize(TENTH, ROUND_HALF_UP)

    def source(self, section: int, words: str) -> Source:
        return Source(section, words, "share", self.part.plus, self.whole.minus, self.whole.plus)


@dataclass(frozen=True, slots=True)
class Growth:
    """By how many per cent a term is more or less than last year, always above 0; see ``way``."""

    term: Term

    def rate(self, known: Known) -> Decimal | None:
        now, before = self.term.worth(known), self.term.before(known)
        if now is None or before is None or before <= 0:
            return None
        return ((now - before) * 100 / before).quantize(TENTH, ROUND_HALF_UP)

    def worth(self, known: Known) -> Decimal | None:
        rate = self.rate(known)
        return abs(rate) if rate else None

    def way(self, known: Known) -> str:
        return "增长" if (self.rate(known) or 0) > 0 else "下降"

    def source(self, section: int, words: str) -> Source:
        return Source(section, words, "growth", self.term.plus, self.term.minus, last=True)


@dataclass(frozen=True, slots=True)
class Count:
    """A number the portal itself counts."""

    value: int
    how: str

    def worth(self, known: Known) -> Decimal | None:
        return Decimal(self.value)

    def source(self, section: int, words: str) -> Source:
        return Source(section, words, self.how)


@dataclass(slots=True)
class Pen:
    """Writes sentences into one section and keeps what each number rests on."""

    known: Known
    section: int
    sources: list[Source] = field(default_factory=list)

    def say(self, template: str, **numbers: Number) -> str:
        """The sentence with its numbers, "" where one of them is not known."""
        worths = {name: number.worth(self.known) for name, number in numbers.items()}
        words = {name: number_text(worth) for name, worth in worths.items() if worth is not None}
        if len(words) < len(worths):
            return ""
        self.sources += [number.source(self.section, words[name]) for name, number in numbers.items()]
        return template.format(**words)

    def growth(self, term: Term) -> str:
        """，同比增长 p%, where last year is known and differs by a tenth of a point and more."""
        growth = Growth(term)
        return self.say("，同比" + growth.way(self.known) + "{rate}%", rate=growth)


def request(row: str) -> Term:
    return Term((Address("requests", row, "total"),))


def cell(table: str, row: str, column: str) -> Term:
    return Term((Address(table, row, column),))
