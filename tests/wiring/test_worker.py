"""The site, the queue and a real worker together: an upload is read, whatever happens to worker or broker.

Without services this is the embedded installation, SQLite and a queue of files; with TEST_DATABASE_URL and
TEST_BROKER_URL it is PostgreSQL and Redis.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone

from submissions.demo.documents import LAYOUTS
from submissions.demo.figures import HEILONGJIANG_2024
from submissions.demo.narrative import write_draft
from submissions.models import Agency, Cycle, Membership, Reading, Submission, User
from submissions.states import Processing, Role, State
from tests.wiring.installation import Installation, Redis, broker_url, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(150)]

UPLOAD = """
import time
from django.core.files.uploadedfile import SimpleUploadedFile
from pathlib import Path
from submissions.models import Submission, User
from submissions.services import uploads
path = Path({path!r})
started = time.monotonic()
received = uploads.receive(
    User.objects.get(), Submission.objects.get(pk={submission}), SimpleUploadedFile(path.name, path.read_bytes())
)
print(received.pk, time.monotonic() - started)
"""
SWEEP = "from submissions.tasks import sweep; sweep.delay()"


@pytest.fixture
def owed() -> Submission:
    """黑龙江省人民政府 owes its report for 2024, and has a clerk."""
    agency = Agency.objects.create(code="230000", name="黑龙江省人民政府", kind="province_government")
    clerk = User.objects.create(username="clerk", full_name="王填报")
    Membership.objects.create(user=clerk, agency=agency, role=Role.CLERK)
    due = timezone.localdate() + timedelta(days=30)
    return Submission.objects.create(agency=agency, cycle=Cycle.objects.create(year=2024), due_on=due)


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "黑龙江省2024年报.docx"
    path.write_bytes(LAYOUTS["docx"].write(write_draft(HEILONGJIANG_2024, government=True)))
    return path


@pytest.fixture
def slow_document(tmp_path: Path) -> Path:
    """The same report with so long a text that it can be interrupted while it is read."""
    text = LAYOUTS["text-tabs"].write(write_draft(HEILONGJIANG_2024, government=True)).decode("utf-8")
    path = tmp_path / "黑龙江省2024年报（全文）.txt"
    path.write_text(text + "\n其他需要报告的事项还有很多，这里一并说明。" * 40_000, encoding="utf-8")
    return path


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    if not Redis.is_installed():
        (pytest.fail if os.environ.get("CI") else pytest.skip)("redis-server is not installed")
    (tmp_path / "redis").mkdir()
    redis = Redis(tmp_path / "redis")
    redis.start()
    yield redis
    redis.stop()


@pytest.fixture
def portal(request: pytest.FixtureRequest, tmp_path: Path, transactional_db: None) -> Iterator[Installation]:
    """On Redis where the run has it, else on files. Its processes end before the database is emptied."""
    broker = request.getfixturevalue("redis").url if "redis" in request.fixturenames else broker_url()
    folder = tmp_path / "var"
    folder.mkdir()
    portal = Installation(folder, broker)
    yield portal
    portal.stop()


def upload(portal: Installation, submission: Submission, path: Path) -> tuple[Reading, float]:
    """The reading that was queued, and how many seconds the clerk waited for the answer."""
    printed = portal.site(UPLOAD.format(path=str(path), submission=submission.pk)).split()
    return Reading.objects.get(upload=int(printed[-2])), float(printed[-1])


def is_done(reading: Reading) -> bool:
    reading.refresh_from_db()
    assert reading.processing != Processing.FAILED, reading.error_message
    return reading.processing == Processing.DONE


def let_it_wait(reading: Reading) -> None:
    """As if it had been queued a while ago: the sweeper leaves the new ones to the bell."""
    Reading.objects.filter(pk=reading.pk).update(queued_at=timezone.now() - timedelta(minutes=5))


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
    reading, _ = upload(portal, owed, slow_document)
    wait_until(lambda: Reading.objects.filter(processing=Processing.READING), "the worker begins to read")
    portal.kill(first)
    assert not is_done(reading)
    portal.start_worker()
    time.sleep(2.5)
    portal.site(SWEEP)
    wait_until(lambda: is_done(reading), "the next worker has read it")
    assert reading.attempts == 2
    owed.refresh_from_db()
    assert owed.current_reading == reading


def test_an_upload_while_the_broker_is_down_is_kept_and_read_when_it_is_back(
    portal: Installation, redis: Redis, owed: Submission, document: Path
) -> None:
    portal.start_worker()
    redis.stop()
    reading, seconds = upload(portal, owed, document)
    assert seconds < 10
    assert reading.processing == Processing.QUEUED
    redis.start()
    let_it_wait(reading)
    portal.site(SWEEP)
    wait_until(lambda: is_done(reading), "the report is read after the broker came back")
