"""What the calendar tells: deadlines to those who still owe, and a digest to those who review."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from submissions import access
from submissions.models import CycleState, Membership, Submission, User
from submissions.services import notices
from submissions.states import EDITABLE, Role, State

STEPS: Final = (14, 7, 3, 1, 0, -1, -3, -7, -14)
"""Days left at which a reminder goes out; negative when the deadline has passed."""


def remind(today: date | None = None) -> int:
    """Reminds the clerks of every report still owed at the step it stands at; how many people were told.

    A day on which nothing ran is made up for: a report stands at the last step it passed.
    """
    today = today or timezone.localdate()
    return sum(_remind(submission, today) for submission in _owed())


def _owed() -> list[Submission]:
    owed = Submission.objects.filter(
        cycle__state=CycleState.OPEN, state__in=[state.value for state in EDITABLE], agency__is_active=True
    )
    return list(owed.select_related("agency", "cycle"))


def _remind(submission: Submission, today: date) -> int:
    left = submission.days_left(today)
    passed = [step for step in STEPS if left <= step]
    if not passed:
        return 0
    step = min(passed)
    names = {"agency": submission.agency.name, "year": submission.cycle.year, "day": submission.due_on, "n": abs(left)}
    if left > 0:
        title = _("%(agency)s%(year)s年度报告还有 %(n)s 天截止（%(day)s）") % names
    elif left == 0:
        title = _("%(agency)s%(year)s年度报告今天截止") % names
    else:
        title = _("%(agency)s%(year)s年度报告已逾期 %(n)s 天") % names
    key = f"due-{submission.pk}-{submission.due_on}-{step}"
    path = reverse("report", args=[submission.pk])
    return notices.send(notices.clerks_of(submission), "deadline", key, title, "", submission, path)


def digest(today: date | None = None) -> int:
    """Tells every reviewer once a day what waits for them; nobody is told that nothing does."""
    today = today or timezone.localdate()
    held = Membership.objects.filter(role=Role.REVIEWER.value, user__is_active=True, agency__is_active=True)
    people = User.objects.filter(pk__in=held.values("user")).order_by("pk")
    return sum(_digest(reviewer, today) for reviewer in people)


def _digest(reviewer: User, today: date) -> int:
    waiting = access.submissions_of(reviewer, Role.REVIEWER).filter(cycle__state=CycleState.OPEN)
    unclaimed = waiting.filter(access.on_turn(reviewer), state=State.SUBMITTED.value)
    mine = waiting.filter(Q(state=State.IN_REVIEW.value), reviewer=reviewer)
    counts = {"new": unclaimed.count(), "mine": mine.count()}
    if not any(counts.values()):
        return 0
    title = _("待审核 %(new)s 份，您已领取 %(mine)s 份") % counts
    oldest = unclaimed.order_by("waiting_since").first()
    text = ""
    if oldest and oldest.waiting_since:
        days = (today - timezone.localdate(oldest.waiting_since)).days
        text = _("等待最久的是%(agency)s，已 %(n)s 天。") % {"agency": oldest.agency.name, "n": days}
    return notices.send([reviewer], "digest", f"digest-{today}", title, text, None, reverse("queue"))
