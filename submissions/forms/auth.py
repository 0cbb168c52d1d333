"""Signing in, changing a password, answering an invitation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
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


class CodeForm(forms.Form):
    """The code of an authenticator app, or one of the paper codes."""

    code = forms.CharField(
        label=_("验证码"),
        max_length=16,
        help_text=_("身份验证器应用显示的 6 位数字；手机不在身边时，输入一个备用验证码。"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
    )

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(label, form_tag=False)


class ChangePasswordForm(PasswordChangeForm):
    def clean_new_password1(self) -> str:
        new = str(self.cleaned_data.get("new_password1") or "")
        if new and self.user.check_password(new):
            raise forms.ValidationError(_("新密码不能与现在的密码相同。"), code="same")
        return new

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
