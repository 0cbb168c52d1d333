"""The second factor: a code that changes every thirty seconds (TOTP, RFC 6238), and codes on paper for a lost phone."""

from __future__ import annotations

from time import time
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django_otp import devices_for_user
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from submissions.access import may_manage, roles_anywhere
from submissions.models import User
from submissions.services.errors import NotAllowed, Refused, required
from submissions.services.events import note

PAPER_CODES: Final = 8


def is_set_up(user: User) -> bool:
    return bool(TOTPDevice.objects.devices_for_user(user, confirmed=True).exists())


def is_required(user: User) -> bool:
    """Whether one of this person's roles must have a second factor here (TWO_FACTOR_ROLES)."""
    if not settings.TWO_FACTOR_ROLES:
        return False
    if user.is_superuser:
        return True
    return not roles_anywhere(user).isdisjoint(settings.TWO_FACTOR_ROLES)


def draft(user: User) -> TOTPDevice:
    """The secret a person is about to put on their phone; the same until it is confirmed."""
    device, _made = TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": "totp"})
    return device


def confirm(user: User, code: str, *, ip: str = "") -> list[str]:
    """Turns the second factor on when the phone shows the right code; the paper codes, to be shown once."""
    device = draft(user)
    if not device.verify_token(_digits(code)):
        raise Refused(_("验证码不对。请确认手机时间准确，输入应用当前显示的 6 位数字。"))
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user, confirmed=True).delete()
        TOTPDevice.objects.filter(pk=device.pk).update(confirmed=True)
        codes = _new_codes(user)
        note("two_factor_on", user, ip=ip)
    return codes


def check(user: User, code: str) -> Device | None:
    """The device that accepts this code, phone or paper. A code is accepted once, wrong ones are slowed down."""
    text = code.strip().replace(" ", "").lower()
    for device in devices_for_user(user):
        allowed, _why = device.verify_is_allowed()
        if allowed and device.verify_token(text):
            return device
    return None


def clock_was_put_back(user: User) -> bool:
    """Whether the phone's codes are refused because one of a later time than now has been accepted."""
    return any(
        device.last_t > (time() - device.t0) / device.step + device.tolerance + 1
        for device in TOTPDevice.objects.devices_for_user(user, confirmed=True)
    )


def codes_left(user: User) -> int:
    return int(StaticToken.objects.filter(device__user=user).count())


def renew_codes(user: User, *, ip: str = "") -> list[str]:
    """New paper codes; the old ones are void."""
    with transaction.atomic():
        note("two_factor_codes", user, ip=ip)
        return _new_codes(user)


def turn_off(user: User, *, ip: str = "") -> None:
    """Raises Refused where the person's role needs it."""
    if is_required(user):
        raise Refused(_("您的角色必须使用两步验证，不能关闭。更换手机请重新设置。"))
    with transaction.atomic():
        _forget(user)
        note("two_factor_off", user, ip=ip)


def reset(actor: User, user: User, reason: str, *, ip: str = "") -> None:
    """The office takes the second factor off an account whose owner lost phone and paper. Its opposite is its owner's:
    the next sign-in sets it up anew."""
    if not (answer := may_manage(actor, user)):
        raise NotAllowed(answer.why)
    if actor.pk == user.pk:
        raise Refused(_("不能重置自己的两步验证，请由另一位管理员办理。"))
    why = required(reason)
    with transaction.atomic():
        _forget(user)
        first = user.memberships.select_related("agency").first()
        agency = first.agency if first else None
        note("two_factor_reset", actor, agency=agency, text=f"{user.username}：{why}", ip=ip)


def _forget(user: User) -> None:
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def _new_codes(user: User) -> list[str]:
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="paper", confirmed=True)
    codes = [StaticToken.random_token() for _number in range(PAPER_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


def _digits(code: str) -> str:
    return code.strip().replace(" ", "")
