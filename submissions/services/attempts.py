"""What all work on files has in common: when its worker counts as dead, and how it waits for what is away.

The rows have ``processing`` and ``attempts``, and columns that say since when they wait and when somebody was at them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from parsing.errors import ParsingError, ReaderKilled
from submissions.services.errors import Away, ReadOnceMore, StillAway
from submissions.states import Processing

MAX_ATTEMPTS: Final = 3
KILLED_AT_MOST: Final = 2
"""Attempts after which a reader that the system killed is not tried again: a file may be what takes all memory."""
RING_AGAIN_AFTER: Final = timedelta(seconds=30)
TRIED_FOR: Final = timedelta(days=1)
"""How long work is tried that needs something which is away."""
TOLD: Final = {"error_code": "code", "error_message": "waits"}
"""What the row of a file that waits says of what it waits for."""


def long_ago(column: str, after: timedelta) -> Q:
    """The time in this column is further away than ``after``: gone by, or ahead because the clock was put back."""
    now = timezone.now()
    return Q(**{f"{column}__lt": now - after}) | Q(**{f"{column}__gt": now + after})


def stuck(sign: str = "heartbeat", after: timedelta | None = None) -> Q:
    """In the hands of a worker that has shown no sign of life: by default for READING_STUCK_AFTER."""
    after = timedelta(seconds=settings.READING_STUCK_AFTER) if after is None else after
    return Q(processing=Processing.READING.value) & long_ago(sign, after)


def free(sign: str = "heartbeat", after: timedelta | None = None) -> Q:
    """What nobody works on: queued, or left behind by a worker that died."""
    return Q(processing=Processing.QUEUED.value) | stuck(sign, after)


def missed(since: str = "queued_at") -> Q:
    """What nobody works on although it was rung for a while ago."""
    waits = Q(processing=Processing.QUEUED.value) & long_ago(since, RING_AGAIN_AFTER)
    return waits | stuck()


def reason_to_end(
    error: ParsingError, row: QuerySet[Any], told: Mapping[str, str], since: str = ""
) -> ParsingError | None:
    """Why work ends; None when it waits in its queue, as if nobody had tried, for something that is away.

    ``told`` says which column holds what of the error meanwhile. What has waited longer than TRIED_FOR since the time
    in the column ``since`` ends; without such a column it waits as long as need be. Work whose child the system killed
    goes back once, and that attempt counts.
    """
    if isinstance(error, ReaderKilled):
        return None if _put_back(row.filter(attempts__lt=KILLED_AT_MOST), ReadOnceMore(), told, uncounted=0) else error
    if not isinstance(error, Away):
        return error
    young = Q(**{f"{since}__gt": timezone.now() - TRIED_FOR}) if since and error.ends else Q()
    return None if _put_back(row.filter(young), error, told, uncounted=1) else StillAway()


def _put_back(row: QuerySet[Any], why: Away, told: Mapping[str, str], *, uncounted: int) -> bool:
    """Back into the queue, with what it waits for; ``uncounted`` attempts are as if nobody had made them."""
    said = {column: getattr(why, what) for column, what in told.items()}
    mine = row.filter(processing=Processing.READING.value)
    return bool(mine.update(processing=Processing.QUEUED.value, attempts=F("attempts") - uncounted, **said))
