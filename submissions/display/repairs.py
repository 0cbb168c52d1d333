"""What can be put right on a report, what was, and what of that can be taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from submissions.models import Repair, Submission
from submissions.services import bulk_rereads, repairs
from submissions.services.repair_deeds import REPAIRS
from submissions.services.repairs import Deed
from submissions.states import State


@dataclass(frozen=True, slots=True)
class Offer:
    """One repair of this report: ``why_not`` says why it cannot be, empty where it can."""

    deed: Deed
    why_not: str


@dataclass(frozen=True, slots=True)
class Made:
    """One repair that was made: what its opposite is called, and why it cannot be taken back, or ""."""

    repair: Repair
    label: str
    opposite: str
    why_not: str


def offers(submission: Submission) -> list[Offer]:
    """Those that can be made come first."""
    every = [Offer(deed, deed.why_not(submission)) for deed in REPAIRS.values()]
    return sorted(every, key=lambda offer: bool(offer.why_not))


def made(rows: Iterable[Repair]) -> list[Made]:
    """Repairs as a page tells them."""
    return [_made(repair) for repair in rows]


def _made(repair: Repair) -> Made:
    deed = REPAIRS.get(repair.kind)
    if repair.kind == bulk_rereads.KIND:
        left = bulk_rereads.waiting(repair).exists()
        why_not = "" if left else _("全部已经开始或读完，可以逐份改回原来的读取结果。")
        return Made(repair, _("批量重新读取"), _("取消没有开始的"), why_not)
    if deed is None or repair.submission is None:
        return Made(repair, repair.kind, "", _("没有相反的操作。"))
    why_not = repairs.why_not_undone(deed, repair, repair.submission) if repair.undone_at is None else ""
    return Made(repair, str(deed.label), str(deed.opposite), why_not)


def elsewhere(submission: Submission) -> list[tuple[str, str]]:
    """What is put right on pages of its own, in the state the report is in: words and address."""
    deeds = {
        State.EXEMPT: [("unexempt", _("取消免报"))],
        State.NIL: [("revoke_nil", _("撤销零报告"))],
        State.MISSING: [("exempt", _("设为免报")), ("confirm_nil", _("代为确认零报告")), ("extend", _("调整期限"))],
        State.DRAFT: [("exempt", _("设为免报")), ("confirm_nil", _("代为确认零报告")), ("extend", _("调整期限"))],
        State.RETURNED: [("extend", _("调整期限"))],
    }.get(submission.status, [])
    if submission.is_extended and submission.is_editable:
        deeds = [*deeds, ("unextend", _("取消延期"))]
    return [(words, reverse(name, args=[submission.pk])) for name, words in deeds]
