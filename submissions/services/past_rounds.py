"""One round of work on a batch of past reports, and who it gives way to."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from time import monotonic
from typing import Final

from django.conf import settings

from parsing.errors import ParsingError
from parsing.report import Report
from submissions.models import Intake, PastBatch
from submissions.services import bell, intake_reading, past_work
from submissions.services.errors import DATABASE_GONE, ReaderFailed
from submissions.services.past_matching import Directory
from submissions.services.past_work import Piece

log = logging.getLogger(__name__)
OnStage = Callable[[str, int, int], None]
Reader = Callable[[Intake, OnStage], Report]
"""Reads one file in its cage, saying how far it is; raises ParsingError."""
Guard = Callable[[Callable[[int, ParsingError], object], int], AbstractContextManager[None]]
"""Whatever happens inside ends the work on this file with a reason."""
SIGN_OF_LIFE: Final = 5.0


def round_seconds() -> float:
    """For how long one round works: the last file it begins still ends within a task's time."""
    return min(20.0, settings.READING_TIME_LIMIT / 9)


def work(batch_id: int, read: Reader, guard: Guard) -> bool:
    """Works for a round and rings for the next; rings later where somebody waits for a report of this year."""
    until = monotonic() + round_seconds()
    directory: Directory | None = None
    while monotonic() < until:
        past_work.alive(batch_id)
        if past_work.others_wait():
            return bell.ring(batch_id, bell.PAST_LATER)
        piece = past_work.next_piece(batch_id)
        if piece is None:
            past_work.finish(batch_id)
            return True
        if piece.deed == "read":
            directory = directory or Directory.of(PastBatch.objects.select_related("root").get(pk=batch_id).root)
            _read(piece.pk, batch_id, directory, read, guard)
        else:
            _carry_out(piece)
        if past_work.waits(piece):
            return False  # what is away now is away in a moment too: the sweeper has the batch taken up again
    return bell.ring(batch_id, bell.PAST)


def _read(intake_id: int, batch_id: int, directory: Directory, read: Reader, guard: Guard) -> None:
    """Reads one file of a batch; whatever it provokes stays its own."""
    if not intake_reading.claim(intake_id):
        return
    last = monotonic()

    def on_stage(stage: str, step: int, steps: int) -> None:
        nonlocal last
        if monotonic() - last >= SIGN_OF_LIFE:
            last = monotonic()
            intake_reading.beat(intake_id)
            past_work.alive(batch_id)

    with guard(intake_reading.fail, intake_id):
        past_work.read(intake_id, read(Intake.objects.get(pk=intake_id), on_stage), directory)


def _carry_out(piece: Piece) -> None:
    try:
        if piece.deed == "unpack":
            past_work.unpack(piece.pk)
        else:
            past_work.carry_out(piece)
    except DATABASE_GONE:
        raise  # the sweeper has the batch taken up again
    except Exception:
        log.exception("%s of past report %s failed", piece.deed, piece.pk)
        past_work.failed(piece, ReaderFailed.message)
