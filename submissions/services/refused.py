"""A file that an earlier version of the reader refused, read by that of today: nobody has to send it again."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from parsing import PARSER_VERSION, RULES_VERSION
from parsing.errors import ParsingError
from parsing.kinds import HEAD_BYTES, sniff
from submissions.access import may, may_administer
from submissions.models import Reading, Submission, Upload, User
from submissions.services import bell, erased, holds, storage
from submissions.services.errors import Refused
from submissions.services.events import note
from submissions.states import Processing

GONE: Final = _l("原件因含个人信息已移除，不能再读取。")
FOR_GOOD: Final = frozenset({"empty_file", "infected", "erased", "stopped"})
"""Refusals that no reader takes back: there is nothing in it, nobody may open it, or the office has decided."""


def is_by_older(reading: Reading | None) -> bool:
    """Whether the file was refused by another version of the reader than that of today, which may know better."""
    return reading is not None and may_know_better(reading.processing, reading.error_code, reading.parser_version)


def may_know_better(processing: str, error_code: str, parser_version: str) -> bool:
    """Whether a refusal by ``parser_version`` is one that the reader of today might take back."""
    return processing == Processing.FAILED and error_code not in FOR_GOOD and parser_version != PARSER_VERSION


def may_read_again(user: User, submission: Submission, reading: Reading | None) -> bool:
    """Whether this person may have the newest file, whose ``reading`` this is, read by the version of today."""
    if not is_by_older(reading):
        return False
    of_office = submission.is_editable and may_administer(user, submission.agency)
    return bool(may(user, "upload", submission) or of_office)


def read_again(actor: User, upload: Upload, *, ip: str = "") -> Reading:
    """Queues a reading of the report's newest file, for who may upload one and for the office.

    Raises NotAllowed, MoveRefused, StorageAway, and Refused where there is nothing to hope for: read already by this
    version, a later file came, or it does not know such files either.
    """
    kind = upload.format or kind_of(upload.file, upload.original_name)
    with transaction.atomic():
        held = _hold(actor, upload.submission)
        newest = held.latest_upload
        if newest is None or newest.pk != upload.pk or not is_by_older(upload.last_reading):
            raise Refused(_("这个文件已经用现在的版本读取过，或者已有更新的文件，请刷新后再看。"))
        keep_erased_closed(upload.sha256)
        Upload.objects.filter(pk=upload.pk).update(format=kind)
        reading, _created = Reading.objects.update_or_create(
            # One the office asked for with many others is not waited for: it becomes this one.
            {"in_bulk": False, "queued_at": timezone.now()},
            upload=upload,
            parser_version=PARSER_VERSION,
            rules_version=RULES_VERSION,
        )
        note("reread", actor, submission=held, text=upload.original_name, ip=ip)
        bell.ring_on_commit(reading.pk)
    return reading


def _hold(actor: User, submission: Submission) -> Submission:
    if not may_administer(actor, submission.agency):
        return holds.hold(actor, "upload", submission)
    Submission.objects.filter(pk=submission.pk).update(updated=timezone.now())  # the row's lock, on both databases
    held = Submission.objects.get(pk=submission.pk)
    if not held.is_editable:
        raise Refused(_("报告已经提交，不能再读取另外的文件。"))
    return held


def keep_erased_closed(sha256: str) -> None:
    """Raises Refused for bytes that were removed for the personal data in them."""
    if erased.trace_of(sha256):
        raise Refused(str(GONE))


def kind_of(file: FieldFile, name: str) -> str:
    """What kind of file this version takes it for. Raises Refused with its words where it knows none."""
    try:
        with storage.local(file) as path, path.open("rb") as opened:
            head = opened.read(HEAD_BYTES)
    except FileNotFoundError as error:
        raise Refused(_("原件已不在存储中，请重新上传。")) from error
    try:
        return sniff(head, name)
    except ParsingError as error:
        raise Refused(_("现在的版本也不能读取这个文件：%(why)s") % {"why": error}) from error
