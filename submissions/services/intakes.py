"""Several files at once: received, read, and filed to the reports they are of."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from parsing.errors import ParsingError
from parsing.report import Report
from submissions import access
from submissions.language import of_record
from submissions.models import Intake, Submission, Upload, User
from submissions.services import bell, files, holds, intake_reading, uploads
from submissions.services.errors import NoFile, NotAllowed, Refused
from submissions.services.events import note
from submissions.services.files import Received, Stored
from submissions.services.fits import found_in
from submissions.services.intake_plan import Plan, desk_of, plans_of
from submissions.states import Processing

MOST_WAITING = 100
"""So many files a clerk may have that are neither filed nor dropped."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of filing one file: the upload, or why not."""

    plan: Plan
    upload: Upload | None = None
    why: str = ""


def receive(actor: User, file: Received | None, *, ip: str = "") -> Intake:
    """Keeps a file and queues finding out whose report it is; it belongs to no submission yet.

    The same bytes under the same name twice in the list are one file: a second click makes no second
    row. A file of the wrong kind is kept with the reason. Raises NotAllowed, Refused and TooLarge.
    """
    _permit(actor)
    if file is None:
        raise NoFile
    if too_large := files.size_error(file):
        note("upload_refused", actor, text=f"{file.name}：{too_large.message}", ip=ip)
        raise too_large
    waiting = access.intakes_of(actor).filter(filed_at=None, dropped_at=None)
    if waiting.count() >= MOST_WAITING:
        raise Refused(_("已有 %(n)s 个文件等待归入，请先归入或移除，再上传新的。") % {"n": MOST_WAITING})
    stored, error = files.keep(file)
    if again := waiting.filter(sha256=stored.sha256, original_name=stored.name).first():
        return again
    with transaction.atomic():
        intake = _make(actor, stored, error)
        note("intake", actor, text=intake.original_name, ip=ip)
        if not error:
            bell.ring_on_commit(intake.pk, bell.INTAKE)
    return intake


def _permit(actor: User) -> None:
    if not access.is_clerk(actor):
        raise NotAllowed(_("只有填报人可以上传文件。"))


def _make(actor: User, stored: Stored, error: ParsingError | None) -> Intake:
    intake = Intake(
        owner=actor,
        original_name=stored.name,
        sha256=stored.sha256,
        size=stored.size,
        format=stored.format,
        file=stored.file,
    )
    if error:
        intake_reading.refuse(intake, error)
    intake.save()
    return intake


def choose(actor: User, intake: Intake, submission: Submission, *, ip: str = "") -> None:
    """Corrects where a file goes. Refused where its title names another agency or year."""
    holds.permit(actor, "upload", submission)
    if intake.processing == Processing.DONE and intake.report:
        fit = desk_of(actor).refused(found_in(Report.from_json(intake.report)), submission)
        if fit.why:
            raise Refused(f"{fit.why}{fit.advice}")
    if not _open(actor, intake).update(chosen=submission):
        raise _settled()
    where = f"{submission.agency.name} {submission.cycle.year}"
    note("intake_chosen", actor, text=f"{intake.original_name}：{where}", ip=ip)


def drop(actor: User, intake: Intake, *, ip: str = "") -> None:
    """Takes a file off the list; it is kept and can be put back."""
    if not _open(actor, intake).update(dropped_at=timezone.now()):
        raise _settled()
    note("intake_dropped", actor, text=intake.original_name, ip=ip)


def put_back(actor: User, intake: Intake, *, ip: str = "") -> None:
    """Takes a dropped file up again, and has it read if it was not."""
    _permit(actor)
    with transaction.atomic():
        dropped = access.intakes_of(actor).filter(pk=intake.pk, filed_at=None).exclude(dropped_at=None)
        if not dropped.update(dropped_at=None, queued_at=timezone.now()):
            raise _settled()
        note("intake_restored", actor, text=intake.original_name, ip=ip)
        bell.ring_on_commit(intake.pk, bell.INTAKE)


def file_all(actor: User, *, ip: str = "") -> list[Outcome]:
    """Files every file that is clear; the outcome of each. The others stay on the list with the reason."""
    _permit(actor)
    return [file_one(actor, plan, ip=ip) for plan in plans_of(actor) if plan.is_ready]


def file_one(actor: User, plan: Plan, *, ip: str = "") -> Outcome:
    """Files one file where its plan says: taken and filed in one transaction, so that it happens once."""
    intake, target = plan.intake, plan.target
    if target is None:
        return Outcome(plan, None, plan.why)
    stored = Stored(str(intake.file.name), intake.original_name, intake.sha256, intake.size, intake.format)
    try:
        with transaction.atomic():
            if not _open(actor, intake).update(filed_at=timezone.now()):
                raise _settled()
            with of_record():
                why = _("（批量上传后归入）")
            upload = uploads.enter(actor, target, stored, why=why, ip=ip)
            Intake.objects.filter(pk=intake.pk).update(upload=upload)
    except Refused as no:
        return Outcome(plan, None, no.why)
    return Outcome(plan, upload)


def _open(actor: User, intake: Intake) -> QuerySet[Intake]:
    return access.intakes_of(actor).filter(pk=intake.pk, filed_at=None, dropped_at=None)


def _settled() -> Refused:
    return Refused(_("这个文件已经归入或移除，页面内容已过时，请刷新后再看。"))
