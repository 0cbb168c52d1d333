"""The 台账 of a year: the numbers of a subtree and the agencies behind one of them, as data for page, XLSX and PDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Count, Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from submissions.exports.naming import for_file
from submissions.language import of_record
from submissions.models import Agency, Chased, Cycle, Submission, User
from submissions.services.chases import clerks_by_agency
from submissions.services.standing import MEASURES, RATES, CycleStanding, Standing
from submissions.states import STATE_WORDS, State

MOST_PRINTED: Final = 1000
"""Agencies on paper; the workbook has them all."""
HEADS: Final = (
    gettext_lazy("代码"), gettext_lazy("单位"), gettext_lazy("上级机关"), gettext_lazy("类别"), gettext_lazy("状态"),
    gettext_lazy("截止日期"), gettext_lazy("报送日期"), gettext_lazy("及时"), gettext_lazy("退回次数"),
    gettext_lazy("通过日期"), gettext_lazy("联系人"), gettext_lazy("联系电话"), gettext_lazy("填报账号"),
    gettext_lazy("催报次数"), gettext_lazy("最近催报"), gettext_lazy("备注"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """One agency of the list, in words; the order is that of HEADS."""

    code: str
    agency: str
    parent: str
    kind: str
    state: str
    due_on: str
    filed_on: str
    timely: str
    returns: int
    approved_on: str
    contact_name: str
    contact_phone: str
    clerks: str
    chases: int
    last_chase: str
    remark: str

    @property
    def cells(self) -> tuple[str | int, ...]:
        return tuple(getattr(self, name) for name in self.__slots__)


@dataclass(frozen=True, slots=True)
class Group:
    """One row of the numbers: a block ("" for the whole), a label, a number a measure, a share a rate."""

    block: str
    label: str
    numbers: tuple[int, ...]
    rates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """``count`` agencies are behind the number that was chosen; ``entries`` may be fewer."""

    cycle: Cycle
    office: Agency
    groups: tuple[Group, ...]
    chosen: str
    count: int
    entries: Sequence[Entry]
    by: str
    at: datetime

    @property
    def is_cut(self) -> bool:
        return len(self.entries) < self.count

    @property
    def title(self) -> str:
        return _("%(office)s%(year)s年度信息公开年报报送台账") % {"office": self.office.name, "year": self.cycle.year}

    @property
    def name(self) -> str:
        """The name of its file, without an ending."""
        with of_record():
            return f"{for_file(self.title)}_{timezone.localtime(self.at):%Y%m%d-%H%M}"


def collect(
    standing: CycleStanding, office: Agency, chosen: QuerySet[Submission], words: str, *, by: str, at: datetime,
    first: int = 0, most: int | None = None, count: int | None = None,
) -> Ledger:  # fmt: skip
    """Five queries, however many agencies. ``words`` say what was chosen, ``first`` and ``most`` which of them to
    write out, ``count`` how many they are where that is known."""
    rows = chosen.select_related("agency__parent").defer("current_reading__report")
    shown = list(rows[first : first + most] if most else rows)
    if count is None:
        count = len(shown) if most is None or len(shown) < most else chosen.count()
    entries = list(entries_of(shown))
    return Ledger(standing.cycle, office, tuple(groups_of(standing)), words, count, entries, by, at)


def groups_of(standing: CycleStanding) -> Iterator[Group]:
    yield _group("", standing.total)
    blocks = ((_("按地区"), standing.areas), (_("按单位类别"), standing.kinds), (_("按层级"), standing.levels))
    for block, groups in blocks:
        yield from (_group(block, group) for group in groups)


def _group(block: str, group: Standing) -> Group:
    rates = tuple("—" if rate is None else f"{rate}%" for rate in group.rates.values())
    return Group(block, str(group.label), tuple(group.numbers[name] for name in MEASURES), rates)


def head_words() -> list[str]:
    return [str(measure.words) for measure in (*MEASURES.values(), *RATES.values())]


def entries_of(rows: Sequence[Submission]) -> Iterator[Entry]:
    people = clerks_by_agency(row.agency_id for row in rows)
    chases = _chases(rows)
    for row in rows:
        agency, (times, last) = row.agency, chases.get(row.pk, (0, None))
        yield Entry(
            code=agency.code,
            agency=agency.name,
            parent=agency.parent.name if agency.parent else "",
            kind=str(agency.get_kind_display()),
            state=str(STATE_WORDS[State(row.state)]),
            due_on=row.due_on.isoformat(),
            filed_on=_day(row.filed_at),
            timely=timely_words(row),
            returns=row.returns,
            approved_on=_day(row.decided_at) if row.status is State.APPROVED else "",
            contact_name=agency.contact_name,
            contact_phone=agency.contact_phone,
            clerks=people_words(people.get(agency.pk, ())),
            chases=times,
            last_chase=last.isoformat() if last else "",
            remark=_remark(row),
        )


def _chases(rows: Sequence[Submission]) -> dict[int, tuple[int, date]]:
    found = Chased.objects.filter(submission__in=[row.pk for row in rows]).order_by().values("submission")
    counted = found.annotate(times=Count("pk"), last=Max("day")).values_list("submission", "times", "last")
    return {pk: (times, last) for pk, times, last in counted}


def _day(moment: datetime | None) -> str:
    return timezone.localdate(moment).isoformat() if moment else ""


def timely_words(row: Submission) -> str:
    """On time or late by when it was handed in; what is not handed in is late once its day has passed."""
    if row.filed_at:
        return _("逾期") if row.filed_late else _("按时")
    return _("逾期未报") if row.is_editable and row.days_left() < 0 else ""


def _remark(row: Submission) -> str:
    if row.is_extended:
        return _("延期，原为 %(day)s：%(why)s") % {"day": row.extended_from, "why": row.extended_reason}
    return row.exempt_reason or row.nil_reason


def people_words(people: Iterable[User]) -> str:
    return "、".join(f"{user} {user.phone}".strip() for user in people)


def chosen_words(form: Any) -> str:
    """What a filter was narrowed to, as people read it: 报送情况：未报；单位类别：部门."""
    data, words = form.cleaned_data if form.is_valid() else {}, []
    for name, field in form.fields.items():
        if value := data.get(name):
            said = dict(getattr(field, "choices", ())).get(value, value)
            words.append(f"{field.label}：{said}")
    return "；".join(words)
