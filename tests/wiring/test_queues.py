"""Who has sent a file waits for no batch: the workers and queues of docker-compose.yml, on the Redis of the run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from govreports.celery import app
from scripts.loading.deployment import command_of
from submissions.models import Intake, Reading, Submission, User
from submissions.states import Processing
from tests.wiring.installation import Installation, broker_url, wait_until

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(150),
    pytest.mark.skipif(not os.environ.get("TEST_BROKER_URL"), reason="needs Redis (TEST_BROKER_URL)"),
]

MANY = 50
SEND_MANY = f"""
from django.core.files.uploadedfile import SimpleUploadedFile
from submissions import tasks
from submissions.models import Agency, User
from submissions.services import past_batches
from tests import documents
office, province = User.objects.get(username="office"), Agency.objects.get(code="23")
batch = past_batches.open_batch(office, province, "旧报告")
for number in range({MANY}):
    data = documents.report(year=2022) + f"\\n第{{number}}份".encode()
    past_batches.add(office, batch, SimpleUploadedFile(f"{{number}}.txt", data), f"{{number}}.txt")
"""
SEND_ONE = """
from submissions.models import Submission
from submissions.services import uploads
file = SimpleUploadedFile("report.txt", documents.report())
print(uploads.receive(User.objects.get(username="clerk"), Submission.objects.get(pk={pk}), file).readings.get().pk)
"""


@pytest.fixture
def portal(tmp_path: Path, transactional_db: None) -> Iterator[Installation]:
    folder = tmp_path / "var"
    folder.mkdir()
    portal = Installation(folder, broker_url())
    yield portal
    portal.stop()


def queues_of(service: str) -> str:
    command, _ = command_of(service)
    return command[command.index("--queues") + 1]


def left() -> int:
    return Intake.objects.filter(processing=Processing.QUEUED.value).count()


def test_every_queue_has_a_worker_and_no_other_is_named() -> None:
    taken = [name for service in ("worker", "comparer") for name in queues_of(service).split(",")]
    assert sorted(taken) == sorted(queue.name for queue in app.conf.task_queues)
    assert queues_of("worker") == "celery"
    routed = {route["queue"] for route in app.conf.task_routes.values()}
    assert routed <= set(queues_of("comparer").split(","))


def test_reading_comes_before_what_can_wait_and_pages_before_reading() -> None:
    assert 0 < command_of("worker")[1] < command_of("comparer")[1]


def test_a_report_is_read_while_fifty_past_ones_wait(
    portal: Installation, submission: Submission, clerk: User, office: User
) -> None:
    sent = portal.site(SEND_MANY + SEND_ONE.format(pk=submission.pk))
    portal.start_worker("--queues", queues_of("comparer"))
    portal.start_worker("--queues", queues_of("worker"))
    reading = Reading.objects.get(pk=int(sent.split()[-1]))

    def is_read() -> bool:
        reading.refresh_from_db()
        return reading.processing == Processing.DONE

    wait_until(is_read, "the report is read")
    begun = Intake.objects.filter(heartbeat__lt=reading.finished_at).count()
    assert begun <= 1
    wait_until(lambda: not left(), "the batch is read after it")
