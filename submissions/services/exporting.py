"""Files made of a snapshot by a worker: asked for, made, told of, and taken away when they are old."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from parsing.errors import ParsingError
from submissions.access import may_administer
from submissions.exports import longform, summary
from submissions.exports.book import Book
from submissions.language import of_record
from submissions.models import Export, ExportKind, Snapshot, User
from submissions.services import bell, notices, renderings, snapshots
from submissions.services.errors import ExportLost, NotAllowed, Refused
from submissions.services.events import note
from submissions.states import Processing

WRITERS: Final[dict[str, tuple[str, Callable[[Book, Path], None]]]] = {
    ExportKind.XLSX: (".xlsx", summary.write),
    ExportKind.CSV: (".csv.zip", longform.write_csv),
    ExportKind.JSON: (".json.zip", longform.write_json),
}
"""How the name of a file of each kind ends, and who writes it. A new kind is a line here."""

CONTENT_TYPES: Final = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}


def ask(actor: User, snapshot: Snapshot, kind: str, *, ip: str = "") -> Export:
    """The file of this kind; a worker is called where it is not there (any more) and nobody is at it."""
    if not (answer := may_administer(actor, snapshot.root)):
        raise NotAllowed(answer.why)
    if kind not in WRITERS:
        raise Refused(_("没有这种导出格式。"))
    with transaction.atomic():
        export, made = Export.objects.get_or_create(snapshot=snapshot, kind=kind, defaults={"by": actor})
        if not made and not _asked_again(export, actor):
            return export
        name = ExportKind(kind).label
        note("exported", actor, agency=snapshot.root, text=f"{snapshot.cycle} {snapshot.number} {name}", ip=ip)
        bell.ring_on_commit(export.pk, bell.EXPORT)
    export.refresh_from_db()
    return export


def _asked_again(export: Export, actor: User) -> bool:
    """Queues a file that failed or was taken away; False while it is there or under way."""
    ended = Export.objects.filter(pk=export.pk).exclude(processing__in=(Processing.QUEUED, Processing.READING))
    now = timezone.now()
    gone = ended.filter(processing=Processing.FAILED.value) | ended.exclude(expired_at=None)
    fresh = {"step": 0, "steps": 0, "attempts": 0, "why_not": "", "expired_at": None, "file": "", "finished_at": None}
    return bool(gone.update(processing=Processing.QUEUED.value, by=actor, asked_at=now, rung_at=now, **fresh))


def claim(export_id: int) -> bool:
    return renderings.claim(Export, export_id)


def waiting() -> list[int]:
    """Files that were asked for and nobody makes: whoever asked need not look for them to be made."""
    return renderings.waiting(Export)


def give_up_lost() -> int:
    """Ends files whose workers died too often; returns how many."""
    lost = renderings.lost(Export)
    for export_id in lost:
        fail(export_id, ExportLost())
    return len(lost)


def make(export_id: int) -> None:
    """Writes the file and keeps it. Its progress is the page's bar and the worker's sign of life."""
    export = Export.objects.select_related("snapshot__cycle", "by").get(pk=export_id)
    gathering = snapshots.of_snapshot(export.snapshot)
    steps = len(gathering.members)

    def tell(done: int) -> None:
        renderings.beat(Export, export_id, step=done, steps=steps)

    tell(0)
    suffix, write = WRITERS[export.kind]
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"export{suffix}"
        write(Book(export.snapshot, gathering, tell), path)
        _record(export, path, summary.name_of(export.snapshot, suffix))


def _record(export: Export, path: Path, name: str) -> None:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        stored = default_storage.save(f"exports/{export.snapshot.number}/{digest[:16]}-{path.name}", File(file))
    done = {"name": name, "size": path.stat().st_size, "sha256": digest, "finished_at": timezone.now()}
    with transaction.atomic():
        if renderings.finish(Export, export.pk, Processing.DONE, file=stored, **done):
            _tell(export, _("%(name)s已经导出，可以下载"))


def fail(export_id: int, error: ParsingError) -> None:
    export = Export.objects.select_related("snapshot__cycle", "by").get(pk=export_id)
    with transaction.atomic():
        if renderings.finish(Export, export_id, Processing.FAILED, why_not=error.message):
            _tell(export, _("%(name)s没有导出成功"))


@of_record()
def _tell(export: Export, words: str) -> None:
    """Whoever asked is told once an attempt of theirs ended."""
    name = f"{export.snapshot.number} {ExportKind(export.kind).label}"
    key = f"export-{export.pk}-{export.asked_at:%Y%m%d%H%M%S%f}"
    page = reverse("snapshot", args=[export.snapshot_id])
    notices.send([export.by], "office", key, words % {"name": name}, export.snapshot.root_name, path=page)


def expire() -> int:
    """Takes files away that have lain for EXPORT_KEEP_DAYS; each can be made again. Returns how many."""
    before = timezone.now() - timedelta(days=settings.EXPORT_KEEP_DAYS)
    old = Export.objects.filter(processing=Processing.DONE.value, expired_at=None, finished_at__lt=before)
    done = 0
    for pk, name in list(old.values_list("pk", "file")):
        if Export.objects.filter(pk=pk, expired_at=None).update(expired_at=timezone.now(), file=""):
            default_storage.delete(name)
            done += 1
    return done


def content_type(export: Export) -> str:
    return CONTENT_TYPES[f".{export.name.rsplit('.', 1)[-1]}"]
