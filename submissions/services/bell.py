"""The bell that tells a worker there is work. The database is the truth: a bell that is lost costs a minute."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import transaction

log = logging.getLogger(__name__)

Ringer = Callable[[int], object]
_ringers: list[Ringer] = []


def register(ringer: Ringer) -> None:
    """Makes ``ringer`` the bell. The tasks call this when they are imported: services know no tasks."""
    _ringers[:] = [ringer]


def ring(reading_id: int) -> bool:
    """Rings now. False when the broker is out of reach; the sweeper rings again."""
    try:
        for ringer in _ringers:
            ringer(reading_id)
    except Exception:  # every transport raises its own kind, and none may cost the agency its upload
        log.warning("no bell for reading %s: the broker is out of reach", reading_id, exc_info=True)
        return False
    return bool(_ringers)


def ring_on_commit(reading_id: int) -> None:
    transaction.on_commit(lambda: ring(reading_id))
