"""An agency's reports through the years: state, timeliness, findings, key figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from parsing.rules.model import Severity
from submissions import access
from submissions.display.cells import number_text
from submissions.display.keyfigures import KEYS, Keyed, keyed_facts, keyed_report
from submissions.display.queue import counts_of
from submissions.models import AgencyLineage, Decision, Event, Submission, User
from submissions.services.judging import effective_report
from submissions.states import State


@dataclass(frozen=True, slots=True)
class PastYear:
    """One year. ``is_approved`` says whether the figures are facts, ``is_here`` whether it is the page's own."""

    submission: Submission
    agency: str
    timeliness: str
    is_late: bool
    returns: int
    counts: Mapping[str, int]
    values: Keyed | None
    is_approved: bool
    is_here: bool

    @property
    def numbers(self) -> list[tuple[str, int]]:
        return [(severity.value, self.counts[severity.value]) for severity in Severity if severity.value in self.counts]

    @property
    def figures(self) -> list[tuple[str, str]]:
        """Label and value of every key figure; empty where the report does not say."""
        values = self.values or {}
        return [(str(key.label), number_text(values.get(key.code))) for key in KEYS]


def past_years(user: User, submission: Submission) -> list[PastYear]:
    """Newest first, predecessors of the agency among them; eight queries, however many years."""
    ids = [submission.agency_id, *predecessors(submission.agency_id)]
    seen = (
        access.submissions_of(user)
        .filter(agency__in=ids)
        .order_by("-cycle__year", "agency__path_depth", "agency__code")
    )
    shown = list(seen.defer("current_reading__report"))
    pks = [each.pk for each in shown]
    firsts = dict(
        Event.objects.filter(kind="submit", submission__in=pks).order_by().values_list("submission").annotate(Min("at"))
    )
    returns = dict(
        Decision.objects.filter(move="return", submission__in=pks)
        .order_by()
        .values_list("submission")
        .annotate(Count("pk"))
    )
    counts = counts_of([each.current_reading_id for each in shown if each.current_reading_id])
    facts = keyed_facts(pks)
    return [
        _year(
            each,
            submission,
            firsts.get(each.pk),
            returns.get(each.pk, 0),
            counts.get(each.current_reading_id or 0, {}),
            facts.get(each.pk),
        )
        for each in shown
    ]


def _year(
    each: Submission,
    here: Submission,
    first: datetime | None,
    returns: int,
    counts: Mapping[str, int],
    facts: Keyed | None,
) -> PastYear:
    told, is_late = timeliness(each, first)
    is_here = each.pk == here.pk
    values = facts
    if values is None and is_here and here.current_reading and here.current_reading.report:
        values = keyed_report(effective_report(here.current_reading))
    return PastYear(
        submission=each,
        agency=each.agency.name if each.agency_id != here.agency_id else "",
        timeliness=told,
        is_late=is_late,
        returns=returns,
        counts=counts,
        values=values,
        is_approved=each.state == State.APPROVED and facts is not None,
        is_here=is_here,
    )


def timeliness(submission: Submission, first: datetime | None) -> tuple[str, bool]:
    """Whether the report was first handed in by its deadline, in words, and whether it is late."""
    if submission.status is State.EXEMPT:
        return _("免报"), False
    if submission.status is State.NIL:
        return _("零报告"), False
    if first is None:
        left = submission.days_left()
        return (_("已逾期 {n} 天").format(n=-left), True) if left < 0 else (_("尚未提交"), False)
    days = (timezone.localdate(first) - submission.due_on).days
    return (_("逾期 {n} 天提交").format(n=days), True) if days > 0 else (_("按期提交"), False)


def predecessors(agency_id: int) -> list[int]:
    """The agencies this one comes from, over all years."""
    origins: dict[int, list[int]] = {}
    for successor, predecessor in AgencyLineage.objects.values_list("successor_id", "predecessor_id"):
        origins.setdefault(successor, []).append(predecessor)
    found: list[int] = []
    waiting = list(origins.get(agency_id, ()))
    while waiting:
        current = waiting.pop()
        if current != agency_id and current not in found:
            found.append(current)
            waiting += origins.get(current, ())
    return found
