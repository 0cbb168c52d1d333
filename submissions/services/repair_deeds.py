"""The repairs of a report, one entry each: why it cannot be, what it changes, how it is done and taken back."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from parsing.report import Report
from submissions.access import submissions_of
from submissions.language import of_record
from submissions.models import Decision, Reading, Release, Repair, Submission, Upload, User
from submissions.services import (
    bell,
    erased,
    factsheets,
    findings,
    fits,
    receipts,
    releases,
    repairs,
    review,
    stale,
)
from submissions.services.corrections import carry
from submissions.services.errors import Refused
from submissions.services.events import note
from submissions.services.judging import rejudge
from submissions.services.moves import advance
from submissions.services.repairs import Call, Deed, Done
from submissions.states import EDITABLE, STATE_WORDS, Processing, Role, State

RUNNING: Final = (Processing.QUEUED.value, Processing.READING.value)
MOST_CHOICES: Final = 200
ERROR_COLUMNS: Final = ("processing", "error_code", "error_message", "error_advice", "report", "attempts")
GONE: Final = _l("原件因含个人信息已移除，不能再读取。")


def _not_in(submission: Submission, *states: State) -> str:
    """Why not, where the report is in none of these states."""
    if submission.status in states:
        return ""
    wanted = "、".join(str(STATE_WORDS[state]) for state in states)
    return _("当前状态为“%(now)s”，只有“%(wanted)s”的报告可以这样修复。") % {
        "now": STATE_WORDS[submission.status],
        "wanted": wanted,
    }


# --- an approval given by mistake


def _why_not_revoke(submission: Submission) -> str:
    if submission.is_past:
        return _("这是补录的往年报告，请在“往年报告”中撤回。")
    return _not_in(submission, State.APPROVED)


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


# --- handed in by mistake


def _why_not_recall(submission: Submission) -> str:
    if submission.status is State.IN_REVIEW:
        return _("正在审核中，请审核人放回待审核，或由审核人退回修改。")
    return _not_in(submission, State.SUBMITTED)


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


# --- the report of another agency or year


def _why_not_refile(submission: Submission) -> str:
    if submission.status in (State.SUBMITTED, State.APPROVED):
        return _("请先撤销审核通过、撤回提交，使报告回到“填报中”，再改归。")
    if why := _not_in(submission, State.DRAFT):
        return why
    return "" if submission.current_reading else _("还没有读取成功的文件。")


def _target(call: Call, repair: Repair | None) -> list[int]:
    """The other report that is moved to, or was."""
    return [repair.before["target"] if repair else call.choice]


def _targets(actor: User, submission: Submission) -> list[tuple[int, str]]:
    """Duties without a report, of open years, whose agency and year the title does not rule out."""
    if submission.current_reading is None or submission.current_reading.report is None:
        return []
    found = fits.found_in(Report.from_json(submission.current_reading.report))
    rows = submissions_of(actor, Role.OFFICE).filter(
        Q(agency=submission.agency) | Q(cycle=submission.cycle),
        state=State.MISSING.value,
        current_reading=None,
        cycle__state="open",
    )
    names = fits.names_in_use()
    fitting = (row for row in rows.exclude(pk=submission.pk).iterator() if not fits.mismatch(found, row, names))
    return [(row.pk, f"{row.agency.name} {row.cycle}") for row, _n in zip(fitting, range(MOST_CHOICES), strict=False)]


def _refiled(submission: Submission) -> list[str]:
    file = submission.current_upload.original_name if submission.current_upload else ""
    return [
        _("文件“%(file)s”连同读取结果和更正归入所选的报告，那里由“未报送”变为“填报中”，由其填报人核对提交。")
        % {"file": file},
        _("这里由“填报中”变为“未报送”；上传记录和办理经过保留。"),
    ]


def _refile(call: Call, held: Submission) -> Done:
    upload, reading = held.current_upload, held.current_reading
    target = Submission.objects.select_related("agency", "cycle").get(pk=call.choice)
    vacant = Submission.objects.filter(pk=target.pk, state=State.MISSING.value, current_reading=None)
    if upload is None or reading is None or not vacant.update(updated=timezone.now()):
        raise Refused(_("所选的报告刚刚有了文件，请重新选择。"))
    with of_record():
        there, here = f"{target.agency.name} {target.cycle}", f"{held.agency.name} {held.cycle}"
    moved = _copied(call, upload, reading, target)
    reason = call.reason.strip()
    gone = {"current_upload": None, "current_reading": None}
    advance(held.pk, "refile", call.actor, reason=f"→ {there}：{reason}", ip=call.ip, **gone)
    note("refiled_here", call.actor, submission=target, text=f"← {here}：{reason}", ip=call.ip)
    last = target.events.order_by("-pk").values_list("pk", flat=True)[0]
    kept = {"target": target.pk, "moved": moved.pk, "target_event": last}
    with of_record():
        return Done(kept, _("改归%(there)s") % {"there": there})


def _copied(call: Call, upload: Upload, reading: Reading, target: Submission) -> Upload:
    """The same bytes and what was read in them, as the draft of another report."""
    moved = Upload.objects.create(
        submission=target, uploaded_by=call.actor, file=upload.file.name, twin=upload,
        **{name: getattr(upload, name) for name in ("original_name", "sha256", "size", "format")},
    )  # fmt: skip
    now = timezone.now()
    same = Reading.objects.create(
        upload=moved, parser_version=reading.parser_version, rules_version=reading.rules_version, report=reading.report,
        processing=Processing.DONE.value, stage="done", started_at=now, finished_at=now,
    )  # fmt: skip
    carry(reading, same, Report.from_json(reading.report or {}))
    moved.submission = advance(target.pk, "start", None, current_upload=moved, current_reading=same)
    rejudge(same)
    return moved


def _refile_back(call: Call, held: Submission, repair: Repair) -> None:
    target = repairs.fresh(Submission.objects.get(pk=repair.before["target"]))
    since = target.events.filter(pk__gt=repair.before["target_event"]).exclude(kind__in=OF_REMOVALS)
    if target.status is not State.DRAFT or target.current_upload_id != repair.before["moved"] or since.exists():
        raise Refused(_("%(there)s已经有新的办理，不能再移回。") % {"there": f"{target.agency.name} {target.cycle}"})
    reason = call.reason.strip()
    gone = {"current_upload": None, "current_reading": None}
    advance(target.pk, "refile", call.actor, reason=reason, ip=call.ip, **gone)
    target.issues.filter(resolved_at=None).update(resolved_at=timezone.now())
    advance(held.pk, "refile_back", call.actor, reason=reason, ip=call.ip, **repairs.former(repair))


# --- another file, or another reading of it


def _why_not_choose(submission: Submission) -> str:
    if why := _not_in(submission, State.DRAFT, State.RETURNED):
        return why
    return "" if submission.current_reading else _("还没有读取成功的文件。")


def _done_readings(actor: User, submission: Submission) -> list[tuple[int, str]]:
    """Every reading of this report's files that could count, the newest first; without the one that does."""
    rows = Reading.objects.filter(upload__submission=submission, processing=Processing.DONE.value).defer("report")
    others = rows.exclude(pk=submission.current_reading_id or 0).select_related("upload").order_by("-pk")
    words = _("%(file)s（%(at)s 上传），版本 %(version)s 的读取结果")
    return [
        (
            row.pk,
            words
            % {
                "file": row.upload.original_name,
                "at": f"{timezone.localtime(row.upload.uploaded_at):%Y-%m-%d %H:%M}",
                "version": f"{row.parser_version}/{row.rules_version}",
            },
        )
        for row in others[:MOST_CHOICES]
    ]


