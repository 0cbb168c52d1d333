"""Approved reports that were released to the public, as they stood at that moment."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions.models.people import Agency
from submissions.models.reports import Cycle, Submission, Upload


class ReleaseOrder(models.Model):
    """All approved reports of an area are released on a day. ``last_pk`` is how far the worker has come.

    ``held_back`` are those that were not, each with the sentence why.
    """

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="release_orders")
    root = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("范围"))
    on = models.DateField(_("公布日期"))
    originals = models.BooleanField(_("同时公布原件"), default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    rung_at = models.DateTimeField(null=True, blank=True)
    """The last sign of life of a worker that is at it."""
    last_pk = models.PositiveBigIntegerField(default=0)
    released = models.PositiveIntegerField(default=0)
    held_back = models.JSONField(default=list)
    done_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("公布安排")
        verbose_name_plural = _("公布安排")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.cycle} {self.root} {self.on}"


class Release(models.Model):
    """What the public reads of one report. Never changed; it ends when it is taken back or the approval ends.

    ``content`` is as ``services.release_content`` writes it: nothing in it that must not be published.
    """

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="releases")
    order = models.ForeignKey(ReleaseOrder, models.PROTECT, related_name="releases")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("公布时间"), default=timezone.now)
    agency_name = models.CharField(max_length=120)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    hidden = models.PositiveIntegerField(default=0)
    """Passages that were taken out."""
    original = models.ForeignKey(Upload, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    ended_why = models.TextField(_("撤回理由"), blank=True)

    class Meta:
        verbose_name = _("已公布报告")
        verbose_name_plural = _("已公布报告")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission"], condition=Q(ended_at=None), name="one_standing_release_a_submission"
            )
        ]

    def __str__(self) -> str:
        return f"{self.agency_name} {self.submission.cycle}"
