"""Many clean reports approved in one go: first what would happen and why not, then each by itself."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from submissions import access
from submissions.models import Submission, User
from submissions.services import findings, review
from submissions.services.errors import Refused
from submissions.states import Processing, Role

MOST: Final = 100
"""Reports in one go: more than this nobody has looked at."""
SECONDS: Final = 20.0
"""How long one page waits for them: most proxies give a page up after a minute, and with it what came of each."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One report: whether it would pass or has passed, and in words why not."""

    submission: Submission
    ok: bool
    why: str = ""


def look(actor: User, submissions: Sequence[Submission]) -> list[Outcome]:
    """What approving these would do. Five queries, however many."""
    reach = access.reach_of(actor)
    blocking = findings.blocking_of(submissions)
    return [_look(reach, each, blocking.get(each.pk, [])) for each in submissions]


def _look(reach: access.Reach, submission: Submission, blocking: list[str]) -> Outcome:
    may = access.answer(reach.standing(submission), "approve", submission)
    if not may:
        return Outcome(submission, False, may.why)
    reading = submission.current_reading
    if reading is None or reading.processing != Processing.DONE:
        return Outcome(submission, False, _("还没有读取成功的报告文件。"))
    if blocking:
        first = {"n": len(blocking), "first": blocking[0]}
        return Outcome(submission, False, _("有 %(n)s 项问题没有放行或采纳说明。第一项：%(first)s") % first)
    return Outcome(submission, True)


def approve(actor: User, wanted: Iterable[tuple[int, str]], *, ip: str = "") -> list[Outcome]:
    """Approves each report of (submission, its stamp when it was looked at) that may be; one refusal stops no other.

    After ``SECONDS`` no other is begun: the rest are told to be as they were.
    """
    wanted = list(wanted)[:MOST]
    known = (
        access.submissions_of(actor, Role.REVIEWER)
        .defer("current_reading__report")
        .in_bulk([pk for pk, _seen in wanted])
    )
    ends, outcomes = time.monotonic() + SECONDS, list[Outcome]()
    for pk, seen in dict(wanted).items():
        if pk not in known:
            continue
        if outcomes and time.monotonic() > ends:
            outcomes.append(Outcome(known[pk], False, _("系统繁忙，还没有办到这一份，报告没有变化，请再办理一次。")))
        else:
            outcomes.append(_approve(actor, known[pk], seen, ip))
    return outcomes


def _approve(actor: User, submission: Submission, seen: str, ip: str) -> Outcome:
    try:
        after = review.approve(actor, submission, seen=seen, remark=_("批量通过"), ip=ip)
    except Refused as no:
        return Outcome(submission, False, no.why)
    except Exception:
        log.exception("bulk approval of submission %s failed", submission.pk)
        return Outcome(submission, False, _("程序出错，没有办成，请单独打开这份报告再试。"))
    return Outcome(after, True)
