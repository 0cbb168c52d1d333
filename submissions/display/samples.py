"""What a rule found in past reports, with the evidence to judge it by."""

from __future__ import annotations

from dataclasses import dataclass

from parsing.editions import edition_of_year
from submissions import access
from submissions.display.findings import Operand, operands, signed, value_text
from submissions.display.quotes import QuoteView, quote_views
from submissions.models import BackTest, User
from submissions.states import Role


@dataclass(frozen=True, slots=True)
class Hit:
    """One finding of a run: its words, its sums, its cells and its sentences."""

    message: str
    sum: str
    expected: str
    actual: str
    difference: str
    operands: tuple[Operand, ...]
    quotes: tuple[QuoteView, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """One report in which the rule found something. ``more`` findings of it were not kept."""

    submission: int
    agency: str
    year: int
    more: int
    hits: tuple[Hit, ...]


def samples_of(user: User, test: BackTest) -> list[Sample]:
    """The samples of agencies this person administers."""
    ids = [sample["submission"] for sample in test.samples]
    seen = set(access.submissions_of(user, Role.OFFICE).filter(pk__in=ids).values_list("pk", flat=True))
    found = []
    for sample in test.samples:
        if sample["submission"] in seen:
            edition = edition_of_year(sample["year"])
            hits = tuple(
                Hit(
                    data["message"],
                    data.get("sum", ""),
                    value_text(data.get("expected")),
                    value_text(data.get("actual")),
                    signed(data.get("difference")),
                    operands(data, edition),
                    quote_views(data, data["fingerprint"]),
                )
                for data in sample["findings"]
            )
            found.append(Sample(sample["submission"], sample["agency"], sample["year"], sample["more"], hits))
    return found
