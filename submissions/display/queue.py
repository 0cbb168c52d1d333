"""The rows of the reviewer's queue. However many rows: four queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from parsing.rules.model import Outcome as RuleOutcome
from parsing.rules.model import Severity
from submissions.display.spans import Spans, spans_of
from submissions.models import Finding, Reading, Submission
from submissions.states import EDITABLE, Outcome, Processing, State, words

WAITING = frozenset({State.SUBMITTED, State.IN_REVIEW})
Axes = tuple[Processing, Outcome, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One submission in the queue. ``counts`` are failed findings by severity, worst first.

    ``changed`` is in how many cells it differs from what this person last saw, None where they never looked.
    """

    submission: Submission
    words: str
    since: str
    is_late: bool
    counts: dict[str, int] = field(default_factory=dict)
    changed: int | None = None
    spans: Spans = field(default_factory=Spans)

    @property
    def numbers(self) -> list[tuple[str, str, int]]:
        """Code, word and number of every severity, worst first."""
        return [(severity.value, severity.label, self.counts.get(severity.value, 0)) for severity in Severity]

    @property
    def has_reading(self) -> bool:
        return self.submission.current_reading_id is not None


def with_row_parts(submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    """All a row shows comes with it; the figures of the reading, far the largest part, stay away."""
    parts = submissions.select_related("agency__parent", "cycle", "current_reading", "reviewer", "nil_by")
    return parts.defer("current_reading__report")


def queue_rows(submissions: Iterable[Submission], *, with_spans: bool = False) -> list[Row]:
    shown = list(submissions)
    counts = counts_of([s.current_reading_id for s in shown if s.current_reading_id])
    newest = newest_axes([s.pk for s in shown if s.status in EDITABLE])
    spans = spans_of(shown) if with_spans else {}
    return [
        Row(
            submission=s,
            words=words_of(s, newest.get(s.pk)),
            since=since_words(s),
            is_late=s.status in EDITABLE and s.days_left() < 0,
            counts=counts.get(s.current_reading_id or 0, {}),
            changed=getattr(s, "look_changed", None),
            spans=spans.get(s.pk, Spans()),
        )
        for s in shown
    ]


def counts_of(readings: Sequence[int]) -> dict[int, dict[str, int]]:
    """Failed findings by reading and severity."""
    found = (
        Finding.objects.filter(reading_id__in=readings, outcome=RuleOutcome.FAILED.value)
        .order_by()
        .values_list("reading_id", "severity")
        .annotate(number=Count("pk"))
    )
    counts: dict[int, dict[str, int]] = {}
    for reading, severity, number in found:
        counts.setdefault(reading, {})[severity] = number
    return counts


def newest_axes(submissions: Sequence[int]) -> dict[int, Axes]:
    """The reading of the newest file by submission: it decides the words while the agency holds the report."""
    rows = (
        Reading.objects.filter(upload__submission_id__in=submissions)
        .order_by("upload_id", "pk")
        .values_list("upload__submission_id", "processing", "worst", "error_code")
    )
    return {submission: (Processing(step), Outcome(worst), code) for submission, step, worst, code in rows}


def words_of(submission: Submission, newest: Axes | None) -> str:
    """The same words as Submission.words, from what was fetched for the whole page."""
    reading = submission.current_reading
    axes = newest or ((Processing(reading.processing), Outcome(reading.worst), reading.error_code) if reading else None)
    return words(
        submission.status,
        *(axes or (Processing.NONE, Outcome.CLEAN, "")),
        endorsed=submission.endorsed_at is not None,
        extended=submission.is_extended,
    )


def since_words(submission: Submission) -> str:
    """How long the report waits, or how its deadline stands, or when it was decided."""
    if submission.status in WAITING and submission.waiting_since:
        days = (timezone.localdate() - timezone.localdate(submission.waiting_since)).days
        return _("已等待 %(days)d 天") % {"days": days} if days else _("今天提交")
    if submission.status in EDITABLE:
        left = submission.days_left()
        return _("已逾期 %(days)d 天") % {"days": -left} if left < 0 else _("还有 %(days)d 天") % {"days": left}
    if submission.is_nil and submission.nil_at:
        return _("%(day)s 确认") % {"day": timezone.localdate(submission.nil_at).isoformat()}
    if submission.decided_at:
        return _("%(day)s 通过") % {"day": timezone.localdate(submission.decided_at).isoformat()}
    return ""
