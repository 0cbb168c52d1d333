"""What the agencies of a clerk owe: what is theirs to do first, the most urgent of it on top."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from submissions import access
from submissions.display.progress import progress_by
from submissions.display.queue import newest_axes, words_of
from submissions.display.steps import Step, step_of
from submissions.models import Chased, Cycle, CycleState, Submission, User
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
    """A closed year: how many reports, and which where it is the one that is looked into."""

    cycle: Cycle
    count: int
    rows: tuple[Owed, ...] = ()


@dataclass(frozen=True, slots=True)
class Obligations:
    """All one clerk owes. ``mine`` is to be done now, ``waiting`` lies with others, ``done`` is over; years
    that take no reports any more are ``closed``, of which one may be looked into."""

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


def owed_by(user: User, year: int | None = None) -> Obligations:
    """Everything owed in open years, in five queries however much it is; and how much in closed ones."""
    current = list(rows_of(submissions_owed(user).filter(cycle__state=CycleState.OPEN)))
    return Obligations(
        mine=tuple(sorted((row for row in current if row.step.is_mine), key=lambda row: row.urgency)),
        waiting=tuple(row for row in current if not row.step.is_mine and not row.is_over),
        done=tuple(row for row in current if row.is_over),
        closed=tuple(closed_years(user, year, newest=not current)),
    )


def closed_years(user: User, year: int | None, *, newest: bool) -> Iterator[Year]:
    """The newest first; with its reports the one that is asked for, or where ``newest`` says so that one."""
    closed = submissions_owed(user).exclude(cycle__state=CycleState.OPEN)
    counts = dict(closed.order_by().values_list("cycle").annotate(Count("pk")))
    for place, cycle in enumerate(Cycle.objects.filter(pk__in=counts).order_by("-year")):
        is_open = cycle.year == year if year else newest and place == 0
        yield Year(cycle, counts[cycle.pk], tuple(rows_of(closed.filter(cycle=cycle))) if is_open else ())


def rows_of(owed: Iterable[Submission]) -> Iterator[Owed]:
    found = list(owed)
    progress = progress_by(found)
    newest = newest_axes([submission.pk for submission in found if submission.is_editable])
    chased = chases.last_of(s.pk for s in found if s.is_editable)
    for s in found:
        yield Owed(s, words_of(s, newest.get(s.pk)), step_of(s, progress[s.pk]), chased.get(s.pk, ()))


def submissions_owed(user: User) -> QuerySet[Submission]:
    owed = access.submissions_of(user, Role.CLERK).select_related("reviewer")
    return owed.defer("current_reading__report").order_by(*ORDER)
