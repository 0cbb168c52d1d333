"""The worker's side of past reports: one small piece after the other, behind everything people wait for."""

from __future__ import annotations

from datetime import timedelta
from pathlib import PurePosixPath
from time import monotonic
from typing import Final, NamedTuple

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from parsing.errors import ParsingError
from parsing.report import Report
from submissions.language import of_record
from submissions.models import Intake, Match, PastArchive, PastBatch, PastWork, Reading, Result
from submissions.services import (
    archives,
    attempts,
    files,
    intake_reading,
    notices,
    past_assessing,
    past_filing,
    screening,
    storage,
)
from submissions.services.errors import Away, Erased
from submissions.services.past_batches import enter, enter_refused, files_of
from submissions.services.past_matching import Directory
from submissions.states import NOT_SCREENED, Processing

RUNNING: Final = (Processing.QUEUED.value, Processing.READING.value)
SLICE_SECONDS: Final = 5.0
"""For how long one piece takes files out of an archive."""
QUIET_AFTER: Final = timedelta(seconds=60)
"""A batch no worker has been at for so long is rung for again."""


class Piece(NamedTuple):
    """What to do next: ``deed`` "unpack", "read", "file" or "undo", and the archive's or file's id."""

    deed: str
    pk: int


def others_wait() -> bool:
    """Whether somebody waits for a report of this year to be read: past years give way."""
    held_up = screening.postponed()  # whoever waits for the malware scanner waits for no worker
    queued = Reading.objects.filter(processing=Processing.QUEUED.value).exclude(upload__sha256__in=held_up)
    mine = Intake.objects.filter(processing=Processing.QUEUED.value, batch=None, dropped_at=None)
    return queued.exists() or mine.exclude(sha256__in=held_up).exists()


def alive(batch_id: int) -> None:
    PastBatch.objects.filter(pk=batch_id).update(seen_at=timezone.now())


def next_piece(batch_id: int) -> Piece | None:
    """The next piece of work of a batch; None when there is nothing to do."""
    batch = PastBatch.objects.filter(pk=batch_id).first()
    if batch is None:
        return None
    if archive := batch.archives.filter(processing=Processing.QUEUED.value).first():
        return Piece("unpack", archive.pk)
    unread = files_of(batch).filter(intake_reading.free(), dropped_at=None, attempts__lt=attempts.MAX_ATTEMPTS)
    if pk := unread.order_by("pk").values_list("pk", flat=True).first():
        return Piece("read", pk)
    if batch.work and (pk := _to_do(batch)):
        return Piece(batch.work, pk)
    return None


def _to_do(batch: PastBatch) -> int | None:
    """The next file to be filed or taken back; what failed in this run is not tried again in it."""
    waiting = files_of(batch).exclude(result=Result.FAILED)
    if batch.work == PastWork.FILE:
        waiting = waiting.filter(filed_at=None, dropped_at=None, match=Match.READY)
    else:
        waiting = waiting.exclude(filed_at=None)
    return waiting.order_by("pk").values_list("pk", flat=True).first()


def read(intake_id: int, report: Report, directory: Directory) -> bool:
    """Keeps what was read in a file and where it goes."""
    if not intake_reading.record(intake_id, report):
        return False
    intake = Intake.objects.select_related("batch__root").get(pk=intake_id)
    past_assessing.propose(intake, Report.from_json(intake.report or {}), directory)
    return True


def carry_out(piece: Piece) -> None:
    """Files or takes back one file by order of whoever asked."""
    intake = Intake.objects.select_related("batch__work_by", "to_agency", "upload").get(pk=piece.pk)
    batch = intake.batch
    if batch is None or batch.work_by is None:
        return
    if piece.deed == PastWork.FILE:
        past_filing.file_one(batch.work_by, intake)
    elif not past_filing.undo_one(batch.work_by, intake, batch.work_reason):
        failed(piece)


def failed(piece: Piece, why: str = "") -> None:
    """Leaves a file or an archive as it is, so that one that cannot be done never stops the others."""
    if piece.deed == "unpack":
        PastArchive.objects.filter(pk=piece.pk).update(processing=Processing.FAILED.value, why=why)
        return
    words = {"result_words": why} if why else {}
    Intake.objects.filter(pk=piece.pk).update(result=Result.FAILED, **words)


def waits(piece: Piece) -> bool:
    """Whether a piece went back into its queue because something it needs is away."""
    if piece.deed == "unpack":
        return PastArchive.objects.filter(pk=piece.pk, processing=Processing.QUEUED.value).exclude(why="").exists()
    # The scanner keeps the time of each file by itself.
    waiting = Intake.objects.filter(pk=piece.pk, processing=Processing.QUEUED.value).exclude(error_code=NOT_SCREENED)
    return waiting.exclude(error_message="").exists()


