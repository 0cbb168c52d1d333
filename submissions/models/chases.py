"""Who was chased for a report, by whom, in which words, and who was called."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions.models.people import Agency
from submissions.models.reports import Cycle, Submission


class Chase(models.Model):
    """One time an office chased those who still owe a year's report. Written, never changed."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="chases")
    root = models.ForeignKey(Agency, models.PROTECT, related_name="chases", verbose_name=_("催报机关"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("催报人"))
    at = models.DateTimeField(_("时间"), default=timezone.now)
    text = models.TextField(_("催报内容"))
    """As the office wrote it, with its fields; what each agency was told stands in its own row."""
    chosen = models.CharField(_("选择条件"), max_length=400, blank=True)
    token = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    """Names the page it was sent from: the same page sent twice chases once."""

    class Meta:
        verbose_name = _("催报")
        verbose_name_plural = _("催报")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.cycle} {self.at:%Y-%m-%d %H:%M}"


class Chased(models.Model):
    """One report that was chased for: what its agency was told, and how it stood that day."""

    chase = models.ForeignKey(Chase, models.PROTECT, related_name="recipients")
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="chased")
    day = models.DateField(_("日期"), default=timezone.localdate)
    again = models.BooleanField(_("当天再次催报"), default=False)
    """Sent although the agency had been chased that day already: somebody said so."""
    state = models.CharField(_("当时状态"), max_length=12)
    due_on = models.DateField(_("当时截止日期"))
    text = models.TextField(_("内容"))

    class Meta:
        verbose_name = _("催报对象")
        verbose_name_plural = _("催报对象")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["chase", "submission"], name="chased_once_a_chase"),
            models.UniqueConstraint(fields=["submission", "day"], condition=Q(again=False), name="chased_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.submission} {self.day}"


class ChaseCall(models.Model):
    """A telephone call somebody noted by hand: of those no notice reaches there is no other trace."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="calls")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("记录人"))
    at = models.DateTimeField(_("时间"), default=timezone.now)
    called = models.CharField(_("接电话的人"), max_length=60, blank=True)
    text = models.TextField(_("通话情况"))

    class Meta:
        verbose_name = _("电话催报")
        verbose_name_plural = _("电话催报")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.submission} {self.at:%Y-%m-%d}"
