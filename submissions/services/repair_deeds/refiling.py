"""The report of another agency or year: its file goes where it belongs."""

from __future__ import annotations

from typing import Final

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from parsing.report import Report
from submissions.access import submissions_of
from submissions.language import of_record
from submissions.models import Reading, Repair, Submission, Upload, User
from submissions.services import fits, repairs
from submissions.services.corrections import carry
from submissions.services.errors import Refused
from submissions.services.events import note
from submissions.services.judging import rejudge
from submissions.services.moves import advance
from submissions.services.repair_deeds.limits import MOST_CHOICES, OF_REMOVALS, OF_REPAIRS, not_in
from submissions.services.repairs import Call, Deed, Done
from submissions.states import Processing, Role, State


def _why_not_refile(submission: Submission) -> str:
    if submission.status in (State.SUBMITTED, State.APPROVED):
        return _("请先撤销审核通过、撤回提交，使报告回到“填报中”，再改归。")
    if why := not_in(submission, State.DRAFT):
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


REFILE: Final = Deed(
    "refile",
    _l("改归别的机关或年度"),
    _l("移回原处"),
    _l("报告归到了别的机关或别的年度。"),
    _why_not_refile,
    _refiled,
    _refile,
    _refile_back,
    _targets,
    OF_REPAIRS,
    _target,
)
