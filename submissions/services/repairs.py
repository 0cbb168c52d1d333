"""What goes wrong in February, and how the office puts it right: each repair with a reason, an event and its opposite.

A repair is an entry of ``REPAIRS`` (``services.repair_deeds``). It is shown before it is done, is refused with a
sentence where it would break something, and keeps what it changes, so that its opposite gives that back: as long as
nobody has gone on working on the report since.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from submissions.access import may_administer
from submissions.language import recorded
from submissions.models import Repair, Submission, User
from submissions.services.errors import NotAllowed, Refused, required
from submissions.services.holds import in_order
from submissions.services.undoing import UNTOUCHED
from submissions.states import STATE_WORDS, State, Words

STANDING: Final = (
    *("state", "current_upload_id", "current_reading_id", "submitted_at", "submitted_by_id", "certified_name", "scope"),
    *("reviewer_id", "lease_until", "held_depth", "first_level_id", "endorsed_at", "waiting_since", "decided_at"),
    *("filed_at", "filed_due", "filed_late"),
)
"""The columns that say where a report stands."""

Kept = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Done:
    """What a repair keeps beside the columns of the report; ``words`` say more than its label, where there is more."""

    kept: Kept
    words: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """One repair asked for: by whom, why, from where, and what was chosen, where there is a choice."""

    actor: User
    reason: str
    ip: str = ""
    choice: int = 0


@dataclass(frozen=True, slots=True)
class Deed:
    """One kind of repair, as data.

    ``why_not`` says why it cannot be done to a report as it is, or ""; ``changes`` what it would change, a sentence
    each; ``choices`` what there is to choose from, by key. ``do`` and ``undo`` are called with the report held.
    ``allowed`` are events after it that do not stand in the way of taking it back. ``others`` are the reports it
    writes to beside its own, which are held with that, by key.
    """

    code: str
    label: Words
    opposite: Words
    lead: Words
    why_not: Callable[[Submission], str]
    changes: Callable[[Submission], list[str]]
    do: Callable[[Call, Submission], Done]
    undo: Callable[[Call, Submission, Repair], None]
    choices: Callable[[User, Submission], list[tuple[int, str]]] | None = None
    allowed: tuple[str, ...] = ()
    others: Callable[[Call, Repair | None], list[int]] = lambda call, repair: []


def make(deed: Deed, call: Call, submission: Submission) -> Repair:
    """Does it; what there is to take it back by. Raises NotAllowed, or Refused with the sentence why not."""
    _permit(call, submission)
    with transaction.atomic():
        held = hold(submission, *deed.others(call, None))
        if why := deed.why_not(held):
            raise Refused(why)
        if deed.choices and call.choice not in dict(deed.choices(call.actor, held)):
            raise Refused(_("请选择一项。"))
        before = columns_of(held)
        done = deed.do(call, held)
        after = columns_of(fresh(held)) | {"last_event": _last_event(held)}
        return Repair.objects.create(
            kind=deed.code,
            submission=held,
            agency=held.agency,
            cycle=held.cycle,
            before=before | done.kept,
            after=after,
            words=done.words or recorded(deed.label),
            reason=call.reason.strip(),
            by=call.actor,
        )


def undo(deed: Deed, call: Call, repair: Repair) -> None:
    """The opposite: gives back what was. Raises NotAllowed, or Refused where somebody went on working since."""
    submission = repair.submission
    if submission is None:
        raise Refused(_("这项修复不在一份报告上。"))
    _permit(call, submission)
    with transaction.atomic():
        held = hold(submission, *deed.others(call, repair))
        taken_back = {"undone_at": timezone.now(), "undone_by": call.actor, "undone_why": call.reason.strip()}
        if not Repair.objects.filter(pk=repair.pk, undone_at=None).update(**taken_back):
            raise Refused(_("这项修复已经恢复过。"))
        if why := why_not_undone(deed, repair, held):
            raise Refused(why)
        deed.undo(call, held, repair)


def why_not_undone(deed: Deed, repair: Repair, submission: Submission) -> str:
    """Why the former state cannot be given back: the report went on from where the repair left it."""
    then = State(repair.after["state"])
    if submission.status is not then:
        words = {"then": STATE_WORDS[then], "now": STATE_WORDS[submission.status]}
        return _("修复以后报告由“%(then)s”变为“%(now)s”，不能再恢复原状。") % words
    pointers = ("current_upload_id", "current_reading_id")
    if any(getattr(submission, name) != repair.after[name] for name in pointers):
        return _("修复以后报告换过文件或读取结果，不能再恢复原状。")
    since = submission.events.filter(pk__gt=repair.after["last_event"])
    if work := since.exclude(kind__in=[*UNTOUCHED, *deed.allowed]).order_by("pk").first():
        return _("修复以后已有新的办理（%(what)s），不能再恢复原状。") % {"what": work.label}
    return ""


def columns_of(submission: Submission) -> Kept:
    """Where the report stands, as JSON."""
    values = {name: getattr(submission, name) for name in STANDING}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def former(repair: Repair) -> Kept:
    """The columns as they were, but for the state, which only a move sets."""
    kinds = {field.attname: field.get_internal_type() for field in Submission._meta.concrete_fields}
    read = {"DateTimeField": datetime.fromisoformat, "DateField": date.fromisoformat}
    return {
        name: read.get(kinds[name], lambda value: value)(value) if value is not None else None
        for name, value in repair.before.items()
        if name in STANDING and name != "state"
    }


def hold(submission: Submission, *others: int) -> Submission:
    """The row as it is now, locked on both databases until the transaction ends, and the others with it."""
    in_order(Submission.objects.filter(pk__in=[submission.pk, *others]))
    Submission.objects.filter(pk=submission.pk).update(updated=timezone.now())
    return fresh(submission)


def fresh(submission: Submission) -> Submission:
    related = "agency", "cycle", "current_reading", "current_upload"
    return Submission.objects.select_related(*related).get(pk=submission.pk)


def _last_event(submission: Submission) -> int:
    return submission.events.order_by("-pk").values_list("pk", flat=True).first() or 0


def _permit(call: Call, submission: Submission) -> None:
    if not (answer := may_administer(call.actor, submission.agency)):
        raise NotAllowed(answer.why)
    required(call.reason)
