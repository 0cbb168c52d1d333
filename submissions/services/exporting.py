"""Files made of a snapshot or of a ledger by a worker: asked for, made, told of, and taken away when they are old."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
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
from submissions.exports import ledger, longform, summary
from submissions.exports.book import Book
from submissions.language import of_record
from submissions.models import Agency, Cycle, Export, ExportKind, Snapshot, User
from submissions.services import bell, cycles, notices, renderings, snapshots, standing, storage
from submissions.services.errors import ExportLost, NotAllowed, Refused
from submissions.services.events import note
from submissions.states import Processing

WRITERS: Final[dict[str, tuple[str, Callable[[Book, Path], None]]]] = {
    ExportKind.XLSX: (".xlsx", summary.write),
    ExportKind.CSV: (".csv.zip", longform.write_csv),
    ExportKind.JSON: (".json.zip", longform.write_json),
}
"""How the name of a file of each kind made of a snapshot ends, and who writes it. A new kind is a line here."""

LEDGERS: Final = {
    ExportKind.LEDGER: (".xlsx", "submissions.exports.ledger_xlsx"),
    ExportKind.PRINT: (".pdf", "submissions.exports.ledger_pdf"),
}
"""The same of ledgers, with the module that builds it, loaded when one is asked for: the site starts without it."""

AT_ONCE: Final = {ExportKind.LEDGER: 5000, ExportKind.PRINT: 250}
"""A ledger of more agencies than these takes longer than a page may; a worker makes it (docs/benchmarks.md)."""

CONTENT_TYPES: Final = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
    ".pdf": "application/pdf",
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


def ask_ledger(
    actor: User, cycle: Cycle, root: Agency, kind: ExportKind, chosen: list[int], words: str, *, ip: str = ""
) -> Export:
    """Has a worker make the ledger of these reports; who clicks twice gets the one that is under way."""
    if not (answer := may_administer(actor, root)):
        raise NotAllowed(answer.why)
    running = Export.objects.filter(processing__in=(Processing.QUEUED, Processing.READING), by=actor)
    with transaction.atomic():
        same = running.filter(cycle=cycle, root=root, kind=kind, words=words).first()
        if same and same.chosen == chosen:
            return same
        export = Export.objects.create(cycle=cycle, root=root, kind=kind, by=actor, chosen=chosen, words=words)
        cycles.note_export(actor, cycle, root, f"{export.of_what} {kind.label}", ip=ip)
        bell.ring_on_commit(export.pk, bell.EXPORT)
    return export


def ledger_file(kind: ExportKind, book: ledger.Ledger) -> tuple[str, bytes]:
    """The name and the content of a ledger's file."""
    suffix, module = LEDGERS[kind]
    return f"{book.name}{suffix}", import_module(module).build(book)


def most_listed(kind: ExportKind) -> int | None:
    """How many agencies a ledger of this kind writes out; None for all."""
    return ledger.MOST_PRINTED if kind is ExportKind.PRINT else None


def _asked_again(export: Export, actor: User) -> bool:
    """Queues a file that failed or was taken away; False while it is there or under way."""
    ended = Export.objects.filter(pk=export.pk).exclude(processing__in=(Processing.QUEUED, Processing.READING))
    now = timezone.now()
    gone = ended.filter(processing=Processing.FAILED.value) | ended.exclude(expired_at=None)
    fresh = {"step": 0, "steps": 0, "attempts": 0, "why_not": "", "expired_at": None, "file": "", "finished_at": None}
    return bool(gone.update(processing=Processing.QUEUED.value, by=actor, asked_at=now, rung_at=now, **fresh))


def cancel(actor: User, export: Export, reason: str, *, ip: str = "") -> None:
    """Ends a file nobody waits for any more, or whose making hangs; ``ask`` begins it again."""
    root = _root(export)
    if not (answer := may_administer(actor, root)):
        raise NotAllowed(answer.why)
    if not reason.strip():
        raise Refused(_("取消导出须填写理由。"))
    with transaction.atomic(), of_record():
        running = Export.objects.filter(pk=export.pk, processing__in=(Processing.QUEUED, Processing.READING))
        why_not = _("已取消：%(why)s") % {"why": reason.strip()}
        if not running.update(processing=Processing.FAILED.value, why_not=why_not):
            raise Refused(_("这个导出已经结束。"))
        text = f"{export.of_what} {ExportKind(export.kind).label}：{reason.strip()}"
        note("export_cancelled", actor, agency=root, text=text, ip=ip)


