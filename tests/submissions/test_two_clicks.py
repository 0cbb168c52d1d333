"""Two people press at the same moment: exactly one wins, on every database."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from submissions.models import Agency, Decision, Event, Figure, Reading, Submission, User
from submissions.services import readings, review
from submissions.services.errors import Refused
from submissions.services.uploads import receive
from submissions.states import Role, State
from tests import documents
from tests.conftest import as_file, person

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """Starts all deeds together, each on its own connection; what each gave, or its refusal."""
    start = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> object:
        try:
            start.wait(timeout=10)
            return deed()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def refusals(results: list[object]) -> int:
    return sum(isinstance(result, Refused) for result in results)


@pytest.fixture
def second_reviewer(province: Agency) -> User:
    return person("second_reviewer", "周审核", (province, Role.REVIEWER))


def test_of_two_approvals_one_wins(submitted: Submission, reviewer: User, second_reviewer: User) -> None:
    results = at_once(
        lambda: review.approve(reviewer, submitted),
        lambda: review.approve(second_reviewer, submitted),
    )
    assert refusals(results) == 1
    assert Event.objects.filter(submission=submitted, kind="approve").count() == 1
    assert Decision.objects.filter(submission=submitted).count() == 1
    assert Figure.objects.filter(submission=submitted).count() == 200


def test_of_an_approval_and_a_return_one_wins(submitted: Submission, reviewer: User, second_reviewer: User) -> None:
    results = at_once(
        lambda: review.approve(reviewer, submitted),
        lambda: review.send_back(second_reviewer, submitted, [], "请核对"),
    )
    assert refusals(results) == 1
    submitted.refresh_from_db()
    (decision,) = submitted.decisions.all()
    assert submitted.state == {"approve": State.APPROVED, "return": State.RETURNED}[decision.move]
    assert Figure.objects.filter(submission=submitted).exists() == (decision.move == "approve")


def test_of_a_withdrawal_and_a_claim_one_wins(submitted: Submission, clerk: User, reviewer: User) -> None:
    results = at_once(
        lambda: review.withdraw(clerk, submitted),
        lambda: review.claim(reviewer, submitted),
    )
    assert refusals(results) == 1
    assert Event.objects.filter(submission=submitted, kind__in=["withdraw", "claim"]).count() == 1


def test_of_eight_claims_of_one_reading_one_wins(submission: Submission, clerk: User) -> None:
    reading = receive(clerk, submission, as_file(documents.report())).readings.get()
    results = at_once(*[lambda: readings.claim(reading.pk)] * 8)
    assert sorted(map(bool, results)) == [False] * 7 + [True]
    assert Reading.objects.get(pk=reading.pk).attempts == 1


def test_an_upload_and_a_submission_do_not_pass_each_other(draft: Submission, clerk: User) -> None:
    """Either the new file came first and must be read before submitting, or it comes too late."""
    results = at_once(
        lambda: review.submit(clerk, draft, "李填报", "own"),
        lambda: receive(clerk, draft, as_file(documents.report(faulty=True))),
    )
    assert refusals(results) == 1
    draft.refresh_from_db()
    assert draft.uploads.count() == (1 if draft.state == State.SUBMITTED else 2)
