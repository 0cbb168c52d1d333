"""The history of one submission as sentences, oldest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from submissions import states
from submissions.models import Event, Submission


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened: when, the sentence, and the words somebody left."""

    at: datetime
    sentence: str
    note: str


def story(submission: Submission) -> list[Entry]:
    events = submission.events.select_related("actor").order_by("at", "pk")
    return [Entry(event.at, sentence(event), event.note) for event in events]


def sentence(event: Event) -> str:
    """Who did what, and where that left the report."""
    who = str(event.actor) if event.actor else _("系统")
    told = _("{who}：{what}").format(who=who, what=event.label)
    if event.to_state and event.to_state != event.from_state:
        told += _("，报告转为“{state}”").format(state=states.STATE_WORDS[states.State(event.to_state)])
    return told
