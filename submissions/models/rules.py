"""What the office decided about the rules of a cycle, and what a rule finds in past reports."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions.models import choices
from submissions.models.reports import Cycle


class RulePolicy(models.Model):
    """How one cycle treats one rule. ``thresholds`` are decimals as text by the rule's own names.

    Rows are made when a cycle is opened. A rule without one came with a later version of the
    program: it is silent until the office decides.
    """

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="rule_policies")
    rule = models.CharField(_("规则"), max_length=10)
    state = models.CharField(_("处理方式"), max_length=10, choices=choices.rule_states)
    thresholds = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("规则设置")
        verbose_name_plural = _("规则设置")
        ordering = ["rule"]
        constraints = [models.UniqueConstraint(fields=["cycle", "rule"], name="one_policy_a_rule")]

    def __str__(self) -> str:
        return f"{self.cycle} {self.rule} {self.get_state_display()}"


class BackTest(models.Model):
    """One rule over every report approved so far, with the thresholds of ``cycle``.

    ``cursor`` is the last submission that was judged, so that another worker goes on where one
    died. ``hits`` counts reports with at least one failed finding; ``samples`` are the first of
    them: {"submission", "agency", "year", "findings": [JSON of parsing findings]}.
    """

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="back_tests")
    rule = models.CharField(_("规则"), max_length=10)
    rules_version = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=8, choices=choices.run_states, default="queued")
    heartbeat = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    cursor = models.BigIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    hits = models.PositiveIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)
    undetermined = models.PositiveIntegerField(default=0)
    samples = models.JSONField(default=list)

    class Meta:
        verbose_name = _("规则回测")
        verbose_name_plural = _("规则回测")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.rule} {self.at:%Y-%m-%d %H:%M}"

    @property
    def percent(self) -> int:
        return round(100 * self.done / self.total) if self.total else 0

    @property
    def share(self) -> str:
        """Hits among the judged reports, in percent with one decimal."""
        return f"{100 * self.hits / self.done:.1f}%" if self.done else ""

    @property
    def is_running(self) -> bool:
        return self.state in ("queued", "running")
