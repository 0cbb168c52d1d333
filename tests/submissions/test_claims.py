"""Claims with a lease: who has a report, until when, and who takes it over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from submissions.models import Agency, Event, Submission, User
from submissions.services import claims, review
from submissions.services.errors import MoveRefused
from submissions.states import Role, State
from tests.conftest import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(province: Agency) -> User:
    return person("second", "周审核", (province, Role.REVIEWER))


@pytest.fixture
def claimed(submitted: Submission, reviewer: User) -> Submission:
    return claims.claim(reviewer, submitted)


def lapse(submission: Submission) -> None:
    Submission.objects.filter(pk=submission.pk).update(lease_until=timezone.now() - timedelta(minutes=1))


def test_a_claim_holds_others_off_until_its_lease_ends(claimed: Submission, second: User) -> None:
    assert claimed.is_leased
    until = f"{timezone.localtime(claimed.lease_until):%H:%M}"
    deeds: list[Callable[[], object]] = [
        lambda: review.approve(second, claimed),
        lambda: review.send_back(second, claimed, [], "请改。"),
        lambda: claims.release(second, claimed),
        lambda: claims.take_over(second, claimed),
        lambda: claims.claim(second, claimed),
    ]
    for deed in deeds:
        with pytest.raises(MoveRefused, match=f"赵审核正在审核这份报告，领取至 {until}。"):
            deed()
    assert review.approve(User.objects.get(username="reviewer"), claimed).state == State.APPROVED


def test_a_lapsed_claim_is_taken_over_with_an_event(claimed: Submission, reviewer: User, second: User) -> None:
    lapse(claimed)
    with pytest.raises(MoveRefused, match="赵审核的领取已经到期，请先接手审核。"):
        review.approve(second, claimed)
    after = claims.take_over(second, claimed)
    assert (after.reviewer, after.is_leased) == (second, True)
    event = Event.objects.get(submission=claimed, kind="take_over")
    assert (event.actor, event.note) == (second, "原由赵审核领取，已到期。")
    with pytest.raises(MoveRefused, match="周审核正在审核"):
        review.approve(reviewer, claimed)


def test_the_open_page_keeps_a_claim_and_a_lost_one_is_not_kept(
    claimed: Submission, reviewer: User, second: User
) -> None:
    lapse(claimed)
    assert claims.renew(reviewer, claimed) is not None
    claimed.refresh_from_db()
    assert claimed.is_leased
    lapse(claimed)
    claims.take_over(second, claimed)
    assert claims.renew(reviewer, claimed) is None
    assert not Event.objects.filter(kind="renew").exists()


def test_a_released_report_is_everybodys_again(claimed: Submission, reviewer: User, second: User) -> None:
    after = claims.release(reviewer, claimed)
    assert (after.reviewer, after.lease_until, after.held_depth) == (None, None, None)
    assert claims.claim(second, after).reviewer == second


def test_a_reviewer_does_not_take_over_from_themselves(claimed: Submission, reviewer: User) -> None:
    lapse(claimed)
    with pytest.raises(MoveRefused, match="已经由您领取"):
        claims.take_over(reviewer, claimed)
    assert review.approve(reviewer, claimed).lease_until is None
