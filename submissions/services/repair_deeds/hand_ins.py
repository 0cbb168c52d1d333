"""A report handed in by mistake: its clerk has it again."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from submissions.models import Repair, Submission
from submissions.services import receipts, repairs
from submissions.services.moves import advance
from submissions.services.repair_deeds.limits import OF_REPAIRS, not_in
from submissions.services.repairs import Call, Deed, Done
from submissions.states import State


def _why_not_recall(submission: Submission) -> str:
    if submission.status is State.IN_REVIEW:
        return _("正在审核中，请审核人放回待审核，或由审核人退回修改。")
    return not_in(submission, State.SUBMITTED)


def _recalled(submission: Submission) -> list[str]:
    receipt = receipts.standing(submission)
    told = [_("状态：待审核 → 填报中，填报人可以修改后重新提交。报送时间不因此改变。")]
    return [*told, _("回执 %(number)s 失效。") % {"number": receipt.number}] if receipt else told


def _recall(call: Call, held: Submission) -> Done:
    receipt = receipts.standing(held)
    blank: dict[str, Any] = dict.fromkeys(("submitted_at", "submitted_by", "waiting_since", "first_level"))
    after = advance(
        held.pk, "recall", call.actor, reason=call.reason.strip(), ip=call.ip, endorsed_at=None, reviewer=None, **blank
    )
    receipts.void(after, receipts.WITHDRAWN)
    return Done({"receipt": receipt.pk if receipt else None})


def _submit_again(call: Call, held: Submission, repair: Repair) -> None:
    after = advance(
        held.pk, "restore_submitted", call.actor, reason=call.reason.strip(), ip=call.ip, **repairs.former(repair)
    )
    after.receipts.filter(pk=repair.before["receipt"]).update(void_reason="")


RECALL: Final = Deed(
    "recall",
    _l("撤回提交"),
    _l("恢复提交"),
    _l("误提交，或交错了报告，填报人不能自己撤回。"),
    _why_not_recall,
    _recalled,
    _recall,
    _submit_again,
    allowed=OF_REPAIRS,
)
