"""What the lists of reviewer and office can be narrowed by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import django_filters
from django.db.models import Case, Exists, F, FilteredRelation, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters.fields import ModelChoiceField

from submissions import access
from submissions.forms.fields import YearChoice
from submissions.models import Agency, Chased, Cycle, Event, Kind, Submission, User, choices
from submissions.services import standing
from submissions.services.standing import BY_TREE
from submissions.services.undoing import UNTOUCHED
from submissions.states import Role, State

REVIEWING_ROLES = (Role.REVIEWER, Role.OFFICE)
"""Who may look at the queue; only reviewers decide."""


WORST = (
    ("mandatory", _("强制")),
    ("verify", _("核实")),
    ("notice", _("提示")),
    ("clean", _("无问题")),
)
WAITING = (("3", _("3 天以上")), ("7", _("7 天以上")), ("15", _("15 天以上")), ("30", _("30 天以上")))
SORTS = (
    ("waiting", _("等待最久")),
    ("worst", _("问题最重")),
    ("open", _("待解决问题最多")),
    ("changed", _("变动格数最多")),
    ("due", _("期限最近")),
    ("agency", _("按单位层级")),
)
ORDERS: Mapping[str, tuple[Any, ...]] = {
    "waiting": ("waiting_since", *BY_TREE),
    "worst": ("-severity_rank", "waiting_since", *BY_TREE),
    "open": (F("current_reading__blocking").desc(nulls_last=True), "waiting_since", *BY_TREE),
    "changed": (F("look_changed").desc(nulls_last=True), "waiting_since", *BY_TREE),
    "due": ("due_on", *BY_TREE),
    "agency": BY_TREE,
}
RANK = Case(
    When(current_reading__worst="mandatory", then=Value(3)),
    When(current_reading__worst="verify", then=Value(2)),
    When(current_reading__worst="notice", then=Value(1)),
    default=Value(0),
    output_field=IntegerField(),
)


class YearField(ModelChoiceField, YearChoice):
    """With django-filter's way of saying nothing."""


class YearFilter(django_filters.ModelChoiceFilter):
    field_class = YearField


class QueueFilter(django_filters.FilterSet):
    """The conditions of the queue, all but its tab."""

    q = django_filters.CharFilter(label=_("单位名称"), method="by_name")
    cycle = YearFilter(
        label=_("年度"), queryset=Cycle.objects.order_by("-year"), to_field_name="year", empty_label=_("全部年度")
    )
    area = django_filters.ModelChoiceFilter(
        label=_("地区"), queryset=Agency.objects.none(), method="by_area", empty_label=_("全部地区")
    )
    kind = django_filters.ChoiceFilter(
        label=_("单位类别"), field_name="agency__kind", choices=lambda: Kind.choices, empty_label=_("全部类别")
    )
    worst = django_filters.ChoiceFilter(label=_("最重问题"), method="by_worst", choices=WORST, empty_label=_("不限"))
    waiting = django_filters.ChoiceFilter(
        label=_("等待时间"), method="by_waiting", choices=WAITING, empty_label=_("不限")
    )
    sort = django_filters.ChoiceFilter(label=_("排序"), method="by_order", choices=SORTS, empty_label=None)

    class Meta:
        model = Submission
        fields: tuple[str, ...] = ()

    def __init__(self, data: QueryDict, *, user: User) -> None:
        seen = access.submissions_of(user, *REVIEWING_ROLES).annotate(
            look=FilteredRelation("looks", condition=Q(looks__user=user)),
            look_changed=F("look__changed"),
            look_at=F("look__at"),
        )
        super().__init__(with_defaults(data), queryset=seen)
        self.filters["area"].queryset = areas_of(user)

    @property
    def elsewhere(self) -> QuerySet[Submission]:
        """What the year that is shown leaves out, however the rest is narrowed; nothing where all years are shown."""
        year = self.form.cleaned_data.get("cycle") if self.is_valid() else None
        seen: QuerySet[Submission] = self.queryset
        return seen.exclude(cycle=year) if year else seen.none()

    @property
    def is_narrowed(self) -> bool:
        """Somebody asked for less than all of the newest cycle."""
        return any(self.data.get(name) for name in ("q", "area", "kind", "worst", "waiting"))

    def by_name(self, queryset: QuerySet[Submission], name: str, value: str) -> QuerySet[Submission]:
        return queryset.filter(named(value))

    def by_area(self, queryset: QuerySet[Submission], name: str, value: Agency) -> QuerySet[Submission]:
        return queryset.filter(agency__path__startswith=value.path)

    def by_worst(self, queryset: QuerySet[Submission], name: str, value: str) -> QuerySet[Submission]:
        worst = "" if value == "clean" else value
        return queryset.filter(current_reading__isnull=False, current_reading__worst=worst)

    def by_waiting(self, queryset: QuerySet[Submission], name: str, value: str) -> QuerySet[Submission]:
        return queryset.filter(waiting_since__lte=timezone.now() - timedelta(days=int(value)))

    def by_order(self, queryset: QuerySet[Submission], name: str, value: str) -> QuerySet[Submission]:
        return queryset.annotate(severity_rank=RANK).order_by(*ORDERS[value])


