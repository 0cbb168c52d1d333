"""The one place that writes history."""

from __future__ import annotations

from collections.abc import Iterable

from submissions.models import Agency, Event, Submission, User
from submissions.services import notices


def note(
    kind: str,
    actor: User | None,
    *,
    submission: Submission | None = None,
    agency: Agency | None = None,
    text: str = "",
    ip: str = "",
) -> Event:
    """Writes one event that changes no state, and tells whom it concerns. ``actor`` None is the worker."""
    event = Event.objects.create(
        kind=kind,
        actor=actor,
        submission=submission,
        agency=agency or (submission.agency if submission else None),
        note=text,
        ip=ip or None,
    )
    notices.tell(event)
    return event


def note_each(kind: str, actor: User | None, told: Iterable[tuple[int, str]], *, ip: str = "") -> None:
    """Writes an event for each of many agencies, by primary key; nobody is told of these."""
    Event.objects.bulk_create(
        [Event(kind=kind, actor=actor, agency_id=agency, note=text, ip=ip or None) for agency, text in told],
        batch_size=500,
    )
