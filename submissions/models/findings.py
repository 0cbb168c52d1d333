"""What was found wrong with a report, and what people decided about it.

Findings are written anew with every judging. What people say and decide is kept in rows of its
own, by submission and fingerprint (rule, operand cells and their values): it holds for every
reading and every version of the rules that find the same again.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions.models import choices
from submissions.models.choices import AnswerKind
from submissions.models.privacy import PrivacyLook
from submissions.models.readings import Reading
from submissions.models.reports import Submission


class HeardFindings(models.Manager["Finding"]):
    """All but those of silent rules: whoever does not ask for these by name never shows or counts them."""

    def get_queryset(self) -> models.QuerySet[Finding]:
        return super().get_queryset().filter(silent=False)


class Finding(models.Model):
    """A parsing Finding, kept. ``data`` is its whole JSON; ``silent`` ones are the office's alone."""

    reading = models.ForeignKey(Reading, models.CASCADE, related_name="findings")
    fingerprint = models.CharField(max_length=32, db_index=True)
    rule = models.CharField(max_length=10)
    severity = models.CharField(max_length=10, choices=choices.severities)
    outcome = models.CharField(max_length=14, choices=choices.outcomes)
    subject = models.CharField(max_length=120)
    table = models.CharField(max_length=20, blank=True)
    message = models.TextField()
    data = models.JSONField(default=dict)
    silent = models.BooleanField(default=False)

    objects = HeardFindings()
    everything = models.Manager["Finding"]()

    class Meta:
        verbose_name = _("核对结果")
        verbose_name_plural = _("核对结果")
        ordering = ["pk"]
        # The office's page of the rules counts what silent rules say: a few among millions.
        indexes = [models.Index(fields=["rule"], name="finding_silent_rule", condition=models.Q(silent=True))]

    def __str__(self) -> str:
        return f"{self.rule} {self.message}"


class Explanation(models.Model):
    """An agency's answer to one finding. Never changed: a later text takes its place and it stays as history."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="explanations")
    fingerprint = models.CharField(max_length=32)
    rule = models.CharField(max_length=10, blank=True, default="")
    kind = models.CharField(max_length=8, choices=choices.answer_kinds, default=AnswerKind.EXPLAIN.value)
    text = models.TextField(_("情况说明"))
    attachment = models.FileField(_("附件"), upload_to="attachments", max_length=200, blank=True, default="")
    attachment_name = models.CharField(max_length=255, blank=True, default="")
    attachment_size = models.PositiveBigIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    verdict = models.CharField(_("审核意见"), max_length=8, choices=choices.verdicts, default="open")
    verdict_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    verdict_at = models.DateTimeField(null=True, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)
    look: PrivacyLook | None = None
    """What personal data was looked for in its attachment, where it was fetched with that."""

    class Meta:
        verbose_name = _("情况说明")
        verbose_name_plural = _("情况说明")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "fingerprint"],
                condition=models.Q(replaced_at=None),
                name="one_standing_explanation_a_fingerprint",
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_dispute(self) -> bool:
        return self.kind == AnswerKind.DISPUTE


class Ruling(models.Model):
    """A reviewer's decision on one finding: let through with a reason, or the flag is wrong."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="rulings")
    fingerprint = models.CharField(max_length=32)
    rule = models.CharField(max_length=10)
    kind = models.CharField(max_length=8, choices=choices.ruling_kinds)
    reason = models.TextField(_("理由"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("单项决定")
        verbose_name_plural = _("单项决定")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "fingerprint"],
                condition=models.Q(withdrawn_at=None),
                name="one_standing_ruling_a_fingerprint",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.reason}"


class Issue(models.Model):
    """One fault of one report through all its readings: when it came, was returned, went, and came back.

    ``regressed_at`` is set where it is back after it had gone. Silent rules have none.
    """

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="issues")
    fingerprint = models.CharField(max_length=32)
    rule = models.CharField(max_length=10)
    severity = models.CharField(max_length=10, choices=choices.severities)
    subject = models.CharField(max_length=120)
    message = models.TextField()
    first_seen = models.DateTimeField(default=timezone.now)
    returned_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    regressed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("问题")
        verbose_name_plural = _("问题")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["submission", "fingerprint"], name="one_issue_a_fingerprint")]
        indexes = [models.Index(fields=["rule"], name="issue_rule")]

    def __str__(self) -> str:
        return f"{self.rule} {self.message}"
