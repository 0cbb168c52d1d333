"""A rule tried on past approved reports before anybody hears of it."""

from __future__ import annotations

import pytest

from submissions import tasks
from submissions.models import BackTest, Cycle, Submission, User
from submissions.services import backtests, bell, policies, review
from submissions.services.errors import NotAllowed, Refused
from tests import documents
from tests.conftest import Send

pytestmark = pytest.mark.django_db


@pytest.fixture
def waived(submission: Submission, cycle: Cycle, clerk: User, reviewer: User, send: Send) -> Submission:
    """A report approved with its two A-02 faults."""
    send(clerk, submission, documents.report(faulty=True))
    assert submission.current_reading is not None
    for finding in submission.current_reading.findings.filter(outcome="failed"):
        review.explain(clerk, submission, finding.fingerprint, "台账如此")
    review.submit(clerk, submission, "李填报", "own")
    review.approve(reviewer, submission, "已核对")
    return submission


def run(test: BackTest) -> BackTest:
    tasks.back_test(test.pk)
    test.refresh_from_db()
    return test


def test_a_silent_rule_is_tried_on_approved_reports(waived: Submission, cycle: Cycle, office: User) -> None:
    policies.set_rule(office, cycle, "A-02", "silent", "试运行")
    test = run(backtests.start(office, cycle, "A-02"))
    assert (test.state, test.total, test.done, test.hits, test.found, test.share) == ("done", 1, 1, 1, 2, "100.0%")
    (sample,) = test.samples
    assert (sample["agency"], sample["year"], sample["more"]) == (documents.INDUSTRY, 2024, 0)
    first = sample["findings"][0]
    assert (first["rule"], first["expected"], first["actual"]) == ("A-02", 148, 151)
    assert first["cells"]


def test_a_rule_that_finds_nothing_says_so(waived: Submission, cycle: Cycle, office: User) -> None:
    test = run(backtests.start(office, cycle, "A-01"))
    assert (test.state, test.done, test.hits, test.samples, test.share) == ("done", 1, 0, [], "0.0%")


def test_a_second_delivery_counts_nothing_twice(waived: Submission, cycle: Cycle, office: User) -> None:
    test = backtests.start(office, cycle, "A-02")
    assert backtests.go_on(test.pk)
    stale = BackTest.objects.get(pk=test.pk)
    assert not backtests.go_on(test.pk), "nothing is left"
    tasks.back_test(test.pk)
    test.refresh_from_db()
    assert (test.done, test.hits, stale.done) == (1, 1, 1)


def test_a_run_goes_on_where_a_worker_died(
    waived: Submission, cycle: Cycle, office: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = backtests.start(office, cycle, "A-02")
    backtests.go_on(test.pk)
    BackTest.objects.update(heartbeat=test.at.replace(year=2020))
    rung: list[int] = []
    monkeypatch.setattr(bell, "_ringers", {bell.TEST: rung.append})
    tasks.sweep()
    assert rung == [test.pk]
    assert run(test).state == "done"


def test_an_error_ends_the_run_and_says_so(
    waived: Submission, cycle: Cycle, office: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError

    test = backtests.start(office, cycle, "A-02")
    monkeypatch.setattr(backtests, "judge", broken)
    assert run(test).state == "failed"


def test_one_rule_is_tried_once_at_a_time_and_only_by_the_office(cycle: Cycle, office: User, reviewer: User) -> None:
    with pytest.raises(NotAllowed):
        backtests.start(reviewer, cycle, "A-02")
    backtests.start(office, cycle, "A-02")
    with pytest.raises(Refused, match="正在回测"):
        backtests.start(office, cycle, "A-02")


def test_nothing_approved_is_a_run_of_nothing(cycle: Cycle, office: User) -> None:
    test = run(backtests.start(office, cycle, "A-02"))
    assert (test.state, test.done, test.share) == ("done", 0, "")
