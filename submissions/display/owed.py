"""What the agencies of a clerk owe: year by year, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from submissions import access
from submissions.display.steps import Step, step_of
from submissions.models import Cycle, Submission, User
from submissions.states import Role


@dataclass(frozen=True, slots=True)
class Owed:
    submission: Submission
    step: Step


@dataclass(frozen=True, slots=True)
class Year:
    cycle: Cycle
    rows: tuple[Owed, ...]


def owed_by(user: User) -> list[Year]:
    """Everything owed, open years first, then the newest."""
    found = access.submissions_of(user, Role.CLERK).select_related("reviewer").order_by("-cycle__year", "agency__path")
    years = [
        Year(cycle, tuple(Owed(submission, step_of(submission)) for submission in rows))
        for cycle, rows in groupby(found, key=lambda submission: submission.cycle)
    ]
    return sorted(years, key=lambda year: not year.cycle.is_open)
