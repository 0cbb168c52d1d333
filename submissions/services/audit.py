"""The audit log: events only grow, and a chain of digests shows whoever changed one.

Events are sealed a minute after they happened, in the order they are found, by one process at a time: writing an
event waits for nobody. The digest of the last seal, told in the log with every sealing, is the anchor outside the
database: ``verify`` given an older one finds out that the end of the chain was cut off and made anew.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from submissions.models import Event, EventSeal

log = logging.getLogger(__name__)

START: Final = "0" * 64
BATCH: Final = 2000
FIELDS: Final = (
    "pk", "submission_id", "agency_id", "actor_id", "at", "kind", "from_state", "to_state", "note", "ip",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """Where the chain does not hold: the number of the seal, and a sentence."""

    number: int
    words: str


def digest_of(before: str, event: Event) -> str:
    """SHA-256 over the digest before and the event's fields as JSON. Times are in UTC, to the microsecond."""
    said = {name: getattr(event, name) for name in FIELDS} | {"at": event.at.isoformat(timespec="microseconds")}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()


def seal(limit: int = BATCH) -> int:
    """Seals the oldest events without a seal; how many. Another process at the same work stops this one."""
    last = EventSeal.objects.order_by("-number").first()
    number, before = (last.number, last.digest) if last else (0, START)
    rows = []
    for event in Event.objects.filter(seal=None).order_by("pk")[:limit]:
        number, before = number + 1, digest_of(before, event)
        rows.append(EventSeal(number=number, event=event, digest=before))
    try:
        with transaction.atomic():
            EventSeal.objects.bulk_create(rows)
    except IntegrityError:
        return 0
    if rows:
        log.info("audit: sealed %s events, head %s:%s", len(rows), number, before)
    return len(rows)


def head() -> str:
    """The anchor: number and digest of the last seal, as ``verify`` takes it."""
    last = EventSeal.objects.order_by("-number").first()
    return f"{last.number}:{last.digest}" if last else f"0:{START}"


def verify(anchor: str = "", *, at: datetime | None = None) -> list[Fault]:
    """Every place where the chain does not hold; none when history is as it was sealed.

    ``anchor`` is "number:digest" of an earlier head. Raises ValueError when it is not of that form. ``at`` is the
    moment history is of, where it came back from a backup: what was about to be sealed then is not missed.
    """
    expected = _anchor(anchor) if anchor else None
    faults = []
    before, awaited = START, 1
    for one in EventSeal.objects.select_related("event").iterator(chunk_size=BATCH):
        numbers = {"n": one.number, "event": one.event_id}
        if one.number != awaited:
            faults.append(Fault(awaited, _("缺少第 %(n)s 号封条。") % {"n": awaited}))
        elif one.digest != digest_of(before, one.event):
            faults.append(Fault(one.number, _("第 %(n)s 号封条与操作记录 %(event)s 不符。") % numbers))
        if expected and expected[0] == one.number and expected[1] != one.digest:
            faults.append(Fault(one.number, _("第 %(n)s 号封条与给出的校验值不符。") % numbers))
        before, awaited = one.digest, one.number + 1
    if expected and expected[0] >= awaited:
        faults.append(Fault(awaited, _("记录在第 %(n)s 号之后被截断。") % {"n": awaited - 1}))
    return faults + list(_left_out(at or timezone.now()))


def _anchor(text: str) -> tuple[int, str]:
    number, _colon, digest = text.partition(":")
    if len(digest) != len(START):
        raise ValueError(text)
    return int(number), digest


def _left_out(now: datetime) -> Iterator[Fault]:
    """Events the sealing should have reached long ago."""
    before = now - timedelta(hours=1)
    count = Event.objects.filter(seal=None, at__lt=before).count()
    if count:
        yield Fault(0, _("%(n)s 条一小时以前的操作记录还没有封存，请检查定时任务。") % {"n": count})
