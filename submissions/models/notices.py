"""What people are told, on the site and by mail, and what they chose to be told."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions.models.reports import Submission


class Mailing(models.TextChoices):
    """Where the mail of a notice stands. ``UNCERTAIN``: a process died while it spoke to the mail server;
    ``REFUSED``: the server knows no such address."""

    NONE = "none", _("不发邮件")
    QUEUED = "queued", _("待发送")
    SENDING = "sending", _("发送中")
    SENT = "sent", _("已发送")
    UNCERTAIN = "uncertain", _("不能确定是否送达")
    REFUSED = "refused", _("地址被拒收")


class Notice(models.Model):
    """One thing told to one person. ``key`` names the occasion: nobody is told the same twice."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    submission = models.ForeignKey(Submission, models.CASCADE, null=True, blank=True, related_name="notices")
    chased = models.ForeignKey("Chased", models.CASCADE, null=True, blank=True, related_name="notices")
    """The row of a chase that this notice brings to its clerk."""
    kind = models.CharField(_("类别"), max_length=16)
    key = models.CharField(max_length=80)
    title = models.CharField(_("标题"), max_length=200)
    text = models.TextField(_("内容"), blank=True)
    path = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(_("时间"), default=timezone.now)
    read_at = models.DateTimeField(_("已读时间"), null=True, blank=True)
    mailing = models.CharField(_("邮件"), max_length=10, choices=Mailing.choices, default=Mailing.NONE)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("消息")
        verbose_name_plural = _("消息")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="told_once")]
        indexes = [
            models.Index(fields=["user", "read_at"], name="notice_user_read"),
            models.Index(fields=["next_try"], name="notice_to_mail", condition=Q(mailing="queued")),
        ]

    def __str__(self) -> str:
        return self.title


class NoticeChoice(models.Model):
    """That a person wants, or does not want, mail of one kind; without a row the kind's own habit holds."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_choices")
    kind = models.CharField(max_length=16)
    by_mail = models.BooleanField()

    class Meta:
        verbose_name = _("消息设置")
        verbose_name_plural = _("消息设置")
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="one_choice_a_kind")]

    def __str__(self) -> str:
        return f"{self.user} {self.kind}"
