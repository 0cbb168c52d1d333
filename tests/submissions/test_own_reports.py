"""Who fills in a report does not approve it, as long as somebody else is there who can."""

from __future__ import annotations

import pytest

from submissions import access
from submissions.models import Agency, Event, Membership, Submission, User
from submissions.services import bulk, claims, review
from submissions.services.errors import MoveRefused
from submissions.states import MOVES, Role, State
from tests.conftest import person, put

pytestmark = pytest.mark.django_db

WHY = "您是这个机关的填报人，不能审核本机关的报告，请由其他审核人审核。"


@pytest.fixture
def both(province: Agency, industry: Agency) -> User:
    """One person who fills in the report of 省工信厅 and reviews the province's."""
    return person("both", "郑双职", (industry, Role.CLERK), (province, Role.REVIEWER))


@pytest.fixture
def waiting(draft: Submission) -> Submission:
    return put(draft, State.SUBMITTED)


def test_the_own_agencys_report_is_for_another_reviewer(waiting: Submission, both: User, reviewer: User) -> None:
    for verb in [*(name for name, move in MOVES.items() if move.by is Role.REVIEWER), "rule", "judge_explanation"]:
        answer = access.may(both, verb, waiting)
        assert not answer
        if waiting.status in (MOVES[verb].sources if verb in MOVES else access.REVIEWING):
            assert answer.why == WHY
    with pytest.raises(MoveRefused, match="不能审核本机关的报告"):
        review.approve(both, waiting)
    with pytest.raises(MoveRefused, match="不能审核本机关的报告"):
        claims.claim(both, waiting)
    assert review.approve(reviewer, waiting).status is State.APPROVED


def test_it_is_not_approved_among_many_either(waiting: Submission, both: User, reviewer: User) -> None:
    assert [(told.ok, told.why) for told in bulk.look(both, [waiting])] == [(False, WHY)]
    done = bulk.approve(both, [(waiting.pk, waiting.stamp)])
    assert [(told.ok, told.why) for told in done] == [(False, WHY)]
    waiting.refresh_from_db()
    assert waiting.status is State.SUBMITTED


def test_it_does_not_wait_in_their_own_queue(waiting: Submission, both: User, reviewer: User) -> None:
    turn = Submission.objects.filter(pk=waiting.pk)
    assert not turn.filter(access.on_turn(both)).exists()
    assert turn.filter(access.on_turn(reviewer)).exists()


def test_others_reports_are_reviewed_as_ever(
    waiting: Submission, both: User, education: Agency, reviewer: User
) -> None:
    other = put(Submission.objects.get(agency=education), State.SUBMITTED)
    assert access.may(both, "claim", other)


def test_a_lease_from_before_can_be_given_back(waiting: Submission, both: User, reviewer: User) -> None:
    put(waiting, State.IN_REVIEW)
    Submission.objects.filter(pk=waiting.pk).update(reviewer=both)
    waiting.refresh_from_db()
    assert access.may(both, "release", waiting)
    assert not access.may(both, "approve", waiting)


def test_where_nobody_else_could_they_may_and_the_history_says_so(waiting: Submission, both: User) -> None:
    assert review.approve(both, waiting).status is State.APPROVED
    assert Event.objects.get(kind="approve").note == "（审核人也是本机关填报人，没有其他审核人。）"


def test_another_clerk_of_the_agency_and_who_left_are_no_other_reviewers(
    waiting: Submission, both: User, clerk: User, province: Agency, reviewer: User
) -> None:
    User.objects.filter(pk=reviewer.pk).update(is_active=False)
    Membership.objects.create(user=clerk, agency=province, role=Role.REVIEWER.value)
    assert access.may(both, "approve", waiting)


def test_a_first_review_nobody_else_gives_does_not_wait_for_ever(
    draft: Submission, province: Agency, industry: Agency, reviewer: User
) -> None:
    """The level above is there, but its turn comes only after the first review."""
    first = person("first", "冯初审", (industry, Role.CLERK), (industry, Role.REVIEWER))
    put(draft, State.SUBMITTED)
    Submission.objects.filter(pk=draft.pk).update(first_level=industry)
    draft.refresh_from_db()
    assert access.may(first, "endorse", draft)
    person("second", "沈初审", (industry, Role.REVIEWER))
    assert access.may(first, "endorse", draft).why == WHY


def test_people_in_one_role_cost_no_more_questions(
    waiting: Submission, reviewer: User, both: User, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        access.reach_of(reviewer)
    with django_assert_num_queries(4):  # type: ignore[operator]
        access.reach_of(both)
