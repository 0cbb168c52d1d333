"""The life of what a worker makes for people to look at or take away: page pictures, annotated copies, exports.

It can always be made again from what is kept: whoever looks rings for work that nobody took, and the
sweeper where nobody need look. A row has ``processing``, ``rung_at``, ``started_at``, ``attempts`` and
``why_not``; what takes long has a ``heartbeat``, and is left to its worker for as long as that goes on.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db.models import F, Q
from django.utils import timezone

from submissions.models import AnnotatedCopy, Export, Facsimile
from submissions.states import Processing

RING_AGAIN_AFTER: Final = timedelta(seconds=30)
MAX_ATTEMPTS: Final = 3

Rendered = type[Facsimile] | type[AnnotatedCopy] | type[Export]

STUCK_AFTER: Final[dict[Rendered, timedelta]] = {
    Facsimile: timedelta(minutes=3),
    AnnotatedCopy: timedelta(minutes=4),
    Export: timedelta(minutes=5),
}
"""Longer than the child that makes one may take, or than a sign of life is away."""

SIGNS: Final[dict[Rendered, str]] = {Facsimile: "started_at", AnnotatedCopy: "started_at", Export: "heartbeat"}
"""Which column says that somebody is at it."""


def ring_is_due(kind: Rendered, pk: int) -> bool:
    """One of all that look at the page at once rings again for work that nobody took."""
    now = timezone.now()
    waiting = kind._default_manager.filter(_free(kind), pk=pk, attempts__lt=MAX_ATTEMPTS)
    return bool(waiting.filter(rung_at__lt=now - RING_AGAIN_AFTER).update(rung_at=now))


def _free(kind: Rendered) -> Q:
    silent = {f"{SIGNS[kind]}__lt": timezone.now() - STUCK_AFTER[kind]}
    stuck = Q(processing=Processing.READING.value, **silent)
    return Q(processing=Processing.QUEUED.value) | stuck


def claim(kind: Rendered, pk: int) -> bool:
    """Takes the work, also from a worker that died. Exactly one caller gets True."""
    free = kind._default_manager.filter(_free(kind), pk=pk, attempts__lt=MAX_ATTEMPTS)
    now = timezone.now()
    signs = {"started_at": now, SIGNS[kind]: now}
    return bool(free.update(processing=Processing.READING.value, attempts=F("attempts") + 1, why_not="", **signs))


def beat(kind: Rendered, pk: int, **columns: object) -> None:
    """A sign of life, with how far it is."""
    running = kind._default_manager.filter(pk=pk, processing=Processing.READING.value)
    running.update(**{SIGNS[kind]: timezone.now()}, **columns)


def finish(kind: Rendered, pk: int, outcome: Processing, **columns: object) -> bool:
    """Ends it; False when it had ended before."""
    running = kind._default_manager.filter(pk=pk, processing=Processing.READING.value)
    return bool(running.update(processing=outcome.value, **columns))


def waiting(kind: Rendered, limit: int = 50) -> list[int]:
    """Work nobody took for a while, or that was left behind by a worker that died."""
    silent = kind._default_manager.filter(_free(kind), attempts__lt=MAX_ATTEMPTS)
    missed = silent.filter(rung_at__lt=timezone.now() - RING_AGAIN_AFTER)
    return list(missed.order_by("pk").values_list("pk", flat=True)[:limit])


def lost(kind: Rendered) -> list[int]:
    """Work whose workers died too often."""
    spent = kind._default_manager.filter(_free(kind), attempts__gte=MAX_ATTEMPTS)
    return list(spent.exclude(processing=Processing.QUEUED.value).values_list("pk", flat=True))
