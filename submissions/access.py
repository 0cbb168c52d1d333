"""Who may see and do what: the only place that asks. A stranger sees nothing; a wrong role is told why."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from submissions.models import (
    Agency,
    AgencyLineage,
    Chase,
    Export,
    Intake,
    Membership,
    PastBatch,
    Repair,
    Snapshot,
    Submission,
    Upload,
    User,
)
from submissions.states import EDITABLE, MOVES, ON_TURN, ROLE_WORDS, STATE_WORDS, Held, Role, State, Turn, Words

Person = User | AnonymousUser


@dataclass(frozen=True, slots=True)
class Answer:
    """May they? ``why`` is a Chinese sentence when not; ``by_role`` when no state would change it."""

    ok: bool
    why: str = ""
    by_role: bool = False

    def __bool__(self) -> bool:
        return self.ok


YES: Final = Answer(True)
REVIEWING: Final = frozenset({State.SUBMITTED, State.IN_REVIEW})

# Deeds that change no state: who does them, and in which states.
DEEDS: Final[dict[str, tuple[Role, frozenset[State]]]] = {
    "upload": (Role.CLERK, EDITABLE),
    "fill": (Role.CLERK, EDITABLE),
    "seal": (Role.CLERK, EDITABLE),
    "correct": (Role.CLERK, EDITABLE),
    "explain": (Role.CLERK, EDITABLE),
    "dispute": (Role.CLERK, EDITABLE),
    "judge_explanation": (Role.REVIEWER, REVIEWING),
    "rule": (Role.REVIEWER, REVIEWING),
}
DEED_WORDS: Final[dict[str, str]] = {
    "upload": "上传文件",
    "fill": "在线填写",
    "seal": "上传盖章扫描件",
    "correct": "更正数字",
    "explain": "填写情况说明",
    "dispute": "提出误报",
    "judge_explanation": "审核情况说明",
    "rule": "放行问题或认定误报",
}
# What an agency may no longer do when the cycle is closed; reviewers may still finish.
NEEDS_OPEN_CYCLE: Final = frozenset(
    {
        "start",
        "submit",
        "withdraw",
        "upload",
        "fill",
        "seal",
        "correct",
        "explain",
        "dispute",
        "declare_nil",
        "withdraw_nil",
    }
)


def _words_of(verb: str) -> Words:
    return MOVES[verb].label if verb in MOVES else DEED_WORDS[verb]


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


def _under(prefix: str, user: Person, roles: Container[Role]) -> Q:
    """Agencies a person reaches in these roles, as a condition on ``prefix`` + path."""
    condition = Q(pk__in=[])
    for held in held_by(user):
        if held.role is Role.CLERK and held.role in roles:
            condition |= Q(**{f"{prefix}pk": held.agency_id})
        elif held.role in roles:
            condition |= Q(**{f"{prefix}path__startswith": held.path})
    return condition


def agencies_of(user: Person, *roles: Role) -> QuerySet[Agency]:
    """Agencies the person sees, or only those reached in ``roles``."""
    return Agency.objects.filter(_under("", user, roles or tuple(Role)))


def submissions_of(user: Person, *roles: Role) -> QuerySet[Submission]:
    """Submissions the person sees, or only those reached in ``roles``."""
    condition = _under("agency__", user, roles or tuple(Role))
    return Submission.objects.filter(condition).select_related("agency", "cycle", "current_reading", "current_upload")


def uploads_of(user: Person) -> QuerySet[Upload]:
    return Upload.objects.filter(submission__in=submissions_of(user)).select_related("submission")


def intakes_of(user: Person) -> QuerySet[Intake]:
    """Files this clerk handed in for several reports at once; nobody else sees them before they are filed."""
    if not isinstance(user, User) or not is_clerk(user):
        return Intake.objects.none()
    return Intake.objects.filter(owner=user, batch=None)


def past_batches_of(user: Person) -> QuerySet[PastBatch]:
    """Batches of past reports of the areas this person administers."""
    return PastBatch.objects.filter(root__in=agencies_of(user, Role.OFFICE))


def past_files_of(user: Person) -> QuerySet[Intake]:
    """The files of those batches."""
    return Intake.objects.filter(batch__in=past_batches_of(user))


def lineages_of(user: Person) -> QuerySet[AgencyLineage]:
    """Where agencies come from, as far as this person administers both sides."""
    seen = agencies_of(user, Role.OFFICE)
    rows = AgencyLineage.objects.filter(predecessor__in=seen, successor__in=seen)
    return rows.select_related("predecessor", "successor")


def snapshots_of(user: Person) -> QuerySet[Snapshot]:
    """Frozen sums of the agencies this person administers."""
    rows = Snapshot.objects.filter(root__in=agencies_of(user, Role.OFFICE))
    return rows.select_related("cycle", "root", "by")


def repairs_of(user: Person) -> QuerySet[Repair]:
    """What was put right below the agencies this person administers."""
    rows = Repair.objects.filter(agency__in=agencies_of(user, Role.OFFICE))
    return rows.select_related("submission__agency", "submission__cycle", "agency", "cycle", "by", "undone_by")


def exports_of(user: Person) -> QuerySet[Export]:
    seen = Q(snapshot__in=snapshots_of(user)) | Q(root__in=agencies_of(user, Role.OFFICE))
    return Export.objects.filter(seen).select_related("snapshot__cycle", "cycle", "root")


def chases_of(user: Person) -> QuerySet[Chase]:
    """Chases sent from the subtree this person administers."""
    seen = agencies_of(user, Role.OFFICE)
    return Chase.objects.filter(root__in=seen).select_related("cycle", "root", "by")


def users_of(user: Person) -> QuerySet[User]:
    """People with a membership in the subtree this person administers; may_manage says whether to change them."""
    agencies = agencies_of(user, Role.OFFICE)
    return User.objects.filter(memberships__agency__in=agencies).distinct()


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


def office_roots(user: Person) -> QuerySet[Agency]:
    """The agencies whose subtrees this person administers, highest first."""
    ids = [held.agency_id for held in held_by(user) if held.role is Role.OFFICE]
    return Agency.objects.filter(pk__in=ids).order_by("path_depth", "position", "code")


def answer(standing: Standing, verb: str, submission: Submission) -> Answer:
    """May someone who stands so do this to this submission, as it is?"""
    role, sources = (MOVES[verb].by, MOVES[verb].sources) if verb in MOVES else DEEDS[verb]
    if role not in standing.roles:
        return Answer(
            False, _("只有%(role)s可以%(verb)s。") % {"role": ROLE_WORDS[role], "verb": _words_of(verb)}, True
        )
    if verb in NEEDS_OPEN_CYCLE and not submission.cycle.is_open:
        return Answer(False, _("%(year)s年度报送已结束。") % {"year": submission.cycle.year})
    if submission.status not in sources:
        return Answer(
            False,
            _("当前状态为“%(state)s”，不能%(verb)s。")
            % {"state": STATE_WORDS[submission.status], "verb": _words_of(verb)}
            + holder_words(standing, submission),
        )
    if role is not Role.REVIEWER:
        return YES
    if submission.is_past and verb == "reopen":
        return Answer(False, _("这是补录的往年报告，请由管理员在“往年报告”中撤回。"))
    why = (
        fills_in(standing, verb)
        or not_on_turn(standing, verb, submission)
        or held_off(standing, verb, submission)
        or too_late(verb, submission)
    )
    return Answer(False, why) if why else YES


def fills_in(standing: Standing, verb: str) -> str:
    """Why who fills in a report leaves it to another reviewer; what they took up before they may give back."""
    if not standing.is_own or verb == "release":
        return ""
    return _("您是这个机关的填报人，不能审核本机关的报告，请由其他审核人审核。")


def not_on_turn(standing: Standing, verb: str, submission: Submission) -> str:
    """Why it is another level's to do this: its review is due, or it has taken the report up."""
    turns = MOVES[verb].turns if verb in MOVES else ON_TURN
    if standing.turn not in turns:
        words = {
            Turn.BEFORE: _("这份报告先由%(first)s初审，初审通过后才能%(verb)s。"),
            Turn.AFTER: _("初审已经通过，现由上级审核，不能%(verb)s。"),
            Turn.FIRST: _("您负责初审，不能%(verb)s；请初审通过或退回修改。"),
            Turn.FINAL: _("这份报告已经初审，不能%(verb)s。"),
            Turn.ONE: _("这份报告不分级审核，不能%(verb)s。"),
        }[standing.turn]
        return words % {"first": submission.first_level or "", "verb": _words_of(verb)}
    if submission.held_depth is not None and standing.depth > submission.held_depth:
        return _("上级审核人已经受理这份报告，下级不能再%(verb)s。") % {"verb": _words_of(verb)}
    return ""


