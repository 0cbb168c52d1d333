"""Reports of past years handed in by the office, many at once."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions import states
from submissions.models import choices
from submissions.models.choices import PastWork
from submissions.models.people import Agency


class PastBatch(models.Model):
    """Old reports that are looked at and filed together. Its files are Intakes.

    ``work`` is what the office asked the worker to do with all of it, and who asked when and why.
    """

    root = models.ForeignKey(Agency, models.PROTECT, related_name="past_batches", verbose_name=_("管理机关"))
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="past_batches")
    name = models.CharField(_("名称"), max_length=200)
    opened_at = models.DateTimeField(_("建立时间"), default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    """The last sign of life of a worker that is busy with it."""
    work = models.CharField(max_length=8, choices=choices.past_works, default=PastWork.NONE, blank=True)
    work_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    work_at = models.DateTimeField(null=True, blank=True)
    work_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("往年报告批次")
        verbose_name_plural = _("往年报告批次")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class PastArchive(models.Model):
    """A ZIP as it was received. ``next_entry`` is the first entry that was not taken out yet."""

    batch = models.ForeignKey(PastBatch, models.PROTECT, related_name="archives")
    original_name = models.CharField(_("文件名"), max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(_("大小"))
    file = models.FileField(upload_to="uploads", max_length=200)
    received_at = models.DateTimeField(default=timezone.now)
    processing = models.CharField(max_length=8, choices=choices.processings, default=states.Processing.QUEUED.value)
    heartbeat = models.DateTimeField(null=True, blank=True)
    entries = models.PositiveIntegerField(default=0)
    next_entry = models.PositiveIntegerField(default=0)
    unpacked = models.PositiveBigIntegerField(default=0)
    """Bytes taken out so far."""
    passed_over = models.PositiveIntegerField(default=0)
    """Entries that are no documents: folders, what a system leaves behind."""
    why = models.TextField(blank=True)

    class Meta:
        verbose_name = _("往年报告压缩包")
        verbose_name_plural = _("往年报告压缩包")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["batch", "sha256"], name="one_archive_a_batch")]

    def __str__(self) -> str:
        return self.original_name

    @property
    def is_running(self) -> bool:
        return self.processing in (states.Processing.QUEUED, states.Processing.READING)
