"""What the office fills in about where agencies come from."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from submissions.forms.office import FIRST_YEAR, REASON_MISSING, AgencyField, helper
from submissions.models import Agency
from submissions.models.choices import lineage_kinds


class LineageForm(forms.Form):
    """One agency continues another. Only agencies the person administers can be named."""

    predecessor = AgencyField(
        label=_("原机关"), help_text=_("合并的，每个原机关各登记一条；分设的，每个新机关各登记一条。")
    )
    successor = AgencyField(label=_("现机关"))
    kind = forms.ChoiceField(label=_("沿革"), choices=lineage_kinds, widget=forms.RadioSelect)
    year = forms.IntegerField(
        label=_("生效年度"),
        min_value=FIRST_YEAR + 1,
        max_value=2100,
        help_text=_("现机关第一次报送的年度。这一年度的报告与原机关上一年度的报告比较。"),
    )
    on = forms.DateField(
        label=_("生效日期（可不填）"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("机构改革文件所定的日期，应在生效年度或者它的前一年。"),
    )
    remark = forms.CharField(
        label=_("理由或者依据"),
        max_length=300,
        help_text=_("如机构改革文件的名称和文号。记入操作记录。"),
        error_messages={"required": REASON_MISSING},
    )

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("predecessor", "successor"):
            self.fields[name].queryset = agencies  # type: ignore[attr-defined]
        self.helper = helper(_("登记"))
