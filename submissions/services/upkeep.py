"""Signs of life of workers and timetables, and the record of backups, restores and drills."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.utils import timezone

from parsing import PARSER_VERSION, RULES_VERSION
from submissions.models import Pulse, Upkeep, UpkeepKind

WORKER, TASK, MAIL = "worker:", "task:", "mail"
FORGOTTEN_AFTER: Final = timedelta(days=2)


def version() -> str:
    """What runs here: the revision the image was built from, where that is known, and what decides readings."""
    parts = [settings.REVISION[:12], f"{PARSER_VERSION}/{RULES_VERSION}"]
    return " ".join(part for part in parts if part)


def beat(name: str, **facts: Any) -> None:
    """A sign of life, now."""
    Pulse.objects.update_or_create(name=name, defaults={"at": timezone.now(), "facts": facts})


def stopped(name: str) -> None:
    """It ended in good order and is not missed."""
    Pulse.objects.filter(name=name).delete()


def forget_old() -> int:
    """Workers whose machines are long gone; how many."""
    old = Pulse.objects.filter(name__startswith=WORKER, at__lt=timezone.now() - FORGOTTEN_AFTER)
    return old.delete()[0]


@dataclass(slots=True)
class Outcome:
    """What there is to say when it ends well: filled in by whoever does the work."""

    words: str = ""
    size: int = 0
    place: str = ""


@contextmanager
def kept(kind: UpkeepKind, place: object) -> Iterator[Outcome]:
    """Around the work: a row that says that it began, and afterwards how it ended; an exception is its end too."""
    row = Upkeep.objects.create(kind=kind, place=str(place)[:500])
    outcome = Outcome(place=row.place)
    try:
        yield outcome
    except BaseException as error:
        _end(row, outcome, succeeded=False, words=str(error) or type(error).__name__)
        raise
    _end(row, outcome, succeeded=True, words=outcome.words)


def _end(row: Upkeep, outcome: Outcome, *, succeeded: bool, words: str) -> None:
    Upkeep.objects.filter(pk=row.pk).update(
        ended_at=timezone.now(), succeeded=succeeded, words=words, size=outcome.size, place=outcome.place[:500]
    )


def latest(kind: UpkeepKind, *, succeeded: bool | None = None) -> Upkeep | None:
    """The newest that ended, or only the newest that ended well or badly."""
    ended = Upkeep.objects.filter(kind=kind, ended_at__isnull=False)
    return (ended if succeeded is None else ended.filter(succeeded=succeeded)).first()
