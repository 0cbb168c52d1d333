"""The worker's door: an id comes in, a reading is claimed, read in a cage and recorded."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from time import monotonic
from typing import Any, Final

from billiard.exceptions import SoftTimeLimitExceeded
from celery import shared_task
from django.conf import settings
from django.db import close_old_connections

from parsing import annotated, facsimile, personal
from parsing.cage import read_caged
from parsing.child import Limits
from parsing.errors import LimitExceeded, ParsingError
from parsing.report import Report
from parsing.several import Wanted
from submissions.models import AnnotatedCopy, Cycle, Export, Facsimile, Intake, PrivacyLook, Reading, Upload
from submissions.services import (
    audit,
    backtests,
    bell,
    copies,
    erasing,
    exporting,
    facsimiles,
    intake_reading,
    judging,
    likenesses,
    mailing,
    past_rounds,
    past_work,
    privacy,
    readings,
    releases,
    reminders,
    rollups,
    screening,
    storage,
    upkeep,
)
from submissions.services.errors import DATABASE_GONE, DatabaseAway, ExportFailed, ReaderFailed, StorageAway
from submissions.services.past_rounds import OnStage
from submissions.states import Processing

log = logging.getLogger(__name__)
SIGN_OF_LIFE: Final = 5.0
"""Seconds between two."""


@shared_task(acks_late=True, ignore_result=True)
def read_upload(reading_id: int) -> bool:
    """Reads one file; True when it is a report. A bell may ring twice, the work is done once."""
    if not readings.claim(reading_id):
        return False
    recorded = False
    with _failures_told(readings.fail, reading_id):
        recorded = readings.record(reading_id, _read(reading_id))
    if recorded:
        facsimiles.wanted(Upload.objects.get(readings=reading_id))
    return recorded


@contextmanager
def _failures_told(
    fail: Callable[[int, ParsingError], object], pk: int, unread: type[ParsingError] | None = None
) -> Iterator[None]:
    """Whatever a file provokes ends its work with a reason fit for an agency; one bad file never stops the queue.

    ``unread`` is what is said of work that reads no file, whether it took too long or went wrong.
    A database that went away is told once it is back. Until then the work stays with this worker, which has no sign
    of life to give: the sweeper finds it.
    """
    try:
        yield
    except ParsingError as error:
        fail(pk, error)
    except SoftTimeLimitExceeded:
        fail(pk, (unread or LimitExceeded)())
    except DATABASE_GONE:
        log.exception("the database went away during work %s: %s", pk, fail.__module__)
        close_old_connections()
        fail(pk, DatabaseAway())
    except Exception as error:
        log.exception("work %s on a file failed: %s", pk, fail.__module__)
        fail(pk, StorageAway() if storage.is_full(error) else (unread or ReaderFailed)())


def _read(reading_id: int) -> Report:
    related = "upload__submission__agency", "upload__submission__cycle"
    upload = Reading.objects.select_related(*related).get(pk=reading_id).upload
    if known := intake_reading.read_already(upload):
        return known
    owed = upload.submission

    last = ("", 0.0)

    def on_stage(stage: str, step: int, steps: int) -> None:
        # A long document says a step a page: one write a second is enough for the bar and the heartbeat.
        nonlocal last
        if stage != last[0] or monotonic() - last[1] >= 1:
            last = (stage, monotonic())
            readings.progress(reading_id, stage, step, steps)

    wanted = Wanted(owed.agency.names, owed.cycle.year)
    with screening.cleared(upload.file) as path:
        return read_caged(path, upload.original_name, on_stage, _limits(), wanted)


def _limits() -> Limits:
    """The cage ends well before the worker's own limit, so that there is time to say why."""
    return Limits(wall_seconds=max(settings.READING_TIME_LIMIT - 30, 5))


@shared_task(acks_late=True, ignore_result=True)
def read_intake(intake_id: int) -> bool:
    """Reads a file that belongs to no report yet; True when it is a report."""
    if not intake_reading.claim(intake_id):
        return False
    last = monotonic()

    def on_stage(stage: str, step: int, steps: int) -> None:
        nonlocal last
        if monotonic() - last >= SIGN_OF_LIFE:
            last = monotonic()
            intake_reading.beat(intake_id)

    with _failures_told(intake_reading.fail, intake_id):
        intake_reading.record(intake_id, _read_intake(Intake.objects.get(pk=intake_id), on_stage))
    return Intake.objects.filter(pk=intake_id, processing=Processing.DONE.value).exists()


