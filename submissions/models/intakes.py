"""Files a clerk has handed in that belong to no report yet."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions import states
from submissions.models import choices
from submissions.models.reports import Submission, Upload


class Intake(models.Model):
    """One file of several: read first, filed to the report it is of when its clerk says so.

    Its bytes are never changed or deleted; ``upload`` is set once, when it is filed, and ``dropped_at``
    takes it off the list. ``report`` is a parsing Report as JSON.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="intakes")
    received_at = models.DateTimeField(_("上传时间"), default=timezone.now)
    original_name = models.CharField(_("文件名"), max_length=255)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(_("大小"))
    format = models.CharField(_("格式"), max_length=16, blank=True)
    file = models.FileField(upload_to="uploads", max_length=200)

    processing = models.CharField(max_length=8, choices=choices.processings, default=states.Processing.QUEUED.value)
    queued_at = models.DateTimeField(default=timezone.now)
    heartbeat = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    parser_version = models.CharField(max_length=20, blank=True)
    report = models.JSONField(null=True, blank=True)
    found_title = models.TextField(blank=True)
    found_agency = models.CharField(max_length=200, blank=True)
    found_year = models.PositiveSmallIntegerField(null=True, blank=True)
    error_code = models.CharField(max_length=40, blank=True)
    error_message = models.TextField(blank=True)
    error_advice = models.TextField(blank=True)

    chosen = models.ForeignKey(Submission, models.PROTECT, null=True, blank=True, related_name="+")
    upload = models.OneToOneField(Upload, models.PROTECT, null=True, blank=True, related_name="intake")
    filed_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("待归入文件")
        verbose_name_plural = _("待归入文件")
        ordering = ["pk"]
        indexes = [models.Index(fields=["owner", "filed_at", "dropped_at"], name="intake_owner_open")]

    def __str__(self) -> str:
        return self.original_name

    @property
    def is_running(self) -> bool:
        return self.processing in (states.Processing.QUEUED, states.Processing.READING)
