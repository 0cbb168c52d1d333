"""Asking leave, and keeping a submission still while something is written to it.

Whoever holds several rows takes them in one order, or two would wait for each other and the database end one of them:
files that belong to no report yet, then submissions, then readings, each by key.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from submissions.access import DEEDS, may
from submissions.models import Reading, Submission, User
from submissions.services.errors import MoveRefused, NotAllowed
from submissions.states import MOVES, Processing


def permit(actor: User, verb: str, submission: Submission) -> Submission:
    """The submission as it is now, if this person may do this to it.

    What the caller holds may be a page old, so the row is read again. Raises NotAllowed for the
    wrong role, MoveRefused for the wrong moment.
    """
    fresh = Submission.objects.select_related("agency", "cycle", "current_reading").get(pk=submission.pk)
    if not (answer := may(actor, verb, fresh)):
        raise NotAllowed(answer.why) if answer.by_role else MoveRefused(answer.why)
    return fresh


def hold(actor: User, verb: str, submission: Submission) -> Submission:
    """The submission as it is now, held until the transaction ends.

    The UPDATE names the states in which the deed is right and takes the lock of the row on both
    databases; call it inside transaction.atomic().
    """
    permit(actor, verb, submission)
    sources = MOVES[verb].sources if verb in MOVES else DEEDS[verb][1]
    held = Submission.objects.filter(pk=submission.pk, state__in=[s.value for s in sources])
    if not held.update(updated=timezone.now()):
        raise MoveRefused(_("这份报告刚刚被他人处理，页面内容已过时，请刷新后再试。"))
    # Once more under the lock: between the look and the UPDATE somebody may have claimed or endorsed it.
    return permit(actor, verb, submission)


def in_order(rows: QuerySet[Any]) -> list[int]:
    """Holds all these rows until the transaction ends, by key; their keys. SQLite has one writer at a time anyway.

    What refers to them can still be written meanwhile: ``no_key`` takes the lock an UPDATE takes.
    """
    return list(rows.order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))


def current_reading(submission: Submission, seen: int | None = None) -> Reading:
    """The reading that counts; MoveRefused when no file has been read yet.

    ``seen`` is the reading a person looked at, None where nobody asks: what was seen of one is not said of another.
    """
    reading = submission.current_reading
    if reading is None or reading.processing != Processing.DONE:
        raise MoveRefused(_("还没有读取成功的报告文件。请先上传年度报告并等待读取完成。"))
    if seen is not None and seen != reading.pk:
        raise MoveRefused(_("报告在您打开之后换了文件，或者重新读取过，这一格没有改动。请对照现在的读数再办理。"))
    return reading


def require_seen(submission: Submission, seen: str | None) -> None:
    """Refuses what was decided of another file, other figures or an earlier handing-in than those that count.

    ``seen`` is the stamp of what was looked at; None where nobody asks.
    """
    if seen is not None and seen != submission.stamp:
        raise MoveRefused(_("报告在您查看之后重新提交过，或换了文件、重新读取过，请看过现在的内容再决定。"))
