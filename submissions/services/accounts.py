"""Accounts by invitation: who may come in, for which agency and in which role."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import Final

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes, force_str
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.utils.translation import gettext as _

from submissions.access import may_administer, may_manage
from submissions.language import of_record
from submissions.models import Agency, Event, Membership, User
from submissions.services.errors import NotAllowed, Refused, required
from submissions.services.events import note
from submissions.states import Role

log = logging.getLogger(__name__)

USERNAME = re.compile(r"^[\w.@+-]{1,150}$")
MAILING_SECONDS: Final = 20.0
"""How long one page waits for the letters of a list: proxies give a page up after a minute, most of them."""
Grant = tuple[Agency, Role]


@dataclass(frozen=True, slots=True)
class Invitation:
    """A new account and the one-time link that sets its password.

    ``path`` is the address on this site; ``mailed`` says whether the e-mail went out. Where it did
    not, the office hands the link over itself.
    """

    user: User
    uid: str
    token: str
    mailed: bool = False

    @property
    def path(self) -> str:
        return reverse("invite_accept", kwargs={"uidb64": self.uid, "token": self.token})


def invite(
    actor: User,
    username: str,
    full_name: str,
    email: str,
    memberships: Iterable[Grant],
    *,
    phone: str = "",
    site: str = "",
    ip: str = "",
) -> Invitation:
    """Makes an account without a password and invites its owner by e-mail, if there is an address.

    ``memberships`` are (agency, role); ``site`` is the address of this site, "https://host", for the link.
    """
    grants = list(dict.fromkeys(memberships))
    _permit(actor, grants)
    if why := username_error(username):
        raise Refused(why)
    user = User(username=username, full_name=full_name.strip(), email=email.strip(), phone=phone.strip())
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save()
            Membership.objects.bulk_create(Membership(user=user, agency=a, role=r.value) for a, r in grants)
            note("invited", actor, agency=grants[0][0], text=f"{username} {full_name}", ip=ip)
    except IntegrityError as error:  # someone else took the name between the question and the writing
        raise Refused(_("用户名“%(name)s”已被使用。") % {"name": username}) from error
    return mail(_invitation(user), site)


def renew(actor: User, user: User, *, site: str = "", ip: str = "") -> Invitation:
    """A new link for someone who lost theirs or forgot the password."""
    _permit_managing(actor, user)
    note("invited", actor, agency=_first_agency(user), text=user.username, ip=ip)
    # A link is made of the password it replaces: an old copy of the person would make a dead one.
    return mail(_invitation(User.objects.get(pk=user.pk)), site)


def waiting(people: QuerySet[User]) -> QuerySet[User]:
    """Those of them who were invited and never set a password."""
    return people.filter(is_active=True, password__startswith=UNUSABLE_PASSWORD_PREFIX)


def renew_all(actor: User, people: Iterable[User], *, site: str = "", ip: str = "") -> list[Invitation]:
    """New links for many who never came in; whoever ``actor`` may not manage keeps the one they have."""
    return mail_all([renew(actor, user, ip=ip) for user in people if may_manage(actor, user)], site)


def username_error(username: str) -> str:
    """Why this name cannot be given to a new account, or an empty string."""
    if not USERNAME.match(username):
        return _("用户名“%(name)s”无效，只能用字母、数字、汉字和 . @ + - _。") % {"name": username}
    if User.objects.filter(username__iexact=username).exists():
        return _("用户名“%(name)s”已被使用。") % {"name": username}
    return ""


def _permit(actor: User, grants: list[Grant]) -> None:
    if not grants:
        raise Refused(_("请至少选择一个机关和角色。"))
    for agency, _role in grants:
        if not (answer := may_administer(actor, agency)):
            raise NotAllowed(answer.why)


def _permit_managing(actor: User, user: User) -> None:
    if not (answer := may_manage(actor, user)):
        raise NotAllowed(answer.why)


def _first_agency(user: User) -> Agency | None:
    first = user.memberships.select_related("agency").first()
    return first.agency if first else None


def _invitation(user: User) -> Invitation:
    return Invitation(user, urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user))


@of_record()
def mail(invitation: Invitation, site: str) -> Invitation:
    """Sends the link to its owner. The same invitation comes back, ``mailed`` if it went out."""
    user = invitation.user
    if not user.email or not site:
        return invitation
    text = _(
        "%(name)s：\n\n请打开以下链接设置密码，登录政府信息公开工作年度报告报送系统（用户名：%(username)s）：\n%(link)s\n"
    ) % {
        "name": user.full_name or user.username,
        "username": user.username,
        "link": site.rstrip("/") + invitation.path,
    }
    try:
        send_mail(_("年度报告报送系统账号"), text, None, [user.email])
    except OSError:  # a mail server that is down must not cost the account; the office has the link
        log.warning("invitation of user %s could not be mailed", user.pk, exc_info=True)
        return invitation
    return Invitation(user, invitation.uid, invitation.token, mailed=True)


def mail_all(invitations: Iterable[Invitation], site: str) -> list[Invitation]:
    """Sends many while their page waits. A server that is slow or silent must not cost the page, and with it the links:
    when the time is up the rest are not mailed, and the office hands them over."""
    until = monotonic() + MAILING_SECONDS
    return [mail(each, site) if monotonic() < until else each for each in invitations]


def invited(uid: str, token: str) -> User | None:
    """The person a link belongs to, or None when it is wrong, used or too old."""
    try:
        user = User.objects.get(pk=force_str(urlsafe_base64_decode(uid)))
    except (ValueError, OverflowError, User.DoesNotExist):
        return None
    return user if user.is_active and default_token_generator.check_token(user, token) else None


def accept(uid: str, token: str, password: str, *, ip: str = "") -> User:
    """Sets the password of an invited person. Raises Refused, or ValidationError for a weak password."""
    user = invited(uid, token)
    if user is None:
        raise Refused(_("链接无效或已过期，请联系管理员重新发送。"))
    validate_password(password, user)
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password", "password_changed_at"])
        note("joined", user, agency=_first_agency(user), ip=ip)
    return user


def deactivate(actor: User, user: User, reason: str, *, ip: str = "") -> None:
    """Shuts the account; open sessions end with it. The reason goes into the history; the opposite: ``reactivate``."""
    _permit_managing(actor, user)
    if user.pk == actor.pk:
        raise Refused(_("不能停用自己的账号。"))
    _activate(actor, user, reason, active=False, ip=ip)


def reactivate(actor: User, user: User, reason: str, *, ip: str = "") -> None:
    _permit_managing(actor, user)
    _activate(actor, user, reason, active=True, ip=ip)


def _activate(actor: User, user: User, reason: str, *, active: bool, ip: str) -> None:
    why = required(reason)
    with transaction.atomic():
        if not User.objects.filter(pk=user.pk).exclude(is_active=active).update(is_active=active):
            raise Refused(_("这个账号已经在使用中。") if active else _("这个账号已经停用。"))
        kind = "reactivated" if active else "deactivated"
        note(kind, actor, agency=_first_agency(user), text=f"{user.username}：{why}", ip=ip)
    user.is_active = active


def locked_among(people: QuerySet[User]) -> list[User]:
    """Those whom wrong passwords have locked out at some address, and still do."""
    since = timezone.now() - timedelta(minutes=settings.LOCK_OUT_MINUTES)
    tried = AccessAttempt.objects.filter(attempt_time__gte=since, failures_since_start__gte=settings.LOCK_OUT_AFTER)
    return list(people.filter(username__in=tried.values("username")))


def is_locked(user: User) -> bool:
    return bool(locked_among(User.objects.filter(pk=user.pk)))


def unlock(actor: User, user: User, reason: str, *, ip: str = "") -> None:
    """Lets somebody try again at once whom wrong passwords have locked out. Its opposite is ``deactivate``."""
    _permit_managing(actor, user)
    if not reason.strip():
        raise Refused(_("解除锁定须填写理由。"))
    with transaction.atomic():
        if not AccessAttempt.objects.filter(username=user.username).delete()[0]:
            raise Refused(_("这个账号没有因输错密码被锁定。"))
        note("unlocked", actor, agency=_first_agency(user), text=f"{user.username}：{reason.strip()}", ip=ip)


def set_memberships(actor: User, user: User, memberships: Iterable[Grant], *, ip: str = "") -> None:
    """Puts these roles in the place of those the person had."""
    _permit_managing(actor, user)
    grants = list(dict.fromkeys(memberships))
    _permit(actor, grants)
    with transaction.atomic():
        user.memberships.all().delete()
        Membership.objects.bulk_create(Membership(user=user, agency=a, role=r.value) for a, r in grants)
        text = "、".join(str(m) for m in user.memberships.select_related("agency", "user"))
        note("roles_changed", actor, agency=grants[0][0], text=text, ip=ip)


def password_changed(user: User, *, ip: str = "") -> None:
    """Notes that a person chose a new password."""
    note("password_changed", user, ip=ip)


def note_lock_out(username: str, *, ip: str = "") -> None:
    """Notes, once for each locking, that wrong passwords for an account were typed too often."""
    user = User.objects.filter(username=username).first()
    since = timezone.now() - timedelta(minutes=settings.LOCK_OUT_MINUTES)
    log.warning("sign-in locked from %s", ip)
    if user and not Event.objects.filter(kind="locked_out", actor=user, at__gte=since).exists():
        note("locked_out", user, ip=ip)
