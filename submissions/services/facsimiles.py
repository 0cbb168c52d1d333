"""Pictures of the pages, made by a worker after the reading, or when somebody first looks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.files.base import ContentFile

from parsing.errors import ParsingError
from submissions.models import Facsimile, Intake, Upload
from submissions.services import bell, renderings, storage
from submissions.services.errors import RenderingLost
from submissions.services.text import storable
from submissions.states import Processing


def wanted(file: Upload | Intake) -> Facsimile:
    """The file's facsimile; a worker is called where it is not made yet and nobody is at it."""
    of = {"upload": file} if isinstance(file, Upload) else {"intake": file}
    facsimile, made = Facsimile.objects.get_or_create(**of)
    if made or renderings.ring_is_due(Facsimile, facsimile.pk):
        bell.ring_on_commit(facsimile.pk, bell.DRAW)
    return facsimile


def claim(facsimile_id: int) -> bool:
    return renderings.claim(Facsimile, facsimile_id)


def record(facsimile_id: int, parts: Iterable[dict[str, Any]]) -> None:
    """Keeps the parts as they come, so that only one picture at a time is in memory."""
    facsimile = Facsimile.objects.select_related("upload", "intake").get(pk=facsimile_id)
    pages: list[dict[str, Any]] = []
    blocks: list[dict[str, Any]] = []
    for part in parts:
        if "blocks" in part:
            blocks = storable(part["blocks"])
        else:
            name = _store(facsimile.kept.sha256, part["page"], part["picture"])
            pages.append({key: part[key] for key in ("page", "width", "height")} | {"name": name})
    renderings.finish(Facsimile, facsimile_id, Processing.DONE, pages=pages, blocks=blocks)


def fail(facsimile_id: int, error: ParsingError) -> bool:
    return renderings.fail(Facsimile, facsimile_id, error)


def give_up_lost() -> int:
    return renderings.give_up_lost(Facsimile, fail, RenderingLost())


def _store(digest: str, page: int, picture: bytes) -> str:
    """Equal files have equal pages: a picture that is there is not written again."""
    name = f"pages/{digest[:2]}/{digest}/{page}.webp"
    return storage.save(name, ContentFile(picture))
