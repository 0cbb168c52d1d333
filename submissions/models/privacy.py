"""What personal data was found in kept files that are no report's original."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from submissions.models.renderings import Rendering


class PrivacyLook(Rendering):
    """One look at a file's bytes, which lie under their SHA-256: an attachment, a sealed scan, a replacement.

    ``spots`` are {"what", "shown", "words", "page"} as ``parsing.personal`` found them: ``shown`` is masked and all
    that people are shown, ``words`` is there to be blotted out elsewhere and goes with the file. ``unread`` pages and
    ``pictures`` within the text were not looked at, ``why_not`` says why nothing was.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    file = models.CharField(max_length=200)
    """One of the names it is kept under."""
    name = models.CharField(max_length=255)
    spots = models.JSONField(default=list)
    recognised = models.BooleanField(default=False)
    unread = models.JSONField(default=list)
    pictures = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("个人信息检查")
        verbose_name_plural = _("个人信息检查")

    def __str__(self) -> str:
        return f"{self.name} {self.processing}"

    @property
    def is_clean(self) -> bool:
        """Whether it was looked at and nothing was found."""
        return self.is_done and not self.spots
