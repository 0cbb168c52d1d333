"""Whose figures make a yearly sum, and the sum itself as one statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import CharField, Count, Exists, ExpressionWrapper, F, OuterRef, QuerySet, Sum

from parsing.report import Address
from submissions.models import GOVERNMENTS, Agency, Cycle, Figure, Scope, Submission
from submissions.states import State


@dataclass(frozen=True, slots=True)
class Total:
    """A sum over the reports that have a number in this cell; ``count`` says how many they are."""

    value: Decimal
    count: int


class Fact(NamedTuple):
    """One approved figure: its value, None unless it is a number, and the state of its cell."""

    value: Decimal | None
    state: str


def below(cycle: Cycle, root: Agency) -> QuerySet[Submission]:
    """Every submission of the agencies strictly below the root."""
    rows = Submission.objects.filter(cycle=cycle, agency__path__startswith=root.path).exclude(agency=root)
    return rows.select_related("agency", "agency__parent").order_by("pk")


def in_tree_order(rows: Iterable[Submission]) -> list[Submission]:
    """Siblings by position and code, and what is below an agency right after it."""
    places = {pk: (position, code) for pk, position, code in Agency.objects.values_list("pk", "position", "code")}
    return sorted(rows, key=lambda row: [places[pk] for pk in row.agency.ancestor_ids])


def approved(cycle: Cycle, root: Agency) -> QuerySet[Submission]:
    return below(cycle, root).filter(state=State.APPROVED.value)


def members(cycle: Cycle, root: Agency) -> QuerySet[Submission]:
    """Approved reports that are added: all but those an approved 全域 report above them holds already."""
    covering = (
        approved(cycle, root)
        .filter(scope=Scope.AREA, agency__kind__in=GOVERNMENTS)
        .annotate(covered=ExpressionWrapper(OuterRef("agency__path"), output_field=CharField()))
        .filter(covered__startswith=F("agency__path"))
        .exclude(agency=OuterRef("agency"))
    )
    return approved(cycle, root).filter(~Exists(covering))


def totals(cycle: Cycle, root: Agency) -> dict[Address, Total]:
    """The sums, by cell. A cell no member has a number for is not here: absent is never 0."""
    ids = members(cycle, root).order_by().values("pk")
    rows = (
        Figure.objects.filter(submission__in=ids, value__isnull=False)
        .values_list("table", "row", "column")
        .annotate(total=Sum("value"), reports=Count("pk"))
        .order_by()
    )
    return {Address(t, r, c): Total(Decimal(total), reports) for t, r, c, total, reports in rows}


def own_report(cycle: Cycle, root: Agency) -> Submission | None:
    """The root's own approved report: compared with the sum, never added."""
    found = Submission.objects.filter(cycle=cycle, agency=root, state=State.APPROVED.value)
    return found.select_related("agency", "agency__parent").first()


def figures_of(submissions: QuerySet[Submission]) -> dict[int, dict[Address, Fact]]:
    """Figures by submission and cell, in one query; plain tuples, for a province has some 400,000."""
    known: dict[tuple[str, str, str], Address] = {}
    found: dict[int, dict[Address, Fact]] = {}
    rows = Figure.objects.filter(submission__in=submissions.order_by().values("pk"))
    fields = ("submission_id", "table", "row", "column", "value", "state")
    for pk, table, row, column, value, state in rows.values_list(*fields).iterator(chunk_size=5000):
        address = known.setdefault((table, row, column), Address(table, row, column))
        found.setdefault(pk, {})[address] = Fact(value, state)
    return found
