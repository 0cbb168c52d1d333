"""Whether a report was handed in on time, told by what happened and not by how things stand today.

The *filing* of a report is the first handing-in of the line that leads to its approval. It is late when the day
it was made on, in the office's time zone, is after the deadline that held at that moment. To be precise:

- **Withdrawn.** What an agency takes back before anybody decided on it was never handed in: the line ends, and
  the next handing-in is the filing, by the deadline of its own day.
- **Returned and handed in again.** The line goes on: the report had come. How long reviewers and the correction
  took after the deadline makes nobody late. A withdrawal after a return takes back the repeat alone.
- **Return taken back.** A return that was undone never was: a withdrawal after it ends the line.
- **Reopened.** An approval that is taken back changes nothing about when the report came.
- **Extended before the filing.** The extension is the deadline.
- **Extended or shortened afterwards.** Nothing changes: no extension makes a late filing punctual, and no
  shorter deadline makes a punctual one late.
- **Approval withdrawn or handing-in recalled by the office.** Changes nothing: a mistake is put right, and when the
  report came is what it was. A file that was moved away was never this agency's report: that ends the line.
- **Exempted.** Ends the line: what is owed after an exemption was lifted is handed in anew.

Only an approved report is counted as on time or late (``services.standing``): a filing that never led to an
approval is in neither number.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from django.utils import timezone

from submissions.models import Submission
from submissions.states import MOVES, State

COLUMNS: Final = ("filed_at", "filed_due", "filed_late")


@dataclass(frozen=True, slots=True)
class Filing:
    """The handing-in that counts, and the deadline that held at that moment."""

    at: datetime
    due_on: date

    @property
    def is_late(self) -> bool:
        return timezone.localdate(self.at) > self.due_on


class Step(NamedTuple):
    """One move of a history, when it was made and the deadline of that moment."""

    move: str
    at: datetime
    due_on: date


def ends_the_line(move: str) -> bool:
    """Whether a move lifts the obligation: exempting, and whatever else the agency then owes nothing by."""
    made = MOVES.get(move)
    holds_on = {State.DRAFT, State.SUBMITTED}
    return made is not None and made.sources <= {State.MISSING, State.DRAFT} and made.target not in holds_on


def filing_of(history: Iterable[Step]) -> Filing | None:
    """The filing by a whole history, oldest first; None while nothing counts as handed in."""
    filing: Filing | None = None
    returns = 0
    for move, at, due_on in history:
        if move == "submit" and filing is None:
            filing, returns = Filing(at, due_on), 0
        elif move == "return":
            returns += 1
        elif move == "unreturn":
            returns -= 1
        elif (move == "withdraw" and not returns) or ends_the_line(move):
            filing = None
    return filing


def columns(before: Submission, move: str, at: datetime) -> dict[str, Any]:
    """What a move made now changes of the filing that is kept, as columns of the submission."""
    if move == "submit" and before.filed_at is None:
        return dict(zip(COLUMNS, kept(Filing(at, before.due_on)), strict=True))
    if before.filed_at and (ends_the_line(move) or (move == "withdraw" and not _was_returned(before, before.filed_at))):
        return dict(zip(COLUMNS, kept(None), strict=True))
    return {}


def kept(filing: Filing | None) -> tuple[datetime | None, date | None, bool]:
    """A filing as the columns filed_at, filed_due and filed_late."""
    return (filing.at, filing.due_on, filing.is_late) if filing else (None, None, False)


def _was_returned(submission: Submission, since: datetime) -> bool:
    """Whether a return made since the filing still stands."""
    return submission.decisions.filter(move="return", undone_at=None, at__gte=since).exists()


def recount(submission: Submission) -> Filing | None:
    """Writes the filing anew from the history, by the deadline of today: for rows that were put in from outside."""
    events = submission.events.order_by("pk").values_list("kind", "at")
    filing = filing_of(Step(kind, at, submission.due_on) for kind, at in events)
    filed_at, filed_due, filed_late = kept(filing)
    Submission.objects.filter(pk=submission.pk).update(filed_at=filed_at, filed_due=filed_due, filed_late=filed_late)
    return filing
