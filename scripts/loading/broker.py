"""A Redis database for one run: refused unless it is empty, and empty again when the run is over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import redis


class Trouble(RuntimeError):
    """Why a run cannot be, in a sentence."""


def refuse_used(url: str) -> None:
    """Raises Trouble where the Redis database holds anything: a worker would take others' messages, and who empties
    it would take them away."""
    with redis.Redis.from_url(url) as database:
        if database.dbsize():
            raise Trouble(f"{url} is not empty. Name a Redis database nobody uses: redis://…/15")


def empty(url: str) -> None:
    with redis.Redis.from_url(url) as database:
        database.flushdb()


@contextmanager
def borrowed(url: str) -> Iterator[None]:
    """Takes the database a broker is named by for a run, whose queues and bindings go at its end. Raises Trouble.

    A broker of files lies in the run's own folder and goes with that.
    """
    if not url.startswith(("redis:", "rediss:")):
        yield
        return
    refuse_used(url)
    try:
        yield
    finally:
        empty(url)
