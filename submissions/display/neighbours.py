"""Agencies of the same kind under the same parent, this year: medians, this agency's place, and names it may show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from django.utils.translation import gettext as _

from submissions import access
from submissions.display.cells import number_text
from submissions.display.keyfigures import KEYS, Key, Keyed, keyed_facts, keyed_report
from submissions.filters import REVIEWING_ROLES
from submissions.models import Kind, Submission, User
from submissions.services.judging import effective_report
from submissions.states import WITHOUT_REPORT, State

FEWEST = 3
"""Below this many others a median would tell a stranger what one of them reported."""
MOST_ROWS = 100


@dataclass(frozen=True, slots=True)
class Place:
    """One key figure: this agency's, the median of the others, and its place among all, the largest first."""

    label: str
    own: str
    middle: str
    number: int
    place: str


@dataclass(frozen=True, slots=True)
class Neighbour:
    submission: Submission
    figures: list[tuple[str, str]]
    is_approved: bool
    is_here: bool


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """``approved`` of ``total`` others have figures that count; those of ``other_scope`` do not, for they count
    something else (本级 or 全域). ``rows`` are those this person may see."""

    total: int
    approved: int
    other_scope: int
    unseen: int
    places: list[Place]
    rows: list[Neighbour]
    why_not: str = ""


def neighbourhood(user: User, submission: Submission) -> Neighbourhood:
    """Six queries, however many neighbours."""
    agency = submission.agency
    if agency.kind == Kind.PROVINCE or agency.parent_id is None:
        return Neighbourhood(0, 0, 0, 0, [], [], _("这个机关没有同一上级、同一类别的其他机关。"))
    like = Submission.objects.filter(
        cycle=submission.cycle_id, agency__parent=agency.parent_id, agency__kind=agency.kind
    ).exclude(state__in=WITHOUT_REPORT)
    others = {
        pk: (state, scope)
        for pk, state, scope in like.exclude(pk=submission.pk).order_by().values_list("pk", "state", "scope")
    }
    known = keyed_facts(pk for pk, (state, _scope) in others.items() if state == State.APPROVED)
    facts = {pk: values for pk, values in known.items() if others[pk][1] == submission.scope}
    seen = access.submissions_of(user, *REVIEWING_ROLES).filter(pk__in=[submission.pk, *others])
    shown = list(seen.defer("current_reading__report").order_by("agency__position", "agency__code")[:MOST_ROWS])
    unseen = len(others) - access.submissions_of(user, *REVIEWING_ROLES).filter(pk__in=others).count()
    own = own_figures(submission)
    may_tell = not unseen or len(facts) >= FEWEST
    return Neighbourhood(
        total=len(others),
        approved=len(facts),
        other_scope=len(known) - len(facts),
        unseen=unseen,
        places=[_place(key, own, list(facts.values())) for key in KEYS] if may_tell and facts else [],
        rows=[_row(each, submission, own, known) for each in shown],
        why_not=_nothing(len(others), len(facts), may_tell),
    )


def own_figures(submission: Submission) -> Keyed:
    reading = submission.current_reading
    return keyed_report(effective_report(reading)) if reading and reading.report else {}


def _nothing(others: int, facts: int, may_tell: bool) -> str:
    if not others:
        return _("没有同一上级、同一类别的其他机关。")
    if not facts:
        return _("同类机关本年度的报告都还没有审核通过，暂不能比较。")
    return (
        "" if may_tell else _("已审核通过的同类机关不足 {n} 个，且不在您的审核范围内，不显示中位数。").format(n=FEWEST)
    )


def _place(key: Key, own: Keyed, others: Sequence[Keyed]) -> Place:
    values = [value for each in others if (value := each.get(key.code)) is not None]
    mine = own.get(key.code)
    place = ""
    if mine is not None and values:
        place = _("第 {n} / 共 {m}").format(n=1 + sum(value > mine for value in values), m=len(values) + 1)
    middle = number_text(Decimal(median(values))) if values else ""
    return Place(str(key.label), number_text(mine), middle, len(values), place)


def _row(each: Submission, here: Submission, own: Keyed, facts: dict[int, Keyed]) -> Neighbour:
    values = own if each.pk == here.pk else facts.get(each.pk, {})
    figures = [(str(key.label), number_text(values.get(key.code))) for key in KEYS]
    return Neighbour(each, figures, each.state == State.APPROVED, each.pk == here.pk)
