"""What writing a change of agencies does to a year that is open: who begins to owe a report, who is asked in vain."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from submissions.models import Agency, Cycle, CycleState, LineageKind, Submission, VerticalSystem
from submissions.services.agency_plan import STOPPED, ListPlan
from submissions.services.cycles import newest_open
from submissions.services.duties import gone_by
from submissions.states import OWING


@dataclass(frozen=True, slots=True)
class InOpenYear:
    """Of a list: so many agencies begin to owe, and so many are closed that still owe, in the year that is open."""

    cycle: Cycle
    newcomers: int
    closed: int


def in_open_year(plan: ListPlan) -> InOpenYear | None:
    """None where no year is open. Five queries at most."""
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
    closed = [change.after.pk for change in plan.rows if STOPPED in change.sorts]
    in_vain = _owed().filter(cycle=cycle, agency__in=closed).count() if closed else 0
    return InOpenYear(cycle, len(set(owing) - gone), in_vain)


def asked_in_vain(agency: Agency, since: int = 0) -> QuerySet[Submission]:
    """What this agency, which ends, is still asked for, of the years from ``since`` on that are open."""
    return _owed().filter(agency=agency, cycle__year__gte=since).select_related("cycle")


def _owed() -> QuerySet[Submission]:
    return Submission.objects.filter(cycle__state=CycleState.OPEN, state__in=[state.value for state in OWING])