def _chosen(submission: Submission) -> list[str]:
    return [_("报告改用所选的文件和读取结果，按它重新核对；现在用的保留，可以改回。")]


def _choose(call: Call, held: Submission) -> Done:
    _point_at(held, Reading.objects.select_related("upload").get(pk=call.choice))
    note("choose_reading", call.actor, submission=held, text=call.reason.strip(), ip=call.ip)
    return Done({})


def _choose_back(call: Call, held: Submission, repair: Repair) -> None:
    reading = Reading.objects.select_related("upload").get(pk=repair.before["current_reading_id"])
    _point_at(held, reading)
    note("choose_reading", call.actor, submission=held, text=call.reason.strip(), ip=call.ip)


def _point_at(held: Submission, reading: Reading) -> None:
    mine = Submission.objects.filter(pk=held.pk, state__in=[state.value for state in EDITABLE])
    if not mine.update(current_upload=reading.upload_id, current_reading=reading.pk, updated=timezone.now()):
        raise Refused(_("这份报告刚刚被他人处理，页面内容已过时，请刷新后再试。"))
    rejudge(reading)


# --- a reading that is stuck, or failed for no fault of the file


def _newest(submission: Submission) -> Reading | None:
    upload = submission.latest_upload
    return upload.last_reading if upload else None


def _why_not_stop(submission: Submission) -> str:
    reading = _newest(submission)
    return "" if reading and reading.processing in RUNNING else _("没有正在等待或读取的文件。")


def _stopped(submission: Submission) -> list[str]:
    return [_("停止读取最新的文件，按读取失败处理；原来的读取结果不受影响。")]


def _stop(call: Call, held: Submission) -> Done:
    reading = _newest(held)
    before = _errors(reading)
    with of_record():
        told = {"error_code": "stopped", "error_message": _("管理员停止了读取：%(why)s") % {"why": call.reason.strip()}}
    running = Reading.objects.filter(pk=before["reading"], processing__in=RUNNING)
    now = timezone.now()
    if not running.update(processing=Processing.FAILED.value, finished_at=now, error_advice="", **told):
        raise Refused(_("这个文件刚刚读取完成。"))
    note("stop_reading", call.actor, submission=held, text=call.reason.strip(), ip=call.ip)
    return Done(before)


def _read_again(call: Call, held: Submission, repair: Repair) -> None:
    _queue(call, held, repair.before["reading"])


