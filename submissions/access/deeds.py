"""Who may do what, in which state of a report, and the sentence for why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from submissions.access.roles import REVIEWING, Person, Standing, is_office, reach_of, roles_of
from submissions.access.seen import agencies_of, office_roots
from submissions.models import Agency, Submission, User
from submissions.states import EDITABLE, MOVES, ON_TURN, ROLE_WORDS, STATE_WORDS, Role, State, Turn, Words


@dataclass(frozen=True, slots=True)
class Answer:
    """May they? ``why`` is a Chinese sentence when not; ``by_role`` when no state would change it."""

    ok: bool
    why: str = ""
    by_role: bool = False

    def __bool__(self) -> bool:
        return self.ok


YES: Final = Answer(True)

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
DEED_WORDS: Final[dict[str, Words]] = {
    "upload": _lazy("上传文件"),
    "fill": _lazy("在线填写"),
    "seal": _lazy("上传盖章扫描件"),
    "correct": _lazy("更正数字"),
    "explain": _lazy("填写情况说明"),
    "dispute": _lazy("提出误报"),
    "judge_explanation": _lazy("审核情况说明"),
    "rule": _lazy("放行问题或认定误报"),
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
