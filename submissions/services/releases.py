"""Releasing approved reports to the public on a chosen day, and taking them back."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from time import monotonic

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from submissions.access import may_administer, may_run_cycles
from submissions.language import of_record
from submissions.models import Agency, Cycle, Release, ReleaseOrder, Submission, User
from submissions.services import attempts, bell, notices
from submissions.services.errors import DATABASE_GONE, NotAllowed, Refused
from submissions.services.events import note
from submissions.services.release_content import Content, content_digest, content_of, original_fault
from submissions.states import State

log = logging.getLogger(__name__)

MOST_HELD_BACK = 500
"""So many reasons an order keeps; the count goes on."""
QUIET_AFTER = timedelta(seconds=90)


def set_publishing(actor: User, cycle: Cycle, on: bool, *, ip: str = "") -> None:
    """Whether released reports of this year are shown at all."""
    if not (answer := may_run_cycles(actor)):
        raise NotAllowed(answer.why)
    with transaction.atomic():
        if Cycle.objects.filter(pk=cycle.pk).exclude(publishes=on).update(publishes=on):
            with of_record():
                text = _("已公布的报告对外可见") if on else _("不对外显示")
            note("publish_policy", actor, text=f"{cycle}：{text}", ip=ip)
    cycle.publishes = on


def order(actor: User, cycle: Cycle, root: Agency, on: date, *, originals: bool = False, ip: str = "") -> ReleaseOrder:
    """Has everything approved under ``root`` released on a day; today's begins at once."""
    if not (answer := may_administer(actor, root)):
        raise NotAllowed(answer.why)
    if not settings.PUBLIC_RELEASE:
        raise Refused(_("本系统没有启用对外公布，请联系系统管理员（PUBLIC_RELEASE）。"))
    if not cycle.publishes:
        raise Refused(_("%(cycle)s没有启用对外公布。") % {"cycle": cycle})
    if on < timezone.localdate():
        raise Refused(_("公布日期不能早于今天。"))
    with transaction.atomic(), of_record():
        made = ReleaseOrder.objects.create(cycle=cycle, root=root, on=on, originals=originals, by=actor)
        note("release_ordered", actor, agency=root, text=f"{cycle}：{on}", ip=ip)
        if on == timezone.localdate():
            bell.ring_on_commit(made.pk, bell.RELEASE)
    return made


def cancel(actor: User, one: ReleaseOrder, *, ip: str = "") -> None:
    """Calls off what has not begun."""
    if not (answer := may_administer(actor, one.root)):
        raise NotAllowed(answer.why)
    with transaction.atomic():
        still = ReleaseOrder.objects.filter(pk=one.pk, done_at=None, cancelled_at=None, last_pk=0)
        if not still.update(cancelled_at=timezone.now()):
            raise Refused(_("已经开始公布，不能取消；可以逐份撤回。"))
        note("release_cancelled", actor, agency=one.root, text=str(one), ip=ip)


def waiting() -> list[int]:
    """Orders whose day has come and no worker is at."""
    due = ReleaseOrder.objects.filter(on__lte=timezone.localdate(), done_at=None, cancelled_at=None)
    return list(
        due.filter(attempts.long_ago("rung_at", QUIET_AFTER) | Q(rung_at=None))
        .order_by("pk")
        .values_list("pk", flat=True)
    )


@of_record()
def carry_out(order_id: int, seconds: float) -> bool:
    """Releases what an order names, for so many seconds; True when there is more to do. Twice does no harm."""
    until = monotonic() + seconds
    due = ReleaseOrder.objects.filter(on__lte=timezone.localdate(), done_at=None, cancelled_at=None)
    one = due.select_related("cycle", "root", "by").filter(pk=order_id).first()
    if one is None:
        return False
    while monotonic() < until:
        ReleaseOrder.objects.filter(pk=one.pk).update(rung_at=timezone.now())
        submission = _left(one).order_by("pk").first()
        if submission is None:
            _finish(one)
            return False
        try:
            _release(one, submission)
        except DATABASE_GONE:
            raise  # the sweeper has the order taken up again
        except Exception:
            log.exception("releasing submission %s failed", submission.pk)
            _hold_back(one, submission, _("公布时程序出错，错误已记录，请联系系统管理员。"))
            one.save(update_fields=["last_pk", "held_back"])
    return True


def _left(one: ReleaseOrder) -> QuerySet[Submission]:
    approved = Submission.objects.filter(
        cycle=one.cycle, agency__path__startswith=one.root.path, state=State.APPROVED.value, pk__gt=one.last_pk
    )
    standing = Release.objects.filter(ended_at=None).values("submission")
    related = "agency", "cycle", "current_reading", "current_upload"
    return approved.exclude(pk__in=standing).select_related(*related)


