"""What the office fills in about who owes what: a new year, days of an office's own, vertical systems."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from parsing.editions import EDITIONS, edition_of_year
from submissions.forms.office import FIRST_YEAR, AgencyField, DeadlinesForm, date_field, helper
from submissions.models import GOVERNMENTS, Agency, Cycle, Kind, Scope, VerticalSystem, choices
from submissions.services.cycles import Opening, opening, year_later
from submissions.services.duties import Terms, default_terms

SCOPE, EDITION = "{}-scope", "{}-edition"
OF_THE_YEAR: Final = _("本年度规定的格式")


class OpeningForm(DeadlinesForm):
    """A new year: the day, the scope and the form of every kind.

    Last year's days stand in the fields, a year later; those of 条例第四十九条 where there was no year before.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        last = Cycle.objects.order_by("-year").first()
        year = (last.year if last else timezone.localdate().year - 2) + 1
        initial: dict[str, Any] = {"year": year} | {kind: one.due_on for kind, one in default_terms(year).items()}
        initial |= {SCOPE.format(k): Scope.AREA if k in GOVERNMENTS else Scope.OWN for k in Kind.values}
        for before in last.deadlines.all() if last else ():
            initial |= {before.kind: year_later(before.due_on), SCOPE.format(before.kind): before.scope}
        super().__init__(*args, initial=initial, button=_("预览"), **kwargs)
        field = forms.IntegerField(
            label=_("报告年度"),
            min_value=FIRST_YEAR,
            max_value=timezone.localdate().year,
            help_text=_("报告所反映的年份，例如 2025 年度报告在 2026 年初报送。"),
        )
        self.fields = {"year": field} | self.fields
        editions = [("", OF_THE_YEAR), *((code, one.basis) for code, one in EDITIONS.items())]
        for kind in Kind:
            label = str(kind.label)
            self.fields[SCOPE.format(kind)] = forms.ChoiceField(
                label=label, choices=[("", "---------"), *choices.scopes()], required=False
            )
            self.fields[EDITION.format(kind)] = forms.ChoiceField(label=label, choices=editions, required=False)
        self.fields["keeps_notices"] = forms.BooleanField(
            label=_("沿用上一年度各地设定的截止日期（顺延一年）"), required=False, initial=True
        )

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if Cycle.objects.filter(year=year).exists():
            raise ValidationError(_now("%(year)s年度已经开始过。") % {"year": year})
        return year

    @property
    def rows(self) -> Iterator[tuple[str, BoundField, BoundField, BoundField]]:
        """A kind's name, then its day, scope and form."""
        for kind in Kind:
            yield str(kind.label), self[kind.value], self[SCOPE.format(kind)], self[EDITION.format(kind)]

    @property
    def opening(self) -> Opening:
        """What was asked for; what was left empty is as the law and the form of the year say."""
        data, year = self.cleaned_data, self.cleaned_data["year"]
        law, own = default_terms(year), edition_of_year(year).code
        terms = {
            kind: Terms(data[kind], data[SCOPE.format(kind)] or law[kind].scope, data[EDITION.format(kind)] or own)
            for kind in Kind.values
        }
        return opening(year, terms, keeps_notices=data["keeps_notices"])


class LocalDeadlineForm(forms.Form):
    """The day for an area, or for one kind or one vertical system in it."""

    agency = AgencyField(label=_("适用范围"), help_text=_("这个机关和它的全部下级。"))
    kind = forms.ChoiceField(label=_("类别"), required=False)
    system = forms.ModelChoiceField(
        label=_("垂直管理系统"), queryset=VerticalSystem.objects.all(), required=False, empty_label=_("不限")
    )
    due_on = date_field(_("截止日期"))
    basis = forms.CharField(
        label=_("依据（可不填）"), max_length=200, required=False, help_text=_("例如通知的名称和文号。")
    )

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", _("全部类别")), *Kind.choices]  # type: ignore[attr-defined]
        self.helper = helper(_("保存"))


class SystemForm(forms.ModelForm[VerticalSystem]):
    class Meta:
        model = VerticalSystem
        fields = ("name", "reports_here", "remark")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(_("保存"))
