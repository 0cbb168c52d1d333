"""Signing in, changing a password, answering an invitation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm
from django.utils.translation import gettext_lazy as _

from submissions.models import User


def helper(label: Any, form_tag: bool = True) -> FormHelper:
    """One column, one button."""
    made = FormHelper()
    made.form_tag = form_tag
    made.add_input(Submit("go", label))
    return made


class LoginForm(AuthenticationForm):
    error_messages = {
        "invalid_login": _("用户名或密码不对。请注意区分大小写；忘记密码时请联系管理员重新邀请。"),
        "inactive": _("这个账号已停用，请联系管理员。"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(_("登录"), form_tag=False)


class ChangePasswordForm(PasswordChangeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(_("修改密码"))


if TYPE_CHECKING:
    PasswordForm = SetPasswordForm[User]
else:
    PasswordForm = SetPasswordForm


class AcceptInvitationForm(PasswordForm):
    """An invited person chooses a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(_("启用账号"))