@of_record()
def unpack(archive_id: int) -> None:
    """Takes files out of one archive for some seconds; goes on where it stopped, whoever stopped it."""
    claimed = PastArchive.objects.filter(pk=archive_id, processing=Processing.QUEUED.value)
    if not claimed.update(processing=Processing.READING.value, heartbeat=timezone.now()):
        return
    archive = PastArchive.objects.select_related("batch__root", "batch__owner").get(pk=archive_id)
    try:
        outcome, why = _unpack_some(archive), ""
    except Away as error:
        outcome, why = Processing.QUEUED, error.waits
    except ParsingError as error:
        outcome, why = Processing.FAILED, str(error)
    PastArchive.objects.filter(pk=archive_id).update(processing=outcome.value, why=why)


def _unpack_some(archive: PastArchive) -> Processing:
    until = monotonic() + SLICE_SECONDS
    with storage.local(archive.file) as path, path.open("rb") as file, archives.opened(file) as opened:
        entries, _ignored = archives.entries_of(opened)
        for place, entry in enumerate(entries):
            if place < archive.next_entry:
                continue
            if monotonic() > until:
                return Processing.QUEUED
            words = f"{archive.original_name}/{entry.path}"
            try:
                data = archives.taken_out(opened, entry)
            except ParsingError as error:
                enter_refused(archive.batch, words, error)
            else:
                _within_cap(archive, len(data))
                _enter_member(archive, entry, words, data)
            archive.next_entry = place + 1
            archive.heartbeat = timezone.now()
            archive.save(update_fields=["next_entry", "unpacked", "heartbeat"])
    return Processing.DONE


def _enter_member(archive: PastArchive, entry: archives.Entry, path: str, data: bytes) -> None:
    try:
        kept = files.keep(SimpleUploadedFile(PurePosixPath(entry.path).name, data))
    except Erased as removed:
        enter_refused(archive.batch, path, removed)
    else:
        enter(archive.batch, path, *kept)


def _within_cap(archive: PastArchive, size: int) -> None:
    archive.unpacked += size
    if archive.unpacked > settings.PAST_UNPACKED_MAX_BYTES:
        raise archives.beyond_cap()


@of_record()
def finish(batch_id: int) -> None:
    """Nothing is left to do: says so to whoever waits for it, once an occasion."""
    batch = PastBatch.objects.select_related("root", "owner", "work_by").get(pk=batch_id)
    past_assessing.mark_unreadable(batch)
    if _is_running(batch):
        return
    path = reverse("past_batch", args=[batch.pk])
    if batch.work:
        if _to_do(batch) is None:  # else it was asked for after the last look, and rang for itself
            _end_work(batch, path)
        return
    total = files_of(batch).count()
    if total:
        title = _("往年报告“%(name)s”已读完，请核对后归档") % {"name": batch.name}
        notices.send([batch.owner], "office", f"past-{batch.pk}-read-{total}", title, path=path)


def _is_running(batch: PastBatch) -> bool:
    unread = files_of(batch).filter(processing__in=RUNNING, dropped_at=None).exists()
    return unread or batch.archives.filter(processing__in=RUNNING).exists()


def _end_work(batch: PastBatch, path: str) -> None:
    rest = files_of(batch).filter(filed_at=None, dropped_at=None)
    past_assessing.assess_all(batch)
    if batch.work == PastWork.FILE:
        rest.exclude(result=Result.FAILED).update(result=Result.SKIPPED, result_words=F("why"))
        title = _("往年报告“%(name)s”已归档：%(filed)s 份归档，%(rest)s 个文件没有归档")
    else:
        title = _("往年报告“%(name)s”已撤回：%(filed)s 份仍归档，%(rest)s 个文件待处理")
    counts = {"filed": files_of(batch).exclude(filed_at=None).count(), "rest": rest.count(), "name": batch.name}
    by, at = batch.work_by, batch.work_at
    if PastBatch.objects.filter(pk=batch.pk, work=batch.work).update(work=PastWork.NONE) and by and at:
        notices.send([by], "office", f"past-{batch.pk}-{at.timestamp():.0f}", title % counts, path=path)


def waiting() -> list[int]:
    """Batches with work no worker is at."""
    _free_lost_archives()
    quiet = PastBatch.objects.filter(attempts.long_ago("seen_at", QUIET_AFTER))
    busy = Q(files__processing__in=RUNNING, files__dropped_at=None) | Q(archives__processing__in=RUNNING)
    return list(quiet.filter(busy | ~Q(work="")).distinct().order_by("pk").values_list("pk", flat=True))


def _free_lost_archives() -> None:
    """An archive whose worker died is taken up by another where it stopped."""
    stuck = PastArchive.objects.filter(attempts.stuck(after=2 * QUIET_AFTER))
    stuck.update(processing=Processing.QUEUED.value)
