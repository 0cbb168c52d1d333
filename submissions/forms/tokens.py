"""What the office says about a key of the interface."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from submissions.forms.office import helper


class TokenForm(forms.Form):
    """What it is for, and for how long."""

    name = forms.CharField(label=_("用途"), max_length=100, help_text=_("例如“省政务数据平台”，便于以后辨认。"))
    days = forms.TypedChoiceField(
        label=_("有效期"), coerce=int, initial=90, choices=[(30, _("30天")), (90, _("90天")), (365, _("1年"))]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(_("建立密钥"))