def _root(export: Export) -> Agency | None:
    return export.snapshot.root if export.snapshot else export.root


def claim(export_id: int) -> bool:
    return renderings.claim(Export, export_id)


def waiting() -> list[int]:
    """Files that were asked for and nobody makes: whoever asked need not look for them to be made."""
    return renderings.waiting(Export)


def give_up_lost() -> int:
    """Ends files whose workers died too often; returns how many."""
    return renderings.give_up_lost(Export, fail, ExportLost())


def make(export_id: int) -> None:
    """Writes the file and keeps it. Its progress is the page's bar and the worker's sign of life."""
    export = _whole(export_id)
    with TemporaryDirectory() as folder:
        if export.snapshot:
            path, name = _write_sum(export.pk, export.kind, export.snapshot, Path(folder))
        else:
            path, name = _write_ledger(export, Path(folder))
        _record(export, path, name)


def _whole(export_id: int) -> Export:
    return Export.objects.select_related("snapshot__cycle", "cycle", "root", "by").get(pk=export_id)


def _write_sum(export_id: int, kind: str, snapshot: Snapshot, folder: Path) -> tuple[Path, str]:
    gathering = snapshots.of_snapshot(snapshot)
    steps = len(gathering.members)

    def tell(done: int) -> None:
        renderings.beat(Export, export_id, step=done, steps=steps)

    tell(0)
    suffix, write = WRITERS[kind]
    path = folder / f"export{suffix}"
    write(Book(snapshot, gathering, tell), path)
    return path, summary.name_of(snapshot, suffix)


@of_record()
def _write_ledger(export: Export, folder: Path) -> tuple[Path, str]:
    """The chosen reports as they stand now."""
    cycle, root, kind = export.cycle, export.root, ExportKind(export.kind)
    assert cycle is not None, "the constraint export_of_one keeps it"
    assert root is not None, "the constraint export_of_one keeps it"
    total = len(export.chosen)
    renderings.beat(Export, export.pk, step=0, steps=total)
    rows = standing.below(cycle, root).filter(pk__in=export.chosen).order_by(*standing.BY_TREE)
    figures, now = standing.cycle_standing(cycle, root), timezone.now()
    book = ledger.collect(figures, root, rows, export.words, by=str(export.by), at=now, most=most_listed(kind))
    renderings.beat(Export, export.pk, step=total // 2, steps=total)
    name, content = ledger_file(kind, book)
    path = folder / f"export{Path(name).suffix}"
    path.write_bytes(content)
    return path, name


def _record(export: Export, path: Path, name: str) -> None:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        stored = storage.save_anew(f"exports/{_folder(export)}/{digest[:16]}-{path.name}", File(file))
    done = {"name": name, "size": path.stat().st_size, "sha256": digest, "finished_at": timezone.now()}
    with transaction.atomic():
        if renderings.finish(Export, export.pk, Processing.DONE, file=stored, **done):
            _tell(export, _("%(name)s已经导出，可以下载"))
            return
    default_storage.delete(stored)  # cancelled meanwhile: nobody would ever find it


def _folder(export: Export) -> str:
    return export.snapshot.number if export.snapshot else f"ledger-{export.pk}"


def fail(export_id: int, error: ParsingError) -> bool:
    """Ends it with the reason, of which whoever asked is told; False when it had ended before, or waits."""
    export = _whole(export_id)
    with transaction.atomic():
        ended = renderings.fail(Export, export_id, error)
        if ended:
            _tell(export, _("%(name)s没有导出成功"))
    return ended


@of_record()
def _tell(export: Export, words: str) -> None:
    """Whoever asked is told once an attempt of theirs ended."""
    name = f"{export.of_what} {ExportKind(export.kind).label}"
    key = f"export-{export.pk}-{export.asked_at:%Y%m%d%H%M%S%f}"
    where = export.snapshot.root_name if export.snapshot else str(export.root)
    notices.send([export.by], "office", key, words % {"name": name}, where, path=page_of(export))


def page_of(export: Export) -> str:
    """Where the file is fetched, and asked for again."""
    if export.snapshot:
        return reverse("snapshot", args=[export.snapshot.pk])
    return reverse("ledger_files", args=[export.cycle.year if export.cycle else 0])


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
