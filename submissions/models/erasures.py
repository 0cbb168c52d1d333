"""Kept files that were taken away because somebody's personal data stood in them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions.models import choices
from submissions.models.reports import Submission


class Erasure(models.Model):
    """The trace of one file: asked for by its agency or not, then removed or declined. Never deleted.

    Until ``erased_at`` or ``declined_at`` it is a request. ``names`` are the files still to be deleted from the store,
    ``hidden`` how many passages were blotted out in what had been read of it; what they said is kept nowhere. A clean
    file may take its place: ``replacement``.
    """

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="erasures")
    what = models.CharField(max_length=10, choices=choices.kept_kinds)
    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField(_("文件名"), max_length=255)
    size = models.PositiveBigIntegerField(_("大小"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    asked_why = models.TextField(_("申请理由"), blank=True)
    erased_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    erased_at = models.DateTimeField(_("移除时间"), null=True, blank=True)
    reason = models.TextField(_("理由"), blank=True)
    hidden = models.PositiveIntegerField(default=0)
    names = models.JSONField(default=list)
    declined_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    declined_at = models.DateTimeField(null=True, blank=True)
    replacement = models.FileField(upload_to="uploads", max_length=200, blank=True, default="")
    replacement_name = models.CharField(max_length=255, blank=True)
    replacement_sha256 = models.CharField(max_length=64, blank=True)
    replaced_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("个人信息移除")
        verbose_name_plural = _("个人信息移除")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "sha256"], condition=models.Q(declined_at=None), name="one_erasure_a_file"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_done(self) -> bool:
        return self.erased_at is not None
