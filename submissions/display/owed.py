"""What the agencies of a clerk owe: year by year, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.db.models import QuerySet

from submissions import access
from submissions.display.progress import progress_by
from submissions.display.queue import newest_axes, words_of
from submissions.display.steps import Step, step_of
from submissions.models import Cycle, Submission, User
from submissions.states import Role

ORDER = ("-cycle__year", "agency__path_depth", "agency__position", "agency__code")


@dataclass(frozen=True, slots=True)
class Owed:
    """One obligation: its state in words, and what comes next."""

    submission: Submission
    words: str
    step: Step


@dataclass(frozen=True, slots=True)
class Year:
    cycle: Cycle
    rows: tuple[Owed, ...]


def owed_by(user: User) -> list[Year]:
    """Everything owed, open years first, then the newest."""
    found = list(submissions_owed(user))
    progress = progress_by(found)
    newest = newest_axes([submission.pk for submission in found if submission.is_editable])
    rows = [Owed(s, words_of(s, newest.get(s.pk)), step_of(s, progress[s.pk])) for s in found]
    years = [Year(cycle, tuple(owed)) for cycle, owed in groupby(rows, key=lambda row: row.submission.cycle)]
    return sorted(years, key=lambda year: not year.cycle.is_open)


def submissions_owed(user: User) -> QuerySet[Submission]:
    owed = access.submissions_of(user, Role.CLERK).select_related("reviewer")
    return owed.defer("current_reading__report").order_by(*ORDER)
