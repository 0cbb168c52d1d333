"""What is known of removed files wherever kept bytes are taken in, opened or given out."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F

from submissions.models import Erasure
from submissions.services.errors import Erased


def traces_of(digests: Iterable[str]) -> dict[str, Erasure]:
    """The trace of each of these bytes that were removed, whichever report they were removed from: the one with a clean
    file in their place, if any has."""
    done = Erasure.objects.exclude(erased_at=None).filter(sha256__in=list(digests)).select_related("erased_by")
    return {one.sha256: one for one in done.order_by(F("replaced_at").asc(nulls_first=True), "pk")}


def trace_of(sha256: str) -> Erasure | None:
    """The trace of bytes that were removed; None where they were not."""
    return traces_of([sha256]).get(sha256)


def refuse(sha256: str) -> None:
    """Bytes that were removed for the personal data in them are not taken in or read again. Raises Erased."""
    if trace_of(sha256) is not None:
        raise Erased
