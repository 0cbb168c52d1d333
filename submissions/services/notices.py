"""Telling people: which event is told to whom, in which words, on the site and by mail.

Every notice has a key that names its occasion, and the database lets a person be told a key once:
a task that runs twice, or two that run at once, tell nobody twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy

from submissions.language import of_record
from submissions.models import Event, Mailing, Membership, Notice, NoticeChoice, Submission, User
from submissions.services import bell
from submissions.states import Role, Words


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of notice: the person chooses by these words whether it comes by mail too."""

    words: Words
    role: Role
    by_mail: bool


KINDS: Final[dict[str, Kind]] = {
    "received": Kind(gettext_lazy("收到文件"), Role.CLERK, by_mail=False),
    "read": Kind(gettext_lazy("读取完成或失败"), Role.CLERK, by_mail=False),
    "returned": Kind(gettext_lazy("报告被退回"), Role.CLERK, by_mail=True),
    "needs_you": Kind(gettext_lazy("需要补充说明"), Role.CLERK, by_mail=True),
    "approved": Kind(gettext_lazy("审核通过或撤销通过"), Role.CLERK, by_mail=True),
    "deadline": Kind(gettext_lazy("截止日期提醒和催报"), Role.CLERK, by_mail=True),
    "duty": Kind(gettext_lazy("免报、零报告的变化"), Role.CLERK, by_mail=True),
    "resubmitted": Kind(gettext_lazy("退回的报告重新提交"), Role.REVIEWER, by_mail=False),
    "digest": Kind(gettext_lazy("每日待审核摘要"), Role.REVIEWER, by_mail=True),
    "office": Kind(gettext_lazy("导出完成等事务消息"), Role.OFFICE, by_mail=False),
}


@dataclass(frozen=True, slots=True)
class Telling:
    """How an event is told: as which kind, to whom ("sender", "clerks" or "reviewer"), in which words."""

    kind: str
    to: str
    words: Words


TELLINGS: Final[dict[str, Telling]] = {
    "upload": Telling("received", "sender", gettext_lazy("已收到{agency}{year}年度报告的文件")),
    "read": Telling("read", "sender", gettext_lazy("{agency}{year}年度报告已读取，请核对")),
    "read_failed": Telling("read", "sender", gettext_lazy("{agency}{year}年度报告的文件读取失败")),
    "infected": Telling("read", "clerks", gettext_lazy("{agency}{year}年度报告的文件中发现恶意代码")),
    "removed": Telling("needs_you", "clerks", gettext_lazy("{agency}{year}年度报告中含个人信息的文件已移除")),
    "removal_declined": Telling("needs_you", "clerks", gettext_lazy("{agency}{year}年度报告：移除文件的申请未同意")),
    "return": Telling("returned", "clerks", gettext_lazy("{agency}{year}年度报告被退回修改")),
    "refuse_explanation": Telling("needs_you", "clerks", gettext_lazy("{agency}{year}年度报告的一项情况说明未被采纳")),
    "approve": Telling("approved", "clerks", gettext_lazy("{agency}{year}年度报告审核通过")),
    "reopen": Telling("approved", "clerks", gettext_lazy("{agency}{year}年度报告的审核通过已撤销")),
    "revoke": Telling("approved", "clerks", gettext_lazy("{agency}{year}年度报告的审核通过已由管理员撤销")),
    "reapprove": Telling("approved", "clerks", gettext_lazy("{agency}{year}年度报告恢复审核通过")),
    "recall": Telling("returned", "clerks", gettext_lazy("{agency}{year}年度报告的提交已由管理员撤回，可以修改")),
    "restore_submitted": Telling("returned", "clerks", gettext_lazy("{agency}{year}年度报告恢复为已提交")),
    "refile": Telling("needs_you", "clerks", gettext_lazy("{agency}{year}年度下的文件不是这份报告，已移走")),
    "refile_back": Telling("needs_you", "clerks", gettext_lazy("移走的文件已归还{agency}{year}年度")),
    "refiled_here": Telling("needs_you", "clerks", gettext_lazy("{agency}{year}年度报告由别处归入，请核对提交")),
    "unreturn": Telling("returned", "clerks", gettext_lazy("{agency}{year}年度报告的退回已撤销，由审核人继续审核")),
    "endorse": Telling("approved", "clerks", gettext_lazy("{agency}{year}年度报告初审通过，转上级审核")),
    "deadline": Telling("deadline", "clerks", gettext_lazy("{agency}{year}年度报告的截止日期有调整")),
    "unextended": Telling("deadline", "clerks", gettext_lazy("{agency}{year}年度报告的延期已取消")),
    "exempt": Telling("duty", "clerks", gettext_lazy("{agency}{year}年度免报")),
    "unexempt": Telling("duty", "clerks", gettext_lazy("{agency}{year}年度恢复应报")),
    "confirm_nil": Telling("duty", "clerks", gettext_lazy("{agency}{year}年度已由上级代为确认零报告")),
    "revoke_nil": Telling("duty", "clerks", gettext_lazy("{agency}{year}年度的零报告已撤销，请报送")),
    "submit": Telling("resubmitted", "reviewer", gettext_lazy("{agency}重新提交了{year}年度报告")),
}


