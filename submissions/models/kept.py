"""Yearly sums that are kept while nothing they count changes, and the numbers that tell when something has."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from submissions.models.people import Agency
from submissions.models.reports import Cycle

ITSELF: Final = 0
"""The ``cycle`` of what an agency is in every year: its place, kind, name and system."""


class CountedVersion(models.Model):
    """How often what sums count of one agency in one cycle has changed.

    The database itself counts, in the transaction of the change (``submissions.triggers``), so that nobody can
    forget to. Numbers only go up and rows are never deleted; so equal sums of versions mean that nothing changed.
    """

    cycle = models.BigIntegerField()
    agency = models.BigIntegerField()
    version = models.BigIntegerField(default=1)

    class Meta:
        verbose_name = _("计数版本")
        verbose_name_plural = _("计数版本")
        constraints = [models.UniqueConstraint(fields=["cycle", "agency"], name="one_version_a_cycle_and_agency")]

    def __str__(self) -> str:
        return f"{self.cycle}/{self.agency}: {self.version}"


class KeptSum(models.Model):
    """The sum of a cycle over a root as it was under ``mark``; another mark, and it is made again.

    ``totals`` as a Snapshot keeps them, ``strangers`` submissions with cells beside the form, ``members`` as
    ``services.kept`` packs them.
    """

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="+")
    root = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    mark = models.CharField(max_length=60)
    totals = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    strangers = models.JSONField(default=list)
    members = models.BinaryField()

    class Meta:
        verbose_name = _("现时汇总")
        verbose_name_plural = _("现时汇总")
        constraints = [models.UniqueConstraint(fields=["cycle", "root"], name="one_kept_sum_a_cycle_and_root")]

    def __str__(self) -> str:
        return f"{self.root} {self.cycle}"
