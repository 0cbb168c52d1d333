"""Everything the sheets of a summary say, read once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from parsing.report import Address
from submissions.exports import members
from submissions.exports.members import Fact, Total
from submissions.models import Agency, Cycle, Submission
from submissions.states import WITHOUT_REPORT, State


@dataclass(frozen=True, slots=True)
class Book:
    """Everything the sheets say. ``listed`` are all approved reports, the root's own first."""

    cycle: Cycle
    root: Agency
    at: datetime
    totals: dict[Address, Total]
    included: frozenset[int]
    listed: list[Submission]
    own: Submission | None
    figures: dict[int, dict[Address, Fact]]
    missing: list[Submission] = field(default_factory=list)
    exempt: list[Submission] = field(default_factory=list)
    nil: list[Submission] = field(default_factory=list)
    """Confirmed that there is nothing to report: done, with no figures to add."""

    @property
    def covered(self) -> list[Submission]:
        """Approved, and held already by a 全域 report above them."""
        return [s for s in self.listed if s.pk not in self.included and s != self.own]

    def own_value(self, address: Address) -> Decimal | None:
        figure = self.figures.get(self.own.pk, {}).get(address) if self.own else None
        return figure.value if figure else None

    def difference(self, address: Address) -> Decimal | None:
        """The root's own figure less the sum; None where either is absent."""
        own, total = self.own_value(address), self.totals.get(address)
        return None if own is None or total is None else own - total.value


def collect(cycle: Cycle, root: Agency, at: datetime | None = None) -> Book:
    """Reads everything once; the sums are one SQL statement."""
    own = members.own_report(cycle, root)
    everyone = members.in_tree_order(members.below(cycle, root))
    approved = [s for s in everyone if s.state == State.APPROVED]
    figures = members.figures_of(members.approved(cycle, root))
    if own:
        figures |= members.figures_of(Submission.objects.filter(pk=own.pk))
    return Book(
        cycle=cycle,
        root=root,
        at=timezone.localtime(at),
        totals=members.totals(cycle, root),
        included=frozenset(members.members(cycle, root).order_by().values_list("pk", flat=True)),
        listed=[*([own] if own else []), *approved],
        own=own,
        figures=figures,
        missing=[s for s in everyone if s.status is not State.APPROVED and s.status not in WITHOUT_REPORT],
        exempt=[s for s in everyone if s.state == State.EXEMPT],
        nil=[s for s in everyone if s.state == State.NIL],
    )
