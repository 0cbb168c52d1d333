"""What the office fills in about the rules of a cycle."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from submissions.forms.fields import Words, YearChoice
from submissions.models import Cycle, RuleState

PREFIX = "threshold_"


class RuleForm(forms.Form):
    """How a cycle treats one rule. ``numbers`` are its thresholds: name, words, own value, this cycle's."""

    state = forms.ChoiceField(label=_("处理方式"), choices=lambda: RuleState.choices)

    def __init__(self, *args: Any, numbers: list[tuple[str, str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words, own, now in numbers:
            self.fields[PREFIX + name] = forms.CharField(
                label=words, required=False, initial=now, max_length=40, help_text=_("规则自带的值：") + own
            )
        self.fields["reason"] = Words(
            _("理由"),
            help_text=_("理由、时间和操作人会永久记录。尚未审核通过的报告将按新的设置重新核对。"),
            missing=_("请写明调整的理由。"),
        )
        self.helper = FormHelper()
        self.helper.add_input(Submit("go", _("保存")))

    @property
    def thresholds(self) -> dict[str, str]:
        data = self.cleaned_data
        return {name.removeprefix(PREFIX): value for name, value in data.items() if name.startswith(PREFIX)}


class CopyRulesForm(forms.Form):
    """Taking over the rules of another year."""

    source = YearChoice(label=_("照搬哪一年度"), queryset=Cycle.objects.none(), empty_label=None)
    reason = Words(_("理由"), missing=_("请写明照搬的理由。"))

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Cycle.objects.exclude(pk=cycle.pk).filter(rule_policies__isnull=False).distinct()
        self.fields["source"].queryset = others.order_by("-year")  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.add_input(Submit("go", _("照搬")))
