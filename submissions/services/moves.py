"""The only way to change the state of a submission."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from submissions.access import may
from submissions.models import Event, Release, Submission, User
from submissions.services import notices, timeliness
from submissions.services.errors import MoveRefused, NotAllowed
from submissions.states import MOVES, STATE_WORDS, Move, State


@transaction.atomic
def advance(
    submission_id: int, move: str, actor: User | None, *, reason: str = "", ip: str = "", **columns: Any
) -> Submission:
    """Makes one move: one UPDATE that names the state and the holder it leaves, one Event, and word to whom
    it concerns.

    ``actor`` None is the worker, for automatic moves only. ``columns`` are set in the same UPDATE.
    Raises NotAllowed for the wrong role and MoveRefused, with a Chinese sentence, for all else.
    """
    rule = MOVES[move]
    before = Submission.objects.select_related("agency", "cycle").get(pk=submission_id)
    _permit(actor, move, rule, before, reason)
    now = timezone.now()
    columns |= {"state": rule.target.value, "updated": now} | timeliness.columns(before, move, now)
    # No join in this statement: PostgreSQL looks again at the row it waited for only through plain columns.
    left = {"state": before.state, "reviewer": before.reviewer_id, "endorsed_at": before.endorsed_at}
    if not Submission.objects.filter(pk=submission_id, **left).update(**columns):
        raise MoveRefused(_("这份报告刚刚被他人处理，页面内容已过时，请刷新后再试。"))
    if before.status is State.APPROVED and rule.target is not State.APPROVED:
        # What is not approved any more is not public any more, whoever made it so and however.
        Release.objects.filter(submission_id=submission_id, ended_at=None).update(
            ended_at=timezone.now(), ended_by=actor, ended_why=f"{rule.label}：{reason}" if reason else str(rule.label)
        )
    event = Event.objects.create(
        submission_id=submission_id,
        agency_id=before.agency_id,
        actor=actor,
        kind=move,
        from_state=before.state,
        to_state=rule.target.value,
        note=reason,
        ip=ip or None,
    )
    notices.tell(event)
    return Submission.objects.select_related("agency", "cycle").get(pk=submission_id)


def _permit(actor: User | None, move: str, rule: Move, submission: Submission, reason: str) -> None:
    if actor is None:
        if not rule.automatic:
            raise NotAllowed(_("只有登录的人员可以%(verb)s。") % {"verb": rule.label})
        if submission.status not in rule.sources:
            raise MoveRefused(_("当前状态为“%(state)s”。") % {"state": STATE_WORDS[submission.status]})
    elif not (answer := may(actor, move, submission)):
        raise NotAllowed(answer.why) if answer.by_role else MoveRefused(answer.why)
    if rule.needs_reason and not reason.strip():
        raise MoveRefused(_("%(verb)s须填写理由。") % {"verb": rule.label})
