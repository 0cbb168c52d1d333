"""The full product of moves, states, roles and turns: each cell is a new state with one event, or nothing at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from submissions.access import YES, Answer
from submissions.models import Event, Kind, Submission, User
from submissions.services import cycles, moves
from submissions.services.errors import MoveRefused, NotAllowed
from submissions.services.review import advance
from submissions.states import EDITABLE, MOVES, WITHOUT_REPORT, Outcome, Processing, Role, State, Turn, words
from tests import documents
from tests.conftest import agency, person, put

pytestmark = pytest.mark.django_db

ROLES = [*Role, None]
STANDS = [(role, Turn.ONE) for role in ROLES] + [(Role.REVIEWER, turn) for turn in Turn if turn is not Turn.ONE]
WHY = "情况属实"


@pytest.fixture(scope="module")
def _house(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The cast, and what it owes: made once for two thousand tests, each of which takes back what it did to it."""
    with django_db_blocker.unblock(), transaction.atomic():
        province = agency("23", "黑龙江省人民政府", Kind.PROVINCE)
        industry = agency("2301", documents.INDUSTRY, Kind.DEPARTMENT, province)
        education = agency("2302", "黑龙江省教育厅", Kind.DEPARTMENT, province)
        person("clerk", "李填报", (industry, Role.CLERK))
        person("stranger", "王旁人", (education, Role.CLERK))
        person("reviewer", "赵审核", (province, Role.REVIEWER))
        cycles.open_cycle(person("office", "孙管理", (province, Role.OFFICE)), 2024)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def submission(_house: None, db: None) -> Submission:
    return Submission.objects.get(agency__code="2301")


@pytest.fixture
def people(_house: None, db: None) -> dict[Role | None, User]:
    named = {user.username: user for user in User.objects.all()}
    return {Role.CLERK: named["clerk"], Role.REVIEWER: named["reviewer"], Role.OFFICE: named["office"], None: named["stranger"]}  # fmt: skip


@pytest.fixture
def reviewer(people: dict[Role | None, User]) -> User:
    return people[Role.REVIEWER]


def at_turn(submission: Submission, turn: Turn) -> None:
    """Sets the scene: the reviewer of the province meets a report of one review or of two."""
    first = {Turn.FIRST: submission.agency.parent, Turn.AFTER: submission.agency.parent}
    first |= {Turn.BEFORE: submission.agency, Turn.FINAL: submission.agency}
    endorsed = timezone.now() if turn in (Turn.AFTER, Turn.FINAL) else None
    Submission.objects.filter(pk=submission.pk).update(first_level=first.get(turn), endorsed_at=endorsed)


@pytest.mark.parametrize(("role", "turn"), STANDS, ids=lambda one: str(one or "stranger"))
@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", MOVES)
def test_a_move_happens_from_its_states_by_its_role_in_its_turn_and_never_else(
    submission: Submission,
    people: dict[Role | None, User],
    move: str,
    state: State,
    role: Role | None,
    turn: Turn,
) -> None:
    at_turn(submission, turn)
    put(submission, state)
    before = Event.objects.count()
    rule, actor = MOVES[move], people[role]
    if role is rule.by and state in rule.sources and (role is not Role.REVIEWER or turn in rule.turns):
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
    at_turn(submission, min(rule.turns))
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
@pytest.mark.parametrize("state", [state for state in State if state not in WITHOUT_REPORT])
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


@pytest.mark.parametrize("processing", Processing)
@pytest.mark.parametrize("state", State)
def test_more_time_is_said_while_the_agency_holds_the_report(state: State, processing: Processing) -> None:
    plain = words(state, processing, Outcome.CLEAN)
    told = words(state, processing, Outcome.CLEAN, extended=True)
    assert told == (f"{plain}（已延期）" if state in EDITABLE else plain)


@pytest.mark.parametrize("processing", Processing)
def test_nothing_to_report_is_said_whatever_was_read_before(processing: Processing) -> None:
    assert words(State.NIL, processing, Outcome.MANDATORY) == "已确认零报告"
