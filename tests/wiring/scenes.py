"""What tests do with a running installation: send a report in, and see what became of its reading."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from submissions.models import Reading, Submission
from submissions.states import Processing
from tests.wiring.installation import Installation, Process, wait_until

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


def upload(portal: Installation, submission: Submission, path: Path) -> tuple[Reading, float]:
    """The reading that was queued, and how many seconds the clerk waited for the answer."""
    printed = portal.site(UPLOAD.format(path=str(path), submission=submission.pk)).split()
    return Reading.objects.get(upload=int(printed[-2])), float(printed[-1])


def is_done(reading: Reading) -> bool:
    reading.refresh_from_db()
    assert reading.processing != Processing.FAILED, reading.error_message
    return reading.processing == Processing.DONE


def let_it_wait(reading: Reading) -> None:
    """As if it had been queued, or its worker had died, a while ago: the sweeper leaves new ones to the bell."""
    then = timezone.now() - timedelta(minutes=5)
    Reading.objects.filter(pk=reading.pk).update(queued_at=then, heartbeat=then)


def stop_in_the_middle(portal: Installation, worker: Process) -> None:
    """Holds a worker still, its child too, while it reads."""
    wait_until(lambda: Reading.objects.filter(processing=Processing.READING), "the worker begins to read")
    portal.hold(worker)
    assert Reading.objects.filter(processing=Processing.READING).exists(), "it was read before it could be held"
