"""Reports whose verdict rests on another report that has just changed: they wait to be judged again.

A reading says what it was judged with; an empty mark makes the sweeper judge it again. Marking twice
does no harm, and what is approved stays as it was when somebody approved it.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from submissions.models import AgencyLineage, Reading, Submission
from submissions.services import bell
from submissions.states import WITHOUT_REPORT, State

UNDECIDED = [state.value for state in State if state is not State.APPROVED and state not in WITHOUT_REPORT]


def mark(wanted: Q) -> int:
    """Marks the current readings of undecided submissions; returns how many."""
    current = Submission.objects.filter(wanted, state__in=UNDECIDED, current_reading__isnull=False)
    marked = Reading.objects.filter(pk__in=current.values("current_reading")).update(judged_with="")
    if marked:
        bell.ring_judging_on_commit()
    return marked


def after_decision(submission: Submission) -> int:
    """An approval was given or taken back: the area above, the members below and next year's report rest on it.

    Also those of agencies that continue this one.
    """
    agency, cycle = submission.agency, submission.cycle
    above = [pk for pk in agency.ancestor_ids if pk != agency.pk]
    here = Q(cycle=cycle, agency__in=above)
    if agency.is_government:
        here |= Q(cycle=cycle, agency__path__startswith=agency.path)
    following = AgencyLineage.objects.filter(predecessor=agency, year=cycle.year + 1).values("successor")
    later = Q(cycle__year=cycle.year + 1) & (Q(agency=agency) | Q(agency__in=following))
    return mark((here | later) & ~Q(pk=submission.pk))


def after_lineage(row: AgencyLineage) -> int:
    return mark(Q(cycle__year=row.year, agency__in=[row.predecessor_id, row.successor_id]))


def after_comparison(submission_ids: Iterable[int]) -> int:
    return mark(Q(pk__in=list(submission_ids)))
