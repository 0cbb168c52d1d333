"""What the malware scanner said of kept bytes."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions.models import choices
from submissions.models.choices import Screened


class Screening(models.Model):
    """The answer about one file's bytes, which lie under their SHA-256: it holds wherever they are used.

    ``found`` is the scanner's name for what is in an infected file; ``why_not`` why there is no answer yet, and
    ``away`` that the scanner itself did not answer, whatever the file.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    file = models.CharField(max_length=200)
    """One of the names it is kept under."""
    verdict = models.CharField(
        _("结论"), max_length=8, choices=choices.screenings, default=Screened.WAITING, blank=True
    )
    found = models.CharField(max_length=200, blank=True)
    why_not = models.TextField(blank=True)
    away = models.BooleanField(default=False)
    attempts = models.PositiveIntegerField(default=0)
    entered_at = models.DateTimeField(default=timezone.now)
    asked_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(default=timezone.now)
    """Not asked again before."""

    class Meta:
        verbose_name = _("安全检查")
        verbose_name_plural = _("安全检查")
        indexes = [
            models.Index(fields=["next_at"], name="screening_waiting", condition=models.Q(verdict="")),
        ]

    def __str__(self) -> str:
        return f"{self.sha256[:12]} {self.verdict}"
