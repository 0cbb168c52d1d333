"""Taking a decision back, inside the cycle's window and with a reason."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from submissions.models import Decision, Submission, User, Verdict
from submissions.services import factsheets, findings, holds, stale
from submissions.services.checklists import last_return
from submissions.services.claims import depth_of, lease
from submissions.services.errors import MoveRefused
from submissions.services.moves import advance

UNTOUCHED = ("deadline", "unextended", "reread", "chase", "chase_call")
"""Events after a return that are not the agency's work on its report."""


def reopen(actor: User, submission: Submission, reason: str, *, ip: str = "") -> Submission:
    """Takes an approval back; the figures stop being facts."""
    with transaction.atomic():
        held = holds.hold(actor, "reopen", submission)
        after = _back_to_review(actor, held, "reopen", reason, ip)
        held.figures.all().delete()
        factsheets.end(held)
        stale.after_decision(held)
        return after


def unreturn(actor: User, submission: Submission, reason: str, *, ip: str = "") -> Submission:
    """Takes a return back while the agency has not begun to work on it.

    Explanations the return refused are open again; rulings it withdrew are to be given anew.
    """
    with transaction.atomic():
        held = holds.hold(actor, "unreturn", submission)
        last = last_return(held)
        returned = held.events.filter(kind="return").first()
        if last is None or returned is None:
            raise MoveRefused(_("没有可以撤销的退回。"))
        if held.events.filter(pk__gt=returned.pk).exclude(kind__in=UNTOUCHED).exists():
            raise MoveRefused(_("单位已经开始按退回意见修改，不能撤销退回。"))
        asked = [item["fingerprint"] for item in last.items]
        refused = findings.standing(held).filter(fingerprint__in=asked, verdict=Verdict.REFUSED)
        refused.update(verdict=Verdict.OPEN, verdict_by=None, verdict_at=None)
        held.issues.filter(fingerprint__in=asked).update(returned_at=None)
        findings.recount(holds.current_reading(held))
        return _back_to_review(actor, held, "unreturn", reason, ip, returns=F("returns") - 1)


def _back_to_review(actor: User, held: Submission, move: str, reason: str, ip: str, **columns: object) -> Submission:
    """Under review again, by whoever took the decision back, waiting since it was handed in."""
    undone = "approve" if move == "reopen" else "return"
    now = timezone.now()
    after = advance(
        held.pk,
        move,
        actor,
        reason=reason.strip(),
        ip=ip,
        reviewer=actor,
        lease_until=lease(),
        held_depth=depth_of(actor, held),
        decided_at=None,
        waiting_since=held.submitted_at or now,
        **columns,
    )
    held.decisions.filter(move=undone, undone_at=None).order_by("-pk").update(undone_at=now)
    Decision.objects.create(submission=held, move=move, reading=held.current_reading, by=actor, reason=reason.strip())
    return after
