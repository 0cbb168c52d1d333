"""An approval given by mistake: the report waits for its reviewer again."""

from __future__ import annotations

from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from submissions.models import Decision, Repair, Submission
from submissions.services import factsheets, findings, repairs, review, stale
from submissions.services.errors import Refused
from submissions.services.moves import advance
from submissions.services.repair_deeds.limits import OF_REPAIRS, not_in
from submissions.services.repairs import Call, Deed, Done
from submissions.states import State


def _why_not_revoke(submission: Submission) -> str:
    if submission.is_past:
        return _("这是补录的往年报告，请在“往年报告”中撤回。")
    return not_in(submission, State.APPROVED)


def _revoked(submission: Submission) -> list[str]:
    told = [
        _("状态：审核通过 → 待审核，由审核人重新决定。"),
        _("它的数字不再计入汇总；已冻结的汇总快照不变。"),
        _("上级的全域报告、下级和下一年度与它比对的报告重新核对。"),
    ]
    if submission.releases.filter(ended_at=None).exists():
        told.append(_("已对外公布的网页立即撤下；恢复审核通过以后，公布要另行恢复。"))
    return told


def _revoke(call: Call, held: Submission) -> Done:
    now, decision = timezone.now(), held.decisions.filter(move="approve", undone_at=None).first()
    advance(
        held.pk,
        "revoke",
        call.actor,
        reason=call.reason.strip(),
        ip=call.ip,
        reviewer=None,
        lease_until=None,
        held_depth=None,
        decided_at=None,
        waiting_since=held.submitted_at or now,
    )
    if decision:
        Decision.objects.filter(pk=decision.pk).update(undone_at=now)
    _decided(call, held, "revoke")
    held.figures.all().delete()
    factsheets.end(held)
    stale.after_decision(held)
    return Done({"decision": decision.pk if decision else None})


def _approve_again(call: Call, held: Submission, repair: Repair) -> None:
    reading = held.current_reading
    if reading is None:
        raise Refused(_("没有读取结果，不能恢复审核通过。"))
    left = [*findings.unwaived(held, reading), *findings.unaccepted(held, reading)]
    if left:
        words = {"n": len(left), "first": left[0].message}
        raise Refused(_("按现在的核对结果还有 %(n)s 项问题，请由审核人审核。第一项：%(first)s") % words)
    after = advance(held.pk, "reapprove", call.actor, reason=call.reason.strip(), ip=call.ip, **repairs.former(repair))
    Decision.objects.filter(pk=repair.before["decision"]).update(undone_at=None)
    _decided(call, held, "reapprove")
    review.write_figures(after, reading)
    stale.after_decision(after)


def _decided(call: Call, held: Submission, move: str) -> None:
    Decision.objects.create(
        submission=held, move=move, reading=held.current_reading, by=call.actor, reason=call.reason.strip()
    )


REVOKE: Final = Deed(
    "revoke",
    _l("撤销审核通过"),
    _l("恢复审核通过"),
    _l("审核通过得不对，而撤销期限已过或审核人不在。"),
    _why_not_revoke,
    _revoked,
    _revoke,
    _approve_again,
    allowed=OF_REPAIRS,
)