def _read_intake(intake: Intake, on_stage: OnStage) -> Report:
    with screening.cleared(intake.file) as path:
        return read_caged(path, intake.original_name, on_stage, _limits())


@shared_task(acks_late=True, ignore_result=True)
def work_past(batch_id: int) -> bool:
    """Works on a batch of past reports for a moment, then rings for the next round; gives way to whoever waits.

    One chain of messages a batch, in a queue of its own: however many files, people are not kept waiting.
    """
    return past_rounds.work(batch_id, _read_intake, _failures_told)


@shared_task(acks_late=True, ignore_result=True)
def screen_file(screening_id: int) -> bool:
    """Has one kept file that nobody reads looked at by the malware scanner; True when there is an answer."""
    return screening.screen(screening_id)


@shared_task(acks_late=True, ignore_result=True)
def look_for_private(look_id: int) -> bool:
    """Looks for personal data in one file beside a report, behind all reading; True when it was looked at."""
    if not privacy.claim(look_id):
        return False
    look = PrivacyLook.objects.get(pk=look_id)
    with _failures_told(privacy.fail, look_id), screening.cleared(look.file) as path:
        return privacy.record(look_id, personal.look_caged(path, look.name, _limits()))
    return False


@shared_task(acks_late=True, ignore_result=True)
def draw_upload(facsimile_id: int) -> bool:
    """Makes the pictures of one file's pages; True when they are there."""
    if not facsimiles.claim(facsimile_id):
        return False
    kept = Facsimile.objects.select_related("upload", "intake").get(pk=facsimile_id).kept
    with _failures_told(facsimiles.fail, facsimile_id), screening.cleared(kept.file) as path:
        facsimiles.record(facsimile_id, facsimile.facsimile_caged(path, kept.original_name))
    return Facsimile.objects.filter(pk=facsimile_id, processing=Processing.DONE.value).exists()


@shared_task(acks_late=True, ignore_result=True)
def annotate_copy(copy_id: int) -> bool:
    """Makes one annotated PDF; True when it is there."""
    if not copies.claim(copy_id):
        return False
    related = "reading__upload__submission__agency", "reading__upload__submission__cycle"
    reading = AnnotatedCopy.objects.select_related(*related).get(pk=copy_id).reading
    upload = reading.upload
    with _failures_told(copies.fail, copy_id), screening.cleared(upload.file) as path:
        title, notes = copies.title_of(upload.submission), copies.notes_of(reading)
        pdf = annotated.annotate_caged(path, upload.original_name, title, notes)
        copies.record(copy_id, pdf)
    return AnnotatedCopy.objects.filter(pk=copy_id, processing=Processing.DONE.value).exists()


@shared_task(acks_late=True, ignore_result=True)
def release(order_id: int) -> bool:
    """Releases approved reports to the public for as long as a task may, then rings for the next worker."""
    more = releases.carry_out(order_id, settings.READING_TIME_LIMIT / 2)
    return bell.ring(order_id, bell.RELEASE) if more else False


def _later(task: Any, pk: int) -> object:
    return task.apply_async((pk,), countdown=10)


def _behind(task: Any, pk: int) -> object:
    return task.apply_async((pk,), queue="bulk")


@shared_task(acks_late=False, ignore_result=True, time_limit=1800, soft_time_limit=1740)
def make_export(export_id: int) -> bool:
    """Writes one file of a snapshot, in a queue of its own and taken at once, like a comparison."""
    if not exporting.claim(export_id):
        return False
    with _failures_told(exporting.fail, export_id, ExportFailed):
        exporting.make(export_id)
    return Export.objects.filter(pk=export_id, processing=Processing.DONE.value).exists()


@shared_task(ignore_result=True)
def expire_exports() -> int:
    """Takes old files away."""
    return exporting.expire()


