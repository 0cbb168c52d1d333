"""What is known of removed files wherever kept bytes are taken in, opened or given out."""

from __future__ import annotations

from submissions.models import Erasure
from submissions.services.errors import Erased


def trace_of(sha256: str) -> Erasure | None:
    """The trace of bytes that were removed; None where they were not."""
    return Erasure.objects.exclude(erased_at=None).filter(sha256=sha256).order_by("replaced_at", "pk").last()


def refuse(sha256: str) -> None:
    """Bytes that were removed for the personal data in them are not taken in or read again. Raises Erased."""
    if trace_of(sha256) is not None:
        raise Erased
