"""The life of a submission as one table of moves, and the words people see. Imports nothing of ours."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


class State(StrEnum):
    """The axis of decision."""

    MISSING = "missing"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    APPROVED = "approved"
    EXEMPT = "exempt"
    NIL = "nil"
    """Confirmed that there is nothing to report (零报告): done, and without figures. Never figures of 0."""


class Processing(StrEnum):
    """The axis of reading. ``NONE`` is a submission nothing was uploaded to."""

    NONE = ""
    QUEUED = "queued"
    READING = "reading"
    DONE = "done"
    FAILED = "failed"


class Outcome(StrEnum):
    """The axis of findings: the worst severity that failed, empty when none did."""

    CLEAN = ""
    NOTICE = "notice"
    VERIFY = "verify"
    MANDATORY = "mandatory"


class Role(StrEnum):
    CLERK = "clerk"
    REVIEWER = "reviewer"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Held:
    """A role somebody has at an agency. ``path`` is the agency's in the tree, as ``Agency.path``."""

    role: Role
    agency_id: int
    path: str


ROLE_WORDS: Final[dict[Role, Words]] = {
    Role.CLERK: _("填报人"),
    Role.REVIEWER: _("审核人"),
    Role.OFFICE: _("管理员"),
}


class Turn(StrEnum):
    """How a reviewer stands to a report: in one review, or in the first or the final of two.

    ``BEFORE`` waits for the first review, ``AFTER`` has given it.
    """

    ONE = "one"
    FIRST = "first"
    FINAL = "final"
    BEFORE = "before"
    AFTER = "after"


ON_TURN: Final = frozenset({Turn.ONE, Turn.FIRST, Turn.FINAL})


@dataclass(frozen=True, slots=True)
class Move:
    """One way from some states to another. ``automatic`` moves may be made without a person.

    ``turns`` says which reviewers make it, ``undoes`` which decision it takes back, in time.
    """

    label: Words
    sources: frozenset[State]
    target: State
    by: Role
    needs_reason: bool = False
    automatic: bool = False
    turns: frozenset[Turn] = ON_TURN
    undoes: str = ""


def move(
    label: Words,
    *sources: State,
    to: State,
    by: Role,
    needs_reason: bool = False,
    automatic: bool = False,
    turns: frozenset[Turn] = ON_TURN,
    undoes: str = "",
) -> Move:
    return Move(label, frozenset(sources), to, by, needs_reason, automatic, turns, undoes)


