"""Receiving a file: checked, hashed, kept, and a reading of it queued."""

from __future__ import annotations

import hashlib
import re

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parsing import PARSER_VERSION, RULES_VERSION
from parsing.errors import EmptyFile, ParsingError, TooLarge
from parsing.kinds import HEAD_BYTES, sniff
from submissions.models import Reading, Submission, Upload, User
from submissions.services import bell, holds
from submissions.services.errors import NoFile
from submissions.services.events import note
from submissions.services.text import storable
from submissions.states import Processing

Received = UploadedFile[bytes]


def receive(actor: User, submission: Submission, file: Received | None, *, ip: str = "") -> Upload:
    """Keeps the file and queues its reading.

    Raises NotAllowed or MoveRefused when this person may not upload here now, and ParsingError when the
    file cannot be a report. A file of the wrong kind or an empty one is kept with a failed Reading
    before the error is raised; one over settings.UPLOAD_MAX_BYTES is not stored.
    """
    holds.permit(actor, "upload", submission)
    if file is None:
        raise NoFile
    size = file.size or 0
    if size > settings.UPLOAD_MAX_BYTES:
        raise _too_large(actor, submission, file, size, ip)
    kind, error = _kind(file, size)
    with transaction.atomic():
        holds.hold(actor, "upload", submission)
        upload = _keep(actor, submission, file, size, kind)
        reading = _queue(upload, error)
        note("upload", actor, submission=submission, text=upload.original_name, ip=ip)
        if error:
            note("read_failed", None, submission=submission, text=str(error), ip=ip)
        else:
            bell.ring_on_commit(reading.pk)
    if error:
        raise error
    return upload


def _too_large(actor: User, submission: Submission, file: Received, size: int, ip: str) -> TooLarge:
    megabytes = settings.UPLOAD_MAX_BYTES / 1024 / 1024
    error = TooLarge(
        _("文件有 %(size).1f MB，超过了 %(limit)g MB 的上限，没有保存。")
        % {"size": size / 1024 / 1024, "limit": round(megabytes, 2)}
    )
    note("upload_refused", actor, submission=submission, text=f"{file.name}：{error.message}", ip=ip)
    return error


def _kind(file: Received, size: int) -> tuple[str, ParsingError | None]:
    """The format by content, or why the file cannot be a report."""
    if not size:
        return "", EmptyFile()
    file.seek(0)
    try:
        return sniff(file.read(HEAD_BYTES), file.name or ""), None
    except ParsingError as error:
        return "", error


def _keep(actor: User, submission: Submission, file: Received, size: int, kind: str) -> Upload:
    name = storable(file.name or "")
    digest = _sha256(file)
    return Upload.objects.create(
        submission=submission,
        uploaded_by=actor,
        original_name=name[-255:],
        sha256=digest,
        size=size,
        format=kind,
        file=_store(file, digest, kind or _suffix(name)),
        twin=_twin(submission, digest),
    )


def _sha256(file: Received) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _suffix(name: str) -> str:
    """What stands after the last dot, if it is harmless in a file name."""
    found = re.search(r"\.([A-Za-z0-9]{1,8})$", name)
    return found.group(1).lower() if found else "bin"


def _store(file: Received, digest: str, suffix: str) -> str:
    """The stored name. Equal bytes have one name and are written once, so nothing is ever overwritten."""
    name = f"uploads/{digest[:2]}/{digest}.{suffix}"
    if default_storage.exists(name):
        return name
    file.seek(0)
    return default_storage.save(name, File(file))


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
