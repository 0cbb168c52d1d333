"""A file of several, or of a past batch, that an earlier version of the reader refused, read by that of today."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from submissions import access
from submissions.models import Intake, User
from submissions.services import bell, past_batches, refused
from submissions.services.errors import Refused
from submissions.services.events import note
from submissions.states import Processing


def may_read_again(intake: Intake) -> bool:
    """Whether the reader of today may know better. A refusal without a version is from before it was kept."""
    if intake.filed_at or intake.dropped_at or not intake.file:
        return False
    return refused.may_know_better(intake.processing, intake.error_code, intake.parser_version)


def read_again(actor: User, intake: Intake, *, ip: str = "") -> None:
    """Queues the file once more: its clerk's, or in a past batch the office's.

    Raises NotAllowed, StorageAway, and Refused where there is nothing to hope for: read already by this version,
    filed or removed meanwhile, its original gone, or of a kind it does not know either.
    """
    kind = refused.kind_of(intake.file, intake.original_name) if may_read_again(intake) else ""
    with transaction.atomic():
        if intake.batch:
            past_batches.hold(actor, intake)
        refusal = {name: getattr(intake, name) for name in ("processing", "error_code", "parser_version")}
        seen = access.past_files_of(actor) if intake.batch else access.intakes_of(actor)
        # Only the refusal that was looked at is taken back: of two clicks the second changes nothing.
        same = seen.filter(pk=intake.pk, filed_at=None, dropped_at=None, **refusal)
        if not kind or not same.update(format=kind, **_fresh()):
            raise Refused(_("这个文件已经用现在的版本读取过，或者已归入、已移除，请刷新后再看。"))
        refused.keep_erased_closed(intake.sha256)
        note("reread", actor, agency=intake.batch.root if intake.batch else None, text=_name(intake), ip=ip)
        bell.ring_on_commit(intake.batch_id or intake.pk, bell.PAST if intake.batch_id else bell.INTAKE)


def _fresh() -> dict[str, object]:
    """The columns of a file nobody has read yet."""
    told = dict.fromkeys(("error_code", "error_message", "error_advice", "match", "why", "result", "result_words"), "")
    return {"processing": Processing.QUEUED.value, "attempts": 0, "queued_at": timezone.now(), **told}


def _name(intake: Intake) -> str:
    return intake.path or intake.original_name
