"""How an uploaded document is shown beside its figures."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from submissions.models.intakes import Intake
from submissions.models.renderings import Rendering
from submissions.models.reports import Upload


class Facsimile(Rendering):
    """The pages of an upload, or of a past file that is not filed yet, as pictures; its paragraphs and tables
    where it has no pages.

    ``pages`` are {"page", "width", "height", "name"}: points, and the stored picture's name.
    ``blocks`` has the shape ``parsing.facsimile`` gives.
    """

    upload = models.OneToOneField(Upload, models.CASCADE, null=True, blank=True, related_name="facsimile")
    intake = models.OneToOneField(Intake, models.CASCADE, null=True, blank=True, related_name="facsimile")
    pages = models.JSONField(default=list)
    blocks = models.JSONField(default=list)

    class Meta:
        verbose_name = _("页面图像")
        verbose_name_plural = _("页面图像")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(upload=None, intake__isnull=False) | models.Q(upload__isnull=False, intake=None),
                name="facsimile_of_one",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kept} {self.processing}"

    @property
    def kept(self) -> Upload | Intake:
        """The file it shows."""
        file = self.upload or self.intake
        assert file is not None, "the constraint facsimile_of_one keeps it"
        return file
