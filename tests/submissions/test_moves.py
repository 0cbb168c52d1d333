"""The full product of moves, states and roles: each cell is a new state with one event, or nothing at all."""

from __future__ import annotations

import pytest

from submissions.access import YES, Answer
from submissions.models import Event, Submission, User
from submissions.services import moves
from submissions.services.errors import MoveRefused, NotAllowed
from submissions.services.review import advance
from submissions.states import MOVES, Outcome, Processing, Role, State, words
from tests.conftest import put

pytestmark = pytest.mark.django_db

ROLES = [*Role, None]
WHY = "情况属实"


@pytest.fixture
def people(clerk: User, reviewer: User, office: User, stranger: User) -> dict[Role | None, User]:
    return {Role.CLERK: clerk, Role.REVIEWER: reviewer, Role.OFFICE: office, None: stranger}


@pytest.mark.parametrize("role", ROLES, ids=lambda role: str(role or "stranger"))
@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", MOVES)
def test_a_move_happens_from_its_states_by_its_role_and_never_else(
    submission: Submission, people: dict[Role | None, User], move: str, state: State, role: Role | None
) -> None:
    put(submission, state)
    before = Event.objects.count()
    rule, actor = MOVES[move], people[role]
    if role is rule.by and state in rule.sources:
        advance(submission.pk, move, actor, reason=WHY, ip="10.0.0.8")
        submission.refresh_from_db()
        assert submission.state == rule.target
        (event,) = Event.objects.filter(submission=submission)
        assert (event.kind, event.from_state, event.to_state) == (move, state, rule.target)
        assert (event.actor, event.agency, event.note, event.ip) == (actor, submission.agency, WHY, "10.0.0.8")
    else:
        refusal = MoveRefused if role is rule.by else NotAllowed
        with pytest.raises(refusal) as refused:
            advance(submission.pk, move, actor, reason=WHY)
        assert refused.value.why.endswith("。")
        submission.refresh_from_db()
        assert submission.state == state
        assert Event.objects.count() == before


@pytest.mark.parametrize("move", [name for name, rule in MOVES.items() if rule.needs_reason])
def test_a_move_that_needs_a_reason_is_refused_without_one(
    submission: Submission, people: dict[Role | None, User], move: str
) -> None:
    rule = MOVES[move]
    source = min(rule.sources)
    put(submission, source)
    with pytest.raises(MoveRefused, match="须填写理由"):
        advance(submission.pk, move, people[rule.by], reason="  ")
    submission.refresh_from_db()
    assert submission.state == source


@pytest.mark.parametrize("move", MOVES)
def test_the_worker_makes_only_automatic_moves(submission: Submission, move: str) -> None:
    rule = MOVES[move]
    put(submission, min(rule.sources))
    if rule.automatic:
        assert advance(submission.pk, move, None).state == rule.target
    else:
        with pytest.raises(NotAllowed):
            advance(submission.pk, move, None, reason=WHY)


def test_a_deactivated_person_moves_nothing(submission: Submission, reviewer: User) -> None:
    put(submission, State.SUBMITTED)
    User.objects.filter(pk=reviewer.pk).update(is_active=False)
    reviewer.refresh_from_db()
    with pytest.raises(NotAllowed):
        advance(submission.pk, "claim", reviewer)


def test_a_state_that_changes_between_the_look_and_the_update_refuses_the_move(
    submission: Submission, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(submission, State.SUBMITTED)

    def someone_is_faster(*_: object) -> Answer:
        Submission.objects.filter(pk=submission.pk).update(state=State.RETURNED.value)
        return YES

    monkeypatch.setattr(moves, "may", someone_is_faster)
    with pytest.raises(MoveRefused, match="刚刚被他人处理"):
        advance(submission.pk, "approve", reviewer)
    assert not Event.objects.filter(kind="approve").exists()


def test_a_second_click_is_told_the_state_it_finds(submission: Submission, reviewer: User) -> None:
    put(submission, State.SUBMITTED)
    advance(submission.pk, "return", reviewer, reason=WHY)
    with pytest.raises(MoveRefused, match="当前状态为“已退回修改”，不能审核通过。"):
        advance(submission.pk, "approve", reviewer)
    assert Event.objects.filter(submission=submission).count() == 1


def test_every_state_can_be_reached_and_left() -> None:
    reached, grown = {State.MISSING}, True
    while grown:
        new = {rule.target for rule in MOVES.values() if rule.sources & reached}
        grown = not new <= reached
        reached |= new
    assert reached == set(State)
    for state in State:
        assert any(state in rule.sources and rule.target is not state for rule in MOVES.values()), state


SUCCESS = ("通过", "完成", "成功", "无误", "未发现问题", "已读取", "仅有提示")


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("processing", [Processing.FAILED, Processing.QUEUED, Processing.READING])
@pytest.mark.parametrize("state", [state for state in State if state is not State.EXEMPT])
def test_no_failed_or_unfinished_reading_is_told_in_words_of_success(
    state: State, processing: Processing, outcome: Outcome
) -> None:
    told = words(state, processing, outcome)
    assert told
    assert not any(word in told for word in SUCCESS), told
    assert ("失败" in told) == (processing is Processing.FAILED)


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("processing", Processing)
@pytest.mark.parametrize("state", State)
def test_every_combination_has_words(state: State, processing: Processing, outcome: Outcome) -> None:
    assert words(state, processing, outcome).strip()


def test_a_draft_says_the_worst_of_its_findings() -> None:
    told = [words(State.DRAFT, Processing.DONE, outcome) for outcome in Outcome]
    assert told == [
        "填报中，未发现问题",
        "填报中，仅有提示",
        "填报中，有核实性问题",
        "填报中，有强制性问题",
    ]
