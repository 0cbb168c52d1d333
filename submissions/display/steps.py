"""Who must act next on a report, and what they should do now."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from submissions.display.progress import Progress, progress_of
from submissions.models import Reading, Submission
from submissions.services import checklists
from submissions.states import State, Words


@dataclass(frozen=True, slots=True)
class Step:
    """``who`` acts next, ``what`` is to be done; ``page`` names the page to do it on, or is empty.

    ``is_mine`` when it is the agency's turn.
    """

    who: Words
    what: Words
    page: str = ""
    button: Words = ""
    is_mine: bool = False


def step_of(submission: Submission, progress: Progress | None = None) -> Step:
    """The next step, as the agency is told it."""
    if submission.is_editable and not submission.cycle.is_open:
        return Step(_("无须办理"), _("本年度报送已经结束，如需补报请联系上级主管部门。"))
    if submission.is_editable:
        return agency_step(submission, progress or progress_of(submission))
    return waiting_step(submission)


def agency_step(submission: Submission, progress: Progress) -> Step:
    """What the clerk does now. The newest file comes first: nothing is sure before it is read."""
    if progress.is_running:
        return Step(_("系统"), _("文件已收到，读取完成后显示结果。"), "report", _("查看进度"))
    if progress.is_failed:
        return mine(_("文件没有读取成功，请按提示改好后重新上传。"), "report", _("查看原因"))
    if submission.status is State.RETURNED:
        return returned_step(submission)
    if submission.current_reading is None:
        return mine(_("请上传年度报告文件。"), "report", _("上传报告"))
    return answers_step(submission.current_reading, _("核对完成，可以提交。"))


def answers_step(reading: Reading, ready: str) -> Step:
    if not reading.open_findings:
        return mine(ready, "submit", _("去提交"))
    what = _("有 {n} 个问题需要改正或说明，之后才能提交。").format(n=reading.open_findings)
    return mine(what, "report", _("处理问题"))


def returned_step(submission: Submission) -> Step:
    if submission.current_reading and is_answered(submission):
        return answers_step(submission.current_reading, _("退回意见已经处理，可以再次提交。"))
    return mine(_("审核人已退回。请按意见修改后重新上传，或补充说明，再次提交。"), "report", _("查看退回意见"))


def is_answered(submission: Submission) -> bool:
    """Whether the last return has been met: every item answered, or another file where none was ticked."""
    items = checklists.checklist(submission)
    if items:
        return not any(item.is_open for item in items)
    returned = checklists.last_return(submission)
    return returned is not None and returned.reading_id != submission.current_reading_id


def mine(what: str, page: str, button: str) -> Step:
    return Step(_("本机关"), what, page, button, is_mine=True)


def waiting_step(submission: Submission) -> Step:
    if submission.status is State.SUBMITTED:
        return Step(_("审核人"), _("已提交，等待审核人领取。领取前可以撤回。"), "report", _("查看"))
    if submission.status is State.IN_REVIEW:
        reviewer = str(submission.reviewer) if submission.reviewer else _("审核人")
        return Step(reviewer, _("正在审核，请等待结果。"), "report", _("查看"))
    if submission.status is State.APPROVED:
        return Step(_("无须办理"), _("审核已通过，本年度工作已完成。"), "report", _("查看"))
    if submission.status is State.NIL:
        why = submission.nil_reason or _("未写明原因")
        return Step(_("无须办理"), _("本年度已确认零报告：{why}").format(why=why), "report", _("查看"))
    return Step(_("无须办理"), _("本年度免报：{why}").format(why=submission.exempt_reason or _("未写明原因")))
