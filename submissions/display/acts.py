"""What the office did lately, as sentences, newest first."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from submissions.display.story import Entry, sentence
from submissions.models import Agency, Event

SHOWN = 12


def office_acts(root: Agency) -> list[Entry]:
    """Acts on agencies and people below ``root``; those on everything are the topmost office's."""
    seen = Q(agency__path__startswith=root.path)
    if root.parent_id is None:
        seen |= Q(agency=None)
    return newest(Event.objects.filter(seen, submission=None))


def acts_on(agency: Agency) -> list[Entry]:
    return newest(Event.objects.filter(agency=agency, submission=None))


def newest(events: QuerySet[Event]) -> list[Entry]:
    shown = events.select_related("actor").order_by("-at", "-pk")[:SHOWN]
    return [Entry(event.at, sentence(event), event.note) for event in shown]
