"""What a clerk fills in: a corrected figure, an explanation, the submission itself."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout, Submit
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions.language import recorded
from submissions.models import AnswerKind, Scope


def pasted_file(text: str, page: str = "") -> SimpleUploadedFile | None:
    """What somebody pasted as the file it is kept as: UTF-8, named after the moment. None when the text is blank.

    ``page`` is the same with its tables, as browsers and Word copy it beside the text.
    """
    if not text.strip():
        return None
    name, kind = (_("粘贴的内容 {now}.html"), "text/html") if page else (_("粘贴的文字 {now}.txt"), "text/plain")
    moment = timezone.localtime().strftime("%Y-%m-%d %H.%M.%S")
    return SimpleUploadedFile(recorded(name).format(now=moment), (page or text).encode("utf-8", "replace"), kind)


class CorrectionForm(forms.Form):
    value = forms.CharField(
        label=_("原件上的数"),
        max_length=40,
        required=False,
        help_text=_("按原件填写；原件此格为空白的，留空即可。金额按万元填写。"),
    )
    reason = forms.CharField(label=_("说明（可不填）"), max_length=500, required=False)

    def __init__(self, *args: Any, action: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_action = action
        self.helper.layout = Layout(
            Field("value", css_class="number", autocomplete="off", inputmode="decimal", data_keep="yes"),
            Field("reason", autocomplete="off"),
            Submit("go", _("更正"), css_class="btn btn-secondary btn-sm"),
        )


class ExplanationForm(forms.Form):
    fingerprint = forms.CharField(max_length=32)
    text = forms.CharField(
        label=_("情况说明"),
        max_length=2000,
        error_messages={"required": _("请写明情况说明后再保存。")},
    )
    kind = forms.ChoiceField(choices=lambda: AnswerKind.choices, required=False)
    file = forms.FileField(label=_("附件"), required=False, allow_empty_file=True)


class SubmitForm(forms.Form):
    scope = forms.ChoiceField(
        label=_("数据范围"),
        choices=lambda: [
            (Scope.OWN.value, _("本级：只含本机关自身的数据")),
            (Scope.AREA.value, _("全域：含所辖地区各部门和下级政府的数据")),
        ],
        widget=forms.RadioSelect,
    )
    certified_name = forms.CharField(label=_("确认人姓名"), max_length=60, help_text=_("对本报告数据负责的人员姓名。"))
    certified = forms.BooleanField(
        label=_("本人确认：报告内容和数据已经本机关负责人审定，真实、准确、完整。"),
        error_messages={"required": _("请勾选确认后再提交。")},
    )

    seen = forms.CharField(widget=forms.HiddenInput, max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.add_input(Submit("go", _("提交审核")))
