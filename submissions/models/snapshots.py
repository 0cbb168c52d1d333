"""A yearly sum with everything it was made of, so that its number always gives the same content."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parsing.editions import EDITIONS, Edition
from submissions.models import choices
from submissions.models.factsheets import FactSheet
from submissions.models.people import Agency
from submissions.models.renderings import Rendering
from submissions.models.reports import Cycle, Submission

PREFIX: Final = "HZ"


class Snapshot(models.Model):
    """A frozen summary. ``totals`` are the sums by address as ``services.snapshots`` writes them.

    ``sha256`` is of everything it holds: header, members and the figures of every member.
    """

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="snapshots", verbose_name=_("年度"))
    root = models.ForeignKey(Agency, models.PROTECT, related_name="snapshots", verbose_name=_("汇总机关"))
    root_code = models.CharField(max_length=40)
    root_name = models.CharField(max_length=120)
    root_kind = models.CharField(max_length=24, choices=choices.kinds)
    edition_code = models.CharField(max_length=8)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("冻结人"))
    at = models.DateTimeField(_("冻结时间"), default=timezone.now)
    remark = models.CharField(_("说明"), max_length=200, blank=True)
    totals = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("汇总快照")
        verbose_name_plural = _("汇总快照")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What is printed on every page made of it: HZ2024-00017."""
        return f"{PREFIX}{self.cycle.year}-{self.pk:05d}"

    @property
    def edition(self) -> Edition:
        return EDITIONS[self.edition_code]


class SnapshotMember(models.Model):
    """One agency as it stood at that moment: who it was, what it had filed, and what part it had in the sum.

    ``findings`` and ``waivers`` are what its approved report was let through with. ``filed_at`` and ``filed_due`` say
    whether it came on time; snapshots older than these columns do not know it.
    """

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="members")
    place = models.PositiveIntegerField()
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="+")
    sheet = models.ForeignKey(FactSheet, models.PROTECT, null=True, blank=True, related_name="snapshots")
    role = models.CharField(max_length=8, choices=choices.member_roles)
    covered_by = models.ForeignKey(Submission, models.PROTECT, null=True, blank=True, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    path = models.CharField(max_length=200)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=24, choices=choices.kinds)
    parent = models.CharField(max_length=120, blank=True)
    area = models.CharField(max_length=120, blank=True)
    scope = models.CharField(max_length=8, choices=choices.scopes)
    state = models.CharField(max_length=12, choices=choices.decision_states)
    upload = models.ForeignKey("Upload", models.PROTECT, null=True, blank=True, related_name="+")
    reading = models.ForeignKey("Reading", models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    filed_at = models.DateTimeField(null=True, blank=True)
    filed_due = models.DateField(null=True, blank=True)
    returns = models.PositiveSmallIntegerField(default=0)
    contact = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    reason = models.TextField(blank=True)
    findings = models.JSONField(default=list)
    waivers = models.JSONField(default=list)

    class Meta:
        verbose_name = _("快照成员")
        verbose_name_plural = _("快照成员")
        ordering = ["snapshot", "place"]
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "place"], name="one_snapshot_member_a_place"),
            models.UniqueConstraint(fields=["snapshot", "submission"], name="one_snapshot_member_a_submission"),
        ]

    def __str__(self) -> str:
        return f"{self.snapshot_id} {self.name}"


class Export(Rendering):
    """A file made by a worker, of a snapshot or of how a year stands below ``root``; old ones go.

    ``chosen`` are the reports of a ledger, by primary key and in order, and ``words`` what they were chosen by.
    """

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, null=True, blank=True, related_name="exports")
    cycle = models.ForeignKey(Cycle, models.CASCADE, null=True, blank=True, related_name="exports")
    root = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="exports")
    chosen = models.JSONField(default=list, blank=True)
    words = models.TextField(blank=True, default="")
    kind = models.CharField(_("格式"), max_length=8, choices=choices.export_kinds)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    heartbeat = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    step = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(default=0)
    file = models.FileField(upload_to="exports", max_length=200, blank=True, default="")
    name = models.CharField(_("文件名"), max_length=255, blank=True)
    size = models.PositiveBigIntegerField(_("大小"), default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    expired_at = models.DateTimeField(null=True, blank=True)
    SIGN = "heartbeat"
    SINCE = "asked_at"

    class Meta:
        verbose_name = _("导出文件")
        verbose_name_plural = _("导出文件")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "kind"], name="one_export_a_kind"),
            models.CheckConstraint(
                condition=models.Q(snapshot__isnull=False, cycle=None, root=None)
                | models.Q(snapshot=None, cycle__isnull=False, root__isnull=False),
                name="export_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.of_what} {self.kind} {self.processing}"

    @property
    def of_what(self) -> str:
        """What it is made of, for people: the number of a snapshot, or a year of an area."""
        return self.snapshot.number if self.snapshot else f"{self.root} {self.cycle}"

    @property
    def is_done(self) -> bool:
        return super().is_done and self.expired_at is None

    @property
    def percent(self) -> int:
        return round(100 * self.step / self.steps) if self.steps else 0
