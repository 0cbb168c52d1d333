"""Cycles: who owes a report, by when, and how many have come in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parsing.editions import EDITIONS
from submissions.access import may_run_cycles
from submissions.language import of_record
from submissions.models import (
    Agency,
    Cycle,
    CycleDeadline,
    CycleState,
    Kind,
    LocalDeadline,
    Scope,
    Submission,
    User,
    default_due,
)
from submissions.services import policies
from submissions.services.deadlines import Notice, gathered, notices_of, spread
from submissions.services.duties import Plan, Terms, default_terms, plan, plan_of, without
from submissions.services.errors import NotAllowed, Refused
from submissions.services.events import note


def _permit(actor: User) -> None:
    if not (answer := may_run_cycles(actor)):
        raise NotAllowed(answer.why)


@dataclass(frozen=True, slots=True)
class Opening:
    """A year about to be opened: what each kind owes, and whether the offices' own days of last year are kept."""

    year: int
    terms: Mapping[str, Terms]
    keeps_notices: bool = False

    @property
    def notices(self) -> list[Notice]:
        """Last year's days of offices for their own areas, a year later."""
        before = Cycle.objects.filter(year=self.year - 1).first() if self.keeps_notices else None
        return [replace(each, due_on=year_later(each.due_on)) for each in notices_of(before)] if before else []

    @property
    def plan(self) -> Plan:
        """Who will owe and who will not, as the agencies are now."""
        by_kind = {kind: each.due_on for kind, each in self.terms.items()}
        return plan(self.year, self.terms, gathered(self.year, by_kind, self.notices))


def year_later(day: date) -> date:
    """The same day of the next year; 28 February after 29 February."""
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def opening(year: int, terms: Mapping[str, Terms] | None = None, *, keeps_notices: bool = False) -> Opening:
    """``terms`` are by Kind; kinds that are missing owe what the law says (1月31日, governments 3月31日)."""
    try:
        return Opening(year, default_terms(year) | dict(terms or {}), keeps_notices)
    except LookupError as error:
        raise Refused(_("%(year)s年没有对应的报告格式，只能开始2019年及以后的年度。") % {"year": year}) from error


def open_cycle(actor: User, year: int, deadlines: Mapping[str, date] | None = None, *, ip: str = "") -> Cycle:
    """Opens the cycle of a year with nothing special but the days of some kinds: every active agency owes a report."""
    law = opening(year).terms
    return open_year(
        actor, opening(year, {k: replace(law[k], due_on=day) for k, day in (deadlines or {}).items()}), ip=ip
    )


def open_year(actor: User, wanted: Opening, *, seen: str = "", ip: str = "") -> Cycle:
    """Opens a year as it was shown. ``seen`` is the digest of the plan the person agreed to: another one is refused."""
    _permit(actor)
    year = wanted.year
    if wrong := [one for one in wanted.terms.values() if one.edition not in EDITIONS or one.scope not in Scope.values]:
        raise Refused(_("没有这种报告格式或数据范围：%(wrong)s") % {"wrong": wrong[0]})
    with transaction.atomic():
        cycle, created = Cycle.objects.get_or_create(year=year)
        if not created and not _begun(cycle):
            raise Refused(_("%(year)s年度已经开始过。") % {"year": year})
        if seen and seen != wanted.plan.digest:
            raise Refused(_("预览之后机关名单有了变化，请核对新的预览再确认。"))
        cycle.deadlines.all().delete()
        CycleDeadline.objects.bulk_create(
            CycleDeadline(cycle=cycle, kind=kind, due_on=one.due_on, scope=one.scope, edition=one.edition)
            for kind, one in wanted.terms.items()
        )
        LocalDeadline.objects.bulk_create(
            LocalDeadline(
                cycle=cycle, agency_id=each.agency, kind=each.kind, system_id=each.system, due_on=each.due_on,
                basis=each.basis, by=actor,
            )
            for each in wanted.notices
        )  # fmt: skip
        if created:
            policies.establish(cycle)
        owed = enrol(cycle)
        with of_record():
            note("cycle_opened", actor, text=_("%(year)s年度，%(n)s 个机关应报送") % {"year": year, "n": owed}, ip=ip)
    return cycle


def _begun(cycle: Cycle) -> bool:
    """Begins in earnest a year that was made for past reports only; False where it is no such year."""
    known = Cycle.objects.filter(pk=cycle.pk, past_only=True)
    begun = known.update(past_only=False, state=CycleState.OPEN, opened_at=timezone.now())
    cycle.refresh_from_db()
    return bool(begun)


def enrol(cycle: Cycle) -> int:
    """Creates the submissions still missing for agencies that owe one; returns how many."""
    known = cycle.submissions.values_list("agency_id", flat=True)
    rows = [
        Submission(agency_id=duty.agency, cycle=cycle, due_on=duty.due_on, scope=duty.scope, edition_code=duty.edition)
        for duty in without(plan_of(cycle), known)
    ]
    return len(Submission.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500))


def enrol_newcomers(actor: User, cycle: Cycle, *, ip: str = "") -> int:
    """The office has those entered who owe by now and were not there, or not to owe, when the year was opened."""
    _permit(actor)
    with transaction.atomic():
        if number := enrol(cycle):
            with of_record():
                told = {"cycle": cycle, "n": number}
                note("enrolled", actor, text=_("%(cycle)s：补建 %(n)s 个机关的报送任务") % told, ip=ip)
    return number


def newest_open() -> Cycle | None:
    newest = Cycle.objects.order_by("-year").first()
    return newest if newest and newest.is_open else None


def enrol_in_open_cycle() -> int:
    """New agencies owe the report of the newest cycle if it is open; never of older ones."""
    newest = newest_open()
    return enrol(newest) if newest else 0


def spread_in_open_cycle(below: str) -> int:
    """Agencies that moved, or became of another kind, have the day of their new like."""
    newest = newest_open()
    return spread(newest, below) if newest else 0


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
        law = default_terms(cycle.year)[kind]
        kept = {"due_on": due_on, "scope": law.scope, "edition": law.edition}
        deadline, created = CycleDeadline.objects.get_or_create(cycle=cycle, kind=kind, defaults=kept)
        before = default_due(kind, cycle.year) if created else deadline.due_on
        CycleDeadline.objects.filter(pk=deadline.pk).update(due_on=due_on)
        moved = spread(cycle)
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


def note_export(actor: User, cycle: Cycle, root: Agency, name: str, *, ip: str = "") -> None:
    """Remembers that a list of who filed and who did not left the portal."""
    note("exported", actor, agency=root, text=name, ip=ip)
