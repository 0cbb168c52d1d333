"""The history of one submission as a story: a day, who did what one after the other, and the words they left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from submissions import states
from submissions.models import Event, Submission

LONG: Final = 60
"""A note of more characters than this is folded: the first of them lead to the rest."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened: when, the sentence, and the words somebody left.

    ``ip`` is empty for who may not see it; ``more`` are the notes of the same person's same acts right after it.
    """

    at: datetime
    sentence: str
    note: str
    ip: str = ""
    more: tuple[str, ...] = ()

    @property
    def is_letter(self) -> bool:
        """Words too long for a line: most letters that return a report."""
        return len(self.note) > LONG or "\n" in self.note.strip()

    @property
    def first_words(self) -> str:
        line = self.note.strip().splitlines()[0] if self.note.strip() else ""
        return line[:LONG] + ("…" if len(line) > LONG or "\n" in self.note.strip() else "")


@dataclass(frozen=True, slots=True)
class Day:
    """All that happened on one day, in its order."""

    day: date
    entries: tuple[Entry, ...]


def story(submission: Submission, *, with_addresses: bool = False) -> list[Day]:
    """Oldest first; one query. Addresses are told only where the reader is of the office."""
    events = submission.events.select_related("actor").order_by("at", "pk")
    days = groupby(events, key=lambda event: timezone.localdate(event.at))
    return [Day(day, tuple(_told(list(of_day), with_addresses))) for day, of_day in days]


def _told(events: list[Event], with_addresses: bool) -> Iterable[Entry]:
    """The same act done again and again by one person is told once, with how often."""
    for _same, group in groupby(events, key=lambda event: (event.kind, event.actor_id, event.ip, event.to_state)):
        acts = list(group)
        first = acts[0]
        told = sentence(first)
        told += _("，共 {n} 次").format(n=len(acts)) if len(acts) > 1 else ""
        yield Entry(
            at=first.at,
            sentence=told,
            note=first.note,
            ip=(first.ip or "") if with_addresses else "",
            more=tuple(act.note for act in acts[1:] if act.note),
        )


def sentence(event: Event) -> str:
    """Who did what, and where that left the report."""
    who = str(event.actor) if event.actor else _("系统")
    told = _("{who}：{what}").format(who=who, what=event.label)
    if event.to_state and event.to_state != event.from_state:
        told += _("，报告转为“{state}”").format(state=states.STATE_WORDS[states.State(event.to_state)])
    return told
