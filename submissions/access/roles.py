"""Who somebody is: the roles they hold, how they meet an agency, whose turn a review is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from submissions.models import Agency, Membership, Submission, User
from submissions.states import ON_TURN, Held, Role, State, Turn

Person = User | AnonymousUser
REVIEWING: Final = frozenset({State.SUBMITTED, State.IN_REVIEW})


def held_by(user: Person) -> tuple[Held, ...]:
    """Every role of this person. Asked once for the person of a request (``signed_in``), anew for anybody else."""
    if not isinstance(user, User) or not user.is_active:
        return ()
    return fetch_held(user) if user.roles_held is None else user.roles_held


def fetch_held(user: User) -> tuple[Held, ...]:
    """The same from the database."""
    rows = Membership.objects.filter(user=user, agency__is_active=True).order_by("pk")
    columns = rows.values_list("role", "agency_id", "agency__path")
    return tuple(Held(Role(role), agency_id, path) for role, agency_id, path in columns)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person stands to one report: in which roles, at which review, how high in the tree (1 is the top)."""

    roles: frozenset[Role]
    user_id: int | None = None
    turn: Turn = Turn.ONE
    depth: int = 0
    is_own: bool = False
    """Whether they fill in this report themselves, and somebody else is there whose turn it is."""


@dataclass(frozen=True, slots=True)
class Reach:
    """All roles of a person, fetched once: asked for each row of a list it costs nothing more."""

    user_id: int | None
    held: tuple[tuple[Role, int], ...]
    others: Mapping[int, frozenset[int]] = field(default_factory=dict)
    """Of agencies whose reports they fill in and review: at which depths of the tree others review them."""

    def roles(self, agency: Agency) -> frozenset[Role]:
        """In which roles this person meets this agency."""
        above = agency.ancestor_ids
        return frozenset(role for role, pk in self.held if pk == agency.pk or (role is not Role.CLERK and pk in above))

    def standing(self, submission: Submission) -> Standing:
        above = submission.agency.ancestor_ids
        depths = [above.index(pk) + 1 for role, pk in self.held if role is Role.REVIEWER and pk in above]
        turn = turn_of(depths, submission)
        others = self.others.get(submission.agency_id, ())
        is_own = any(turn_of([depth], submission) in ON_TURN for depth in others)
        return Standing(self.roles(submission.agency), self.user_id, turn, min(depths, default=0), is_own)


def reach_of(user: Person) -> Reach:
    held = tuple((each.role, each.agency_id) for each in held_by(user))
    return Reach(user.pk, held, _other_reviewers(user, held))


def _other_reviewers(user: Person, held: Iterable[tuple[Role, int]]) -> dict[int, frozenset[int]]:
    """For each agency whose report a reviewer fills in themselves, the depths at which others review it.

    People in one role are not asked about. Another clerk of the agency is no other reviewer.
    """
    mine = {pk for role, pk in held if role is Role.CLERK}
    if not mine or Role.REVIEWER not in {role for role, _pk in held}:
        return {}
    above = {agency.pk: agency.ancestor_ids for agency in Agency.objects.filter(pk__in=mine)}
    others = Membership.objects.filter(agency__is_active=True, user__is_active=True).exclude(user=user.pk)
    clerks = set(others.filter(role=Role.CLERK.value, agency__in=mine).values_list("user_id", "agency_id"))
    wanted = {pk for ids in above.values() for pk in ids}
    reviewing = list(others.filter(role=Role.REVIEWER.value, agency__in=wanted).values_list("user_id", "agency_id"))
    return {
        own: frozenset(ids.index(at) + 1 for who, at in reviewing if at in ids and (who, own) not in clerks)
        for own, ids in above.items()
    }


def turn_of(depths: Iterable[int], submission: Submission) -> Turn:
    """Which review a reviewer at these depths gives. The first one is of the agency named when it was handed in."""
    above, first = submission.agency.ancestor_ids, submission.first_level_id
    if first not in above:
        return Turn.ONE
    at = above.index(first) + 1
    if submission.endorsed_at is None:
        return Turn.FIRST if any(depth >= at for depth in depths) else Turn.BEFORE
    return Turn.FINAL if any(depth < at for depth in depths) else Turn.AFTER


def on_turn(user: Person) -> Q:
    """Submissions whose review is this person's now, as a condition; the office, who decides nothing, sees all."""
    condition = Q(pk__in=[])
    reach = reach_of(user)
    mine = Submission.objects.filter(agency__in=reach.others, state__in=[state.value for state in REVIEWING])
    own = [each.pk for each in mine.select_related("agency") if reach.standing(each).is_own] if reach.others else []
    for held in held_by(user):
        if held.role is Role.CLERK:
            continue
        lower = Q(first_level__in=[int(part) for part in held.path.split("/") if part])
        due = Q(first_level=None) | (lower & Q(endorsed_at=None)) | (~lower & Q(endorsed_at__isnull=False))
        below = Q(agency__path__startswith=held.path)
        condition |= below if held.role is Role.OFFICE else below & due & ~Q(pk__in=own)
    return condition


def roles_of(user: Person, agency: Agency) -> frozenset[Role]:
    """In which roles this person meets this agency."""
    return reach_of(user).roles(agency)


def roles_anywhere(user: Person) -> frozenset[Role]:
    """Which parts of the site to offer."""
    return frozenset(held.role for held in held_by(user))


def is_clerk(user: Person) -> bool:
    return Role.CLERK in roles_anywhere(user)


def is_reviewer(user: Person) -> bool:
    return Role.REVIEWER in roles_anywhere(user)


def is_office(user: Person) -> bool:
    return Role.OFFICE in roles_anywhere(user)
