"""The way on for a file whose title names another year or agency than the report it was uploaded to."""

from __future__ import annotations

from dataclasses import dataclass

from parsing.report import Report
from submissions import access
from submissions.display.progress import Progress
from submissions.models import Submission, Upload, User
from submissions.services.errors import WrongAgency, WrongYear
from submissions.services.fits import found_in
from submissions.services.intake_plan import desk_of

CODES = frozenset({WrongYear.code, WrongAgency.code})


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The report the file is of, if this clerk may file it there; or where it has been filed already."""

    offered: Submission | None = None
    filed: Submission | None = None


def elsewhere(user: User, progress: Progress) -> Elsewhere | None:
    """None unless the newest file failed for naming another report."""
    reading, upload = progress.reading, progress.upload
    if upload is None or reading is None or not progress.is_failed or reading.error_code not in CODES:
        return None
    if later := _filed_later(user, upload):
        return Elsewhere(filed=later.submission)
    if reading.report is None:
        return Elsewhere()
    return Elsewhere(offered=desk_of(user).elsewhere(found_in(Report.from_json(reading.report))))


def _filed_later(user: User, upload: Upload) -> Upload | None:
    same = access.uploads_of(user).filter(sha256=upload.sha256, pk__gt=upload.pk)
    return (
        same.exclude(submission=upload.submission_id).select_related("submission__agency", "submission__cycle").first()
    )
