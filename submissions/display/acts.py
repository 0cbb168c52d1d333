"""What the office did lately, as sentences, newest first."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from submissions.display.story import Entry, sentence
from submissions.models import Agency, Event

SHOWN = 12
OWN_ACCOUNT = (
    *("signed_in", "signed_out", "locked_out", "session_ended", "password_changed"),
    *("two_factor_on", "two_factor_off", "two_factor_codes"),
)
"""What people do with their own accounts: in the audit log, not among the office's deeds."""


def office_acts(root: Agency) -> list[Entry]:
    """Acts on agencies and people below ``root``; those on everything are the topmost office's."""
    seen = Q(agency__path__startswith=root.path)
    if root.parent_id is None:
        seen |= Q(agency=None) & ~Q(kind__in=OWN_ACCOUNT)
    return newest(Event.objects.filter(seen, submission=None))


def acts_on(agency: Agency) -> list[Entry]:
    return newest(Event.objects.filter(agency=agency, submission=None))


def newest(events: QuerySet[Event]) -> list[Entry]:
    shown = events.select_related("actor").order_by("-at", "-pk")[:SHOWN]
    return [Entry(event.at, sentence(event), event.note) for event in shown]
