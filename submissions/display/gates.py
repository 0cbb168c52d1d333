"""What stands between a report and its submission, each gate in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from submissions.access import Answer
from submissions.display.checklist import Checklist
from submissions.display.findings import FindingView
from submissions.display.page import Sheet
from submissions.display.progress import Progress
from submissions.models import SealedScan, Submission
from submissions.services.seals import counting, why_none


@dataclass(frozen=True, slots=True)
class Gate:
    """One condition. ``anchor`` leads to where it can be met, on the report's page."""

    is_open: bool
    words: str
    anchor: str = ""


def gates_of(
    permission: Answer,
    progress: Progress,
    sheet: Sheet | None,
    submission: Submission,
    seals: Sequence[SealedScan],
    returned: Checklist | None = None,
) -> list[Gate]:
    """Every gate, open or shut, in the order a clerk meets them. ``returned`` is what a return still asks for."""
    gates = [permission_gate(permission), reading_gate(progress, sheet)]
    gates += [return_gate(returned)] if returned else []
    return [*gates, *([answers_gate(sheet)] if sheet else []), seal_gate(submission, seals)]


def seal_gate(submission: Submission, seals: Sequence[SealedScan]) -> Gate:
    """The sealed scan: whether this year asks for one, and whether it can be of the file that is handed in."""
    scan = counting(seals)
    if scan is None:
        if submission.cycle.requires_seal:
            return Gate(False, why_none(seals), "seals")
        return Gate(True, _("本年度不要求盖章扫描件，可以不附。"))
    words = _("已附盖章扫描件“{name}”。").format(name=scan.name)
    upload = submission.current_upload
    if upload and scan.at < upload.uploaded_at:
        words += _("它早于现在的报告文件，请确认内容一致，不一致的请重新上传。")
    return Gate(True, words)


def permission_gate(permission: Answer) -> Gate:
    return Gate(permission.ok, permission.why or _("本报告现在由本机关填报，可以提交。"))


def reading_gate(progress: Progress, sheet: Sheet | None) -> Gate:
    if progress.is_running:
        return Gate(False, _("刚上传的文件还在读取，请等读取完成后再提交。"), "progress")
    if sheet is None:
        return Gate(False, _("还没有读取成功的报告文件，请先上传年度报告。"), "upload")
    name = sheet.file_name
    if progress.is_failed:
        return Gate(
            True, _("将提交“{name}”。注意：之后上传的文件没有读取成功，不会随本次提交。").format(name=name), "progress"
        )
    return Gate(True, _("将提交“{name}”，已读取完成。").format(name=name))


def return_gate(returned: Checklist) -> Gate:
    total, left = len(returned.items), returned.open_items
    if left:
        words = _("退回清单共 {total} 项，还有 {n} 项没有答复：请改正、说明或提出误报。")
        return Gate(False, words.format(total=total, n=len(left)), left[0].anchor)
    return Gate(True, _("退回清单 {total} 项都已答复。").format(total=total))


def answers_gate(sheet: Sheet) -> Gate:
    if sheet.to_answer:
        return unanswered_gate(sheet.to_answer)
    disputed = [f for f in sheet.failed if f.explanation and f.explanation.is_dispute]
    if disputed:
        words = _("{n} 项问题您认为是误报，由审核人判断；强制性问题在审核人放行之前仍不能通过。")
        return Gate(True, words.format(n=len(disputed)), f"finding-{disputed[0].fingerprint}")
    explained = [finding for finding in sheet.failed if finding.explanation]
    if explained:
        words = _("{n} 项问题已填写情况说明，由审核人判断是否采纳。").format(n=len(explained))
        is_hard = any(finding.must_waive for finding in explained)
        return Gate(True, words + (_("强制性问题在审核人放行之前不能通过。") if is_hard else ""))
    return Gate(True, _("没有需要改正或说明的问题。"))


def unanswered_gate(left: Sequence[FindingView]) -> Gate:
    """What still asks for words: because there are none, or because the reviewer did not take them."""
    refused = [finding for finding in left if finding.explanation]
    if refused:
        words = _(
            "还有 {n} 项强制性或核实性问题没有改正，其中 {m} 项写过说明，审核人没有采纳：请改正、重新说明或提出误报。"
        )
    else:
        words = _("还有 {n} 项强制性或核实性问题既没有改正，也没有情况说明。")
    return Gate(False, words.format(n=len(left), m=len(refused)), f"finding-{(refused or left)[0].fingerprint}")
