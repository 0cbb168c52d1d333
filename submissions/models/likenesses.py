"""Reports of one cycle that are alike, as the comparison of all of them found."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions.models import choices
from submissions.models.readings import Reading
from submissions.models.reports import Cycle, Submission


class Comparison(models.Model):
    """The comparison of one cycle: when it was asked for, how far it is, what it compared."""

    cycle = models.OneToOneField(Cycle, models.CASCADE, related_name="comparison")
    state = models.CharField(max_length=8, choices=choices.run_states, default="queued")
    asked_at = models.DateTimeField(_("提出时间"), default=timezone.now)
    heartbeat = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(_("开始时间"), null=True, blank=True)
    finished_at = models.DateTimeField(_("完成时间"), null=True, blank=True)
    reports = models.PositiveIntegerField(_("比较的报告"), default=0)
    pairs = models.PositiveIntegerField(_("雷同的报告对"), default=0)

    class Meta:
        verbose_name = _("内容比较")
        verbose_name_plural = _("内容比较")

    def __str__(self) -> str:
        return f"{self.cycle} {self.get_state_display()}"

    @property
    def is_running(self) -> bool:
        return self.state in ("queued", "running")


class Likeness(models.Model):
    """``submission``'s report is like ``other``'s: ``ratio`` of its text (0 to 1) stands there too.

    It holds for the two readings it was found in. ``passages`` are pairs of JSON quotes (parsing
    Quote), one in each report; ``tables`` says that all non-zero figures are equal.
    """

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="likenesses")
    other = models.ForeignKey(Submission, models.CASCADE, related_name="+")
    reading = models.ForeignKey(Reading, models.CASCADE, related_name="+")
    other_reading = models.ForeignKey(Reading, models.CASCADE, related_name="+")
    ratio = models.FloatField(_("相同文字的比例"), default=0)
    tables = models.BooleanField(_("数据相同"), default=False)
    passages = models.JSONField(default=list)

    class Meta:
        verbose_name = _("雷同报告")
        verbose_name_plural = _("雷同报告")
        ordering = ["-ratio", "pk"]
        constraints = [models.UniqueConstraint(fields=["submission", "other"], name="one_likeness_a_pair")]

    def __str__(self) -> str:
        return f"{self.submission} ~ {self.other} {self.percent}%"

    @property
    def percent(self) -> int:
        """Whole percent, rounded down: 84.9 is not 85."""
        return int(self.ratio * 100)
