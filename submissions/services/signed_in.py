"""The person of a request, fetched with what is asked of them at every page: one query, not two."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth.backends import ModelBackend
from django.db.models import Exists, OuterRef
from django_otp.plugins.otp_totp.models import TOTPDevice

from submissions.models import User
from submissions.services import second_factor

BACKEND: Final = f"{__name__}.WithSecondFactor"
"""As sessions name it."""


class WithSecondFactor(ModelBackend):
    """Django's own, whose people know whether they have a second factor.

    Looked up with each request and kept nowhere, so that one put on or taken off counts from the next request on.
    """

    def get_user(self, user_id: Any) -> User | None:
        devices = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        user = User.objects.annotate(has_second_factor=Exists(devices)).filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None


def has_second_factor(user: User) -> bool:
    """As of the moment the person was fetched; asked anew of somebody who came otherwise."""
    known = getattr(user, "has_second_factor", None)
    return second_factor.is_set_up(user) if known is None else bool(known)