@of_record()
def tell(event: Event) -> int:
    """Tells whoever an event concerns, inside the transaction that wrote it; how many were told."""
    telling, submission = TELLINGS.get(event.kind), event.submission
    if telling is None or submission is None:
        return 0
    title = str(telling.words).format(agency=submission.agency.name, year=submission.cycle.year)
    page = reverse("review" if telling.to == "reviewer" else "report", args=[submission.pk])
    people = _people(telling.to, event, submission)
    return send(people, telling.kind, f"event-{event.pk}", title, event.note, submission, page)


def _people(to: str, event: Event, submission: Submission) -> Iterable[User]:
    """Nobody is told what they did themselves, but that what they sent has arrived."""
    if to == "clerks":
        return [user for user in clerks_of(submission) if user.pk != event.actor_id]
    if to == "reviewer":
        # Only a report that was decided before comes back to somebody; new ones wait in everybody's queue.
        decision = submission.decisions.select_related("by").first()
        return [decision.by] if decision and decision.move == "return" else []
    if event.actor is not None:
        return [event.actor]
    newest = submission.uploads.select_related("uploaded_by").order_by("-pk").first()
    return [newest.uploaded_by] if newest else []


def clerks_of(submission: Submission) -> list[User]:
    """The people who fill in this agency's report."""
    held = Membership.objects.filter(agency_id=submission.agency_id, role=Role.CLERK.value, user__is_active=True)
    return [membership.user for membership in held.select_related("user")]


def send(
    people: Iterable[User],
    kind: str,
    key: str,
    title: str,
    text: str = "",
    submission: Submission | None = None,
    path: str = "",
) -> int:
    """One notice a person, queued for the mail where they want it; who was told this key already is passed over."""
    people = list(people)
    told = set(Notice.objects.filter(user__in=people, key=key).values_list("user_id", flat=True))
    return deliver(
        kind,
        [
            Notice(user=user, submission=submission, key=key, title=title[:200], text=text, path=path)
            for user in people
            if user.pk not in told
        ],
    )


def deliver(kind: str, new: Sequence[Notice]) -> int:
    """Puts notices of one kind before their people, queued for the mail where they want it; three queries however
    many. A key that was told already is passed over by the database."""
    mailed = by_mail([notice.user for notice in new], kind)
    for notice in new:
        notice.kind = kind
        notice.mailing = Mailing.QUEUED if notice.user_id in mailed else Mailing.NONE
    Notice.objects.bulk_create(new, ignore_conflicts=True, batch_size=1000)
    if any(notice.mailing == Mailing.QUEUED for notice in new):
        transaction.on_commit(lambda: bell.ring(0, bell.MAIL))
    return len(new)


def by_mail(people: Iterable[User], kind: str) -> set[int]:
    """Who of these wants mail of this kind and has an address."""
    chosen = dict(NoticeChoice.objects.filter(user__in=people, kind=kind).values_list("user_id", "by_mail"))
    return {user.pk for user in people if user.email and chosen.get(user.pk, KINDS[kind].by_mail)}


def choose(user: User, wanted: Iterable[str], offered: Iterable[str]) -> None:
    """Keeps which of the offered kinds this person wants by mail."""
    wanted = set(wanted)
    for kind in offered:
        NoticeChoice.objects.update_or_create(user=user, kind=kind, defaults={"by_mail": kind in wanted})
