"""What the office fills in about reports of past years."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from submissions.forms.office import FIRST_YEAR, AgencyField
from submissions.models import Agency


class GoalForm(forms.Form):
    """Whose report of which year a file is. Only agencies the person administers can be named."""

    agency = AgencyField(label=_("机关"), error_messages={"required": _("请填写机关的全称或代码。")})
    year = forms.IntegerField(
        label=_("年度"),
        min_value=FIRST_YEAR,
        max_value=2100,
        error_messages={"required": _("请填写年度。"), "invalid": _("年度应是四位数字。")},
    )

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]

    @property
    def first_error(self) -> str:
        """What is wrong, for a row of a list that has no room for more."""
        return str(next(iter(self.errors.values()))[0]) if self.errors else ""
