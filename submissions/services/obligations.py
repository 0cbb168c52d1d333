"""What one agency owes beside the normal: nothing (免报), nothing to report (零报告), or more time (延期).

Each is taken back by a deed of its own, and every one of them is an event with its reason.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from submissions.access import may_administer
from submissions.language import of_record
from submissions.models import Submission, User
from submissions.services import stale
from submissions.services.deadlines import regular_due
from submissions.services.errors import NotAllowed, Refused
from submissions.services.events import note
from submissions.services.moves import advance
from submissions.states import STATE_WORDS, WITHOUT_REPORT, Role


def exempt(actor: User, submission: Submission, reason: str, *, ip: str = "") -> Submission:
    """The agency owes no report for this year."""
    with transaction.atomic():
        after = advance(submission.pk, "exempt", actor, reason=reason.strip(), ip=ip, exempt_reason=reason.strip())
        stale.after_decision(after)  # an area waits for one member less
    return after


def unexempt(actor: User, submission: Submission, reason: str, *, ip: str = "") -> Submission:
    """The report is owed again; a file that had been read already counts again."""
    return _owe_again(actor, submission, "unexempt", reason, ip, {"exempt_reason": ""})


def confirm_nil(actor: User, submission: Submission, reason: str, *, by: Role, ip: str = "") -> Submission:
    """Confirms that the agency has nothing to report for this year: as its clerk, or for it as the office.

    It is done with and has no figures. No sum ever takes it for zeros: an agency whose every figure is 0 hands in
    a report that says so.
    """
    with transaction.atomic():
        move = "confirm_nil" if by is Role.OFFICE else "declare_nil"
        why = reason.strip()
        after = advance(
            submission.pk, move, actor, reason=why, ip=ip, nil_reason=why, nil_at=timezone.now(), nil_by=actor
        )
        stale.after_decision(after)
    return after


def withdraw_nil(actor: User, submission: Submission, reason: str, *, by: Role, ip: str = "") -> Submission:
    """There is something to report after all; the report is owed again."""
    move = "revoke_nil" if by is Role.OFFICE else "withdraw_nil"
    return _owe_again(actor, submission, move, reason, ip, {"nil_reason": "", "nil_at": None, "nil_by": None})


def _owe_again(
    actor: User, submission: Submission, move: str, reason: str, ip: str, columns: dict[str, str | None]
) -> Submission:
    with transaction.atomic():
        after = advance(submission.pk, move, actor, reason=reason.strip(), ip=ip, **columns)
        stale.after_decision(after)
        return advance(after.pk, "start", None, ip=ip) if after.current_reading_id else after


def extend(actor: User, submission: Submission, due_on: date, reason: str, *, ip: str = "") -> None:
    """Gives one agency more time, with a reason. Its day stays when that of its like is moved.

    Every page says 已延期 of it from then on, so that an earlier day, most often a slip in the year, is refused.
    """
    why = _asked(actor, submission, reason, _("调整截止日期须填写理由。"))
    if due_on.year <= submission.cycle.year:
        raise Refused(_("截止日期应在%(year)s年之后。") % {"year": submission.cycle.year})
    with transaction.atomic():
        held = _held(submission)
        before, first = held.due_on, held.extended_from or held.due_on
        if due_on <= first:
            told = _("新的截止日期应晚于原截止日期 %(day)s。要改回原来的日期，请取消延期。")
            raise Refused(told % {"day": first.isoformat()})
        columns = {"due_on": due_on, "extended_from": first, "extended_reason": why}
        Submission.objects.filter(pk=held.pk).update(**columns, updated=timezone.now())
        note("deadline", actor, submission=held, text=f"{before} → {due_on}：{why}", ip=ip)
    submission.refresh_from_db(fields=[*columns])


def unextend(actor: User, submission: Submission, reason: str, *, ip: str = "") -> None:
    """Takes the deadline of its own back: the agency has that of its like again, as it stands today."""
    why = _asked(actor, submission, reason, _("取消延期须填写理由。"))
    with transaction.atomic():
        held = _held(submission)
        if not held.is_extended:
            raise Refused(_("这个单位没有单独延期。"))
        before, due_on = held.due_on, regular_due(held)
        columns = {"due_on": due_on, "extended_from": None, "extended_reason": ""}
        Submission.objects.filter(pk=held.pk).update(**columns, updated=timezone.now())
        with of_record():
            text = _("取消延期：%(before)s → %(after)s：%(why)s") % {"before": before, "after": due_on, "why": why}
        note("unextended", actor, submission=held, text=text, ip=ip)
    submission.refresh_from_db(fields=[*columns])


def _asked(actor: User, submission: Submission, reason: str, lacking: str) -> str:
    if not (answer := may_administer(actor, submission.agency)):
        raise NotAllowed(answer.why)
    if not reason.strip():
        raise Refused(lacking)
    return reason.strip()


def _held(submission: Submission) -> Submission:
    """The row as it is now, locked: two deeds at once would each believe the other's date."""
    rows = Submission.objects.select_for_update(of=("self",), no_key=True).select_related("agency", "cycle")
    held = rows.get(pk=submission.pk)
    if held.status in WITHOUT_REPORT:
        raise Refused(_("当前状态为“%(state)s”，不能调整截止日期。") % {"state": STATE_WORDS[held.status]})
    return held
