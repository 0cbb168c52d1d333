"""Files that were handed in and belong to no report yet: a clerk's, or the office's old ones."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions import states
from submissions.models import choices
from submissions.models.past import PastBatch
from submissions.models.people import Agency
from submissions.models.reports import Submission, Upload


class Intake(models.Model):
    """One file of several: read first, filed to the report it is of when its clerk says so.

    Its bytes are never changed or deleted; ``upload`` is set once, when it is filed, and ``dropped_at``
    takes it off the list. ``report`` is a parsing Report as JSON.

    A file of a ``batch`` is a past report: ``to_agency`` and ``to_year`` are where it goes, proposed by
    its title or, ``by_hand``, said by the office; ``match`` and ``why`` what may be done with it.
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

    batch = models.ForeignKey(PastBatch, models.PROTECT, null=True, blank=True, related_name="files")
    path = models.CharField(_("路径"), max_length=500, blank=True)
    """Where it lay in its folder or archive: words for people, never a place on this server."""
    to_agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    to_year = models.PositiveSmallIntegerField(null=True, blank=True)
    by_hand = models.BooleanField(default=False)
    match = models.CharField(_("匹配"), max_length=10, choices=choices.matches, blank=True)
    why = models.TextField(blank=True)
    remark = models.TextField(blank=True)
    figures = models.PositiveSmallIntegerField(null=True, blank=True)
    doubted = models.PositiveSmallIntegerField(null=True, blank=True)
    found = models.JSONField(default=dict)
    """How many findings of each severity its rules have by itself, without other years and agencies."""
    result = models.CharField(_("结果"), max_length=8, choices=choices.results, blank=True)
    result_words = models.TextField(blank=True)
    made_submission = models.BooleanField(default=False)
    """Nobody had owed this report: filing made its submission."""

    class Meta:
        verbose_name = _("待归入文件")
        verbose_name_plural = _("待归入文件")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["batch", "path"], name="one_past_file_a_path")]
        indexes = [
            models.Index(fields=["owner", "filed_at", "dropped_at"], name="intake_owner_open"),
            models.Index(fields=["batch", "processing"], name="intake_batch_processing"),
            models.Index(fields=["batch", "to_agency", "to_year"], name="intake_batch_goal"),
        ]

    def __str__(self) -> str:
        return self.original_name

    @property
    def waits_for_screening(self) -> bool:
        return self.processing == states.Processing.QUEUED and self.error_code == states.NOT_SCREENED

    @property
    def processing_words(self) -> str:
        return str(states.processing_words(states.Processing(self.processing), self.error_code))

    @property
    def is_running(self) -> bool:
        return self.processing in (states.Processing.QUEUED, states.Processing.READING)
