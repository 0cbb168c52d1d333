"""Two reviews of one report: a lower office looks first where it says so, the level above decides."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from submissions.models import Agency, Decision, Membership, Submission, User
from submissions.services import findings, holds
from submissions.services.claims import depth_of, lease
from submissions.services.errors import MoveRefused
from submissions.services.moves import advance
from submissions.states import Role, State


def first_level_of(agency: Agency) -> Agency | None:
    """The nearest agency above that reviews first; never one without reviewers, or with none above it to decide."""
    above = agency.ancestor_ids[:-1]
    staffed = Membership.objects.filter(agency__in=above, role=Role.REVIEWER.value, user__is_active=True)
    offices = set(staffed.values_list("agency_id", flat=True))
    asking = Agency.objects.filter(pk__in=above, reviews_first=True, is_active=True).order_by("-path_depth")
    for first in asking:
        if first.pk in offices and offices & set(first.ancestor_ids[:-1]):
            return first
    return None


def endorse(actor: User, submission: Submission, *, seen: str | None = None, ip: str = "") -> Submission:
    """The first review finds nothing left to ask; the report goes up. The same must hold as for approving."""
    with transaction.atomic():
        held = holds.hold(actor, "endorse", submission)
        reading = holds.current_reading(held)
        holds.require_seen(held, seen)
        left = [*findings.unwaived(held, reading), *findings.unaccepted(held, reading)]
        if left:
            raise MoveRefused(
                _("还有 %(n)s 项强制性或核实性问题没有放行或采纳，不能初审通过。第一项：%(first)s")
                % {"n": len(left), "first": left[0].message}
            )
        Decision.objects.create(submission=held, move="endorse", reading=reading, by=actor)
        now = timezone.now()
        return advance(
            held.pk, "endorse", actor, ip=ip, endorsed_at=now, waiting_since=now, reviewer=None, lease_until=None,
            held_depth=None,
        )  # fmt: skip


def unendorse(actor: User, submission: Submission, reason: str, *, ip: str = "") -> Submission:
    """Takes the first review back while nobody above has taken the report up."""
    with transaction.atomic():
        held = holds.hold(actor, "unendorse", submission)
        depth = depth_of(actor, held)
        after = advance(
            held.pk, "unendorse", actor, reason=reason.strip(), ip=ip, endorsed_at=None, reviewer=actor,
            lease_until=lease(), held_depth=depth,
        )  # fmt: skip
        held.decisions.filter(move="endorse", undone_at=None).update(undone_at=timezone.now())
        Decision.objects.create(
            submission=held, move="unendorse", reading=held.current_reading, by=actor, reason=reason.strip()
        )
        return after


def stop_first_reviews(agency: Agency) -> int:
    """The agency no longer reviews first: what waits for its first review goes to the level above. How many."""
    waiting = Submission.objects.filter(
        first_level=agency, endorsed_at=None, state__in=[State.SUBMITTED.value, State.IN_REVIEW.value]
    )
    return waiting.update(first_level=None)
