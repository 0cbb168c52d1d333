"""What each reviewer's inbox remembers: what they last looked at, and the filters they named."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions.models.readings import Reading
from submissions.models.reports import Submission


class Look(models.Model):
    """How one report stood when one reviewer last opened it.

    ``cells`` are its figures as they counted then, text by address; ``earlier`` are those of the look before
    that showed other figures. ``changed`` is in how many cells the report differs now from ``cells``: it is
    counted when the report changes, so that a list only reads it.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="looks")
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="looks")
    reading = models.ForeignKey(Reading, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    cells = models.JSONField(default=dict)
    earlier = models.JSONField(null=True, blank=True)
    earlier_at = models.DateTimeField(null=True, blank=True)
    changed = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("查看记录")
        verbose_name_plural = _("查看记录")
        constraints = [models.UniqueConstraint(fields=["submission", "user"], name="one_look_a_reviewer")]

    def __str__(self) -> str:
        return f"{self.user} {self.submission}"


class SavedFilter(models.Model):
    """A person's own name for conditions of the inbox; ``query`` is the query string."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_filters")
    name = models.CharField(_("名称"), max_length=30)
    query = models.CharField(max_length=500)

    class Meta:
        verbose_name = _("常用筛选")
        verbose_name_plural = _("常用筛选")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="one_filter_a_name")]

    def __str__(self) -> str:
        return self.name
