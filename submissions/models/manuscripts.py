"""Reports that are written in the browser, as far as they have come."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions.models.people import Agency
from submissions.models.reports import Cycle, Submission, Upload
from submissions.models.snapshots import Snapshot


class Typed(models.Model):
    """What was typed, by field: "title", "text.0" to "text.6", "figure.<address>".

    ``version`` goes up with every save and ``saved_in`` says in which one a field was last changed:
    two windows meet without either losing a word in silence.
    """

    fields = models.JSONField(default=dict)
    saved_in = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(_("保存时间"), default=timezone.now)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("填写人"))

    class Meta:
        abstract = True


class Manuscript(Typed):
    """A report that its agency's clerk fills in by hand."""

    submission = models.OneToOneField(Submission, models.PROTECT, related_name="manuscript")
    handed_in = models.ForeignKey(Upload, models.PROTECT, null=True, blank=True, related_name="+")
    handed_in_version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("在线填写")
        verbose_name_plural = _("在线填写")

    def __str__(self) -> str:
        return f"{self.submission} {self.version}"


class AreaReport(Typed):
    """The words of a whole area's own report, which the office writes; its figures are the sum of the members."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="area_reports")
    root = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("地区"))
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, null=True, blank=True, related_name="+")
    """What its figures are; the sum of the moment where there is none."""

    class Meta:
        verbose_name = _("全域报告")
        verbose_name_plural = _("全域报告")
        constraints = [models.UniqueConstraint(fields=["cycle", "root"], name="one_area_report_a_cycle")]

    def __str__(self) -> str:
        return f"{self.root} {self.cycle}"