S, R, T = State, Role, Turn
LAST: Final = frozenset({T.ONE, T.FINAL})
MOVES: Final[dict[str, Move]] = {
    "start": move(_("开始填报"), S.MISSING, to=S.DRAFT, by=R.CLERK, automatic=True),
    "submit": move(_("提交"), S.DRAFT, S.RETURNED, to=S.SUBMITTED, by=R.CLERK),
    "withdraw": move(_("撤回"), S.SUBMITTED, to=S.DRAFT, by=R.CLERK),
    "claim": move(_("领取审核"), S.SUBMITTED, to=S.IN_REVIEW, by=R.REVIEWER),
    "take_over": move(_("接手审核"), S.IN_REVIEW, to=S.IN_REVIEW, by=R.REVIEWER),
    "release": move(_("放回待审"), S.IN_REVIEW, to=S.SUBMITTED, by=R.REVIEWER),
    "endorse": move(_("初审通过"), S.SUBMITTED, S.IN_REVIEW, to=S.SUBMITTED, by=R.REVIEWER, turns=frozenset({T.FIRST})),
    "unendorse": move(
        _("收回初审"), S.SUBMITTED, to=S.IN_REVIEW, by=R.REVIEWER, needs_reason=True, turns=frozenset({T.AFTER})
    ),
    "approve": move(_("审核通过"), S.SUBMITTED, S.IN_REVIEW, to=S.APPROVED, by=R.REVIEWER, turns=LAST),
    "return": move(_("退回修改"), S.SUBMITTED, S.IN_REVIEW, to=S.RETURNED, by=R.REVIEWER, needs_reason=True),
    "reopen": move(
        _("撤销通过"), S.APPROVED, to=S.IN_REVIEW, by=R.REVIEWER, needs_reason=True, turns=LAST, undoes="approve"
    ),
    "unreturn": move(_("撤销退回"), S.RETURNED, to=S.IN_REVIEW, by=R.REVIEWER, needs_reason=True, undoes="return"),
    "exempt": move(_("免报"), S.MISSING, S.DRAFT, to=S.EXEMPT, by=R.OFFICE, needs_reason=True),
    "unexempt": move(_("取消免报"), S.EXEMPT, to=S.MISSING, by=R.OFFICE, needs_reason=True),
    "declare_nil": move(_("确认零报告"), S.MISSING, S.DRAFT, to=S.NIL, by=R.CLERK, needs_reason=True),
    "confirm_nil": move(_("代为确认零报告"), S.MISSING, S.DRAFT, to=S.NIL, by=R.OFFICE, needs_reason=True),
    "withdraw_nil": move(_("撤回零报告"), S.NIL, to=S.MISSING, by=R.CLERK, needs_reason=True),
    "revoke_nil": move(_("撤销零报告"), S.NIL, to=S.MISSING, by=R.OFFICE, needs_reason=True),
    "revoke": move(_("管理员撤销审核通过"), S.APPROVED, to=S.SUBMITTED, by=R.OFFICE, needs_reason=True),
    "reapprove": move(_("恢复审核通过"), S.SUBMITTED, to=S.APPROVED, by=R.OFFICE, needs_reason=True),
    "recall": move(_("退回填报（误提交）"), S.SUBMITTED, to=S.DRAFT, by=R.OFFICE, needs_reason=True),
    "restore_submitted": move(_("恢复提交"), S.DRAFT, to=S.SUBMITTED, by=R.OFFICE, needs_reason=True),
    "refile": move(_("报告移出（归错机关或年度）"), S.DRAFT, to=S.MISSING, by=R.OFFICE, needs_reason=True),
    "refile_back": move(_("报告移回"), S.MISSING, to=S.DRAFT, by=R.OFFICE, needs_reason=True),
    "file_past": move(_("往年报告补录"), S.MISSING, to=S.APPROVED, by=R.OFFICE),
    "unfile_past": move(_("撤回往年报告补录"), S.APPROVED, to=S.MISSING, by=R.OFFICE, needs_reason=True),
}

EDITABLE: Final = frozenset({S.MISSING, S.DRAFT, S.RETURNED})
"""Where the agency still holds the report and may change it."""

WITHOUT_REPORT: Final = frozenset({S.EXEMPT, S.NIL})
"""Where no report is waited for: nothing is missing, nothing is added, nothing is compared."""

STATE_WORDS: Final[dict[State, Words]] = {
    S.MISSING: _("未报送"),
    S.DRAFT: _("填报中"),
    S.SUBMITTED: _("待审核"),
    S.IN_REVIEW: _("审核中"),
    S.RETURNED: _("已退回修改"),
    S.APPROVED: _("审核通过"),
    S.EXEMPT: _("免报"),
    S.NIL: _("已确认零报告"),
}


class Place(StrEnum):
    """Where an obligation stands when obligations are counted. Every state is in exactly one place."""

    MISSING = "missing"
    RETURNED = "returned"
    WAITING = "waiting"
    APPROVED = "approved"
    NIL = "nil"
    EXEMPT = "exempt"


PLACES: Final[dict[Place, frozenset[State]]] = {
    Place.MISSING: frozenset({S.MISSING, S.DRAFT}),
    Place.RETURNED: frozenset({S.RETURNED}),
    Place.WAITING: frozenset({S.SUBMITTED, S.IN_REVIEW}),
    Place.APPROVED: frozenset({S.APPROVED}),
    Place.NIL: frozenset({S.NIL}),
    Place.EXEMPT: frozenset({S.EXEMPT}),
}
"""The one table that says how states are counted: nothing else in the portal groups them for counting."""

PLACE_WORDS: Final[dict[Place, Words]] = {
    Place.MISSING: _("未报送"),
    Place.RETURNED: _("退回待改"),
    Place.WAITING: _("待审核、审核中"),
    Place.APPROVED: _("审核通过"),
    Place.NIL: _("零报告"),
    Place.EXEMPT: _("免报"),
}


