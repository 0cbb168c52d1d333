"""What the portal remembers of its own running: signs of life, and what was done to keep it whole."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions.models import choices


class Pulse(models.Model):
    """The newest sign of life of one thing: ``worker:HOST``, ``task:NAME`` or ``mail``; written over by the next."""

    name = models.CharField(max_length=200, primary_key=True)
    at = models.DateTimeField(default=timezone.now)
    facts = models.JSONField(default=dict, blank=True)
    """Of a worker: ``queues`` (names), ``version`` (of the program that runs) and ``since``."""

    class Meta:
        verbose_name = _("运行状况")
        verbose_name_plural = _("运行状况")
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M:%S}"


class Upkeep(models.Model):
    """One backup, restore or drill: when, where, how large and how it ended. ``ended_at`` None: it never did."""

    kind = models.CharField(_("事项"), max_length=8, choices=choices.upkeeps)
    began_at = models.DateTimeField(_("开始时间"), default=timezone.now)
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    place = models.CharField(_("位置"), max_length=500)
    size = models.PositiveBigIntegerField(_("大小"), default=0)
    """Bytes of the database's dump and of the files it refers to."""
    succeeded = models.BooleanField(_("成功"), default=False)
    words = models.TextField(_("结果"), blank=True)

    class Meta:
        verbose_name = _("备份和演练")
        verbose_name_plural = _("备份和演练")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["kind", "began_at"], name="upkeep_kind_began")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.began_at:%Y-%m-%d %H:%M} {self.words}"
