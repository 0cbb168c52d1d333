"""How a year stands: every number the office is shown, defined once, counted in SQL, listed by the same words.

A *measure* is one condition on submissions. The tables count it, the list behind each number filters by it, so
that no number can say other than its list. Counted is by approval, never by upload: what was handed in and is
not approved is "filed" and nothing more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from django.db.models import Case, CharField, Count, F, Func, Q, QuerySet, Value, When
from django.db.models.functions import Left, StrIndex, Substr
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions import states
from submissions.models import GOVERNMENTS, Agency, Cycle, Kind, Submission
from submissions.states import PLACES, Place, State, Words

BY_TREE: Final = ("agency__path_depth", "agency__position", "agency__code", "-cycle__year")
"""The order of every list of agencies' reports: the higher first, then as the office has ordered them."""
OWN: Final = "own"
"""The code of what stands right below an agency and leads no area: its own offices and departments."""
OTHER: Final = "other"
"""The code of the level of what stands below no government."""
LEADS: Final = (*(kind.value for kind in Kind if kind in GOVERNMENTS), Kind.TOWNSHIP.value)
"""Kinds that are a level of government; offices and departments are of the level of what they stand below."""
LEVEL_WORDS: Final[Mapping[str, Words]] = {
    Kind.PROVINCE.value: _("省级"),
    Kind.PREFECTURE.value: _("市（地）级"),
    Kind.COUNTY.value: _("县（市、区）级"),
    Kind.TOWNSHIP.value: _("乡镇（街道）级"),
    "": _("其他"),
}


class Measure(NamedTuple):
    """What one number counts: its heading, and the same said out in full."""

    words: Words
    meaning: Words


MEASURES: Final[Mapping[str, Measure]] = {
    "owed": Measure(_("应报"), _("应当报送的机关，不含免报")),
    "filed": Measure(_("已报"), _("已经报送、正在审核或者审核通过，不含退回待改")),
    "approved": Measure(_("通过"), _("审核通过")),
    "first": Measure(_("一次通过"), _("审核通过，没有被退回过")),
    "on_time": Measure(_("按时"), _("审核通过，报送时没有超过当时的截止日期（含延期）")),
    "late": Measure(_("逾期报"), _("审核通过，报送时已经超过当时的截止日期")),
    "waiting": Measure(_("在审"), _("待审核、审核中")),
    "returned": Measure(_("退回待改"), _("退回后还没有重新提交")),
    "missing": Measure(_("未报"), _("从未提交，或提交后又撤回")),
    "overdue": Measure(_("逾期未报"), _("未报或退回待改，截止日期已过")),
    "extended": Measure(_("延期"), _("单独给了截止日期的应报机关")),
    "nil": Measure(_("零报告"), _("已确认没有应报内容：计入应报和完成，没有数据")),
    "past": Measure(_("补录"), _("往年报告补录：计入通过，不计入一次通过、按时和逾期")),
    "exempt": Measure(_("免报"), _("已免除报送，不计入应报")),
}
NOT_COUNTED: Final = ("all", "owing")
"""Conditions that lists know and no table shows."""


def _in(wanted: Iterable[State]) -> Q:
    return Q(state__in=[state.value for state in wanted])


def conditions(today: date | None = None) -> dict[str, Q]:
    """The condition of every measure, and of "all" and "owing" (not handed in, or returned)."""
    passed = _in(PLACES[Place.APPROVED])
    here = passed & Q(past_filed_at=None)
    owing = _in(states.OWING)
    return {
        "owed": ~_in(states.NOT_OWED),
        "filed": _in(states.FILED),
        "approved": passed,
        "first": here & Q(returns=0),
        "on_time": passed & Q(filed_at__isnull=False, filed_late=False),
        "late": passed & Q(filed_late=True),
        "waiting": _in(PLACES[Place.WAITING]),
        "returned": _in(PLACES[Place.RETURNED]),
        "missing": _in(PLACES[Place.MISSING]),
        "overdue": owing & Q(due_on__lt=today or timezone.localdate()),
        "extended": ~_in(states.WITHOUT_REPORT) & Q(extended_from__isnull=False),
        "nil": _in(PLACES[Place.NIL]),
        "past": passed & Q(past_filed_at__isnull=False),
        "exempt": _in(PLACES[Place.EXEMPT]),
        "all": Q(),
        "owing": owing,
    }