LEVEL_CHOICES: list[tuple[str, Any]] = [(code or standing.OTHER, words) for code, words in standing.LEVEL_WORDS.items()]


class CycleFilter(django_filters.FilterSet):
    """Which agencies of one cycle below one agency to list; those who have not filed when nothing is said.

    ``show`` is a measure of services.standing: the list is what the number counted.
    """

    show = django_filters.ChoiceFilter(label=_("报送情况"), method="by_measure", empty_label=None)
    area = django_filters.ChoiceFilter(label=_("地区"), method="by_area", empty_label=_("全部地区"))
    kind = django_filters.ChoiceFilter(
        label=_("单位类别"), field_name="agency__kind", choices=lambda: Kind.choices, empty_label=_("全部类别")
    )
    level = django_filters.ChoiceFilter(
        label=_("层级"), method="by_level", choices=lambda: LEVEL_CHOICES, empty_label=_("全部层级")
    )
    state = django_filters.ChoiceFilter(label=_("状态"), choices=choices.decision_states, empty_label=_("全部状态"))
    q = django_filters.CharFilter(label=_("单位名称"), method="by_name")

    class Meta:
        model = Submission
        fields: tuple[str, ...] = ()

    def __init__(self, data: QueryDict, *, cycle: Cycle, at: Agency, show: str = "missing") -> None:
        filled = data.copy()
        filled["show"] = filled.get("show") or show
        super().__init__(filled, queryset=standing.below(cycle, at).order_by(*BY_TREE))
        self.asked = standing.conditions()
        self.areas = {str(area.pk): area for area in standing.areas_below(at)}
        words = [(name, measure.words) for name, measure in standing.MEASURES.items()]
        self.filters["show"].extra["choices"] = [*words, ("owing", _("未报和退回待改")), ("all", _("全部"))]
        self.filters["area"].extra["choices"] = [
            (standing.OWN, _("本级机关和部门")),
            *((code, area.name) for code, area in self.areas.items()),
        ]

    @property
    def shown(self) -> str:
        """The measure that is listed."""
        return str(self.data["show"]) if self.data["show"] in self.asked else ""

    def by_measure(self, queryset: QuerySet[Submission], name: str, value: str) -> QuerySet[Submission]:
        return queryset.filter(self.asked[value])

    def by_area(self, queryset: QuerySet[Submission], name: str, value: str) -> QuerySet[Submission]:
        if value != standing.OWN:
            return queryset.filter(agency__path__startswith=self.areas[value].path)
        for area in self.areas.values():
            queryset = queryset.exclude(agency__path__startswith=area.path)
        return queryset

    def by_level(self, queryset: QuerySet[Submission], name: str, value: str) -> QuerySet[Submission]:
        wanted = "" if value == standing.OTHER else value
        return queryset.annotate(level=standing.level()).filter(level=wanted)

    def by_name(self, queryset: QuerySet[Submission], name: str, value: str) -> QuerySet[Submission]:
        return queryset.filter(named(value))


