"""The life of what a worker makes of a file for people to look at: page pictures, annotated copies.

It can always be made again from the file, so there is no sweeper: whoever looks rings for work that
nobody took. A row has ``processing``, ``rung_at``, ``started_at``, ``attempts`` and ``why_not``.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db.models import F, Q
from django.utils import timezone

from submissions.models import AnnotatedCopy, Facsimile
from submissions.states import Processing

RING_AGAIN_AFTER: Final = timedelta(seconds=30)
MAX_ATTEMPTS: Final = 3

Rendered = type[Facsimile] | type[AnnotatedCopy]

STUCK_AFTER: Final[dict[Rendered, timedelta]] = {
    Facsimile: timedelta(minutes=3),
    AnnotatedCopy: timedelta(minutes=4),
}
"""Longer than the child that makes one may take."""


def ring_is_due(kind: Rendered, pk: int) -> bool:
    """One of all that look at the page at once rings again for work that nobody took."""
    now = timezone.now()
    waiting = kind._default_manager.filter(_free(kind), pk=pk, attempts__lt=MAX_ATTEMPTS)
    return bool(waiting.filter(rung_at__lt=now - RING_AGAIN_AFTER).update(rung_at=now))


def _free(kind: Rendered) -> Q:
    stuck = Q(processing=Processing.READING.value, started_at__lt=timezone.now() - STUCK_AFTER[kind])
    return Q(processing=Processing.QUEUED.value) | stuck


def claim(kind: Rendered, pk: int) -> bool:
    """Takes the work, also from a worker that died. Exactly one caller gets True."""
    free = kind._default_manager.filter(_free(kind), pk=pk, attempts__lt=MAX_ATTEMPTS)
    taken = free.update(
        processing=Processing.READING.value, attempts=F("attempts") + 1, started_at=timezone.now(), why_not=""
    )
    return bool(taken)


def finish(kind: Rendered, pk: int, outcome: Processing, **columns: object) -> None:
    running = kind._default_manager.filter(pk=pk, processing=Processing.READING.value)
    running.update(processing=outcome.value, **columns)
