"""Another file of the report, or another reading of it."""

from __future__ import annotations

from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from submissions.models import Reading, Repair, Submission, User
from submissions.services.errors import Refused
from submissions.services.events import note
from submissions.services.judging import rejudge
from submissions.services.repair_deeds.limits import MOST_CHOICES, OF_REPAIRS, not_in
from submissions.services.repairs import Call, Deed, Done
from submissions.states import EDITABLE, Processing, State


def _why_not_choose(submission: Submission) -> str:
    if why := not_in(submission, State.DRAFT, State.RETURNED):
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


CHOOSE: Final = Deed(
    "choose",
    _l("改用另一个文件或读取结果"),
    _l("改回"),
    _l("传错了文件，或重新读取以后不如原来。"),
    _why_not_choose,
    _chosen,
    _choose,
    _choose_back,
    _done_readings,
    OF_REPAIRS,
)
