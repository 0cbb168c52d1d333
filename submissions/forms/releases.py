"""What the office says about releasing reports to the public."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions.forms.office import date_field, helper


class ReleaseForm(forms.Form):
    """On which day, and whether with the files themselves."""

    on = date_field(_("公布日期"))
    originals = forms.BooleanField(
        label=_("同时公布报告原件"),
        required=False,
        help_text=_("原件查出个人信息、隐藏内容或密级标志的，仍只公布报告页面。"),
    )

    def __init__(self, *args: Any, action: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate()
        self.helper = helper(_("安排公布"))
        self.helper.form_action = action
