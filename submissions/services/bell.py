"""The bell that tells a worker there is work. The database is the truth: a bell that is lost costs a minute."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import transaction

log = logging.getLogger(__name__)

Ringer = Callable[[int], object]
_ringers: dict[str, Ringer] = {}
READ, DRAW, JUDGE, TEST, COMPARE, ANNOTATE, MAIL = "read", "draw", "judge", "test", "compare", "annotate", "mail"
INTAKE = "intake"
RELEASE = "release"
PAST, PAST_LATER = "past", "past_later"
EXPORT = "export"
REREAD = "reread"
ROLLUP = "rollup"
SCREEN = "screen"
LOOK = "look"


def register(ringer: Ringer, work: str = READ) -> None:
    """Makes ``ringer`` the bell of a kind of work. The tasks call this when they load: services know no tasks."""
    _ringers[work] = ringer


def ring(pk: int, work: str = READ) -> bool:
    """Rings now. False when the broker is out of reach; the sweeper rings again."""
    if work not in _ringers:
        return False
    try:
        _ringers[work](pk)
    except Exception:  # every transport raises its own kind, and none may cost the agency its upload
        log.warning("no bell to %s %s: the broker is out of reach", work, pk, exc_info=True)
        return False
    return True


def ring_on_commit(pk: int, work: str = READ) -> None:
    transaction.on_commit(lambda: ring(pk, work))


def ring_judging_on_commit() -> None:
    """Reports whose rules or policy changed wait to be judged again."""
    ring_on_commit(0, JUDGE)
