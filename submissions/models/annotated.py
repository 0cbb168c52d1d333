"""The original with its findings marked on it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions import states
from submissions.models import choices
from submissions.models.readings import Reading


class AnnotatedCopy(models.Model):
    """A PDF of one reading's document with one state of its findings; ``digest`` is of what it says.

    It can always be made again: nothing rests on it.
    """

    reading = models.ForeignKey(Reading, models.CASCADE, related_name="annotated")
    digest = models.CharField(max_length=64)
    processing = models.CharField(max_length=8, choices=choices.processings, default=states.Processing.QUEUED.value)
    rung_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    file = models.FileField(upload_to="annotated", max_length=200, blank=True, default="")
    why_not = models.TextField(blank=True, default="")

    class Meta:
        verbose_name = _("批注版")
        verbose_name_plural = _("批注版")
        constraints = [models.UniqueConstraint(fields=["reading", "digest"], name="one_annotated_copy_a_digest")]

    def __str__(self) -> str:
        return f"{self.reading} {self.processing}"

    @property
    def is_done(self) -> bool:
        return self.processing == states.Processing.DONE

    @property
    def is_failed(self) -> bool:
        return self.processing == states.Processing.FAILED
