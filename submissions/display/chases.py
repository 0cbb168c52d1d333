"""Whom a chase reached: a number a way it can go, the list behind each, and all that was done for one report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from submissions.models import Chase, ChaseCall, Chased, Mailing, Notice, Submission, User
from submissions.services.chases import clerks_by_agency
from submissions.states import OWING, Words

REACH_WORDS: Final[Mapping[str, Words]] = {
    "all": _("催报单位"),
    "told": _("已通知"),
    "read": _("已读"),
    "unread": _("未读"),
    "sent": _("邮件已发送"),
    "queued": _("邮件待发送"),
    "refused": _("邮件被拒收"),
    "uncertain": _("邮件不能确定"),
    "nobody": _("没有账号，须打电话"),
    "called": _("已打电话"),
    "answered": _("催报后已报送"),
    "owing": _("仍未报送"),
}
MAIL: Final = {
    "sent": (Mailing.SENT,),
    "queued": (Mailing.QUEUED, Mailing.SENDING),
    "refused": (Mailing.REFUSED,),
    "uncertain": (Mailing.UNCERTAIN,),
}


def reach_conditions() -> dict[str, Q]:
    """The condition of every number on the rows of chases: told and mailed count agencies, not people."""
    notices = Notice.objects.filter(chased=OuterRef("pk"))
    read = Exists(notices.filter(read_at__isnull=False))
    calls = ChaseCall.objects.filter(submission=OuterRef("submission"), at__gte=OuterRef("chase__at"))
    owing = Q(submission__state__in=[state.value for state in OWING])
    return {
        "all": Q(),
        "told": Q(Exists(notices)),
        "read": Q(read),
        "unread": Q(Exists(notices)) & ~Q(read),
        **{name: Q(Exists(notices.filter(mailing__in=states))) for name, states in MAIL.items()},
        "nobody": ~Q(Exists(notices)),
        "called": Q(Exists(calls)),
        "answered": ~owing,
        "owing": owing,
    }


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a chase and whether it is what is listed."""

    code: str
    words: str
    number: int


def reach_counts(chase: Chase) -> list[Number]:
    """All numbers of one chase in one query."""
    asked = reach_conditions()
    counts = chase.recipients.order_by().aggregate(**{name: Count("pk", filter=asked[name]) for name in asked})
    return [Number(code, str(words), counts[code]) for code, words in REACH_WORDS.items()]


def with_numbers(chases: QuerySet[Chase]) -> QuerySet[Chase]:
    """Each chase with how many agencies it was for, how many were told and read it, and how many still owe."""
    owing = Q(recipients__submission__state__in=[state.value for state in OWING])
    told = Q(recipients__notices__isnull=False)
    read = Q(recipients__notices__read_at__isnull=False)
    return chases.annotate(
        agencies=Count("recipients", distinct=True),
        told=Count("recipients", filter=told, distinct=True),
        read=Count("recipients", filter=read, distinct=True),
        owing=Count("recipients", filter=owing, distinct=True),
    ).order_by("-pk")


@dataclass(frozen=True, slots=True)
class Reached:
    """One report of a chase: who was told, how that went, who was called."""

    chased: Chased
    notices: tuple[Notice, ...]
    calls: tuple[ChaseCall, ...]
    clerks: tuple[User, ...]

    @property
    def submission(self) -> Submission:
        return self.chased.submission


def reached(rows: Iterable[Chased]) -> list[Reached]:
    """The rows of one page; three queries, however many."""
    rows = list(rows)
    notices: dict[int, list[Notice]] = {}
    for notice in Notice.objects.filter(chased__in=rows).select_related("user").order_by("pk"):
        notices.setdefault(notice.chased_id or 0, []).append(notice)
    calls: dict[int, list[ChaseCall]] = {}
    for call in ChaseCall.objects.filter(submission__in=[row.submission_id for row in rows]).select_related("by"):
        calls.setdefault(call.submission_id, []).append(call)
    people = clerks_by_agency(row.submission.agency_id for row in rows)
    return [
        Reached(
            row,
            tuple(notices.get(row.pk, ())),
            tuple(call for call in calls.get(row.submission_id, ()) if call.at >= row.chase.at),
            tuple(people.get(row.submission.agency_id, ())),
        )
        for row in rows
    ]


def history(submission: Submission) -> list[Reached]:
    """Every chase for one report, the newest first."""
    rows = submission.chased.select_related("chase__by", "chase__root", "submission__agency")
    return reached(rows)