def _release(one: ReleaseOrder, submission: Submission) -> None:
    """Releases one report, or keeps why not, and goes on behind it."""
    one.last_pk = submission.pk
    with transaction.atomic():
        # The UPDATE takes the row's lock: whoever else is at it has released it by now, or waits.
        held = Submission.objects.filter(pk=submission.pk, state=State.APPROVED.value)
        is_mine = held.update(updated=timezone.now()) and not submission.releases.filter(ended_at=None).exists()
        if is_mine:
            try:
                _write(one, submission, content_of(submission))
                one.released += 1
            except Refused as no:
                _hold_back(one, submission, no.why)
        one.save(update_fields=["last_pk", "released", "held_back"])


def _hold_back(one: ReleaseOrder, submission: Submission, why: str) -> None:
    words = {"agency": submission.agency.name, "submission": submission.pk, "why": why}
    one.held_back = [*one.held_back, words][:MOST_HELD_BACK]


def _write(one: ReleaseOrder, submission: Submission, content: Content) -> Release:
    data = content.to_json()
    original = None
    if one.originals and not original_fault(submission, content):
        original = submission.current_upload
    release = Release.objects.create(
        submission=submission,
        order=one,
        by=one.by,
        agency_name=submission.agency.name,
        content=data,
        sha256=content_digest(data),
        hidden=content.hidden,
        original=original,
    )
    hidden = _("，隐去 %(n)s 处") % {"n": content.hidden} if content.hidden else ""
    note("released", one.by, submission=submission, text=f"{one.cycle}{hidden}")
    return release


def _finish(one: ReleaseOrder) -> None:
    if ReleaseOrder.objects.filter(pk=one.pk, done_at=None).update(done_at=timezone.now()):
        told = {"cycle": one.cycle, "n": one.released, "held": len(one.held_back)}
        title = _("%(cycle)s报告已对外公布 %(n)s 份，%(held)s 份没有公布") % told
        path = reverse("releases", args=[one.cycle.year])
        notices.send([one.by], "office", f"release-{one.pk}", title, path=path)


def end(actor: User, release: Release, why: str, *, ip: str = "") -> None:
    """Takes one report off the public pages at once."""
    if not (answer := may_administer(actor, release.submission.agency)):
        raise NotAllowed(answer.why)
    if not why.strip():
        raise Refused(_("撤回公布须填写理由。"))
    with transaction.atomic():
        ended = {"ended_at": timezone.now(), "ended_by": actor, "ended_why": why.strip()}
        if not Release.objects.filter(pk=release.pk, ended_at=None).update(**ended):
            raise Refused(_("这份报告已经撤回。"))
        note("release_ended", actor, submission=release.submission, text=why.strip(), ip=ip)


def resume(actor: User, release: Release, why: str, *, ip: str = "") -> None:
    """Shows a report that was taken off again, as it was released, where that is still what was approved."""
    if not (answer := may_administer(actor, release.submission.agency)):
        raise NotAllowed(answer.why)
    if not why.strip():
        raise Refused(_("恢复公布须填写理由。"))
    with transaction.atomic():
        approved = Submission.objects.filter(pk=release.submission_id, state=State.APPROVED.value)
        if not approved.update(updated=timezone.now()):
            raise Refused(_("这份报告现在不是审核通过，不能恢复公布。"))
        submission = Submission.objects.select_related("agency", "cycle", "current_reading", "current_upload").get(
            pk=release.submission_id
        )
        if submission.releases.filter(ended_at=None).exists():
            raise Refused(_("这份报告已经公布。"))
        if content_digest(content_of(submission).to_json()) != release.sha256:
            raise Refused(_("审核通过的内容与原来公布的不同，请重新安排公布。"))
        ended = Release.objects.filter(pk=release.pk, ended_at__isnull=False)
        if not ended.update(ended_at=None, ended_by=None, ended_why=""):
            raise Refused(_("这份报告已经公布。"))
        note("release_resumed", actor, submission=submission, text=why.strip(), ip=ip)


def public() -> QuerySet[Release]:
    """What everybody may read now: released, still approved, of a year that is shown, in a portal that shows any."""
    if not settings.PUBLIC_RELEASE:
        return Release.objects.none()
    shown = Q(submission__state=State.APPROVED.value, submission__cycle__publishes=True)
    return Release.objects.filter(shown, ended_at=None)
