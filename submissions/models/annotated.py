"""The original with its findings marked on it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from submissions.models.readings import Reading
from submissions.models.renderings import Rendering


class AnnotatedCopy(Rendering):
    """A PDF of one reading's document with one state of its findings; ``digest`` is of what it says."""

    reading = models.ForeignKey(Reading, models.CASCADE, related_name="annotated")
    digest = models.CharField(max_length=64)
    file = models.FileField(upload_to="annotated", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("批注版")
        verbose_name_plural = _("批注版")
        constraints = [models.UniqueConstraint(fields=["reading", "digest"], name="one_annotated_copy_a_digest")]

    def __str__(self) -> str:
        return f"{self.reading} {self.processing}"
