"""Receiving a file: checked, hashed, kept, and a reading of it queued."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parsing import PARSER_VERSION, RULES_VERSION
from parsing.errors import ParsingError
from submissions.language import of_record
from submissions.models import Reading, Submission, Upload, User
from submissions.services import bell, files, holds
from submissions.services.errors import NoFile
from submissions.services.events import note
from submissions.services.files import Received, Stored
from submissions.states import Processing


def receive(actor: User, submission: Submission, file: Received | None, *, ip: str = "") -> Upload:
    """Keeps the file and queues its reading.

    A file of the wrong kind or an empty one is kept as well, without a format and with a failed Reading that says why.
    Raises NotAllowed or MoveRefused when this person may not upload here now, and ParsingError where nothing is stored:
    no file, one over settings.UPLOAD_MAX_BYTES, one that was removed.
    """
    holds.permit(actor, "upload", submission)
    if file is None:
        raise NoFile
    if too_large := files.size_error(file):
        note("upload_refused", actor, submission=submission, text=f"{file.name}：{too_large.message}", ip=ip)
        raise too_large
    stored, error = files.keep(file)
    return enter(actor, submission, stored, error, ip=ip)


def enter(
    actor: User,
    submission: Submission,
    stored: Stored,
    error: ParsingError | None = None,
    *,
    why: str = "",
    ip: str = "",
) -> Upload:
    """Files what is stored to a submission and queues its reading, or keeps why it cannot be read.

    ``why`` is added to the history. Raises NotAllowed or MoveRefused.
    """
    with transaction.atomic():
        holds.hold(actor, "upload", submission)
        upload = Upload.objects.create(
            submission=submission,
            uploaded_by=actor,
            original_name=stored.name,
            sha256=stored.sha256,
            size=stored.size,
            format=stored.format,
            file=stored.file,
            twin=_twin(submission, stored.sha256),
        )
        reading = _queue(upload, error)
        note("upload", actor, submission=submission, text=upload.original_name + why, ip=ip)
        if error:
            note("read_failed", None, submission=submission, text=str(error), ip=ip)
        else:
            bell.ring_on_commit(reading.pk)
    return upload


def move_over(actor: User, upload: Upload, submission: Submission, *, ip: str = "") -> Upload:
    """Files a file that turned out to be another report's where it belongs; the first upload stays on record.

    Raises NotAllowed or MoveRefused where this person may not upload to either.
    """
    first = holds.permit(actor, "upload", upload.submission)
    stored = Stored(str(upload.file.name), upload.original_name, upload.sha256, upload.size, upload.format)
    with of_record():
        why = _("（由%(agency)s%(year)s年度改为归入这里）") % {"agency": first.agency.name, "year": first.cycle.year}
    return enter(actor, submission, stored, why=why, ip=ip)


def _twin(submission: Submission, digest: str) -> Upload | None:
    """The earliest upload with the same bytes: of this submission first, else of any."""
    same = Upload.objects.filter(sha256=digest).order_by("pk")
    return same.filter(submission=submission).first() or same.first()


def _queue(upload: Upload, error: ParsingError | None) -> Reading:
    reading = Reading(upload=upload, parser_version=PARSER_VERSION, rules_version=RULES_VERSION)
    if error:
        reading.processing = Processing.FAILED.value
        reading.finished_at = timezone.now()
        reading.error_code, reading.error_message, reading.error_advice = error.code, error.message, error.advice
    reading.save()
    return reading
