"""What was approved, kept for good: one row an approval, whatever becomes of the report afterwards."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions.models.readings import Reading
from submissions.models.reports import Submission, Upload


class FactSheet(models.Model):
    """All figures of one approval in one row, as ``exports.compact`` packs them. Never changed.

    ``cells`` are the cells of the cycle's form in printed order, ``others`` what the report had
    beside them, by address. The sheet that counts has no ``ended_at``; an approval taken back ends
    it, the next one writes another, and whatever was made of the old one can still be made again.
    """

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="fact_sheets")
    upload = models.ForeignKey(Upload, models.PROTECT, null=True, blank=True, related_name="+")
    reading = models.ForeignKey(Reading, models.PROTECT, null=True, blank=True, related_name="+")
    edition = models.CharField(max_length=8)
    cells = models.TextField()
    others = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64)
    approved_at = models.DateTimeField(_("通过时间"), default=timezone.now)
    ended_at = models.DateTimeField(_("失效时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("审定数据")
        verbose_name_plural = _("审定数据")
        ordering = ["pk"]
        # Every sum asks which of its sheets have cells beside the form: none, as a rule.
        indexes = [
            models.Index(fields=["submission"], name="sheet_with_others", condition=Q(ended_at=None) & ~Q(others={}))
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["submission"], condition=Q(ended_at=None), name="one_standing_fact_sheet_a_submission"
            )
        ]

    def __str__(self) -> str:
        return f"{self.submission} {self.sha256[:8]}"
