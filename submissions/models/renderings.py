"""What everything has in common that a worker makes of what is kept."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from submissions import states
from submissions.models import choices


class Rendering(models.Model):
    """Work in the hands of ``services.renderings``: how far it is, when a worker was last called for it and last took
    it, how often, and why it came to nothing. It can always be done again."""

    SIGN: ClassVar[str] = "started_at"
    """The column that says that somebody is at it."""
    SINCE: ClassVar[str] = ""
    """Since when somebody waits for it. What is made while somebody looks waits as long as need be for what is away."""

    processing = models.CharField(max_length=8, choices=choices.processings, default=states.Processing.QUEUED.value)
    rung_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    why_not = models.TextField(blank=True, default="")

    class Meta:
        abstract = True

    @property
    def is_running(self) -> bool:
        return self.processing in (states.Processing.QUEUED, states.Processing.READING)

    @property
    def is_done(self) -> bool:
        return self.processing == states.Processing.DONE

    @property
    def is_failed(self) -> bool:
        return self.processing == states.Processing.FAILED
