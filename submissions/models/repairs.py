"""What the office put right, and what it was before."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions.models.people import Agency
from submissions.models.reports import Cycle, Submission


class Repair(models.Model):
    """One repair of ``services.repairs``, with what its opposite needs to give the former state back.

    ``before`` and ``after`` are columns and keys by name, dates in ISO 8601. One that was taken back keeps who, when
    and why; it is never deleted.
    """

    kind = models.CharField(_("修复"), max_length=24)
    submission = models.ForeignKey(Submission, models.PROTECT, null=True, blank=True, related_name="repairs")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="repairs", verbose_name=_("机关"))
    cycle = models.ForeignKey(Cycle, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("年度"))
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    words = models.TextField(_("内容"), blank=True)
    reason = models.TextField(_("理由"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("操作人"))
    at = models.DateTimeField(_("时间"), default=timezone.now)
    undone_at = models.DateTimeField(_("恢复时间"), null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    undone_why = models.TextField(_("恢复理由"), blank=True)

    class Meta:
        verbose_name = _("修复")
        verbose_name_plural = _("修复")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["submission", "undone_at"], name="repair_submission")]

    def __str__(self) -> str:
        return f"{self.kind} {self.agency} {self.at:%Y-%m-%d %H:%M}"
