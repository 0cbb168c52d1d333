"""The site, the queue and a real worker together: an upload is read, whatever happens to worker or broker.

Without services this is the embedded installation, SQLite and a queue of files; with TEST_DATABASE_URL and
TEST_BROKER_URL it is PostgreSQL and Redis.
"""

from __future__ import annotations

import signal
from decimal import Decimal
from pathlib import Path

import pytest

from submissions.models import Event, Finding, Submission
from submissions.states import Processing, State
from tests.wiring.installation import Installation, Redis, wait_until
from tests.wiring.scenes import is_done, let_it_wait, stop_in_the_middle, upload

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(150)]


def test_an_upload_is_read_by_the_worker(portal: Installation, owed: Submission, document: Path) -> None:
    portal.start_worker()
    reading, _ = upload(portal, owed, document)
    wait_until(lambda: is_done(reading), "the report is read")
    owed.refresh_from_db()
    assert owed.state == State.DRAFT
    assert owed.current_reading == reading
    wrong = {finding.subject for finding in reading.findings.filter(rule="A-02", outcome="failed")}
    assert wrong == {"requests.total.other", "requests.total.total"}
    assert reading.report is not None
    assert Decimal(reading.report["figures"]["requests.total.total"]["value"]) == 10474


def test_an_upload_waits_for_a_worker_that_starts_later(portal: Installation, owed: Submission, document: Path) -> None:
    reading, _ = upload(portal, owed, document)
    assert not is_done(reading)
    portal.start_worker()
    wait_until(lambda: is_done(reading), "the report is read")


def test_a_reading_whose_worker_was_killed_is_read_by_the_next(
    portal: Installation, owed: Submission, slow_document: Path
) -> None:
    first = portal.start_worker()
    reading = stop_in_the_middle(portal, first, owed, slow_document)
    portal.kill(first)
    assert not is_done(reading)
    portal.start_worker()
    let_it_wait(reading)
    portal.send("sweep")
    wait_until(lambda: is_done(reading), "the next worker has read it")
    assert reading.attempts == 2
    owed.refresh_from_db()
    assert owed.current_reading == reading


def test_an_upload_while_the_broker_is_down_is_kept_and_read_when_it_is_back(
    portal: Installation, redis: Redis, owed: Submission, document: Path
) -> None:
    portal.start_worker()
    redis.stop()
    reading, tried = upload(portal, owed, document)
    assert 1 <= tried <= 4
    assert reading.processing == Processing.QUEUED
    redis.start()
    let_it_wait(reading)
    portal.send("sweep")
    wait_until(lambda: is_done(reading), "the report is read after the broker came back")


def test_a_broker_that_forgets_everything_loses_no_upload(
    portal: Installation, redis: Redis, owed: Submission, document: Path
) -> None:
    reading, _ = upload(portal, owed, document)
    redis.stop()
    redis.start()
    portal.start_worker()
    let_it_wait(reading)
    portal.send("sweep")
    wait_until(lambda: is_done(reading), "the sweeper has rung again")
    assert reading.attempts == 1


def test_a_broker_that_restarts_empty_stops_no_reading_and_the_worker_finds_it_again(
    portal: Installation, redis: Redis, owed: Submission, slow_document: Path, document: Path
) -> None:
    portal.variables["READING_STUCK_AFTER"] = "60"
    worker = portal.start_worker()
    reading = stop_in_the_middle(portal, worker, owed, slow_document)
    redis.stop()
    redis.start()
    portal.go_on(worker)
    wait_until(lambda: is_done(reading), "the same worker has read it to the end")
    assert reading.attempts == 1
    later, _ = upload(portal, owed, document)
    wait_until(lambda: is_done(later), "the worker answers the bell of a broker that has forgotten it")
    assert Event.objects.filter(submission=owed, kind="read").count() == 2


def test_a_message_that_comes_three_times_to_two_workers_is_done_once(
    portal: Installation, owed: Submission, slow_document: Path
) -> None:
    portal.variables["READING_STUCK_AFTER"] = "60"
    portal.start_worker()
    portal.start_worker()
    reading, _ = upload(portal, owed, slow_document)
    for _again in range(2):
        portal.send("read_upload", reading.pk)
    wait_until(lambda: portal.said("tasks.read_upload[", "succeeded") == 3, "all three messages are answered")
    assert portal.said("tasks.read_upload[", "True") == 1
    assert is_done(reading)
    assert reading.attempts == 1
    assert Event.objects.filter(submission=owed, kind="read").count() == 1
    keys = list(Finding.everything.filter(reading=reading).values_list("rule", "fingerprint", "subject"))
    assert len(keys) == len(set(keys))


def test_a_worker_told_to_stop_finishes_its_report_and_leaves_the_next_to_the_next(
    portal: Installation, owed: Submission, slow_document: Path, document: Path
) -> None:
    """A deployment with work in flight."""
    portal.variables["READING_STUCK_AFTER"] = "60"
    worker = portal.start_worker()
    first = stop_in_the_middle(portal, worker, owed, slow_document)
    second, _ = upload(portal, owed, document)
    worker.send_signal(signal.SIGTERM)
    portal.go_on(worker)
    assert worker.wait(timeout=60) == 0
    assert is_done(first)
    assert not is_done(second)
    portal.start_worker()
    wait_until(lambda: is_done(second), "the worker of the new version reads what was left")
    assert (first.attempts, second.attempts) == (1, 1)
    owed.refresh_from_db()
    assert owed.current_reading == second


def test_messages_of_another_version_stop_no_worker_and_lose_nothing(
    portal: Installation, owed: Submission, document: Path
) -> None:
    """A task nobody knows any more, and one that was called with what it does not take."""
    reading, _ = upload(portal, owed, document)
    portal.forget_messages()
    portal.send("read_report", 1)
    portal.send("read_upload", reading.pk, "zh-hans")
    portal.start_worker()
    wait_until(lambda: portal.said("unregistered task") and portal.said("TypeError"), "both messages are refused")
    assert not is_done(reading)
    let_it_wait(reading)
    portal.send("sweep")
    wait_until(lambda: is_done(reading), "the sweeper has rung in words of today")