@dataclass(slots=True)
class Standing:
    """The numbers of one group of agencies, and shares of them as whole percents; None where nothing is owed."""

    code: str
    label: Words
    numbers: Counter[str] = field(default_factory=Counter)
    agency: Agency | None = None

    @property
    def met(self) -> int:
        """Obligations that are met: by an approved report, or by having nothing to report."""
        return self.numbers["approved"] + self.numbers["nil"]

    @property
    def done(self) -> int:
        """What the bar shows: reports that came, and agencies with nothing to report."""
        return self.numbers["filed"] + self.numbers["nil"]

    @property
    def rates(self) -> dict[str, int | None]:
        """Of those owed: came or nil, met; of the reports owed: on time; of the approved: without a return."""
        owed, past = self.numbers["owed"], self.numbers["past"]
        return {
            "filed": share(self.done, owed),
            "approved": share(self.met, owed),
            "on_time": share(self.numbers["on_time"], owed - self.numbers["nil"] - past),
            "first": share(self.numbers["first"], self.numbers["approved"] - past),
        }


def share(part: int, whole: int) -> int | None:
    """In whole percents, rounded down so that 100 means all; None where there is no whole."""
    return part * 100 // whole if whole else None


RATES: Final[Mapping[str, Measure]] = {
    "filed": Measure(_("报送率"), _("已报和零报告占应报")),
    "approved": Measure(_("完成率"), _("审核通过和零报告占应报")),
    "on_time": Measure(_("按时率"), _("按时占应报（不含零报告和补录）")),
    "first": Measure(_("一次通过率"), _("一次通过占审核通过（不含补录）")),
}


@dataclass(frozen=True, slots=True)
class CycleStanding:
    """One year below one agency, itself included: all together, by area, kind, level and state."""

    cycle: Cycle
    total: Standing
    areas: tuple[Standing, ...] = ()
    kinds: tuple[Standing, ...] = ()
    levels: tuple[Standing, ...] = ()
    states: tuple[Standing, ...] = ()


def below(cycle: Cycle, root: Agency) -> QuerySet[Submission]:
    """What an agency and everything below it owe for a year."""
    return cycle.submissions.filter(agency__path__startswith=root.path)


def areas_below(root: Agency) -> QuerySet[Agency]:
    """The governments right below ``root``: each leads an area."""
    return Agency.objects.filter(parent=root, kind__in=GOVERNMENTS)


def level() -> Case:
    """The level of government an agency belongs to, as an expression: its own, or that of what it stands below."""
    prefixes = ("", "parent__", "parent__parent__")
    whens = [When(Q(**{f"agency__{prefix}kind__in": LEADS}), then=F(f"agency__{prefix}kind")) for prefix in prefixes]
    return Case(*whens, default=Value(""), output_field=CharField())


def child(root: Agency) -> Func:
    """The id, as text, of the agency right below ``root`` that a submission's agency stands under; "" for root."""
    rest = Substr("agency__path", len(root.path) + 1)
    return Left(rest, StrIndex(rest, Value("/")) - 1)


def cycle_standing(cycle: Cycle, root: Agency, today: date | None = None) -> CycleStanding:
    """Two queries, however many agencies: the areas, and one GROUP BY."""
    asked = conditions(today)
    areas = {str(area.pk): Standing(str(area.pk), area.name, agency=area) for area in areas_below(root)}
    own = Standing(OWN, _("本级机关和部门"))
    total = Standing("", root.name, agency=root)
    kinds = {kind.value: Standing(kind.value, kind.label) for kind in Kind}
    levels = {code: Standing(code or OTHER, words) for code, words in LEVEL_WORDS.items()}
    by_state = {state.value: Standing(state.value, words) for state, words in states.STATE_WORDS.items()}
    rows = (
        below(cycle, root)
        .order_by()
        .annotate(child=child(root), level=level())
        .values_list("child", "agency__kind", "level", "state")
        .annotate(**{name: Count("pk", filter=asked[name]) for name in MEASURES}, each=Count("pk"))
    )
    for under, kind, of_level, state, *counts in rows:
        numbers = dict(zip((*MEASURES, "all"), counts, strict=True))
        for group in (total, areas.get(under, own), kinds[kind], levels[of_level], by_state[state]):
            group.numbers.update(numbers)
    return CycleStanding(
        cycle, total, _seen(own, *areas.values()), _seen(*kinds.values()), _seen(*levels.values()),
        _seen(*by_state.values()),
    )  # fmt: skip


def _seen(*groups: Standing) -> tuple[Standing, ...]:
    return tuple(group for group in groups if group.numbers["all"])


def totals(cycles: Iterable[Cycle], root: Agency, today: date | None = None) -> list[CycleStanding]:
    """Every year as a whole, in one query."""
    asked = conditions(today)
    counts = {name: Count("pk", filter=condition) for name, condition in asked.items()}
    rows = Submission.objects.filter(agency__path__startswith=root.path).order_by().values_list("cycle")
    found = {pk: dict(zip(asked, numbers, strict=True)) for pk, *numbers in rows.annotate(**counts)}
    return [CycleStanding(cycle, Standing("", root.name, Counter(found.get(cycle.pk, {})), root)) for cycle in cycles]
