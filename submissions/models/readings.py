"""What was read in a file, and what a person typed over it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions import states
from submissions.models import choices
from submissions.models.intakes import Intake
from submissions.models.reports import Upload


class Reading(models.Model):
    """One run of one version of the library over one file. ``report`` is a parsing Report as JSON."""

    upload = models.ForeignKey(Upload, models.PROTECT, related_name="readings")
    parser_version = models.CharField(max_length=20)
    rules_version = models.CharField(max_length=20)
    processing = models.CharField(
        _("读取"), max_length=8, choices=choices.processings, default=states.Processing.QUEUED.value
    )
    stage = models.CharField(max_length=20, blank=True)
    step = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(default=0)
    heartbeat = models.DateTimeField(null=True, blank=True)
    queued_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error_code = models.CharField(max_length=40, blank=True)
    error_message = models.TextField(blank=True)
    error_advice = models.TextField(blank=True)
    report = models.JSONField(null=True, blank=True)
    worst = models.CharField(_("最严重问题"), max_length=10, blank=True)
    open_findings = models.PositiveIntegerField(default=0)
    blocking = models.PositiveIntegerField(null=True, blank=True, editable=False)
    """What stands against approving: 强制 not let through, 核实 without an accepted answer. None: not counted yet."""
    judged_with = models.CharField(max_length=40, blank=True, default="", editable=False)
    """Versions of rules and policy it was last judged with; empty asks for judging again."""

    in_bulk = models.BooleanField(default=False, editable=False)
    """Asked for by the office with many others: read in the queue of what has time, and nobody waits for it."""

    class Meta:
        verbose_name = _("读取记录")
        verbose_name_plural = _("读取记录")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["upload", "parser_version", "rules_version"], name="one_reading_a_version")
        ]
        indexes = [models.Index(fields=["processing", "queued_at"], name="reading_processing_queued")]

    def __str__(self) -> str:
        return f"{self.upload} {self.processing}"

    @property
    def is_running(self) -> bool:
        return self.processing in (states.Processing.QUEUED, states.Processing.READING)

    @property
    def waits_for_screening(self) -> bool:
        return self.processing == states.Processing.QUEUED and self.error_code == states.NOT_SCREENED

    @property
    def stage_words(self) -> str:
        """What the worker is doing, for the progress bar."""
        if self.processing == states.Processing.READING and self.stage in states.STAGE_WORDS:
            return str(states.STAGE_WORDS[self.stage])
        return self.processing_words

    @property
    def processing_words(self) -> str:
        return str(states.processing_words(states.Processing(self.processing), self.error_code))


class Correction(models.Model):
    """A value typed by a person for a cell that was misread; what was read stays beside it.

    It lies over a ``reading`` of a report, or over what was read in a past file (``intake``) before that is filed.
    """

    reading = models.ForeignKey(Reading, models.CASCADE, null=True, blank=True, related_name="corrections")
    intake = models.ForeignKey(Intake, models.CASCADE, null=True, blank=True, related_name="corrections")
    address = models.CharField(max_length=120)
    read_value = models.CharField(_("读取值"), max_length=200, blank=True)
    typed = models.CharField(_("更正为"), max_length=60, blank=True)
    value = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    reason = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("更正")
        verbose_name_plural = _("更正")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reading=None, intake__isnull=False) | models.Q(reading__isnull=False, intake=None),
                name="correction_over_one",
            )
        ]

    def __str__(self) -> str:
        return f"{self.address} {self.read_value} → {self.typed}"
