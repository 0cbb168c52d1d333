"""Cycles: who owes a report, by when, and how many have come in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from parsing.editions import edition_of_year
from submissions.access import may_run_cycles
from submissions.language import of_record
from submissions.models import (
    Agency,
    Cycle,
    CycleDeadline,
    CycleState,
    Kind,
    Scope,
    Submission,
    User,
    default_due,
)
from submissions.services import policies
from submissions.services.errors import NotAllowed, Refused
from submissions.services.events import note
from submissions.states import State


def _permit(actor: User) -> None:
    if not (answer := may_run_cycles(actor)):
        raise NotAllowed(answer.why)


def open_cycle(actor: User, year: int, deadlines: Mapping[str, date] | None = None, *, ip: str = "") -> Cycle:
    """Opens the cycle of a year: every active agency owes a report.

    ``deadlines`` are by Kind; the missing ones are the law's (1月31日, governments 3月31日).
    """
    _permit(actor)
    try:
        edition_of_year(year)
    except LookupError as error:
        raise Refused(_("%(year)s年没有对应的报告格式，只能开始2019年及以后的年度。") % {"year": year}) from error
    with transaction.atomic():
        cycle, created = Cycle.objects.get_or_create(year=year)
        if not created:
            raise Refused(_("%(year)s年度已经开始过。") % {"year": year})
        CycleDeadline.objects.bulk_create(
            CycleDeadline(cycle=cycle, kind=kind, due_on=(deadlines or {}).get(kind) or default_due(kind, year))
            for kind in Kind.values
        )
        policies.establish(cycle)
        owed = enrol(cycle)
        with of_record():
            note("cycle_opened", actor, text=_("%(year)s年度，%(n)s 个机关应报送") % {"year": year, "n": owed}, ip=ip)
    return cycle


def enrol(cycle: Cycle) -> int:
    """Creates the submissions still missing for active agencies; returns how many."""
    due = dict(cycle.deadlines.values_list("kind", "due_on"))
    newcomers = Agency.objects.filter(is_active=True).exclude(submissions__cycle=cycle)
    rows = [
        Submission(
            agency=agency,
            cycle=cycle,
            due_on=due.get(agency.kind) or default_due(agency.kind, cycle.year),
            scope=Scope.AREA if agency.is_government else Scope.OWN,
        )
        for agency in newcomers
    ]
    return len(Submission.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500))


def enrol_in_open_cycle() -> int:
    """New agencies owe the report of the newest cycle if it is open; never of older ones."""
    newest = Cycle.objects.order_by("-year").first()
    return enrol(newest) if newest and newest.is_open else 0


def require_seal(actor: User, cycle: Cycle, required: bool, *, ip: str = "") -> None:
    """Says whether the reports of a year are handed in only with a sealed scan; what is handed in stays so."""
    _permit(actor)
    with transaction.atomic():
        if Cycle.objects.filter(pk=cycle.pk).exclude(requires_seal=required).update(requires_seal=required):
            text = _("须附盖章扫描件") if required else _("不要求盖章扫描件")
            note("seal_policy", actor, text=f"{cycle}：{text}", ip=ip)
    cycle.requires_seal = required


def close_cycle(actor: User, cycle: Cycle, *, ip: str = "") -> None:
    """Nothing more can be handed in; reviewers may still finish."""
    _switch(actor, cycle, CycleState.CLOSED, "cycle_closed", ip)


def reopen_cycle(actor: User, cycle: Cycle, *, ip: str = "") -> None:
    _switch(actor, cycle, CycleState.OPEN, "cycle_reopened", ip)


def _switch(actor: User, cycle: Cycle, to: CycleState, kind: str, ip: str) -> None:
    _permit(actor)
    with transaction.atomic():
        if not Cycle.objects.filter(pk=cycle.pk).exclude(state=to).update(state=to):
            raise Refused(_("%(cycle)s已经是“%(state)s”。") % {"cycle": cycle, "state": to.label})
        note(kind, actor, text=str(cycle), ip=ip)
    cycle.state = to


def set_deadline(actor: User, cycle: Cycle, kind: str, due_on: date, *, ip: str = "") -> int:
    """Moves the deadline of a kind; agencies with an extension of their own keep it. Returns how many moved."""
    _permit(actor)
    if kind not in Kind.values:
        raise Refused(_("没有这个机关类别。"))
    if due_on.year <= cycle.year:
        raise Refused(_("截止日期应在%(year)s年之后。") % {"year": cycle.year})
    with transaction.atomic():
        deadline, created = CycleDeadline.objects.get_or_create(cycle=cycle, kind=kind, defaults={"due_on": due_on})
        before = default_due(kind, cycle.year) if created else deadline.due_on
        CycleDeadline.objects.filter(pk=deadline.pk).update(due_on=due_on)
        own = Submission.objects.filter(cycle=cycle, agency__kind=kind)
        moved = own.filter(extended_from=None).exclude(due_on=due_on).update(due_on=due_on)
        with of_record():
            text = _("%(cycle)s %(kind)s：%(before)s → %(after)s") % {
                "cycle": cycle,
                "kind": Kind(kind).label,
                "before": before,
                "after": due_on,
            }
        note("deadline", actor, text=text, ip=ip)
    return moved


def set_undo_hours(actor: User, cycle: Cycle, hours: int, *, ip: str = "") -> None:
    """Says for how long after a decision it can be taken back."""
    _permit(actor)
    with transaction.atomic():
        before = Cycle.objects.values_list("undo_hours", flat=True).get(pk=cycle.pk)
        Cycle.objects.filter(pk=cycle.pk).update(undo_hours=hours)
        text = _("%(cycle)s：%(before)s → %(after)s 小时") % {"cycle": cycle, "before": before, "after": hours}
        note("undo_hours", actor, text=text, ip=ip)


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts of submissions. ``filed`` handed theirs in; ``overdue`` have not, and the day has passed.

    Who confirmed that there is nothing to report owes and is done, but has filed nothing.
    """

    total: int
    filed: int
    overdue: int
    by_state: dict[State, int] = field(default_factory=dict)

    @property
    def owed(self) -> int:
        """Those who must report: all but the exempt."""
        return self.total - self.by_state.get(State.EXEMPT, 0)

    @property
    def percent(self) -> int:
        return round(100 * (self.filed + self.nil) / self.owed) if self.owed else 0

    @property
    def nil(self) -> int:
        return self.by_state.get(State.NIL, 0)


FILED = (State.SUBMITTED, State.IN_REVIEW, State.APPROVED)
NOT_FILED = (State.MISSING, State.DRAFT, State.RETURNED)


def progress(cycle: Cycle, agency: Agency | None = None, *, today: date | None = None) -> Progress:
    """How far a cycle is, in the subtree of ``agency`` or everywhere. One query."""
    rows = Submission.objects.filter(cycle=cycle)
    if agency is not None:
        rows = rows.filter(agency__path__startswith=agency.path)
    late = Q(state__in=[s.value for s in NOT_FILED], due_on__lt=today or timezone.localdate())
    counts = rows.aggregate(
        total=Count("pk"),
        overdue=Count("pk", filter=late),
        **{f"in_{state.value}": Count("pk", filter=Q(state=state.value)) for state in State},
    )
    by_state = {state: counts[f"in_{state.value}"] for state in State}
    return Progress(
        total=counts["total"],
        filed=sum(by_state[state] for state in FILED),
        overdue=counts["overdue"],
        by_state=by_state,
    )


def note_export(actor: User, cycle: Cycle, root: Agency, name: str, *, ip: str = "") -> None:
    """Remembers that a summary left the portal."""
    note("exported", actor, agency=root, text=name, ip=ip)
