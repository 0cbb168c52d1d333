"""Agencies as a tree, the people who work for them, and in which role."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions import states
from submissions.models import choices
from submissions.models.choices import GOVERNMENTS


class User(AbstractUser):
    full_name = models.CharField(_("姓名"), max_length=60, blank=True)
    phone = models.CharField(_("电话"), max_length=40, blank=True)
    password_changed_at = models.DateTimeField(_("密码修改时间"), null=True, blank=True, editable=False)

    roles_held: tuple[states.Held, ...] | None = None
    """Of the person of a request, as of its beginning (``services.signed_in``); None where nobody asked."""

    class Meta:
        verbose_name = _("用户")
        verbose_name_plural = _("用户")

    def __str__(self) -> str:
        return self.full_name or self.username

    def set_password(self, raw_password: str | None) -> None:
        """Also remembers when, for installations that ask for new passwords from time to time."""
        super().set_password(raw_password)
        self.password_changed_at = timezone.now()

    def get_full_name(self) -> str:
        return self.full_name or super().get_full_name()


class VerticalSystem(models.Model):
    """Agencies led from above, not by the government of their place: 税务、海关、气象 and the like.

    条例第三、四条: they report inside their own system. ``reports_here`` says whether this portal collects theirs too;
    then their figures are added up by system and never into the area they stand in.
    """

    name = models.CharField(_("系统名称"), max_length=30, unique=True)
    reports_here = models.BooleanField(
        _("在本平台报送"), default=True, help_text=_("不勾选的，开始年度报送时不给该系统的机关建立报送任务。")
    )
    remark = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("垂直管理系统")
        verbose_name_plural = _("垂直管理系统")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Agency(models.Model):
    """A body that owes a report. ``path`` holds the ids from the root, "/1/5/23/"."""

    code = models.CharField(_("代码"), max_length=40, unique=True)
    name = models.CharField(_("全称"), max_length=120)
    aliases = models.JSONField(_("其他名称"), default=list, blank=True)
    kind = models.CharField(_("类别"), max_length=24, choices=choices.kinds)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级")
    )
    system = models.ForeignKey(
        VerticalSystem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agencies",
        verbose_name=_("垂直管理系统"),
        help_text=_("由上级系统领导、不归所在地政府管理的机关才选。"),
    )
    path = models.CharField(max_length=200, editable=False, db_index=True, default="")
    path_depth = models.PositiveSmallIntegerField(default=1, editable=False)
    position = models.PositiveIntegerField(_("排序"), default=0)
    is_active = models.BooleanField(_("启用"), default=True)
    reviews_first = models.BooleanField(
        _("先行初审"),
        default=False,
        help_text=_("下级报告先由本机关的审核人初审，再由上级审核。对此后提交的报告生效。"),
    )
    contact_name = models.CharField(_("联系人"), max_length=60, blank=True)
    contact_phone = models.CharField(_("联系电话"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("机关")
        verbose_name_plural = _("机关")
        ordering = ["path_depth", "position", "code"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keeps ``path`` of this agency and of everything below it."""
        with transaction.atomic():
            super().save(*args, **kwargs)
            parent = Agency.objects.get(pk=self.parent_id) if self.parent_id else None
            path = f"{parent.path if parent else '/'}{self.pk}/"
            if path != self.path:
                self._move_to(path)

    def _move_to(self, path: str) -> None:
        if self.path and path.startswith(self.path):
            raise ValidationError({"parent": _("上级不能是本机关或其下级。")})
        old, self.path, self.path_depth = self.path, path, path.count("/") - 1
        Agency.objects.filter(pk=self.pk).update(path=path, path_depth=self.path_depth)
        if old:
            below = Agency.objects.filter(path__startswith=old).exclude(pk=self.pk)
            shift = self.path_depth - (old.count("/") - 1)
            below.update(
                path=Concat(Value(path), Substr("path", len(old) + 1)),
                path_depth=models.F("path_depth") + shift,
            )

    @property
    def ancestor_ids(self) -> tuple[int, ...]:
        """Ids from the root down to this agency itself."""
        return tuple(int(part) for part in self.path.split("/") if part)

    @property
    def is_government(self) -> bool:
        return self.kind in GOVERNMENTS

    @property
    def names(self) -> tuple[str, ...]:
        """All names that are right in a title: 全称, other names, and for a government its area."""
        given = [self.name, *(str(alias) for alias in self.aliases)]
        if self.is_government:
            given += [name.removesuffix("人民政府") for name in given]
        return tuple(dict.fromkeys(name for name in given if name))


class Membership(models.Model):
    """A clerk acts for this agency only; a reviewer and the office for everything below it too."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("用户"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="memberships", verbose_name=_("机关"))
    role = models.CharField(_("角色"), max_length=12, choices=choices.roles)

    class Meta:
        verbose_name = _("任职")
        verbose_name_plural = _("任职")
        constraints = [models.UniqueConstraint(fields=["user", "agency", "role"], name="one_membership_a_role")]

    def __str__(self) -> str:
        return f"{self.user} · {self.agency} · {self.role_label}"

    @property
    def role_label(self) -> str:
        return str(states.ROLE_WORDS[states.Role(self.role)])
