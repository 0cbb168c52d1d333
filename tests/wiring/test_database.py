"""The database goes away under a worker and under the web site, and comes back: nothing is lost, nobody is blamed.

Its connections are ended and none is let in, as while a server restarts; only the test's own is left. SQLite is a file
beside the programs and does not go away.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from submissions.models import Event, Finding, Reading, Submission, Upload
from submissions.states import Processing
from tests.wiring.installation import Installation, wait_until
from tests.wiring.scenes import is_done, let_it_wait, stop_in_the_middle
from tests.wiring.web import Web

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(150),
    pytest.mark.skipif(settings.EMBEDDED, reason="SQLite does not go away"),
]

GONE_FOR = 5
"""Looks in a row at which nobody else is connected."""


@contextmanager
def database_away() -> Iterator[None]:
    """Ends every connection to the tests' database but the test's own, and lets none in while this lasts."""
    connection.ensure_connection()
    kept = connection.settings_dict
    mine = connection.connection.info.backend_pid
    link = psycopg2.connect(
        host=kept["HOST"], port=kept["PORT"] or 5432, user=kept["USER"], password=kept["PASSWORD"], dbname="postgres"
    )
    link.autocommit = True
    name = connection.ops.quote_name(kept["NAME"])

    def others(cursor: psycopg2.extensions.cursor) -> int:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s AND pid <> %s",
            [kept["NAME"], mine],
        )
        return int(cursor.fetchone()[0])

    try:
        with link.cursor() as cursor:
            cursor.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false")
            # A connection let in just before is not among the others yet, and one told to end takes its time.
            for _ in range(GONE_FOR):
                wait_until(lambda: not others(cursor), "nobody else is connected")
                time.sleep(0.02)
        yield
    finally:
        with link.cursor() as cursor:
            cursor.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true")
        link.close()


def once(submission: Submission, reading: Reading) -> None:
    """It was recorded once, whole, and blames nobody."""
    submission.refresh_from_db()
    assert submission.current_reading == reading
    assert Event.objects.filter(submission=submission, kind="read").count() == 1
    assert not Event.objects.filter(submission=submission, kind="read_failed").exists()
    found = list(Finding.everything.filter(reading=reading).values_list("rule", "fingerprint", "subject"))
    assert len(found) == len(set(found)) > 0


def test_a_reading_is_done_again_when_the_database_was_only_restarted(
    portal: Installation, owed: Submission, slow_document: Path
) -> None:
    portal.variables["READING_STUCK_AFTER"] = "60"
    worker = portal.start_worker()
    reading = stop_in_the_middle(portal, worker, owed, slow_document)
    with database_away():
        pass
    portal.go_on(worker)
    wait_until(lambda: Reading.objects.filter(processing=Processing.QUEUED), "the reading is back in its queue")
    reading.refresh_from_db()
    assert (reading.attempts, reading.error_message) == (0, "数据库曾经中断，稍后会自动继续，不必重新提交。")
    let_it_wait(reading)
    portal.send("sweep")
    wait_until(lambda: is_done(reading), "the same worker has read it")
    assert (reading.attempts, reading.error_message) == (1, "")
    once(owed, reading)


def test_a_reading_whose_worker_could_not_say_what_happened_is_found_by_the_sweeper(
    portal: Installation, owed: Submission, slow_document: Path
) -> None:
    worker = portal.start_worker()
    reading = stop_in_the_middle(portal, worker, owed, slow_document)
    with database_away():
        portal.go_on(worker)
        wait_until(lambda: portal.said("read_upload", "raised unexpected"), "the worker gives up")
    reading.refresh_from_db()
    assert reading.processing == Processing.READING
    let_it_wait(reading)
    portal.send("sweep")
    wait_until(lambda: is_done(reading), "the same worker has read it")
    assert reading.attempts == 2
    once(owed, reading)


def test_an_upload_in_mid_air_is_refused_in_chinese_and_taken_when_sent_again(
    portal: Installation, web: Web, owed: Submission, document: Path
) -> None:
    page = web.page(f"/reports/{owed.pk}/")
    assert page.status == 200
    flight = web.begin_upload(f"/reports/{owed.pk}/", document)
    with database_away():
        answer = flight.finish()
        assert answer.status == 500
        assert "系统出错，本次操作没有完成" in answer.text
        assert web.page(f"/reports/{owed.pk}/").status == 500
    assert not Upload.objects.exists()
    assert not Event.objects.filter(kind="upload").exists()
    assert web.begin_upload(f"/reports/{owed.pk}/", document).finish().status == 302
    assert Upload.objects.count() == 1
