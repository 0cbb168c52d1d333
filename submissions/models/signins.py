"""Where a person is signed in: one row a session, kept after it has ended."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SignIn(models.Model):
    """One session of one person. The session itself is Django's; this is what people are shown of it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, db_index=True)
    ip = models.GenericIPAddressField(_("IP"), null=True, blank=True)
    agent = models.CharField(_("浏览器"), max_length=200, blank=True)
    at = models.DateTimeField(_("登录时间"), default=timezone.now)
    last_seen = models.DateTimeField(_("最近操作"), default=timezone.now)
    ended_at = models.DateTimeField(_("退出时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("登录")
        verbose_name_plural = _("登录")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.user} {self.at:%Y-%m-%d %H:%M}"
