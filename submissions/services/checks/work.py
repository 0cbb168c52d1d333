"""Who works, and what waits: workers by queue, the timetable, everything that stands in line, mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from celery.schedules import crontab
from django.conf import settings
from django.db.models import Count, Max, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from submissions.models import (
    AnnotatedCopy,
    Event,
    Export,
    Facsimile,
    Intake,
    Mailing,
    Notice,
    PrivacyLook,
    Pulse,
    Reading,
    Screened,
    Screening,
)
from submissions.services import upkeep
from submissions.services.checks.finding import Verdict, ill, weak, well
from submissions.states import Processing, Words

LONG: Final = timedelta(minutes=15)
SILENT: Final = timedelta(seconds=100)
"""A worker gives a sign of life every thirty seconds."""
READING_QUEUE: Final = "celery"
QUEUE_WORDS: Final[dict[str, Words]] = {
    "celery": gettext_lazy("读取报告"),
    "compare": gettext_lazy("相互比较"),
    "bulk": gettext_lazy("往年报告"),
    "export": gettext_lazy("导出"),
}


@dataclass(frozen=True, slots=True)
class Worker:
    """One process that takes work: when it was last seen, what it serves and which version it runs."""

    name: str
    seen_at: datetime
    queues: tuple[str, ...]
    version: str
    is_alive: bool

    @property
    def is_current(self) -> bool:
        return self.version == upkeep.version()

    @property
    def queue_words(self) -> str:
        return "、".join(str(QUEUE_WORDS.get(queue, queue)) for queue in self.queues)


def worker_list() -> list[Worker]:
    """All that gave a sign of life of late and did not end in good order."""
    since = timezone.now() - SILENT
    return [
        Worker(
            pulse.name.removeprefix(upkeep.WORKER),
            pulse.at,
            tuple(pulse.facts.get("queues", ())),
            str(pulse.facts.get("version", "")),
            pulse.at >= since,
        )
        for pulse in Pulse.objects.filter(name__startswith=upkeep.WORKER)
    ]


def workers() -> Verdict:
    every = worker_list()
    alive = [worker for worker in every if worker.is_alive]
    served = {queue for worker in alive for queue in worker.queues}
    if READING_QUEUE not in served:
        return ill(_("没有读取程序在运行。"), _("启动 celery worker。"))
    if unserved := [str(words) for queue, words in QUEUE_WORDS.items() if queue not in served]:
        words = _("没有程序处理：%(names)s。") % {"names": "、".join(unserved)}
        return weak(words, _("启动处理这些队列的 celery worker（docker compose 中的 comparer）。"))
    if old := [worker.name for worker in alive if not worker.is_current]:
        words = _("版本与网站不同：%(names)s。") % {"names": "、".join(old)}
        return weak(words, _("重启这些 worker，使其运行与网站相同的版本。"))
    if silent := [worker.name for worker in every if not worker.is_alive]:
        words = _("%(n)s 个在运行；%(names)s 没有消息。") % {"n": len(alive), "names": "、".join(silent)}
        return weak(words, _("查看其日志；已撤走的，两天后不再列出。"))
    return well(_("%(n)s 个在运行。") % {"n": len(alive)})


def clockwork() -> Verdict:
    """The timetable. Events are sealed every minute, so old ones without a seal tell that nobody does."""
    mend = _("启动 celery beat，并确认有 worker 处理 celery 队列。")
    if Event.objects.filter(seal=None, at__lt=timezone.now() - LONG).exists():
        return ill(_("操作记录一刻钟以上没有封存。"), mend)
    if late := [run.name for run in timetable() if run.is_late]:
        return ill(_("没有按时运行：%(names)s。") % {"names": "、".join(late)}, mend)
    return well(_("按时运行。"))


TASKS: Final[dict[str, Words]] = {
    "sweep": gettext_lazy("补办漏下的读取和文件"),
    "mail": gettext_lazy("发送邮件"),
    "remind": gettext_lazy("到期提醒"),
    "seal-history": gettext_lazy("封存操作记录"),
    "judge-again": gettext_lazy("重新核对"),
    "compare": gettext_lazy("比对雷同报告"),
    "expire-exports": gettext_lazy("清理到期的导出文件"),
}
"""What the entries of the timetable do."""


@dataclass(frozen=True, slots=True)
class Run:
    """One entry of the timetable, what it does, and when it was last done; None where it never was."""

    name: str
    words: str
    at: datetime | None
    is_late: bool


def timetable() -> list[Run]:
    """What never ran is not late: an installation of this morning has no last night."""
    done = dict(Pulse.objects.filter(name__startswith=upkeep.TASK).values_list("name", "at"))
    now, runs = timezone.now(), []
    for name, entry in settings.CELERY_BEAT_SCHEDULE.items():
        allowed = timedelta(hours=26) if isinstance(entry["schedule"], crontab) else LONG
        at = done.get(f"{upkeep.TASK}{entry['task']}")
        runs.append(Run(name, str(TASKS[name]), at, at is not None and now - at > allowed))
    return runs


BEHIND: Final = "bulk"
IN_LINE: Final = Q(processing=Processing.QUEUED.value)
IN_WORK: Final = Q(processing=Processing.READING.value)
WAITING: Final[dict[str, tuple[Any, str, str, Words]]] = {
    "readings": (Reading, "queued_at", "heartbeat", gettext_lazy("报告读取")),
    "intakes": (Intake, "queued_at", "heartbeat", gettext_lazy("待归入文件、往年报告读取")),
    "facsimiles": (Facsimile, "rung_at", Facsimile.SIGN, gettext_lazy("页面图片")),
    "annotated": (AnnotatedCopy, "rung_at", AnnotatedCopy.SIGN, gettext_lazy("批注文件")),
    "privacy": (PrivacyLook, "rung_at", PrivacyLook.SIGN, gettext_lazy("附件个人信息检查")),
    "exports": (Export, Export.SINCE, Export.SIGN, gettext_lazy("导出")),
}
"""What workers do: the table, since when one waits, which column is the sign of life of one in work, its name."""


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of work: how many wait and since when the first does; how many are in work, the most silent since."""

    code: str
    name: str
    queued: int
    queued_since: datetime | None
    working: int
    silent_since: datetime | None


