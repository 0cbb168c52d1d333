"""The worker's side of a file that belongs to no report yet: who reads it, and whose report it says it is."""

from __future__ import annotations

from django.db.models import F, Q
from django.utils import timezone

from parsing import PARSER_VERSION
from parsing.errors import ParsingError
from parsing.report import Report
from submissions.models import Intake, Upload
from submissions.services import attempts, screening
from submissions.services.errors import ReaderLost
from submissions.services.text import storable
from submissions.states import Processing


def free() -> Q:
    """Files nobody reads: queued and not waiting for the malware scanner, or left behind by a worker that died."""
    return attempts.free() & ~Q(processing=Processing.QUEUED.value, sha256__in=screening.postponed())


def claim(intake_id: int) -> bool:
    """Takes the file for this worker, also from a worker that died. Exactly one caller gets True.

    A file its clerk has dropped is not read.
    """
    mine = Intake.objects.filter(free(), pk=intake_id, attempts__lt=attempts.MAX_ATTEMPTS, dropped_at=None)
    now, reading = timezone.now(), Processing.READING.value
    return bool(
        mine.update(processing=reading, attempts=F("attempts") + 1, heartbeat=now, error_code="", error_message="")
    )


def beat(intake_id: int) -> None:
    """The worker's sign of life."""
    Intake.objects.filter(pk=intake_id, processing=Processing.READING.value).update(heartbeat=timezone.now())


def waiting(limit: int = 100) -> list[int]:
    """Files of clerks nobody works on, the oldest ``limit`` of them; past reports wait in their batch."""
    found = Intake.objects.filter(free(), attempts.missed(), dropped_at=None, batch=None).order_by("pk")
    return list(found.values_list("pk", flat=True)[:limit])


def give_up_lost() -> int:
    """Ends readings whose workers died too often; returns how many."""
    lost = Intake.objects.filter(attempts.stuck(), attempts__gte=attempts.MAX_ATTEMPTS)
    return sum(fail(intake_id, ReaderLost()) for intake_id in list(lost.values_list("pk", flat=True)))


def record(intake_id: int, report: Report) -> bool:
    """Keeps what was read and whose report it says it is."""
    report = Report.from_json(storable(report.to_json()))
    return _finish(
        intake_id,
        Processing.DONE,
        report=report.to_json(),
        found_title=report.title,
        found_agency=report.agency[:200],
        found_year=report.year if report.year and 0 < report.year < 10_000 else None,
    )


def fail(intake_id: int, error: ParsingError) -> bool:
    """Ends the reading with a reason the clerk understands. False when it had ended before.

    As with a report's reading, what is away only puts it off.
    """
    why = attempts.reason_to_end(error, Intake.objects.filter(pk=intake_id), attempts.TOLD, "queued_at")
    if why is None:
        return False
    told = {"error_code": why.code, "error_message": why.message, "error_advice": why.advice}
    return _finish(intake_id, Processing.FAILED, **told)


def refuse(intake: Intake, error: ParsingError) -> None:
    """Says of a file that came just now, and is not saved yet, why it is not read at all."""
    intake.processing, intake.parser_version = Processing.FAILED.value, PARSER_VERSION
    intake.error_code, intake.error_message, intake.error_advice = error.code, error.message, error.advice


def _finish(intake_id: int, outcome: Processing, **columns: object) -> bool:
    running = Intake.objects.filter(pk=intake_id, processing=Processing.READING.value)
    return bool(running.update(processing=outcome.value, parser_version=PARSER_VERSION, **columns))


def read_already(upload: Upload) -> Report | None:
    """What this version of the library read in the file before it was filed: it need not be read twice."""
    known = Intake.objects.filter(upload=upload, processing=Processing.DONE.value, parser_version=PARSER_VERSION)
    kept = known.values_list("report", flat=True).first()
    return Report.from_json(kept) if kept else None