def _why_not_retry(submission: Submission) -> str:
    reading = _newest(submission)
    if reading is None or reading.processing != Processing.FAILED:
        return _("最新的文件没有读取失败。")
    if reading.error_code == "infected":
        return _("文件中发现恶意代码，不能读取。")
    if erased.trace_of(reading.upload.sha256):
        return str(GONE)
    return "" if reading.upload.format else _("这种文件不能读取，请填报人换一种格式上传。")


def _retried(submission: Submission) -> list[str]:
    return [_("最新的文件重新排队，从头读取。")]


def _retry(call: Call, held: Submission) -> Done:
    reading = _newest(held)
    before = _errors(reading)
    _queue(call, held, before["reading"])
    return Done(before)


def _queue(call: Call, held: Submission, reading_id: int) -> None:
    if erased.trace_of(Upload.objects.get(readings=reading_id).sha256):
        raise Refused(str(GONE))
    failed = Reading.objects.filter(pk=reading_id, processing=Processing.FAILED.value)
    blank = dict.fromkeys(("error_code", "error_message", "error_advice", "stage"), "")
    now = timezone.now()
    fresh: dict[str, Any] = {"attempts": 0, "queued_at": now, "finished_at": None, "report": None, "heartbeat": None}
    if not failed.update(processing=Processing.QUEUED.value, **fresh, **blank):
        raise Refused(_("这个文件已经在排队读取。"))
    note("retry_reading", call.actor, submission=held, text=call.reason.strip(), ip=call.ip)
    bell.ring_on_commit(reading_id)


def _give_up(call: Call, held: Submission, repair: Repair) -> None:
    columns = {name: repair.before[name] for name in ERROR_COLUMNS}
    if not Reading.objects.filter(pk=repair.before["reading"], processing__in=RUNNING).update(**columns):
        raise Refused(_("这个文件已经读完，不能再停止。"))
    note("stop_reading", call.actor, submission=held, text=call.reason.strip(), ip=call.ip)


def _errors(reading: Reading | None) -> dict[str, Any]:
    if reading is None:
        raise Refused(_("没有文件。"))
    return {"reading": reading.pk} | {name: getattr(reading, name) for name in ERROR_COLUMNS}


# --- what the public reads


def _why_not_unrelease(submission: Submission) -> str:
    return "" if submission.releases.filter(ended_at=None).exists() else _("这份报告没有对外公布。")


def _unreleased(submission: Submission) -> list[str]:
    return [_("公开网页、PDF 和数据立即撤下；审核通过不变，汇总不变。")]


def _unrelease(call: Call, held: Submission) -> Done:
    release = held.releases.select_related("submission__agency").get(ended_at=None)
    releases.end(call.actor, release, call.reason, ip=call.ip)
    return Done({"release": release.pk})


def _release_again(call: Call, held: Submission, repair: Repair) -> None:
    release = Release.objects.select_related("submission__agency").get(pk=repair.before["release"])
    releases.resume(call.actor, release, call.reason, ip=call.ip)


OF_REMOVALS: Final = ("removal_asked", "removal_declined", "removed", "removal_replaced")
"""Events of files with personal data: they take away what a report must not say, and leave where it stands."""
OF_REPAIRS: Final = (
    *OF_REMOVALS,
    *("choose_reading", "retry_reading", "stop_reading", "released", "release_ended", "release_resumed"),
    *("recall", "restore_submitted", "refile", "refile_back", "revoke", "reapprove", "read", "read_failed"),
)
"""Events of repairs, which cancel out where the report stands where it stood, and of the worker."""
REPAIRS: Final[dict[str, Deed]] = {
    deed.code: deed
    for deed in (
        Deed("revoke", _l("撤销审核通过"), _l("恢复审核通过"), _l("审核通过得不对，而撤销期限已过或审核人不在。"),
             _why_not_revoke, _revoked, _revoke, _approve_again, allowed=OF_REPAIRS),
        Deed("recall", _l("撤回提交"), _l("恢复提交"), _l("误提交，或交错了报告，填报人不能自己撤回。"),
             _why_not_recall, _recalled, _recall, _submit_again, allowed=OF_REPAIRS),
        Deed("refile", _l("改归别的机关或年度"), _l("移回原处"), _l("报告归到了别的机关或别的年度。"),
             _why_not_refile, _refiled, _refile, _refile_back, _targets, OF_REPAIRS, _target),
        Deed("choose", _l("改用另一个文件或读取结果"), _l("改回"), _l("传错了文件，或重新读取以后不如原来。"),
             _why_not_choose, _chosen, _choose, _choose_back, _done_readings, OF_REPAIRS),
        Deed("stop", _l("停止读取"), _l("重新排队读取"), _l("读取卡住，占着程序。"),
             _why_not_stop, _stopped, _stop, _read_again, allowed=OF_REPAIRS),
        Deed("retry", _l("重新排队读取"), _l("停止读取"), _l("读取因程序中断或存储故障失败，文件没有问题。"),
             _why_not_retry, _retried, _retry, _give_up, allowed=OF_REPAIRS),
        Deed("unrelease", _l("撤回对外公布"), _l("恢复公布"), _l("公开的报告要立即撤下。"),
             _why_not_unrelease, _unreleased, _unrelease, _release_again, allowed=OF_REPAIRS),
    )
}  # fmt: skip
