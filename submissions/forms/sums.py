"""What the pages of sums and snapshots are narrowed by, and what freezing asks for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from submissions.display.sums import FACT_WORDS
from submissions.models import Kind

SORTS = (("size", _("数值从大到小")), ("tree", _("按机关顺序")))
ANY_AREA, ANY_KIND, ANY_STATE = (("", _("全部地区")),), (("", _("全部类别")),), (("", _("全部")),)


class MembersForm(forms.Form):
    """Name or code, area and kind. ``areas`` are (value, words)."""

    q = forms.CharField(label=_("单位名称或代码"), required=False, max_length=60)
    area = forms.ChoiceField(label=_("地区"), required=False)
    kind = forms.ChoiceField(label=_("类别"), required=False, choices=lambda: [*ANY_KIND, *Kind.choices])

    def __init__(self, *args: Any, areas: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["area"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [*ANY_AREA, *areas]

    @property
    def wanted(self) -> dict[str, str]:
        """What was asked for; a word that is no choice asks for nothing."""
        self.is_valid()
        return {key: str(value) for key, value in self.cleaned_data.items()}


class AddendsForm(MembersForm):
    state = forms.ChoiceField(label=_("状态"), required=False, choices=lambda: [*ANY_STATE, *FACT_WORDS.items()])
    sort = forms.ChoiceField(label=_("排序"), required=False, choices=SORTS)


class FreezeForm(forms.Form):
    remark = forms.CharField(label=_("说明（可不填）"), required=False, max_length=200)