def lines() -> list[Line]:
    found = []
    for code, (model, since, sign, name) in WAITING.items():
        # What the office asked for with many others has time, and is told by itself.
        every = model.objects.filter(in_bulk=False) if model is Reading else model.objects.all()
        row = every.filter(IN_LINE | IN_WORK).aggregate(
            queued=Count("pk", filter=IN_LINE),
            first=Min(since, filter=IN_LINE),
            working=Count("pk", filter=IN_WORK),
            silent=Min(sign, filter=IN_WORK),
        )
        found.append(Line(code, str(name), row["queued"], row["first"], row["working"], row["silent"]))
    unscreened = Screening.objects.filter(verdict=Screened.WAITING).aggregate(n=Count("pk"), first=Min("entered_at"))
    behind = Reading.objects.filter(IN_LINE, in_bulk=True).aggregate(n=Count("pk"), first=Min("queued_at"))
    found.append(Line(BEHIND, _("批量重新读取"), behind["n"], behind["first"], 0, None))
    found.append(Line("screenings", _("恶意代码检查"), unscreened["n"], unscreened["first"], 0, None))
    return found


def queue() -> Verdict:
    now = timezone.now()
    every = lines()
    words = _("%(n)s 件在等。") % {"n": sum(line.queued for line in every)}
    late = [one for one in every if one.code != BEHIND and one.queued_since and now - one.queued_since > LONG]
    if not late:
        return well(words)
    worst = min(late, key=lambda line: line.queued_since or now)
    minutes = int((now - (worst.queued_since or now)).total_seconds() // 60)
    words += _("%(name)s：%(n)s 件，最早的等了 %(minutes)s 分钟。") % {
        "name": worst.name,
        "n": worst.queued,
        "minutes": minutes,
    }
    return weak(words, _("增加读取程序（WORKER_PROCESSES），或查看其日志。"))


def mail() -> Verdict:
    """What waits, what fails, and when mail last went out."""
    row = Notice.objects.exclude(mailing__in=[Mailing.NONE, Mailing.SENT]).aggregate(
        waiting=Count("pk", filter=Q(mailing__in=[Mailing.QUEUED, Mailing.SENDING])),
        failing=Count("pk", filter=Q(mailing=Mailing.QUEUED, tries__gt=0)),
        tries=Max("tries", filter=Q(mailing=Mailing.QUEUED)),
        uncertain=Count("pk", filter=Q(mailing=Mailing.UNCERTAIN)),
        refused=Count("pk", filter=Q(mailing=Mailing.REFUSED)),
    )
    last = Pulse.objects.filter(name=upkeep.MAIL).values_list("at", flat=True).first()
    sent = f"{timezone.localtime(last):%Y-%m-%d %H:%M}" if last else _("没有记录")
    words = _("最近发出：%(sent)s；待发 %(waiting)s 封，不能确定 %(uncertain)s 封，被拒收 %(refused)s 封。") % (
        row | {"sent": sent}
    )
    if row["failing"]:
        words += _("%(failing)s 封没有发成，最多试了 %(tries)s 次。") % row
        return weak(words, _("检查 EMAIL_URL 和邮件服务器；邮件会保留，恢复后补发。"))
    return well(words)
