"""What a password must be made of, beside Django's own rules."""

from __future__ import annotations

from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from submissions.models import User

KINDS: Final = 3


class SeveralKindsValidator:
    """Capitals, small letters, digits, other signs: three of the four (GB/T 22239-2019, 8.1.4.1 a)."""

    def validate(self, password: str, user: User | None = None) -> None:
        kinds = {_kind(sign) for sign in password}
        if len(kinds) < KINDS:
            raise ValidationError(self.get_help_text(), code="password_too_plain")

    def get_help_text(self) -> str:
        return _("密码须包含大写字母、小写字母、数字、其他符号中的至少三种。")


def _kind(sign: str) -> str:
    if sign.isupper():
        return "capital"
    if sign.isdigit():
        return "digit"
    return "small" if sign.isalpha() else "other"
