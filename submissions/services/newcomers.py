"""Which agencies of a list would owe a report the moment the list is written, because a year is open."""

from __future__ import annotations

from dataclasses import dataclass

from submissions.models import Cycle, LineageKind, VerticalSystem
from submissions.services.agency_plan import ListPlan
from submissions.services.cycles import newest_open
from submissions.services.duties import gone_by


@dataclass(frozen=True, slots=True)
class Newcomers:
    """So many agencies begin to owe the report of this year, which is open."""

    cycle: Cycle
    number: int


def newcomers_of(plan: ListPlan) -> Newcomers | None:
    """None where no year is open, or nobody would come to owe. Four queries at most."""
    cycle = newest_open()
    if cycle is None:
        return None
    elsewhere = set(VerticalSystem.objects.filter(reports_here=False).values_list("name", flat=True))
    known = {*cycle.submissions.values_list("agency_id", flat=True), *gone_by(cycle.year)}
    entries = [entry for change in plan.rows for entry in change.after.lineage]
    gone = {entry.code for entry in entries if entry.kind != LineageKind.SPLIT and entry.year <= cycle.year}
    owing = [
        change.code
        for change in plan.rows
        if change.after.is_active and change.after.pk not in known and change.after.system not in elsewhere
    ]
    number = len(set(owing) - gone)
    return Newcomers(cycle, number) if number else None
