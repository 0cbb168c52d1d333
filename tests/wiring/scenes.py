"""What tests do with a running installation: send a report in, and see what became of its reading."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.utils import timezone

from submissions.models import Reading, Submission
from submissions.states import Processing
from tests.wiring.installation import Installation, Process, wait_until

UPLOAD = """
import sys
from django.core.files.uploadedfile import SimpleUploadedFile
from pathlib import Path
from submissions.models import Submission, User
from submissions.services import uploads
path = Path({path!r})
tried = []
sys.addaudithook(lambda event, told: tried.append(told) if event == "socket.connect" and told[1][-1] == {port} else None)
received = uploads.receive(
    User.objects.get(), Submission.objects.get(pk={submission}), SimpleUploadedFile(path.name, path.read_bytes())
)
print(received.pk, len(tried))
"""


def upload(portal: Installation, submission: Submission, path: Path) -> tuple[Reading, int]:
    """The reading that was queued, and how often the clerk waited for the broker: connections tried before the answer.

    Each ends after the settings' two seconds at the latest; a count is the same on a busy machine.
    """
    port = urlsplit(portal.broker).port or 0
    printed = portal.site(UPLOAD.format(path=str(path), submission=submission.pk, port=port)).split()
    return Reading.objects.get(upload=int(printed[-2])), int(printed[-1])


def is_done(reading: Reading) -> bool:
    reading.refresh_from_db()
    assert reading.processing != Processing.FAILED, reading.error_message
    return reading.processing == Processing.DONE


def let_it_wait(reading: Reading) -> None:
    """As if it had been queued, or its worker had died, a while ago: the sweeper leaves new ones to the bell."""
    then = timezone.now() - timedelta(minutes=5)
    Reading.objects.filter(pk=reading.pk).update(queued_at=then, heartbeat=then)


def stop_in_the_middle(portal: Installation, worker: Process, submission: Submission, path: Path) -> Reading:
    """Uploads a report and holds the worker still, its child too, while it reads it.

    It begins only when somebody looks: a quick worker had read it before the upload's own process had ended.
    """
    portal.hold(worker)
    reading, _ = upload(portal, submission, path)
    portal.go_on(worker)
    wait_until(lambda: Reading.objects.filter(processing=Processing.READING), "the worker begins to read")
    portal.hold(worker)
    assert Reading.objects.filter(processing=Processing.READING).exists(), "it was read before it could be held"
    return reading
