"""Many reports read again by a new version of the reader, behind everybody else; and called off again."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from parsing import PARSER_VERSION, RULES_VERSION
from submissions.access import may_administer
from submissions.language import of_record
from submissions.models import Agency, Cycle, Reading, Repair, Submission, User
from submissions.services.errors import NotAllowed, Refused, required
from submissions.services.events import note
from submissions.states import Processing, State

KIND = "bulk_reread"


def candidates(cycle: Cycle, root: Agency) -> QuerySet[Submission]:
    """Reports that lie with their agencies, whose file this version of the reader has not read."""
    read = Reading.objects.filter(
        upload=OuterRef("current_upload"), parser_version=PARSER_VERSION, rules_version=RULES_VERSION
    )
    held = (State.DRAFT.value, State.RETURNED.value)
    rows = Submission.objects.filter(cycle=cycle, agency__path__startswith=root.path, state__in=held)
    return rows.filter(~Exists(read), current_upload__isnull=False)


def ask(actor: User, cycle: Cycle, root: Agency, reason: str, *, ip: str = "") -> Repair:
    """Queues them; workers of the queue ``bulk`` take them when nobody waits for anything else there."""
    _permit(actor, root, reason)
    with transaction.atomic(), of_record():
        Agency.objects.filter(pk=root.pk).update(position=root.position)  # two clicks come one after the other
        uploads = list(candidates(cycle, root).values_list("current_upload_id", flat=True))
        if not uploads:
            raise Refused(_("没有需要用现在的版本重新读取的报告。"))
        versions = {"parser_version": PARSER_VERSION, "rules_version": RULES_VERSION}
        made = Reading.objects.bulk_create(
            [Reading(upload_id=pk, in_bulk=True, **versions) for pk in uploads], batch_size=1000
        )
        words = _("%(cycle)s，%(n)s 份报告重新读取") % {"cycle": cycle, "n": len(made)}
        note("bulk_reread", actor, agency=root, text=f"{words}：{reason.strip()}", ip=ip)
        kept = {"readings": [reading.pk for reading in made]}
        return Repair.objects.create(
            kind=KIND, agency=root, cycle=cycle, before=kept, words=words, reason=reason.strip(), by=actor
        )


def cancel(actor: User, repair: Repair, reason: str, *, ip: str = "") -> int:
    """Takes those out of the queue that nobody has begun, as if they had never been asked for; how many."""
    _permit(actor, repair.agency, reason)
    with transaction.atomic(), of_record():
        taken_back = {"undone_at": timezone.now(), "undone_by": actor, "undone_why": reason.strip()}
        if not Repair.objects.filter(pk=repair.pk, undone_at=None).update(**taken_back):
            raise Refused(_("这项修复已经恢复过。"))
        done = waiting(repair).delete()[0]
        text = _("%(n)s 份没有开始的不再读取") % {"n": done}
        note("bulk_cancelled", actor, agency=repair.agency, text=f"{text}：{reason.strip()}", ip=ip)
    return done


def waiting(repair: Repair) -> QuerySet[Reading]:
    """Those of a bulk nobody has begun to read."""
    mine = Reading.objects.filter(pk__in=repair.before["readings"], in_bulk=True)
    return mine.filter(processing=Processing.QUEUED.value, attempts=0)


def _permit(actor: User, root: Agency, reason: str) -> None:
    if not (answer := may_administer(actor, root)):
        raise NotAllowed(answer.why)
    required(reason)
