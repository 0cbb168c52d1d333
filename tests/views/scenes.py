"""Scenes that several pages are looked at in."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from submissions import tasks
from submissions.models import Reading, Scope, Submission, Upload, User
from submissions.services import explanations, findings, review, uploads
from submissions.states import State
from tests import documents
from tests.conftest import as_file, put


def upload_unread(submission: Submission, clerk: User, data: bytes | None = None, name: str = "report.txt") -> Upload:
    """A file has been received; no worker has come yet."""
    return uploads.receive(clerk, submission, as_file(data or documents.report(), name))


def faulty_and_submitted(submission: Submission, clerk: User) -> Submission:
    """A report with faults, every one explained, waits for the reviewer."""
    upload = upload_unread(submission, clerk, documents.report(faulty=True))
    tasks.read_upload(upload.readings.get().pk)
    submission.refresh_from_db()
    assert submission.current_reading is not None
    for finding in findings.unexplained(submission, submission.current_reading):
        explanations.explain(clerk, submission, finding.fingerprint, "原件如此，待核对。")
    review.submit(clerk, submission, "李填报", Scope.OWN)
    submission.refresh_from_db()
    return submission


def waits(submission: Submission, days: int, worst: str = "") -> Submission:
    """A read report has been waiting for the reviewer for so many days."""
    uploader = User.objects.get(username="office")
    upload = Upload.objects.create(
        submission=submission, uploaded_by=uploader, original_name="年报.txt", sha256="0", size=1, file="x"
    )
    reading = Reading.objects.create(
        upload=upload, parser_version="1", rules_version="1", processing="done", worst=worst
    )
    since = timezone.now() - timedelta(days=days)
    Submission.objects.filter(pk=submission.pk).update(
        current_upload=upload, current_reading=reading, waiting_since=since, submitted_at=since
    )
    return put(submission, State.SUBMITTED)
