"""A reading that is stuck, or failed for no fault of the file."""

from __future__ import annotations

from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from submissions.language import of_record
from submissions.models import Reading, Repair, Submission, Upload
from submissions.services import bell, erased, refused
from submissions.services.errors import Refused
from submissions.services.events import note
from submissions.services.repair_deeds.limits import OF_REPAIRS
from submissions.services.repairs import Call, Deed, Done
from submissions.states import Processing

RUNNING: Final = (Processing.QUEUED.value, Processing.READING.value)
ERROR_COLUMNS: Final = ("processing", "error_code", "error_message", "error_advice", "report", "attempts")


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
        return str(refused.GONE)
    return "" if reading.upload.format else _("这种文件不能读取，请填报人换一种格式上传。")


def _retried(submission: Submission) -> list[str]:
    return [_("最新的文件重新排队，从头读取。")]


def _retry(call: Call, held: Submission) -> Done:
    reading = _newest(held)
    before = _errors(reading)
    _queue(call, held, before["reading"])
    return Done(before)


def _queue(call: Call, held: Submission, reading_id: int) -> None:
    refused.keep_erased_closed(Upload.objects.get(readings=reading_id).sha256)
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


STOP: Final = Deed(
    "stop",
    _l("停止读取"),
    _l("重新排队读取"),
    _l("读取卡住，占着程序。"),
    _why_not_stop,
    _stopped,
    _stop,
    _read_again,
    allowed=OF_REPAIRS,
)


RETRY: Final = Deed(
    "retry",
    _l("重新排队读取"),
    _l("停止读取"),
    _l("读取因程序中断或存储故障失败，文件没有问题。"),
    _why_not_retry,
    _retried,
    _retry,
    _give_up,
    allowed=OF_REPAIRS,
)
