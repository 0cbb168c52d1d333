"""Days an office sets for what lies below it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions.models import choices
from submissions.models.people import Agency, VerticalSystem
from submissions.models.reports import Cycle


class LocalDeadline(models.Model):
    """The day for ``agency`` and all below it, or for one kind or one vertical system of them.

    条例 names no day for townships: their county or city does, by a notice of its own (``basis``). Which of several
    counts, services.deadlines says.
    """

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="local_deadlines")
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+", verbose_name=_("适用范围"))
    kind = models.CharField(_("类别"), max_length=24, choices=choices.kinds, blank=True)
    system = models.ForeignKey(
        VerticalSystem, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("垂直管理系统")
    )
    due_on = models.DateField(_("截止日期"))
    basis = models.CharField(_("依据"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("设定人"))
    at = models.DateTimeField(_("设定时间"), default=timezone.now)

    class Meta:
        verbose_name = _("本地截止日期")
        verbose_name_plural = _("本地截止日期")
        ordering = ["agency__path_depth", "agency__position", "agency__code", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "agency", "kind", "system"], name="one_local_deadline_a_system"),
            models.UniqueConstraint(
                fields=["cycle", "agency", "kind"], condition=models.Q(system=None), name="one_local_deadline_a_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency}{self.whom} {self.due_on}"

    @property
    def whom(self) -> str:
        """Which of the agencies below, in brackets; "" for all."""
        words = [str(self.system)] if self.system else []
        words += [str(self.get_kind_display())] if self.kind else []
        return f"（{'，'.join(words)}）" if words else ""