def of_places(*places: Place) -> frozenset[State]:
    """All states of these places."""
    return frozenset().union(*(PLACES[place] for place in places))


NOT_OWED: Final = of_places(Place.EXEMPT)
"""Obligations that were lifted: they count in no rate."""
MET: Final = of_places(Place.APPROVED, Place.NIL)
"""Obligations that are met: by an approved report, not by one that was handed in, or by having nothing to report."""
FILED: Final = of_places(Place.WAITING, Place.APPROVED)
"""Reports that came and did not go back."""
OWING: Final = of_places(Place.MISSING, Place.RETURNED)
"""What lies with its agency and is still to come."""

ENDORSED_WORDS: Final[dict[State, Words]] = {
    S.SUBMITTED: _("初审通过，待上级审核"),
    S.IN_REVIEW: _("上级审核中"),
}

EXTENDED_WORDS: Final[Words] = _("（已延期）")

STAGE_WORDS: Final[dict[str, Words]] = {
    "open": _("打开文件"),
    "tables": _("查找三张表"),
    "figures": _("读取数字"),
    "sections": _("识别六个部分"),
    "judge": _("运行核对规则"),
    "done": _("读取完成"),
}

NOT_SCREENED: Final = "not_screened"
"""The code a queued file bears that waits for the malware scanner."""
SCREENING_WORDS: Final[Words] = _("正在等待安全检查")
"""Of a queued file that the malware scanner has not answered about."""

OUTCOME_WORDS: Final[dict[Outcome, Words]] = {
    Outcome.CLEAN: _("未发现问题"),
    Outcome.NOTICE: _("仅有提示"),
    Outcome.VERIFY: _("有核实性问题"),
    Outcome.MANDATORY: _("有强制性问题"),
}

PROCESSING_WORDS: Final[dict[Processing, Words]] = {
    Processing.NONE: "",
    Processing.QUEUED: _("等待读取"),
    Processing.READING: _("正在读取"),
    Processing.DONE: _("已读取"),
    Processing.FAILED: _("读取失败"),
}


def processing_words(processing: Processing, code: str = "") -> Words:
    """How far a file is, wherever that is said; ``code`` is what a queued one waits for."""
    waits = processing is Processing.QUEUED and code == NOT_SCREENED
    return SCREENING_WORDS if waits else PROCESSING_WORDS[processing]


def words(
    state: State,
    processing: Processing,
    outcome: Outcome,
    code: str = "",
    *,
    endorsed: bool = False,
    extended: bool = False,
) -> str:
    """What a person is told of the three axes together, in Chinese.

    A failed or unfinished reading is always said, whatever the decision, and with ``code`` what it waits for: people
    act on these words.
    ``endorsed`` says that the first of two reviews is done, ``extended`` that the agency has more time than its like:
    that is said while the agency holds the report.
    """
    told = _words(state, processing, outcome, code, endorsed=endorsed)
    return f"{told}{EXTENDED_WORDS}" if extended and state in EDITABLE else told


def _words(state: State, processing: Processing, outcome: Outcome, code: str, *, endorsed: bool) -> str:
    if state in WITHOUT_REPORT:
        return str(STATE_WORDS[state])
    if processing is Processing.FAILED:
        return str(_failed_words(state))
    if processing in (Processing.QUEUED, Processing.READING):
        return _joined(_before_words(state), processing_words(processing, code))
    if state is State.DRAFT and processing is Processing.DONE:
        return _joined(STATE_WORDS[state], OUTCOME_WORDS[outcome])
    if endorsed and state in ENDORSED_WORDS:
        return str(ENDORSED_WORDS[state])
    return str(STATE_WORDS[state])


def _joined(state: Words, more: Words) -> str:
    return str(_("{state}，{more}")).format(state=state, more=more)


def _failed_words(state: State) -> Words:
    if state is State.MISSING:
        return _("未报送，上传的文件读取失败")
    if state in EDITABLE:
        return _joined(STATE_WORDS[state], _("新上传的文件读取失败"))
    return _("读取失败，请联系管理员")


def _before_words(state: State) -> Words:
    """An approved report that is being read again cannot be: nothing good is promised of it."""
    return _("状态待核对") if state is State.APPROVED else STATE_WORDS[state]
