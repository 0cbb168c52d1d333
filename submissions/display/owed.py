"""What the agencies of a clerk owe: what is theirs to do first, the most urgent of it on top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import QuerySet

from submissions import access
from submissions.display.progress import progress_by
from submissions.display.queue import newest_axes, words_of
from submissions.display.steps import Step, step_of
from submissions.models import Chased, Cycle, Submission, User
from submissions.services import chases
from submissions.states import WITHOUT_REPORT, Role, State

ORDER = ("-cycle__year", "agency__path_depth", "agency__position", "agency__code")


@dataclass(frozen=True, slots=True)
class Owed:
    """One obligation: its state in words, and what comes next."""

    submission: Submission
    words: str
    step: Step
    chased: Sequence[Chased] = ()
    """How it was chased for, the newest first."""

    @property
    def is_late(self) -> bool:
        return self.step.is_mine and self.submission.days_left() < 0

    @property
    def is_over(self) -> bool:
        return self.submission.status is State.APPROVED or self.submission.status in WITHOUT_REPORT

    @property
    def urgency(self) -> tuple[date, bool]:
        """The nearest deadline first; on the same day what was returned before what was not begun."""
        return self.submission.due_on, self.submission.status is not State.RETURNED


@dataclass(frozen=True, slots=True)
class Year:
    cycle: Cycle
    rows: tuple[Owed, ...]


@dataclass(frozen=True, slots=True)
class Obligations:
    """All one clerk owes. ``mine`` is to be done now, ``waiting`` lies with others, ``done`` is over; years
    that take no reports any more are ``closed``."""

    mine: tuple[Owed, ...]
    waiting: tuple[Owed, ...]
    done: tuple[Owed, ...]
    closed: tuple[Year, ...]

    @property
    def late(self) -> int:
        return sum(row.is_late for row in self.mine)

    @property
    def next_due(self) -> date | None:
        """The nearest deadline that is still to come, of what is to be done."""
        return min((row.submission.due_on for row in self.mine if not row.is_late), default=None)

    @property
    def is_empty(self) -> bool:
        return not (self.mine or self.waiting or self.done or self.closed)


def owed_by(user: User) -> Obligations:
    """Everything owed, in five queries however much it is."""
    found = list(submissions_owed(user))
    progress = progress_by(found)
    newest = newest_axes([submission.pk for submission in found if submission.is_editable])
    chased = chases.last_of(s.pk for s in found if s.is_editable)
    rows = [Owed(s, words_of(s, newest.get(s.pk)), step_of(s, progress[s.pk]), chased.get(s.pk, ())) for s in found]
    current = [row for row in rows if row.submission.cycle.is_open]
    past = [row for row in rows if not row.submission.cycle.is_open]
    return Obligations(
        mine=tuple(sorted((row for row in current if row.step.is_mine), key=lambda row: row.urgency)),
        waiting=tuple(row for row in current if not row.step.is_mine and not row.is_over),
        done=tuple(row for row in current if row.is_over),
        closed=tuple(Year(c, tuple(owed)) for c, owed in groupby(past, key=lambda row: row.submission.cycle)),
    )


def submissions_owed(user: User) -> QuerySet[Submission]:
    owed = access.submissions_of(user, Role.CLERK).select_related("reviewer")
    return owed.defer("current_reading__report").order_by(*ORDER)