@shared_task(ignore_result=True)
def sweep() -> int:
    """Finds work nobody took: rings again for it, and gives up on files no worker survives."""
    upkeep.forget_old()
    readings.give_up_lost()
    intake_reading.give_up_lost()
    facsimiles.give_up_lost()
    copies.give_up_lost()
    exporting.give_up_lost()
    privacy.give_up_lost()
    for erasure_id in erasing.left_behind():
        erasing.delete_bytes(erasure_id)
    left = (
        (exporting.waiting(), bell.EXPORT),
        (intake_reading.waiting(), bell.INTAKE),
        (likenesses.waiting(), bell.COMPARE),
        (past_work.waiting(), bell.PAST),
        (releases.waiting(), bell.RELEASE),
        (rollups.waiting(), bell.ROLLUP),
        (backtests.waiting(), bell.TEST),
        (screening.waiting(), bell.SCREEN),
        (privacy.waiting(), bell.LOOK),
        (readings.waiting(in_bulk=True), bell.REREAD),
    )
    for waiting, work in left:
        for pk in waiting:
            bell.ring(pk, work)
    return sum(bell.ring(reading_id) for reading_id in readings.waiting())


@shared_task(acks_late=True, ignore_result=True)
def judge_stale(_: int = 0) -> int:
    """Judges again what was judged by other rules or another policy; the next round takes what is left."""
    until = monotonic() + settings.READING_TIME_LIMIT / 2
    done = 0
    for submission_id in judging.stale():
        if monotonic() > until:
            break
        done += judging.judge_again(submission_id)
    return done


@shared_task(acks_late=True, ignore_result=True)
def back_test(run_id: int) -> bool:
    """Goes on with a run of one rule for as long as a task may, then rings for the next worker."""
    until = monotonic() + settings.READING_TIME_LIMIT / 2
    try:
        while monotonic() < until:
            if not backtests.go_on(run_id):
                return False
    except DATABASE_GONE:
        raise  # the sweeper has it taken up again
    except Exception:
        log.exception("back-test %s failed", run_id)
        backtests.fail(run_id)
        return False
    return bell.ring(run_id, bell.TEST)


@shared_task(acks_late=False, ignore_result=True, time_limit=7200, soft_time_limit=7000)
def compare_cycle(cycle_id: int) -> bool:
    """Holds all reports of a cycle against one another, in a queue of its own: reading never waits for it.

    It takes longer than a message may stay unanswered, so it is taken at once; one that is lost is
    rung for again by the sweeper.
    """
    if not likenesses.claim(cycle_id):
        return False
    try:
        likenesses.compare(Cycle.objects.get(pk=cycle_id))
    except DATABASE_GONE:
        raise  # the sweeper has it taken up again
    except Exception:
        log.exception("comparing cycle %s failed", cycle_id)
        likenesses.fail(cycle_id)
        return False
    return True


@shared_task(acks_late=True, ignore_result=True)
def build_rollup(rollup_id: int) -> bool:
    """Adds up one year of an area for its charts; False when nobody needs it any more."""
    return rollups.build(rollup_id)


@shared_task(ignore_result=True)
def compare_nightly() -> int:
    """Queues a comparison of every open cycle that has new readings."""
    return sum(likenesses.queue(cycle) is not None for cycle in likenesses.changed_cycles())


@shared_task(ignore_result=True)
def send_mail(_: int = 0) -> int:
    """Sends the mail that waits, a round at a time: a chase of a province does not wait for the next minute's."""
    sent = mailing.send_waiting()
    if sent == mailing.BATCH:
        bell.ring(0, bell.MAIL)
    return sent


@shared_task(ignore_result=True)
def remind() -> int:
    """Deadlines to those who still owe, and the digest to those who review."""
    return reminders.remind() + reminders.digest()


@shared_task(acks_late=True, ignore_result=True)
def seal_history() -> int:
    """Once a minute: puts the new events on the chain of the audit log; how many."""
    return audit.seal()


bell.register(read_upload.delay)
bell.register(partial(_behind, read_upload), bell.REREAD)
bell.register(read_intake.delay, bell.INTAKE)
bell.register(work_past.delay, bell.PAST)
bell.register(partial(_later, work_past), bell.PAST_LATER)
bell.register(release.delay, bell.RELEASE)
bell.register(screen_file.delay, bell.SCREEN)
bell.register(look_for_private.delay, bell.LOOK)
bell.register(draw_upload.delay, bell.DRAW)
bell.register(judge_stale.delay, bell.JUDGE)
bell.register(back_test.delay, bell.TEST)
bell.register(compare_cycle.delay, bell.COMPARE)
bell.register(annotate_copy.delay, bell.ANNOTATE)
bell.register(send_mail.delay, bell.MAIL)
bell.register(make_export.delay, bell.EXPORT)
bell.register(build_rollup.delay, bell.ROLLUP)