OVERDUE = (
    ("soon", _("还没有到期")),
    ("1", _("已逾期")),
    ("7", _("逾期 7 天以上")),
    ("14", _("逾期 14 天以上")),
    ("30", _("逾期 30 天以上")),
)
REACHED = (
    ("unopened", _("从未打开")),
    ("empty", _("还没有上传或填写")),
    ("draft", _("已上传，还没有提交")),
    ("returned", _("退回待改")),
    ("untouched", _("退回后没有动过")),
)
BEFORE = (("today", _("今天没有催过")), ("7", _("7 天内没有催过")), ("never", _("从未催过")))


class ChaseFilter(CycleFilter):
    """Those who still owe a report of one cycle, by how late they are and how far they have come."""

    overdue = django_filters.ChoiceFilter(label=_("逾期"), method="by_days", choices=OVERDUE, empty_label=_("不限"))
    reached = django_filters.ChoiceFilter(
        label=_("办理程度"), method="by_reach", choices=REACHED, empty_label=_("不限")
    )
    before = django_filters.ChoiceFilter(label=_("催报记录"), method="by_chases", choices=BEFORE, empty_label=_("不限"))

    def __init__(self, data: QueryDict, *, cycle: Cycle, at: Agency) -> None:
        super().__init__(data, cycle=cycle, at=at, show="owing")
        for name in ("show", "state"):
            del self.filters[name]
        self.queryset: QuerySet[Submission] = self.queryset.filter(self.asked["owing"])

    def by_days(self, queryset: QuerySet[Submission], name: str, value: str) -> QuerySet[Submission]:
        today = timezone.localdate()
        if value == "soon":
            return queryset.filter(due_on__gte=today)
        return queryset.filter(due_on__lte=today - timedelta(days=int(value)))

    def by_reach(self, queryset: QuerySet[Submission], name: str, value: str) -> QuerySet[Submission]:
        touched = Event.objects.filter(submission=OuterRef("pk"), at__gt=OuterRef("decided_at"))
        touched = touched.exclude(kind__in=(*UNTOUCHED, "return"))
        return {
            "unopened": queryset.filter(opened_at=None, state=State.MISSING.value),
            "empty": queryset.filter(state=State.MISSING.value),
            "draft": queryset.filter(state=State.DRAFT.value),
            "returned": queryset.filter(state=State.RETURNED.value),
            "untouched": queryset.filter(~Exists(touched), state=State.RETURNED.value),
        }[value]

    def by_chases(self, queryset: QuerySet[Submission], name: str, value: str) -> QuerySet[Submission]:
        chases = Chased.objects.filter(submission=OuterRef("pk"))
        if value != "never":
            days = 0 if value == "today" else int(value) - 1
            chases = chases.filter(day__gte=timezone.localdate() - timedelta(days=days))
        return queryset.filter(~Exists(chases))


def named(text: str) -> Q:
    """Agencies whose name holds this text, or whose code it is."""
    return Q(agency__name__icontains=text.strip()) | Q(agency__code=text.strip())


def with_defaults(data: QueryDict) -> QueryDict:
    """The query as asked; with nothing said, the newest cycle and the longest wait first."""
    filled = data.copy()
    if "cycle" not in filled:
        newest = Cycle.objects.order_by("-year").values_list("year", flat=True).first()
        filled["cycle"] = str(newest or "")
    if not filled.get("sort"):
        filled["sort"] = SORTS[0][0]
    return filled


def areas_of(user: User) -> QuerySet[Agency]:
    """The areas a reviewer may look at: every agency that has others below it."""
    below = Agency.objects.filter(parent=OuterRef("pk"))
    return access.agencies_of(user, *REVIEWING_ROLES).filter(Exists(below))


def query_without_page(data: QueryDict, *more: str) -> str:
    """The query string for the links of the pager, without ``more`` either."""
    kept = data.copy()
    for name in ("page", *more):
        kept.pop(name, None)
    return kept.urlencode()
