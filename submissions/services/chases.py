"""Chasing (催报): telling those who still owe a report, once a day at most, and keeping whom it reached.

All of a chase is written in one transaction under the name of the page it was sent from (``token``): the same
page sent twice, or by two servers at once, chases once. Mail goes out by ``services.mailing``, which claims each
notice before it speaks to the server and waits out one that is down.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from submissions import access
from submissions.language import of_record
from submissions.models import (
    Agency,
    Chase,
    ChaseCall,
    Chased,
    Cycle,
    Event,
    Membership,
    Notice,
    Submission,
    User,
)
from submissions.services import chase_text, notices
from submissions.services.errors import NotAllowed, Refused
from submissions.services.events import note
from submissions.states import OWING, Role

ORDER: Final = ("agency__path_depth", "agency__position", "agency__code")
KIND: Final = "deadline"
"""A chase is a notice of the kind 截止日期提醒和催报: who wants no mail of it gets none, and the office sees that."""


@dataclass(frozen=True, slots=True)
class Owing:
    """One report that is still owed, by primary keys."""

    submission: int
    agency: int


@dataclass(frozen=True, slots=True)
class Target:
    """One report to chase for: who would be told and in which words."""

    submission: Submission
    clerks: Sequence[User]
    text: str
    chased_today: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """Whom sending would reach. ``gone`` of those chosen owe nothing any more. Of a whole province only keys:
    ``targets_of`` writes the letters of those that are wanted."""

    owing: Sequence[Owing]
    chased: Set[int]
    reached: Set[int]
    gone: int = 0

    @property
    def fresh(self) -> list[Owing]:
        return [one for one in self.owing if one.submission not in self.chased]

    @property
    def today(self) -> list[Owing]:
        return [one for one in self.owing if one.submission in self.chased]

    @property
    def nobody(self) -> list[Owing]:
        """Whose agency has no clerk with an account."""
        return [one for one in self.owing if one.agency not in self.reached]


def plan(actor: User, cycle: Cycle, ids: Collection[int]) -> Plan:
    """Looks at each chosen report as it is now, as far as this person administers it. Three queries, however many."""
    chosen = access.submissions_of(actor, Role.OFFICE).filter(cycle=cycle, pk__in=ids)
    rows = chosen.filter(state__in=[state.value for state in OWING]).order_by(*ORDER).values_list("pk", "agency_id")
    owing = [Owing(*row) for row in rows]
    chased = Chased.objects.filter(submission__cycle=cycle, day=timezone.localdate())
    clerks = Membership.objects.filter(role=Role.CLERK.value, user__is_active=True)
    return Plan(
        owing,
        frozenset(chased.order_by().values_list("submission_id", flat=True)),
        frozenset(clerks.order_by().values_list("agency_id", flat=True).distinct()),
        len(set(ids)) - len(owing),
    )


def targets_of(planned: Plan, wanted: Sequence[Owing], text: str) -> list[Target]:
    """The letters to some of a plan, in its order. Three queries."""
    keys = [one.submission for one in wanted]
    rows = Submission.objects.filter(pk__in=keys).select_related("agency", "cycle", "current_reading")
    people = clerks_by_agency(one.agency for one in wanted)
    asked = chase_text.items_asked(keys)
    return [
        Target(row, people.get(row.agency_id, []), chase_text.fill(text, row, asked), row.pk in planned.chased)
        for row in rows.defer("current_reading__report").order_by(*ORDER)
    ]


def clerks_by_agency(agencies: Iterable[int]) -> dict[int, list[User]]:
    """The people who fill in reports, by agency. One query."""
    held = Membership.objects.filter(agency__in=list(agencies), role=Role.CLERK.value, user__is_active=True)
    found: dict[int, list[User]] = {}
    for membership in held.select_related("user").order_by("pk"):
        found.setdefault(membership.agency_id, []).append(membership.user)
    return found


@of_record()
def send(
    actor: User, root: Agency, cycle: Cycle, ids: Collection[int], text: str, token: UUID,
    *, again: bool = False, chosen: str = "", ip: str = "",
) -> Chase:  # fmt: skip
    """Chases those of ``ids`` that still owe; those chased today already only where ``again`` says so.

    Refused where nobody is left, the cycle is closed, or somebody chased one of them at the same moment.
    """
    if done := _sent_already(actor, token):
        return done
    if not (answer := access.may_administer(actor, root)):
        raise NotAllowed(answer.why)
    if not cycle.is_open:
        raise Refused(_("%(year)s年度报送已结束。") % {"year": cycle.year})
    text = chase_text.check(text)
    planned = plan(actor, cycle, ids)
    wanted = planned.owing if again else planned.fresh
    if not wanted:
        # The same page, sent twice at once, may have chased them between the first look and the choosing.
        if done := _sent_already(actor, token):
            return done
        raise Refused(_("所选单位今天都已经催报过，或者已经不用催报。"))
    targets = targets_of(planned, wanted, text)
    try:
        with transaction.atomic():
            chase = Chase.objects.create(cycle=cycle, root=root, by=actor, text=text, token=token, chosen=chosen[:400])
            _tell(chase, _rows(chase, targets), targets, ip)
    except IntegrityError as error:
        if done := _sent_already(actor, token):
            return done
        raise Refused(_("其中有单位刚刚被催报过，请重新查看后再发。")) from error
    return chase


def _sent_already(actor: User, token: UUID) -> Chase | None:
    """The chase this very page has sent, if it has."""
    return Chase.objects.filter(token=token, by=actor).first()


def _rows(chase: Chase, targets: Sequence[Target]) -> list[Chased]:
    made = [
        Chased(
            chase=chase,
            submission=target.submission,
            day=timezone.localdate(chase.at),
            again=target.chased_today,
            state=target.submission.state,
            due_on=target.submission.due_on,
            text=target.text,
        )
        for target in targets
    ]
    return Chased.objects.bulk_create(made, batch_size=1000)


def _tell(chase: Chase, rows: Sequence[Chased], targets: Sequence[Target], ip: str) -> None:
    letters, events = [], []
    for row, target in zip(rows, targets, strict=True):
        submission = target.submission
        letters += [_letter(row, submission, user) for user in target.clerks]
        told = "、".join(str(user) for user in target.clerks)
        words = _("已通知：%(names)s") % {"names": told} if told else _("没有可通知的填报账号")
        events.append(
            Event(
                kind="chase", actor=chase.by, submission=submission, agency_id=submission.agency_id,
                at=chase.at, note=f"{words}。{row.text}", ip=ip or None,
            )
        )  # fmt: skip
    notices.deliver(KIND, letters)
    Event.objects.bulk_create(events, batch_size=1000)


def _letter(row: Chased, submission: Submission, user: User) -> Notice:
    title = _("催报：%(agency)s%(year)s年度报告%(days)s") % {
        "agency": submission.agency.name,
        "year": submission.cycle.year,
        "days": chase_text.days_words(submission),
    }
    path = reverse("report", args=[submission.pk])
    key = f"chase-{row.pk}"
    return Notice(user=user, submission=submission, chased=row, key=key, title=title[:200], text=row.text, path=path)


def note_call(actor: User, submission: Submission, called: str, text: str, *, ip: str = "") -> ChaseCall:
    """Keeps by hand that somebody telephoned, whom they spoke to and what was said."""
    if not (answer := access.may_administer(actor, submission.agency)):
        raise NotAllowed(answer.why)
    if not text.strip():
        raise Refused(_("请写明通话情况。"))
    with transaction.atomic():
        call = ChaseCall.objects.create(submission=submission, by=actor, called=called.strip()[:60], text=text.strip())
        words = f"{call.called}：{call.text}" if call.called else call.text
        note("chase_call", actor, submission=submission, text=words, ip=ip)
    return call


def opened(submission: Submission) -> None:
    """Remembers when one of its clerks first opened a report; one UPDATE, and only once."""
    if submission.opened_at is None:
        Submission.objects.filter(pk=submission.pk, opened_at=None).update(opened_at=timezone.now())


def last_of(submissions: Iterable[int]) -> Mapping[int, Sequence[Chased]]:
    """What each submission was chased with, the newest first. One query."""
    found: dict[int, list[Chased]] = {}
    rows = Chased.objects.filter(submission__in=list(submissions)).select_related("chase__by", "chase__root")
    for row in rows.order_by("-pk"):
        found.setdefault(row.submission_id, []).append(row)
    return found
