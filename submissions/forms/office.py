"""What the office fills in: cycles and their deadlines, agencies, people, lists to import."""

from __future__ import annotations

from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from submissions.forms.fields import Words
from submissions.models import Agency, Kind, User
from submissions.states import ROLE_WORDS, Role

FIRST_YEAR = 2019
"""The first year an official form exists for."""
REASON_MISSING = _("请写明理由，理由会记入办理经过。")
DUE_LABEL = _("{kind}截止日期")
SAVE_DEADLINES = _("保存截止日期")
AGENCY_LIST = "agencies"
"""The id of the datalist a page must hold beside an AgencyField."""


def helper(button: Any) -> FormHelper:
    """One column, one button."""
    made = FormHelper()
    made.add_input(Submit("go", button))
    return made


def date_field(label: Any, initial: date | None = None) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    missing = _("请填写截止日期，例如 2026-01-31。")
    return forms.DateField(
        label=label, initial=initial, widget=widget, error_messages={"required": missing, "invalid": missing}
    )


class DeadlinesForm(forms.Form):
    """A date by kind of agency, each field named after its kind. ``year`` is the year reported on."""

    def __init__(self, *args: Any, year: int | None = None, button: Any = SAVE_DEADLINES, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year
        for kind in Kind:
            self.fields[kind.value] = date_field(format_lazy(DUE_LABEL, kind=kind.label))
        self.helper = helper(button)

    def clean(self) -> dict[str, Any]:
        """Deadlines lie after the year they are about."""
        data = super().clean() or {}
        year = data.get("year") or self.year
        for kind in Kind:
            due = data.get(kind.value)
            if due and year and due.year <= year:
                self.add_error(kind.value, _now("截止日期应在 %(year)s 年之后。") % {"year": year})
        return data

    @property
    def dates(self) -> dict[str, date]:
        return {kind.value: self.cleaned_data[kind.value] for kind in Kind}


class CycleDatesForm(DeadlinesForm):
    """The deadlines of a running year, and for how long a decision can be taken back."""

    undo_hours = forms.IntegerField(
        label=_("撤销期限（小时）"),
        min_value=0,
        max_value=24 * 365,
        required=False,
        help_text=_("审核通过或退回之后，这么多小时内可以写明理由撤销；0 为不能撤销。"),
    )

    @property
    def changed_kinds(self) -> list[str]:
        return [name for name in self.changed_data if name in Kind.values]


class SwitchForm(forms.Form):
    """Nothing but a button: ``to`` says which state was shown, so that a stale page switches nothing twice."""

    def __init__(self, *args: Any, to: str, button: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"] = forms.CharField(widget=forms.HiddenInput, initial=to)
        self.helper = helper(button)


class ReasonForm(forms.Form):
    """Why an agency need not report, or must again."""

    reason = Words(_("理由"), missing=REASON_MISSING)

    def __init__(self, *args: Any, button: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(button)


class RepairForm(ReasonForm):
    """Why something is put right, and, where there is a choice, by what."""

    def __init__(self, *args: Any, choices: list[tuple[int, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if choices is not None:
            self.fields["choice"] = forms.TypedChoiceField(label=_("改为"), choices=choices, coerce=int)
            self.order_fields(["choice", "reason"])


class ExtendForm(ReasonForm):
    """A deadline of one agency's own."""

    due_on = date_field(_("新的截止日期"))
    field_order = ["due_on", "reason"]


class AgencyField(forms.CharField):
    """An agency typed by name or code, with the page's list of agencies to choose from.

    A list box of three thousand names in every line helps nobody.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"list": AGENCY_LIST, "autocomplete": "off"})
        super().__init__(*args, widget=widget, **kwargs)
        self.queryset: QuerySet[Agency] = Agency.objects.none()

    def clean(self, value: Any) -> Agency | None:
        """The one agency meant, or a sentence."""
        text = str(super().clean(value)).strip()
        if not text:
            return None
        code = text.removesuffix("）").rpartition("（")[2]
        fitting = list(self.queryset.filter(Q(name=text) | Q(code__in=[text, code])).order_by("pk")[:2])
        if not fitting:
            raise ValidationError(_now("管理范围内没有“%(text)s”。请从列表中选择，或填写机关代码。") % {"text": text})
        if len(fitting) > 1:
            raise ValidationError(_now("有几个机关都叫“%(text)s”，请填写机关代码。") % {"text": text})
        return fitting[0]


def agency_words(agency: Agency) -> str:
    """A name nobody can mistake, as the list of agencies offers it."""
    return f"{agency.name}（{agency.code}）"


class AgencyForm(forms.ModelForm[Agency]):
    """One agency. Only agencies the person administers can be its parent."""

    aliases = forms.CharField(
        label=_("其他名称"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("简称、曾用名等，一行一个。报告标题用这些名称也算正确。"),
    )

    parent = AgencyField(label=_("上级"), required=False)
    reason = Words(_("停用或者重新启用的理由"), missing=REASON_MISSING, required=False)

    class Meta:
        model = Agency
        fields = (
            "code", "name", "kind", "parent", "system", "aliases", "contact_name", "contact_phone", "position",
            "reviews_first", "is_active",
        )  # fmt: skip
        help_texts = {"position": _("同一上级之下，数字小的排在前面。"), "is_active": _("停用后不再有新的报送任务。")}

    def __init__(self, *args: Any, parents: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = parents  # type: ignore[attr-defined]
        if self.instance.parent:
            self.initial["parent"] = agency_words(self.instance.parent)
        self.initial["aliases"] = "\n".join(self.instance.aliases)
        if self.instance.pk is None:
            del self.fields["reason"]
        self.helper = helper(_("保存"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "reason" in self.fields and "is_active" in self.changed_data and not data.get("reason"):
            self.add_error("reason", REASON_MISSING)
        return data

    def clean_aliases(self) -> list[str]:
        lines = (line.strip() for line in self.cleaned_data["aliases"].splitlines())
        return list(dict.fromkeys(line for line in lines if line))


class RoleForm(forms.Form):
    """One agency and what the person does for it; both empty where a line is not used."""

    agency = AgencyField(label=_("机关"), required=False)
    role = forms.ChoiceField(
        label=_("角色"),
        choices=lambda: [("", "---------"), *((role.value, words) for role, words in ROLE_WORDS.items())],
        required=False,
    )

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("agency")) != bool(data.get("role")):
            raise ValidationError(_now("机关和角色要同时选择。"))
        return data


class RoleFormSet(forms.BaseFormSet[RoleForm]):
    """All roles of one person; at least one."""

    def clean(self) -> None:
        if not any(self.errors) and not self.grants:
            raise ValidationError(_now("请至少选择一个机关和角色。"))

    @property
    def grants(self) -> list[tuple[Agency, Role]]:
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("agency")]
        return [(row["agency"], Role(row["role"])) for row in rows]


RoleForms = forms.formset_factory(RoleForm, formset=RoleFormSet, extra=2)


class InviteForm(forms.Form):
    """Who is invited. The roles stand in a RoleForms beside it."""

    username = forms.CharField(
        label=_("用户名"), max_length=150, help_text=_("登录用，可用字母、数字、汉字和 . @ + - _，定了不能改。")
    )
    full_name = forms.CharField(label=_("姓名"), max_length=60)
    email = forms.EmailField(label=_("邮箱"), required=False, help_text=_("填了就把邀请链接发到这个邮箱。"))
    phone = forms.CharField(label=_("电话"), max_length=40, required=False)


class ListForm(forms.Form):
    """A list a person prepared in CSV or XLSX."""

    file = forms.FileField(
        label=_("名单文件（CSV 或 XLSX）"),
        allow_empty_file=True,
        error_messages={"required": _("请选择要导入的文件。")},
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(_("预览"))


def people_named(people: QuerySet[User], text: str) -> QuerySet[User]:
    """People whose user name, own name or agency holds this text."""
    found = people.filter(username__icontains=text) | people.filter(full_name__icontains=text)
    return (found | people.filter(memberships__agency__name__icontains=text)).distinct()
