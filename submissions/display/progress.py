"""How far the newest file has been read, in words and in per cent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from submissions import states
from submissions.display.failures import waiting_words
from submissions.models import Reading, Submission, Upload

STAGES = tuple(stage for stage in states.STAGE_WORDS if stage != "done")
SLOW_AFTER = timedelta(seconds=20)
SELDOMEST = 10
"""Seconds between two questions of a page that has waited long."""


@dataclass(frozen=True, slots=True)
class Stage:
    words: str
    css: str


@dataclass(frozen=True, slots=True)
class Progress:
    """The newest upload and its reading. ``keeps_earlier`` when an older reading still stands."""

    upload: Upload | None
    reading: Reading | None
    keeps_earlier: bool = False

    @property
    def is_running(self) -> bool:
        return self.reading is not None and self.reading.is_running

    @property
    def is_failed(self) -> bool:
        return self.reading is not None and self.reading.processing == states.Processing.FAILED

    @property
    def at(self) -> int:
        """The stage the worker is in, counted from 0; -1 while the file waits."""
        stage = self.reading.stage if self.reading else ""
        return STAGES.index(stage) if stage in STAGES else -1

    @property
    def stages(self) -> list[Stage]:
        def css(index: int) -> str:
            return "is-done" if index < self.at else "is-now" if index == self.at else ""

        return [Stage(str(states.STAGE_WORDS[code]), css(index)) for index, code in enumerate(STAGES)]

    @property
    def ask_again(self) -> int:
        """Seconds until the page asks again: at first each second, then a fifth of what it has waited, so that a long
        queue is not made longer by those who wait in it."""
        waited = timezone.now() - self.reading.queued_at if self.reading else timedelta()
        return min(max(int(waited.total_seconds() / 5), 1), SELDOMEST)

    @property
    def percent(self) -> int:
        if self.reading is None or self.at < 0:
            return 0
        inside = self.reading.step / self.reading.steps if self.reading.steps else 0
        return round(100 * (self.at + min(inside, 1)) / len(STAGES))

    @property
    def sentence(self) -> str:
        reading = self.reading
        if reading is None:
            return ""
        if self.at < 0:
            return self._waiting(reading)
        told = _("第 {n} 步，共 {m} 步：{what}").format(n=self.at + 1, m=len(STAGES), what=reading.stage_words)
        if reading.steps < 2:
            return told
        return told + _("（{step}/{steps}）").format(step=reading.step, steps=reading.steps)

    @staticmethod
    def _waiting(reading: Reading) -> str:
        if reading.waits_for_screening:
            told = {"waits": states.SCREENING_WORDS}
            return _("文件已收到，%(waits)s。检查程序暂时没有应答，会自动再试，不必重新上传。") % told
        if reading.error_message:  # what it waits for is away
            return str(waiting_words(reading.error_code, reading.error_message))
        if timezone.now() - reading.queued_at > SLOW_AFTER:
            return _("仍在排队。文件较多时需要等待，不必重新上传；超过十分钟请告知管理员。")
        return _("文件已收到，正在排队等待读取。")


def progress_of(submission: Submission) -> Progress:
    return progress_by([submission])[submission.pk]


def progress_by(submissions: Iterable[Submission]) -> dict[int, Progress]:
    """The newest file of each submission and how far it has been read; two queries, however many they are."""
    wanted = {submission.pk: submission for submission in submissions}
    light = Prefetch("readings", Reading.objects.defer("report"))
    uploads = Upload.objects.filter(submission__in=wanted).order_by("pk").prefetch_related(light)
    newest = {upload.submission_id: upload for upload in uploads}
    return {pk: newest_progress(submission, newest.get(pk)) for pk, submission in wanted.items()}


def uploads_of(submission: Submission) -> list[Upload]:
    """Every file of the submission with its readings, without what was read; the newest first."""
    light = Prefetch("readings", Reading.objects.defer("report"))
    rows = submission.uploads.select_related("uploaded_by", "twin").order_by("-pk")
    return list(rows.prefetch_related(light))


def newest_progress(submission: Submission, upload: Upload | None) -> Progress:
    done = states.Processing.DONE
    noticed = [one for one in upload.readings.all() if not one.in_bulk or one.processing == done] if upload else []
    reading = max(noticed, key=lambda one: one.pk, default=None)
    earlier = submission.current_reading_id
    return Progress(upload, reading, earlier is not None and reading is not None and earlier != reading.pk)
