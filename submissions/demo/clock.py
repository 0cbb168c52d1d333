"""Moves what the loader just did to the days it would have happened on.

Without it every report of three years would have been filed in the same minute, and nothing in
a queue would have waited. Only demonstration rows are touched, and only as they are made.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from submissions.models import Event, Explanation, Reading, Submission
from submissions.services import timeliness

WORKER = timedelta(seconds=20)
"""Between a file and its reading."""
PACE = timedelta(minutes=9)
SINCE = {
    "read": WORKER,
    "read_failed": WORKER,
    "start": timedelta(0),
    "submit": timedelta(minutes=25),
    "claim": timedelta(hours=22),
    "return": timedelta(hours=1, minutes=20),
    "approve": timedelta(minutes=40),
    "upload": timedelta(days=2),
}
"""How long after what came before a thing happens; PACE for all else. A day's work stays in its day."""


def backdate(submission: Submission, end: datetime) -> None:
    """Spreads a submission's events before ``end``, in the order they happened, and its dates with them."""
    events = list(submission.events.order_by("pk"))
    moment = end
    times: dict[int, datetime] = {}
    for event in reversed(events):
        times[event.pk] = moment
        moment -= SINCE.get(event.kind, PACE)
    for event in events:
        Event.objects.filter(pk=event.pk).update(at=times[event.pk])
    _date_uploads(submission, [times[e.pk] for e in events if e.kind == "upload"])
    _date_decisions(submission, [times[e.pk] for e in events if e.kind in ("approve", "return")])
    _date_submission(submission, {e.kind: times[e.pk] for e in events})
    timeliness.recount(submission)


def _date_uploads(submission: Submission, times: list[datetime]) -> None:
    for upload, at in zip(submission.uploads.order_by("pk"), times, strict=True):
        submission.uploads.filter(pk=upload.pk).update(uploaded_at=at)
        read = at + WORKER
        Reading.objects.filter(upload=upload).update(queued_at=at, started_at=at, finished_at=read, heartbeat=read)


def _date_decisions(submission: Submission, times: list[datetime]) -> None:
    for decision, at in zip(submission.decisions.order_by("pk"), times, strict=True):
        submission.decisions.filter(pk=decision.pk).update(at=at)


def _date_submission(submission: Submission, last: dict[str, datetime]) -> None:
    """``last`` is when each kind of event last happened."""
    rows = Submission.objects.filter(pk=submission.pk)
    if at := last.get("submit"):
        rows.exclude(submitted_at=None).update(submitted_at=at)
        rows.exclude(waiting_since=None).update(waiting_since=at)
    decided = max((last[kind] for kind in ("approve", "return") if kind in last), default=None)
    if decided:
        rows.exclude(decided_at=None).update(decided_at=decided)
    if at := last.get("explain"):
        Explanation.objects.filter(submission=submission).update(at=at)
