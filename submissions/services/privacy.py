"""Attachments, sealed scans and replacements are looked at once for personal data, by a worker that hurries for nobody.

They are given to nobody outside; a replacement is published in an original's place only where nothing was found.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from parsing.errors import ParsingError
from submissions.models import PrivacyLook
from submissions.services import bell, renderings
from submissions.services.errors import ReaderLost
from submissions.services.screening import digest_of
from submissions.services.text import storable
from submissions.states import Processing


def look_at(stored: str, name: str) -> None:
    """Has a file that was just kept looked at, once however often the same bytes are kept."""
    made = {"file": stored, "name": name}
    look, is_new = PrivacyLook.objects.get_or_create(sha256=digest_of(stored), defaults=made)
    if is_new:
        bell.ring_on_commit(look.pk, bell.LOOK)


def looks_of(digests: Iterable[str]) -> dict[str, PrivacyLook]:
    """What is known of files, by their SHA-256; asks nothing where there are none."""
    wanted = {digest for digest in digests if digest}
    return {look.sha256: look for look in PrivacyLook.objects.filter(sha256__in=wanted)} if wanted else {}


def is_clean(sha256: str) -> bool:
    """Whether a file was looked at and nothing was found."""
    look = PrivacyLook.objects.filter(sha256=sha256).first()
    return look is not None and look.is_clean


def claim(look_id: int) -> bool:
    return renderings.claim(PrivacyLook, look_id)


def record(look_id: int, found: dict[str, Any]) -> bool:
    """Keeps what ``parsing.personal`` found."""
    told = storable(found)
    columns = {key: told[key] for key in ("recognised", "unread", "pictures")}
    return renderings.finish(PrivacyLook, look_id, Processing.DONE, spots=told["found"], **columns)


def fail(look_id: int, error: ParsingError) -> bool:
    return renderings.fail(PrivacyLook, look_id, error)


def waiting() -> list[int]:
    return renderings.waiting(PrivacyLook)


def give_up_lost() -> int:
    return renderings.give_up_lost(PrivacyLook, fail, ReaderLost())
