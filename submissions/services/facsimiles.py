"""Pictures of the pages, made by a worker after the reading, or when somebody first looks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import F, Q
from django.utils import timezone

from parsing.errors import ParsingError
from submissions.models import Facsimile, Upload
from submissions.services import bell
from submissions.services.text import storable
from submissions.states import Processing

RING_AGAIN_AFTER: Final = timedelta(seconds=30)
STUCK_AFTER: Final = timedelta(minutes=3)
MAX_ATTEMPTS: Final = 3


def wanted(upload: Upload) -> Facsimile:
    """The upload's facsimile; a worker is called where it is not made yet and nobody is at it."""
    facsimile, made = Facsimile.objects.get_or_create(upload=upload)
    if made or _ring_is_due(facsimile):
        bell.ring_on_commit(facsimile.pk, bell.DRAW)
    return facsimile


def _ring_is_due(facsimile: Facsimile) -> bool:
    """One of all that look at the page at once rings again for work that nobody took."""
    now = timezone.now()
    waiting = Facsimile.objects.filter(_free(), pk=facsimile.pk, attempts__lt=MAX_ATTEMPTS)
    return bool(waiting.filter(rung_at__lt=now - RING_AGAIN_AFTER).update(rung_at=now))


def _free() -> Q:
    stuck = Q(processing=Processing.READING.value, started_at__lt=timezone.now() - STUCK_AFTER)
    return Q(processing=Processing.QUEUED.value) | stuck


def claim(facsimile_id: int) -> bool:
    """Takes the work, also from a worker that died. Exactly one caller gets True."""
    free = Facsimile.objects.filter(_free(), pk=facsimile_id, attempts__lt=MAX_ATTEMPTS)
    taken = free.update(
        processing=Processing.READING.value, attempts=F("attempts") + 1, started_at=timezone.now(), why_not=""
    )
    return bool(taken)


def record(facsimile_id: int, parts: Iterable[dict[str, Any]]) -> None:
    """Keeps the parts as they come, so that only one picture at a time is in memory."""
    facsimile = Facsimile.objects.select_related("upload").get(pk=facsimile_id)
    pages: list[dict[str, Any]] = []
    blocks: list[dict[str, Any]] = []
    for part in parts:
        if "blocks" in part:
            blocks = storable(part["blocks"])
        else:
            name = _store(facsimile.upload, part["page"], part["picture"])
            pages.append({key: part[key] for key in ("page", "width", "height")} | {"name": name})
    _finish(facsimile_id, Processing.DONE, pages=pages, blocks=blocks)


def fail(facsimile_id: int, error: ParsingError) -> None:
    _finish(facsimile_id, Processing.FAILED, why_not=error.message)


def _finish(facsimile_id: int, outcome: Processing, **columns: object) -> None:
    running = Facsimile.objects.filter(pk=facsimile_id, processing=Processing.READING.value)
    running.update(processing=outcome.value, **columns)


def _store(upload: Upload, page: int, picture: bytes) -> str:
    """Equal files have equal pages: a picture that is there is not written again."""
    digest = upload.sha256
    name = f"pages/{digest[:2]}/{digest}/{page}.webp"
    return name if default_storage.exists(name) else default_storage.save(name, ContentFile(picture))
