"""The person of a request, fetched with what every page asks of them again and again: their roles and second factor."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth.backends import ModelBackend
from django.db.models import Exists, OuterRef
from django_otp.plugins.otp_totp.models import TOTPDevice

from submissions.access import fetch_held
from submissions.models import User
from submissions.services import second_factor

BACKEND: Final = f"{__name__}.WithSecondFactor"
"""As sessions name it."""


class WithSecondFactor(ModelBackend):
    """Django's own, whose people know whether they have a second factor, and which roles are theirs.

    Looked up with each request and kept nowhere, so that what is given or taken counts from the next request on.
    """

    def get_user(self, user_id: Any) -> User | None:
        devices = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        user = User.objects.annotate(has_second_factor=Exists(devices)).filter(pk=user_id).first()
        if user is None or not self.user_can_authenticate(user):
            return None
        user.roles_held = fetch_held(user)
        return user


def has_second_factor(user: User) -> bool:
    """As of the moment the person was fetched; asked anew of somebody who came otherwise."""
    known = getattr(user, "has_second_factor", None)
    return second_factor.is_set_up(user) if known is None else bool(known)
