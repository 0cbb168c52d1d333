"""The seals of history: each event's digest holds that of the event sealed before it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions.models.records import Event


class EventSeal(models.Model):
    """``digest`` is SHA-256 in hexadecimal over the digest of ``number`` - 1 and everything the event says."""

    number = models.PositiveBigIntegerField(primary_key=True)
    event = models.OneToOneField(Event, models.PROTECT, related_name="seal")
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("审计封条")
        verbose_name_plural = _("审计封条")
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}:{self.digest[:12]}"
