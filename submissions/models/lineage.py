"""How agencies came out of one another."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from submissions.models import choices
from submissions.models.people import Agency


class AgencyLineage(models.Model):
    """One agency continues another. ``year`` is the first year the successor reports on.

    A merger has a row for each predecessor, a split one for each successor. An agency that was only
    given another name and kept its record needs none.
    """

    predecessor = models.ForeignKey(Agency, models.PROTECT, related_name="successions", verbose_name=_("原机关"))
    successor = models.ForeignKey(Agency, models.PROTECT, related_name="origins", verbose_name=_("现机关"))
    kind = models.CharField(_("沿革"), max_length=8, choices=choices.lineage_kinds)
    year = models.PositiveSmallIntegerField(_("生效年度"))
    on = models.DateField(_("生效日期"), null=True, blank=True)
    """The day of the change; ``year`` says with which report it begins to count."""
    remark = models.CharField(_("说明"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("机关沿革")
        verbose_name_plural = _("机关沿革")
        ordering = ["-year", "successor__code", "predecessor__code"]
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor", "year"], name="one_lineage_a_year"),
            models.CheckConstraint(
                condition=~models.Q(predecessor=models.F("successor")), name="no_agency_continues_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.predecessor} → {self.successor}（{self.get_kind_display()}）"
