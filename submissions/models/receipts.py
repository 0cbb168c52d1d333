"""What proves that a report was handed in, and the sealed paper beside it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions.models.privacy import PrivacyLook
from submissions.models.reports import Submission, Upload


class Receipt(models.Model):
    """One handing in. ``number`` ends in signs nobody can guess, so that it can be checked by who holds it.

    ``void_reason`` says why it no longer counts; a receipt is never deleted.
    """

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="receipts")
    number = models.CharField(_("回执编号"), max_length=80, unique=True)
    upload = models.ForeignKey(Upload, models.PROTECT, null=True, blank=True, related_name="+")
    issued_at = models.DateTimeField(_("提交时间"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("提交人"))
    certified_name = models.CharField(_("确认人"), max_length=60)
    agency_name = models.CharField(_("报送机关"), max_length=120, default="", editable=False)
    """As it was called that day: a later name is not the one under which the report came."""
    void_reason = models.CharField(
        max_length=12, blank=True, choices=[("withdrawn", _("报告已撤回")), ("replaced", _("报告已重新提交"))]
    )

    class Meta:
        verbose_name = _("报送回执")
        verbose_name_plural = _("报送回执")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.number

    @property
    def initials(self) -> str:
        """Who certified it, as far as a stranger is told: the first sign of the name."""
        name = "".join(self.certified_name.split())
        return name[:1] + "＊" * min(max(len(name) - 1, 0), 3)


class SealedScan(models.Model):
    """The signed and sealed paper as it was scanned. Never changed, never deleted: the newest that is not infected
    counts (``services.seals``)."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="seals")
    file = models.FileField(upload_to="sealed", max_length=200)
    name = models.CharField(_("文件名"), max_length=255)
    size = models.PositiveBigIntegerField(_("大小"))
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("上传人"))
    at = models.DateTimeField(_("上传时间"), default=timezone.now)
    found: str = ""
    """What the malware scanner found in it, where it was fetched with that (``services.seals.of``)."""
    look: PrivacyLook | None = None
    """What personal data was looked for in it, likewise."""

    class Meta:
        verbose_name = _("盖章扫描件")
        verbose_name_plural = _("盖章扫描件")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name
