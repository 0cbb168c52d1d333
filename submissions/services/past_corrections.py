"""The office says of a past file, before it is filed, what a doubtful or missing cell holds."""

from __future__ import annotations

import json
from zlib import crc32

from django.db import transaction
from django.utils.translation import gettext as _

from submissions.models import Correction, Intake, User
from submissions.services import corrections, past_assessing, past_batches
from submissions.services.errors import Refused
from submissions.services.events import note
from submissions.services.judging import effective_report


def mark_of(intake: Intake) -> int:
    """What tells two readings of a past file apart: it has one row, whichever version read it."""
    return crc32(json.dumps(intake.report, sort_keys=True).encode())


def correct(
    actor: User,
    intake: Intake,
    address: str,
    value_text: str,
    reason: str = "",
    *,
    seen: int | None = None,
    ip: str = "",
) -> Correction:
    """Puts ``value_text`` over one cell. ``seen`` is the mark of the reading that was looked at.

    Raises NotAllowed, and Refused when it is no cell, no number, too late, or read anew since.
    """
    with transaction.atomic():
        intake = _hold(actor, intake, seen)
        change = corrections.put(actor, intake, address, value_text, reason)
        _follow(actor, intake, "past_correct", change.words, ip)
    return change.correction


def confirm(actor: User, intake: Intake, address: str, *, seen: int | None = None, ip: str = "") -> Correction:
    """Says that a doubtful figure was read right. Raises as ``correct``, and Refused when nothing is in doubt."""
    with transaction.atomic():
        intake = _hold(actor, intake, seen)
        change = corrections.put_as_read(actor, intake, address)
        _follow(actor, intake, "past_confirm", change.words, ip)
    return change.correction


def restore(actor: User, intake: Intake, address: str, *, seen: int | None = None, ip: str = "") -> None:
    """Takes back what was typed over a cell: what was read counts again."""
    with transaction.atomic():
        intake = _hold(actor, intake, seen)
        _follow(actor, intake, "past_uncorrect", corrections.take_off(intake, address), ip)


def _hold(actor: User, intake: Intake, seen: int | None) -> Intake:
    """The file as it is now, with its batch held; refused where another reading of it was looked at."""
    past_batches.hold(actor, intake)
    intake = Intake.objects.select_related("batch__root", "to_agency").get(pk=intake.pk)
    if seen is not None and seen != mark_of(intake):
        raise Refused(_("这个文件在您打开之后重新读取过，这一格没有改动。请对照现在的读数再办理。"))
    return intake


def _follow(actor: User, intake: Intake, kind: str, words: str, ip: str) -> None:
    """Counts its doubts and findings anew, and writes who typed what over what."""
    past_assessing.recount(intake, effective_report(intake))
    agency = intake.to_agency or (intake.batch.root if intake.batch else None)
    note(kind, actor, agency=agency, text=f"{intake.path}：{words}", ip=ip)
