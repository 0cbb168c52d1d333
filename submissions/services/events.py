"""The one place that writes history."""

from __future__ import annotations

from submissions.models import Agency, Event, Submission, User


def note(
    kind: str,
    actor: User | None,
    *,
    submission: Submission | None = None,
    agency: Agency | None = None,
    text: str = "",
    ip: str = "",
) -> Event:
    """Writes one event that changes no state. ``actor`` None is the worker."""
    return Event.objects.create(
        kind=kind,
        actor=actor,
        submission=submission,
        agency=agency or (submission.agency if submission else None),
        note=text,
        ip=ip or None,
    )
