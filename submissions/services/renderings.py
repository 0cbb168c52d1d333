"""The life of what a worker makes for people to look at or take away: page pictures, annotated copies, exports;
and of what it looks for in files nobody reads.

It can always be made again from what is kept: whoever looks rings for work that nobody took, and the
sweeper where nobody need look. What takes long has a ``heartbeat``, and is left to its worker for as long as
that goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from parsing.errors import ParsingError
from submissions.models import AnnotatedCopy, Export, Facsimile, PrivacyLook, Rendering
from submissions.services import attempts
from submissions.services.attempts import MAX_ATTEMPTS, RING_AGAIN_AFTER
from submissions.states import Processing

Kind = type[Rendering]

STUCK_AFTER: Final[dict[Kind, timedelta]] = {
    Facsimile: timedelta(minutes=3),
    AnnotatedCopy: timedelta(minutes=4),
    Export: timedelta(minutes=5),
    PrivacyLook: timedelta(seconds=settings.READING_STUCK_AFTER),
}
"""Longer than the child that makes one may take, or than a sign of life is away."""


def ring_is_due(kind: Kind, pk: int) -> bool:
    """One of all that look at the page at once rings again for work that nobody took."""
    now = timezone.now()
    waiting = kind._default_manager.filter(_free(kind), pk=pk, attempts__lt=MAX_ATTEMPTS)
    return bool(waiting.filter(attempts.long_ago("rung_at", RING_AGAIN_AFTER)).update(rung_at=now))


def _free(kind: Kind) -> Q:
    return attempts.free(kind.SIGN, STUCK_AFTER[kind])


def claim(kind: Kind, pk: int) -> bool:
    """Takes the work, also from a worker that died. Exactly one caller gets True."""
    free = kind._default_manager.filter(_free(kind), pk=pk, attempts__lt=MAX_ATTEMPTS)
    now = timezone.now()
    signs = {"started_at": now, kind.SIGN: now}
    return bool(free.update(processing=Processing.READING.value, attempts=F("attempts") + 1, why_not="", **signs))


def beat(kind: Kind, pk: int, **columns: object) -> None:
    """A sign of life, with how far it is."""
    running = kind._default_manager.filter(pk=pk, processing=Processing.READING.value)
    running.update(**{kind.SIGN: timezone.now()}, **columns)


def finish(kind: Kind, pk: int, outcome: Processing, **columns: object) -> bool:
    """Ends it; False when it had ended before."""
    running = kind._default_manager.filter(pk=pk, processing=Processing.READING.value)
    return bool(running.update(processing=outcome.value, **columns))


def fail(kind: Kind, pk: int, error: ParsingError) -> bool:
    """Ends it with the reason; False when it had ended before, or waits for something that is away."""
    why = attempts.reason_to_end(error, kind._default_manager.filter(pk=pk), {"why_not": "waits"}, kind.SINCE)
    return why is not None and finish(kind, pk, Processing.FAILED, why_not=why.message)


def waiting(kind: Kind, limit: int = 50) -> list[int]:
    """Work nobody took for a while, or that was left behind by a worker that died."""
    silent = kind._default_manager.filter(_free(kind), attempts__lt=MAX_ATTEMPTS)
    missed = silent.filter(attempts.long_ago("rung_at", RING_AGAIN_AFTER))
    return list(missed.order_by("pk").values_list("pk", flat=True)[:limit])


def give_up_lost(kind: Kind, fail: Callable[[int, ParsingError], object], error: ParsingError) -> int:
    """Ends work whose workers died too often, for nobody takes it again; returns how much."""
    stuck = attempts.stuck(kind.SIGN, STUCK_AFTER[kind])
    lost = kind._default_manager.filter(stuck, attempts__gte=MAX_ATTEMPTS).values_list("pk", flat=True)
    return sum(bool(fail(pk, error)) for pk in list(lost))
