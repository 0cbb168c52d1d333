"""The worker's side of a file: who reads it, how far they are, and what came of it."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from parsing import PARSER_VERSION, RULES_VERSION
from parsing.errors import ParsingError
from parsing.report import Report
from submissions.access import may_administer
from submissions.models import Reading, Submission, Upload, User
from submissions.services import attempts, bell, erased, screening
from submissions.services.context import context_of
from submissions.services.corrections import carry, confirm, confirm_rejudge, correct, restore
from submissions.services.errors import NotAllowed, ReaderLost, Refused
from submissions.services.events import note
from submissions.services.fits import contradiction
from submissions.services.judging import effective_report, rejudge
from submissions.services.moves import advance
from submissions.services.text import storable
from submissions.states import EDITABLE, Processing, State


def claim(reading_id: int) -> bool:
    """Takes the reading for this worker, also from a worker that died. Exactly one caller gets True."""
    now = timezone.now()
    taken = Reading.objects.filter(attempts.free(), pk=reading_id, attempts__lt=attempts.MAX_ATTEMPTS).update(
        processing=Processing.READING.value,
        attempts=F("attempts") + 1,
        started_at=now,
        heartbeat=now,
        stage="",
        step=0,
        steps=0,
        error_code="",
        error_message="",
    )
    return bool(taken)


def progress(reading_id: int, stage: str, step: int, steps: int) -> None:
    """Says how far the reading is: the page's bar and the worker's sign of life."""
    Reading.objects.filter(pk=reading_id, processing=Processing.READING.value).update(
        stage=stage, step=step, steps=steps, heartbeat=timezone.now()
    )


def waiting(limit: int = 100, *, in_bulk: bool = False) -> list[int]:
    """Readings nobody works on: queued for a while, or left behind by a worker that died.

    The oldest ``limit`` of them: in the last days of January the queue is simply long, and more
    bells would make it longer. Those asked for ``in_bulk`` are counted by themselves.
    """
    held_up = Q(processing=Processing.QUEUED.value, upload__sha256__in=screening.postponed())
    found = Reading.objects.filter(attempts.missed(), ~held_up, in_bulk=in_bulk).order_by("pk")
    return list(found.values_list("pk", flat=True)[:limit])


def give_up_lost() -> int:
    """Ends readings whose workers died too often; returns how many."""
    lost = Reading.objects.filter(attempts.stuck(), attempts__gte=attempts.MAX_ATTEMPTS)
    return sum(fail(reading_id, ReaderLost()) for reading_id in list(lost.values_list("pk", flat=True)))


def record(reading_id: int, report: Report) -> bool:
    """Keeps what was read, judges it and makes it current. False when it was recorded before.

    A report of another year or another agency fails instead (False too), and the submission stays
    as it was.
    """
    reading = Reading.objects.select_related("upload__submission__agency", "upload__submission__cycle").get(
        pk=reading_id
    )
    submission = reading.upload.submission
    report = Report.from_json(storable(report.to_json()))
    if error := contradiction(report, submission):
        # What was read stays with the refusal: the page offers the report the file is of.
        Reading.objects.filter(pk=reading_id, processing=Processing.READING.value).update(report=report.to_json())
        fail(reading_id, error)
        return False
    progress(reading_id, "judge", 0, 1)
    with transaction.atomic():
        # Held as every human decision holds it: a correction typed at this moment comes before or after.
        Submission.objects.filter(pk=submission.pk).update(updated=F("updated"))
        if not _finish(reading_id, Processing.DONE, stage="done", report=report.to_json()):
            return False
        reading.refresh_from_db()
        note("read", None, submission=submission, text=reading.upload.original_name)
        _inherit_corrections(reading, report)
        _make_current(submission, reading)
        rejudge(reading)
    return True


def _inherit_corrections(reading: Reading, report: Report) -> None:
    """What a person typed from the original stands for every reading of the same file."""
    earlier = Reading.objects.filter(upload=reading.upload_id, processing=Processing.DONE.value, pk__lt=reading.pk)
    last = earlier.order_by("-pk").first()
    if last:
        carry(last, reading, report)


def reread(actor: User, upload: Upload, *, ip: str = "") -> Reading:
    """Queues another reading of a file after the program has learnt to read or judge better.

    Raises Refused where this version has read it already.
    """
    submission = upload.submission
    if not (answer := may_administer(actor, submission.agency)):
        raise NotAllowed(answer.why)
    if erased.trace_of(upload.sha256):
        raise Refused(_("原件因含个人信息已移除，不能再读取。"))
    with transaction.atomic():
        reading, created = Reading.objects.get_or_create(
            upload=upload, parser_version=PARSER_VERSION, rules_version=RULES_VERSION
        )
        if not created:
            raise Refused(_("这个文件已经用现在的版本读取过。"))
        note("reread", actor, submission=submission, text=upload.original_name, ip=ip)
        bell.ring_on_commit(reading.pk)
    return reading


def fail(reading_id: int, error: ParsingError) -> bool:
    """Ends the reading with a reason an agency understands. False when it had ended before.

    What is away is no reason: the reading waits in the queue, and its page says for what.
    """
    why = attempts.reason_to_end(error, Reading.objects.filter(pk=reading_id), attempts.TOLD, "queued_at")
    if why is None:
        return False
    with transaction.atomic():
        told = {"error_code": why.code, "error_message": why.message, "error_advice": why.advice}
        if not _finish(reading_id, Processing.FAILED, **told):
            return False
        reading = Reading.objects.select_related("upload__submission__agency").get(pk=reading_id)
        note("read_failed", None, submission=reading.upload.submission, text=str(why))
    return True


def _finish(reading_id: int, outcome: Processing, **columns: object) -> bool:
    running = Reading.objects.filter(pk=reading_id, processing=Processing.READING.value)
    return bool(running.update(processing=outcome.value, finished_at=timezone.now(), **columns))


def _make_current(submission: Submission, reading: Reading) -> None:
    """One pointer flip, only forward and only while the agency holds the report."""
    again = Q(current_upload=reading.upload_id, current_reading__lt=reading.pk)
    older = Q(current_upload=None) | Q(current_upload__lt=reading.upload_id) | again
    flipped = Submission.objects.filter(older, pk=submission.pk, state__in=[state.value for state in EDITABLE]).update(
        current_upload=reading.upload_id, current_reading=reading.pk, updated=timezone.now()
    )
    if not flipped:
        note("set_aside", None, submission=submission, text=_("已有更新的文件，或报告已提交，本次结果仅作留存。"))
    elif Submission.objects.filter(pk=submission.pk, state=State.MISSING.value).exists():
        advance(submission.pk, "start", None)


__all__ = [
    "claim",
    "confirm",
    "confirm_rejudge",
    "context_of",
    "contradiction",
    "correct",
    "effective_report",
    "fail",
    "give_up_lost",
    "progress",
    "record",
    "reread",
    "restore",
    "waiting",
]
