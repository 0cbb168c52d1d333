"""What a worker does beside its tasks: it loads the readers before it forks, and says that it lives."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any, Final

from celery import current_app
from celery.signals import heartbeat_sent, task_success, worker_init, worker_process_shutdown, worker_shutdown
from django.conf import settings
from django.db import connection

from parsing import annotated, facsimile
from parsing.pipeline import warm
from parsing.readers import office
from submissions.services import upkeep

log = logging.getLogger(__name__)
SCHEDULED: Final = frozenset(entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values())
SIGN_EVERY: Final = 30.0
"""Seconds between two signs of life a worker leaves in the database."""
_signed = [float("-inf")]


@worker_init.connect
def _warm(**_: object) -> None:
    """The readers' libraries and the words of the form are loaded once, before the worker forks; the web
    site never needs them."""
    warm()
    facsimile.load()
    annotated.load()


@worker_process_shutdown.connect
def _close_office(**_: object) -> None:
    """The processes of the pool end without Python's exit handlers."""
    office.close()


@contextmanager
def _never_in_the_way(failed: str) -> Iterator[None]:
    """For what a worker writes down of itself: nothing ends by that failing."""
    try:
        yield
    except Exception:
        log.warning(failed, exc_info=True)
    finally:
        # This is the process that forks: a connection it kept open would be shared by all its children.
        connection.close()


@heartbeat_sent.connect
def _sign(sender: Any = None, **_: object) -> None:
    """While it is in touch with the broker a worker says so, for the operators' page."""
    if monotonic() - _signed[0] < SIGN_EVERY:
        return
    _signed[0] = monotonic()
    with _never_in_the_way("no sign of life could be left"):
        queues = sorted(current_app.amqp.queues.consume_from)
        upkeep.beat(f"{upkeep.WORKER}{sender.eventer.hostname}", queues=queues, version=upkeep.version())


@worker_shutdown.connect
def _signed_off(sender: Any = None, **_: object) -> None:
    """A worker that was asked to stop is not missed."""
    with _never_in_the_way("a worker could not sign off"):
        upkeep.stopped(f"{upkeep.WORKER}{sender.hostname}")


@task_success.connect
def _noted(sender: Any = None, **_: object) -> None:
    """Each entry of the timetable says when it was last done."""
    if sender is not None and sender.name in SCHEDULED:
        upkeep.beat(f"{upkeep.TASK}{sender.name}")
