"""The office says of a past file, before it is filed, what a doubtful or missing cell holds."""

from __future__ import annotations

from django.db import transaction

from submissions.models import Correction, Intake, User
from submissions.services import corrections, past_assessing, past_batches
from submissions.services.events import note
from submissions.services.judging import effective_report


def correct(
    actor: User, intake: Intake, address: str, value_text: str, reason: str = "", *, ip: str = ""
) -> Correction:
    """Puts ``value_text`` over one cell. Raises NotAllowed, and Refused when it is no cell, no number or too late."""
    with transaction.atomic():
        past_batches.hold(actor, intake)
        change = corrections.put(actor, intake, address, value_text, reason)
        _follow(actor, intake, "past_correct", change.words, ip)
    return change.correction


def confirm(actor: User, intake: Intake, address: str, *, ip: str = "") -> Correction:
    """Says that a doubtful figure was read right. Raises as ``correct``, and Refused when nothing is in doubt."""
    with transaction.atomic():
        past_batches.hold(actor, intake)
        change = corrections.put_as_read(actor, intake, address)
        _follow(actor, intake, "past_confirm", change.words, ip)
    return change.correction


def restore(actor: User, intake: Intake, address: str, *, ip: str = "") -> None:
    """Takes back what was typed over a cell: what was read counts again."""
    with transaction.atomic():
        past_batches.hold(actor, intake)
        _follow(actor, intake, "past_uncorrect", corrections.take_off(intake, address), ip)


def _follow(actor: User, intake: Intake, kind: str, words: str, ip: str) -> None:
    """Counts its doubts and findings anew, and writes who typed what over what."""
    past_assessing.recount(intake, effective_report(intake))
    agency = intake.to_agency or (intake.batch.root if intake.batch else None)
    note(kind, actor, agency=agency, text=f"{intake.path}：{words}", ip=ip)
