"""How long a report lay with whom, from the events of its moves. One query, however many reports.

In days of the calendar, as the wait beside them is counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from submissions.models import Event, Submission
from submissions.states import EDITABLE, State

REVIEWED = frozenset({State.SUBMITTED, State.IN_REVIEW})


@dataclass(slots=True)
class Spans:
    """Days with those who review and with the agency, all rounds together."""

    review_days: int = 0
    agency_days: int = 0

    def add(self, state: State, begin: datetime, end: datetime) -> None:
        days = max((timezone.localdate(end) - timezone.localdate(begin)).days, 0)
        if state in REVIEWED:
            self.review_days += days
        elif state in EDITABLE:
            self.agency_days += days


def spans_of(submissions: Sequence[Submission], now: datetime | None = None) -> dict[int, Spans]:
    """By submission, from the opening of the cycle until now, or until the decision that ended it."""
    now = now or timezone.now()
    moves = Event.objects.filter(submission__in=[s.pk for s in submissions]).exclude(to_state="")
    rows: dict[int, list[tuple[datetime, str]]] = {}
    for pk, at, state in moves.order_by("at", "pk").values_list("submission_id", "at", "to_state"):
        rows.setdefault(pk, []).append((at, state))
    return {s.pk: _spans(s.cycle.opened_at, rows.get(s.pk, []), now) for s in submissions}


def _spans(begin: datetime, moves: list[tuple[datetime, str]], now: datetime) -> Spans:
    spans, state = Spans(), State.MISSING
    for at, to in moves:
        spans.add(state, begin, at)
        begin, state = at, State(to)
    spans.add(state, begin, now)
    return spans
