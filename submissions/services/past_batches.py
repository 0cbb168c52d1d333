"""Reports of past years, handed in by the office: a batch is gathered, looked at, corrected, filed, taken back."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from parsing.errors import ParsingError, TooLarge
from parsing.kinds import HEAD_BYTES
from submissions import access
from submissions.language import of_record
from submissions.models import Agency, Intake, Match, PastArchive, PastBatch, PastWork, Result, User
from submissions.services import archives, bell, files, intake_reading, past_assessing
from submissions.services.errors import Erased, NoFile, NotAllowed, Refused
from submissions.services.events import note
from submissions.services.files import Received, Stored
from submissions.services.past_matching import year_fault
from submissions.states import Processing


def open_batch(actor: User, root: Agency, name: str = "", *, ip: str = "") -> PastBatch:
    """An empty batch for the agencies under ``root``."""
    if not (answer := access.may_administer(actor, root)):
        raise NotAllowed(answer.why)
    with transaction.atomic(), of_record():
        now = timezone.localtime()
        words = name.strip() or _("往年报告 %(at)s") % {"at": f"{now:%Y-%m-%d %H:%M}"}
        batch = PastBatch.objects.create(root=root, owner=actor, name=words[:200])
        note("past_opened", actor, agency=root, text=batch.name, ip=ip)
    return batch


def permit(actor: User, batch: PastBatch) -> None:
    if not access.past_batches_of(actor).filter(pk=batch.pk).exists():
        raise NotAllowed(_("只有管理员可以补录往年报告。"))


def add(actor: User, batch: PastBatch, file: Received | None, path: str = "", *, ip: str = "") -> None:
    """Takes in one file, or a ZIP whose files a worker takes out; the same file again changes nothing.

    ``path`` is where it lay in a chosen folder. Raises NotAllowed, Refused, NoFile and TooLarge.
    """
    permit(actor, batch)
    if file is None:
        raise NoFile
    if batch.work:
        raise Refused(_("这一批正在归档或撤回，请等完成后再添加文件。"))
    words = path or file.name or ""
    if archives.is_left_behind(words):
        return
    head = file.read(HEAD_BYTES)
    file.seek(0)
    if archives.is_packed(head, file.name or ""):
        _take_archive(actor, batch, file, head, ip)
    else:
        _take_file(batch, file, words)


def _take_archive(actor: User, batch: PastBatch, file: Received, head: bytes, ip: str) -> None:
    if not head.startswith(b"PK"):
        raise Refused(_("“%(name)s”不是 ZIP 压缩包，请改用 ZIP 格式打包。") % {"name": file.name})
    if (file.size or 0) > settings.PAST_ARCHIVE_MAX_BYTES:
        limit = round(settings.PAST_ARCHIVE_MAX_BYTES / 1024**2)
        raise TooLarge(_("压缩包超过 %(limit)s MB，没有保存。") % {"limit": limit}, _("请分成几个压缩包上传。"))
    with archives.opened(file) as archive:
        entries, ignored = archives.entries_of(archive)
    if not entries:
        raise Refused(_("压缩包“%(name)s”里没有文件。") % {"name": file.name})
    stored, _error = files.keep(file)
    with transaction.atomic():
        made, created = PastArchive.objects.get_or_create(
            batch=batch,
            sha256=stored.sha256,
            defaults={
                "original_name": stored.name,
                "size": stored.size,
                "file": stored.file,
                "entries": len(entries),
                "passed_over": ignored,
            },
        )
        if created:
            note("past_received", actor, agency=batch.root, text=f"{batch.name}：{made.original_name}", ip=ip)
            bell.ring_on_commit(batch.pk, bell.PAST)


def _take_file(batch: PastBatch, file: Received, path: str) -> None:
    """One of perhaps thousands: its row says when it came, and the history of the office is not filled with it."""
    if too_large := files.size_error(file):
        enter_refused(batch, path, too_large)
        return
    try:
        stored, error = files.keep(file)
    except Erased as removed:
        enter_refused(batch, path, removed)
        return
    with transaction.atomic():
        made = enter(batch, path, stored, error)
        if made and made.is_running:
            bell.ring_on_commit(batch.pk, bell.PAST)


def enter(batch: PastBatch, path: str, stored: Stored, error: ParsingError | None) -> Intake | None:
    """The row of a file; None where it is there already. Another file of the same path gets a path of its own.

    It rings no bell: the worker enters what it takes out of an archive, and goes on by itself.
    """
    path = path[-480:]
    for again in range(1, 100):
        known = Intake.objects.filter(batch=batch, path=path).only("sha256").first()
        if known is None:
            break
        if known.sha256 == stored.sha256:
            return None
        path = f"{path.rpartition('（')[0] or path}（{again + 1}）"
    intake = Intake(
        batch=batch,
        owner=batch.owner,
        path=path,
        original_name=stored.name,
        sha256=stored.sha256,
        size=stored.size,
        format=stored.format,
        file=stored.file,
    )
    if error:
        _refuse(intake, error)
    return _saved(intake)


def enter_refused(batch: PastBatch, path: str, error: ParsingError) -> Intake | None:
    """A row for what was not even stored, so that its name stands in the list with the reason."""
    name = PurePosixPath(path).name[-255:]
    intake = Intake(batch=batch, owner=batch.owner, path=path[-480:], original_name=name, sha256="", size=0, file="")
    _refuse(intake, error)
    return _saved(intake)


def _refuse(intake: Intake, error: ParsingError) -> None:
    intake_reading.refuse(intake, error)
    intake.match, intake.why = Match.UNREADABLE, error.message


def _saved(intake: Intake) -> Intake | None:
    """None where another request or worker was faster with the same path."""
    try:
        with transaction.atomic():
            intake.save()
    except IntegrityError:
        return None
    return intake


def add_from(actor: User, batch: PastBatch, file: Path, path: str) -> None:
    """A file that lies on the server already, for the management command."""
    with file.open("rb") as opened:
        add(actor, batch, UploadedFile(opened, file.name, size=file.stat().st_size), path)


def choose(actor: User, intake: Intake, agency: Agency, year: int, *, ip: str = "") -> None:
    """Says by hand whose report of which year a file is."""
    if why := year_fault(year):
        raise Refused(why)
    with transaction.atomic():
        hold(actor, intake)
        if agency.pk != intake.to_agency_id and not access.may_administer(actor, agency):
            raise NotAllowed(_("这个机关不在您的管理范围内。"))
        if intake.processing != Processing.DONE:
            raise Refused(_("这个文件没有读取成功，不能归档。"))
        past_assessing.settle(intake, agency, year)
        note("past_chosen", actor, agency=agency, text=f"{intake.path}：{agency.name} {year}", ip=ip)


def drop(actor: User, intake: Intake, *, ip: str = "") -> None:
    """Takes a file out of the batch; it is kept and can be put back."""
    _set_dropped(actor, intake, "past_dropped", ip)


def put_back(actor: User, intake: Intake, *, ip: str = "") -> None:
    _set_dropped(actor, intake, "past_restored", ip)


def _set_dropped(actor: User, intake: Intake, kind: str, ip: str) -> None:
    with transaction.atomic():
        batch = hold(actor, intake, dropped=kind == "past_restored")
        Intake.objects.filter(pk=intake.pk).update(dropped_at=timezone.now() if kind == "past_dropped" else None)
        past_assessing.assess(batch, {(intake.to_agency_id, intake.to_year)})
        note(kind, actor, agency=batch.root, text=intake.path, ip=ip)
        bell.ring_on_commit(batch.pk, bell.PAST)


def hold(actor: User, intake: Intake, *, dropped: bool = False) -> PastBatch:
    """The batch of a file that is still to be filed, which is held until the transaction ends.

    Filing takes the lock of the same row, so that it finds all that was decided before. Raises NotAllowed and Refused.
    """
    batch = intake.batch
    if batch is None:
        raise Refused(_("这个文件不是往年报告。"))
    permit(actor, batch)
    still = Intake.objects.filter(pk=intake.pk, filed_at=None, dropped_at__isnull=not dropped)
    if batch.work or not still.update(attempts=F("attempts")):
        raise Refused(_("这个文件已经归档或移除，页面内容已过时，请刷新后再看。"))
    return batch


def match_again(actor: User, batch: PastBatch) -> None:
    """Has every file matched with the names and the lineage of today; what was said by hand stays."""
    permit(actor, batch)
    past_assessing.rematch(batch)


def file_all(actor: User, batch: PastBatch, *, ip: str = "") -> int:
    """Asks the worker to file every file that is clear; returns how many there are."""
    waiting = files_of(batch).filter(filed_at=None, dropped_at=None)
    if waiting.filter(processing__in=(Processing.QUEUED, Processing.READING)).exists():
        raise Refused(_("还有文件正在读取，请等读取完成后再归档。"))
    past_assessing.assess_all(batch)
    ready = waiting.filter(match=Match.READY).count()
    if not ready:
        raise Refused(_("没有可以归档的文件。请先处理列出的问题。"))
    _ask(actor, batch, PastWork.FILE, "", ip)
    return ready


def undo_all(actor: User, batch: PastBatch, reason: str, *, ip: str = "") -> int:
    """Asks the worker to take back everything this batch has filed; returns how many that are."""
    filed = files_of(batch).exclude(filed_at=None).count()
    if not filed:
        raise Refused(_("这一批还没有归档的文件。"))
    if not reason.strip():
        raise Refused(_("撤回须填写理由。"))
    _ask(actor, batch, PastWork.UNDO, reason.strip(), ip)
    return filed


def _ask(actor: User, batch: PastBatch, work: PastWork, reason: str, ip: str) -> None:
    permit(actor, batch)
    with transaction.atomic():
        asked = {"work": work, "work_by": actor, "work_at": timezone.now(), "work_reason": reason}
        if not PastBatch.objects.filter(pk=batch.pk, work=PastWork.NONE).update(**asked):
            raise Refused(_("这一批正在归档或撤回，请等完成。"))
        files_of(batch).filter(result=Result.FAILED).update(result="", result_words="")
        kind = "past_filing" if work is PastWork.FILE else "past_undoing"
        note(kind, actor, agency=batch.root, text=f"{batch.name}：{reason}" if reason else batch.name, ip=ip)
        bell.ring_on_commit(batch.pk, bell.PAST)


def files_of(batch: PastBatch) -> QuerySet[Intake]:
    """Everything in it, without what was read."""
    return Intake.objects.filter(batch=batch).defer("report")