def held_off(standing: Standing, verb: str, submission: Submission) -> str:
    """Why somebody else's claim stands in the way. One that lapsed is taken over first, with an event."""
    if submission.status is not State.IN_REVIEW or submission.reviewer_id is None:
        return ""
    if submission.reviewer_id == standing.user_id:
        return _("这份报告已经由您领取。") if verb == "take_over" else ""
    if submission.is_leased:
        return holder_words(standing, submission)
    return "" if verb == "take_over" else _("%(who)s的领取已经到期，请先接手审核。") % {"who": submission.reviewer}


def holder_words(standing: Standing, submission: Submission) -> str:
    """Who else has the report and until when; empty when nobody does."""
    held = submission.status is State.IN_REVIEW and submission.is_leased and submission.lease_until
    if not held or submission.reviewer_id == standing.user_id:
        return ""
    until = timezone.localtime(submission.lease_until)
    return _("%(who)s正在审核这份报告，领取至 %(until)s。") % {"who": submission.reviewer, "until": f"{until:%H:%M}"}


def undo_until(submission: Submission) -> datetime | None:
    """Until when a decision can be taken back; None when there is none."""
    hours = timedelta(hours=submission.cycle.undo_hours)
    return submission.decided_at + hours if submission.decided_at else None


def too_late(verb: str, submission: Submission) -> str:
    """Why a decision can no longer be taken back."""
    until = undo_until(submission) if verb in MOVES and MOVES[verb].undoes else None
    if until is None or timezone.now() <= until:
        return ""
    return _("撤销期限是作出决定后 %(hours)s 小时，已经过了，不能%(verb)s。") % {
        "hours": submission.cycle.undo_hours,
        "verb": _words_of(verb),
    }


