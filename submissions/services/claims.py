"""Who is reviewing a report: a claim with a lease, renewed while its page is open, taken over once it lapsed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from submissions.access import reach_of
from submissions.models import Submission, User
from submissions.services import holds
from submissions.services.moves import advance
from submissions.states import State


def lease() -> datetime:
    """Until when a claim made now holds others off."""
    return timezone.now() + timedelta(seconds=settings.REVIEW_LEASE)


def depth_of(actor: User, submission: Submission) -> int:
    """How high in the tree this person reviews the report from."""
    return reach_of(actor).standing(submission).depth


def claim(actor: User, submission: Submission, *, ip: str = "") -> Submission:
    """Takes the report for this reviewer, for as long as the lease runs. Of two at once one gets it."""
    depth = depth_of(actor, submission)
    return advance(submission.pk, "claim", actor, ip=ip, reviewer=actor, lease_until=lease(), held_depth=depth)


def take_over(actor: User, submission: Submission, *, ip: str = "") -> Submission:
    """Takes a report whose claim has lapsed; the history says from whom."""
    with transaction.atomic():
        held = holds.hold(actor, "take_over", submission)
        reason = _("原由%(who)s领取，已到期。") % {"who": held.reviewer} if held.reviewer else ""
        depth = depth_of(actor, held)
        return advance(
            held.pk, "take_over", actor, reason=reason, ip=ip, reviewer=actor, lease_until=lease(), held_depth=depth
        )


def release(actor: User, submission: Submission, *, ip: str = "") -> Submission:
    return advance(submission.pk, "release", actor, ip=ip, reviewer=None, lease_until=None, held_depth=None)


def renew(actor: User, submission: Submission) -> datetime | None:
    """Lengthens this person's claim; None when it is theirs no more. One UPDATE, no event: nothing has changed."""
    until = lease()
    mine = Submission.objects.filter(pk=submission.pk, state=State.IN_REVIEW.value, reviewer=actor)
    return until if mine.update(lease_until=until) else None
