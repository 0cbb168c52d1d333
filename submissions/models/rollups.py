"""A year of an area in the numbers its charts are drawn from, kept so that a page adds nothing up."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from submissions.models.people import Agency
from submissions.models.reports import Cycle


class Rollup(models.Model):
    """``data`` is what ``exports.rollup.rolled`` gives. It may be thrown away at any time: it is made again.

    ``mark`` is that of ``services.marks`` when it was begun: with another one it is stale. ``claimed_at`` says that
    a worker is at it; ``asked_at`` that somebody waits for a fresh one.
    """

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="+")
    root = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    data = models.JSONField(default=dict)
    mark = models.CharField(max_length=60, blank=True, default="")
    asked_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    built_at = models.DateTimeField(_("统计时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("统计数据")
        verbose_name_plural = _("统计数据")
        constraints = [models.UniqueConstraint(fields=["cycle", "root"], name="one_rollup_a_cycle_and_root")]

    def __str__(self) -> str:
        return f"{self.root} {self.cycle}"
