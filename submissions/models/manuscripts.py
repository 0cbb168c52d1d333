"""A report that is filled in by hand, as far as it has come."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions.models.reports import Submission, Upload


class Manuscript(models.Model):
    """What was typed, by field: "title", "text.0" to "text.6", "figure.<address>".

    ``version`` goes up with every save and ``saved_in`` says in which one a field was last changed:
    two windows meet without either losing a word in silence.
    """

    submission = models.OneToOneField(Submission, models.PROTECT, related_name="manuscript")
    fields = models.JSONField(default=dict)
    saved_in = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(_("保存时间"), default=timezone.now)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("填写人"))
    handed_in = models.ForeignKey(Upload, models.PROTECT, null=True, blank=True, related_name="+")
    handed_in_version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("在线填写")
        verbose_name_plural = _("在线填写")

    def __str__(self) -> str:
        return f"{self.submission} {self.version}"
