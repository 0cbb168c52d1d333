"""How long a report lay with whom, from the events of its moves. One query, however many reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from submissions.models import Event, Submission
from submissions.states import EDITABLE, State

REVIEWED = frozenset({State.SUBMITTED, State.IN_REVIEW})


@dataclass(slots=True)
class Spans:
    """Whole days with those who review and with the agency, all rounds together."""

    review: timedelta = timedelta()
    agency: timedelta = timedelta()

    @property
    def review_days(self) -> int:
        return self.review.days

    @property
    def agency_days(self) -> int:
        return self.agency.days

    def add(self, state: State, length: timedelta) -> None:
        if state in REVIEWED:
            self.review += length
        elif state in EDITABLE:
            self.agency += length


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
        spans.add(state, max(at - begin, timedelta()))
        begin, state = at, State(to)
    spans.add(state, max(now - begin, timedelta()))
    return spans
