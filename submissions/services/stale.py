"""Reports whose verdict rests on another report that has just changed: they wait to be judged again.

A reading says what it was judged with; an empty mark makes the sweeper judge it again. Marking twice
does no harm, and what is approved stays as it was when somebody approved it.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from submissions.models import AgencyLineage, Reading, Submission
from submissions.services import bell
from submissions.services.holds import in_order
from submissions.states import WITHOUT_REPORT, State

UNDECIDED = [state.value for state in State if state is not State.APPROVED and state not in WITHOUT_REPORT]


def mark(wanted: Q) -> int:
    """Marks the current readings of undecided submissions; returns how many."""
    current = Submission.objects.filter(wanted, state__in=UNDECIDED, current_reading__isnull=False)
    held = in_order(Reading.objects.filter(pk__in=current.values("current_reading")))
    marked = Reading.objects.filter(pk__in=held).update(judged_with="")
    if marked:
        bell.ring_judging_on_commit()
    return marked


def hold(submission: Submission) -> None:
    """Holds the report's own reading together with those a decision on it will mark: two decisions that mark each
    other's readings would otherwise each hold one and wait for the other."""
    mine = Q(pk=submission.current_reading_id or 0)
    resting = Submission.objects.filter(_resting_on(submission), current_reading__isnull=False)
    in_order(Reading.objects.filter(mine | Q(pk__in=resting.values("current_reading"))))


def after_decision(submission: Submission) -> int:
    """An approval was given or taken back: what rests on it is judged again."""
    return mark(_resting_on(submission))


def _resting_on(submission: Submission) -> Q:
    """The area above, the members below and next year's report, also those of agencies that continue this one."""
    agency, cycle = submission.agency, submission.cycle
    above = [pk for pk in agency.ancestor_ids if pk != agency.pk]
    here = Q(cycle=cycle, agency__in=above)
    if agency.is_government:
        here |= Q(cycle=cycle, agency__path__startswith=agency.path)
    following = AgencyLineage.objects.filter(predecessor=agency, year=cycle.year + 1).values("successor")
    later = Q(cycle__year=cycle.year + 1) & (Q(agency=agency) | Q(agency__in=following))
    return (here | later) & ~Q(pk=submission.pk)


def after_lineage(row: AgencyLineage) -> int:
    return mark(Q(cycle__year=row.year, agency__in=[row.predecessor_id, row.successor_id]))


def after_comparison(submission_ids: Iterable[int]) -> int:
    return mark(Q(pk__in=list(submission_ids)))