def may(user: Person, verb: str, submission: Submission) -> Answer:
    """May this person do this? ``verb`` is a move of states.MOVES, a key of DEEDS, or "see"."""
    standing = reach_of(user).standing(submission)
    if verb == "see":
        return YES if standing.roles else Answer(False, _("没有这份报告。"), by_role=True)
    return answer(standing, verb, submission)


def reviews_own(user: Person, submission: Submission) -> bool:
    """Whether who reviews this report also fills it in: allowed where nobody else could, and written down."""
    return {Role.CLERK, Role.REVIEWER} <= roles_of(user, submission.agency)


def may_see_addresses(user: Person, submission: Submission) -> bool:
    """From which address something was done is for the office alone."""
    return Role.OFFICE in roles_of(user, submission.agency)


def may_see_neighbours(user: Person, submission: Submission) -> Answer:
    """What others of the same kind reported is for who reviews or administers this one."""
    ok = bool(roles_of(user, submission.agency) & {Role.REVIEWER, Role.OFFICE})
    return YES if ok else Answer(False, _("只有审核人可以查看同类机关的对比。"), by_role=True)


def permissions(user: Person, submission: Submission) -> dict[str, Answer]:
    """Every answer at once, for a page: permissions(...)["submit"].ok. One query."""
    standing = reach_of(user).standing(submission)
    return {verb: answer(standing, verb, submission) for verb in (*MOVES, *DEEDS)}


def may_administer(user: Person, agency: Agency | None = None) -> Answer:
    """May this person run the office's pages, of this agency or of any?"""
    ok = is_office(user) if agency is None else Role.OFFICE in roles_of(user, agency)
    return YES if ok else Answer(False, _("只有管理员可以进行此操作。"), by_role=True)


def may_ask_removal(user: Person, submission: Submission) -> Answer:
    """May this person ask that a file with personal data be removed, or put a clean one in its place? Whose it is."""
    ok = bool(roles_of(user, submission.agency) & {Role.CLERK, Role.OFFICE})
    return YES if ok else Answer(False, _("只有填报人和管理员可以申请移除个人信息。"), by_role=True)


def may_run_cycles(user: Person) -> Answer:
    """A cycle is everyone's: only the office of a topmost agency opens, closes and dates it."""
    ok = office_roots(user).filter(parent=None).exists()
    return YES if ok else Answer(False, _("只有最上级的管理员可以管理报送年度。"), by_role=True)


def may_operate(user: Person) -> Answer:
    """May this person see how the installation is? Its superusers, and the office of a topmost agency."""
    ok = isinstance(user, User) and user.is_active and (user.is_superuser or bool(may_run_cycles(user)))
    return YES if ok else Answer(False, _("只有系统管理员和最上级的管理员可以查看运行状况。"), by_role=True)


def may_manage(user: Person, other: User) -> Answer:
    """May the office change this person's account? Only when all their memberships are in its subtree."""
    held = set(other.memberships.values_list("agency_id", flat=True))
    ok = bool(held) and agencies_of(user, Role.OFFICE).filter(pk__in=held).count() == len(held)
    return YES if ok else Answer(False, _("这个用户不在您的管理范围内。"), by_role=True)


def twin_words(user: Person, upload: Upload) -> str:
    """The sentence about an earlier identical file; another agency's is named only to who may see it."""
    if upload.twin is None:
        return ""
    twin = uploads_of(user).filter(pk=upload.twin.pk).select_related("submission__agency", "submission__cycle").first()
    return _("系统中已有内容完全相同的文件。") if twin is None else same_words(twin)


def same_words(twin: Upload) -> str:
    """Names an earlier identical file to somebody who may see it."""
    return _("与“%(agency)s”%(year)s年度已上传的文件“%(name)s”内容完全相同。") % {
        "agency": twin.submission.agency.name,
        "year": twin.submission.cycle.year,
        "name": twin.original_name,
    }
