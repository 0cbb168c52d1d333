"""Cycles: how far each is, who has filed and who has not, deadlines, exemptions."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from submissions import access
from submissions.display.acts import office_acts
from submissions.forms.office import CycleDatesForm, SwitchForm
from submissions.models import Cycle, Kind, Submission, default_due
from submissions.services import cycles as service
from submissions.services import readings
from submissions.services.errors import NotAllowed, Refused
from submissions.services.standing import totals
from submissions.states import Role
from submissions.views.office.support import for_office, posted, root_context, warn_of_past
from submissions.views.support import Request, ip_of, told


@for_office
@require_safe
def overview(request: Request) -> HttpResponse:
    """Every year with its progress, the newest first."""
    context = root_context(request)
    standings = totals(Cycle.objects.all(), context["root"])
    may_run = access.may_run_cycles(request.user)
    context |= {
        "section": "cycles",
        "standings": standings,
        "may_run": may_run,
        "story": office_acts(context["root"]),
    }
    return render(request, "office/index.html", context)


@for_office
@require_http_methods(["GET", "POST"])
def deadlines(request: Request, year: int) -> HttpResponse:
    """The deadline of every kind and the window for taking decisions back; only what changed is written."""
    one = get_object_or_404(Cycle, year=year)
    if not (answer := access.may_run_cycles(request.user)):
        raise NotAllowed(answer.why)
    initial: dict[str, Any] = {**dates_of(one), "undo_hours": one.undo_hours}
    form = CycleDatesForm(posted(request), year=year, initial=initial)
    if request.method == "POST" and form.is_valid():
        with told(request):
            moved = sum(
                service.set_deadline(request.user, one, kind, form.dates[kind], ip=ip_of(request))
                for kind in form.changed_kinds
            )
            hours = form.cleaned_data["undo_hours"]
            if hours is not None and hours != one.undo_hours:
                service.set_undo_hours(request.user, one, hours, ip=ip_of(request))
            messages.success(request, _("截止日期已保存，%(n)d 个单位的期限随之调整。") % {"n": moved})
            warn_of_past(request, [form.dates[kind] for kind in form.changed_kinds])
            return redirect("cycle", year)
    return form_page(request, form, _("调整截止日期"), cycle=one, lead=_("单独延期的单位不受影响。"))


def dates_of(cycle: Cycle) -> dict[str, date]:
    """The deadline of every kind, the law's where none was set."""
    law = {kind: default_due(kind, cycle.year) for kind in Kind.values}
    return law | dict(cycle.deadlines.values_list("kind", "due_on"))


@for_office
@require_http_methods(["GET", "POST"])
def cycle_switch(request: Request, year: int) -> HttpResponse:
    """Ends a cycle, or opens it again, once that is confirmed."""
    one = get_object_or_404(Cycle, year=year)
    if not (answer := access.may_run_cycles(request.user)):
        raise NotAllowed(answer.why)
    closes = request.POST.get("to", "closed" if one.is_open else "open") == "closed"
    if request.method == "POST":
        with told(request):
            act = service.close_cycle if closes else service.reopen_cycle
            act(request.user, one, ip=ip_of(request))
            messages.success(request, _("%(cycle)s：%(state)s。") % {"cycle": one, "state": one.get_state_display()})
        return redirect("cycle", year)
    if closes:
        form = SwitchForm(to="closed", button=_("结束报送"))
        lead = _("结束后各机关不能再上传和提交，审核人仍可办完手上的报告。以后可以恢复。")
        return form_page(request, form, _("结束报送"), cycle=one, lead=lead)
    form = SwitchForm(to="open", button=_("恢复报送"))
    return form_page(request, form, _("恢复报送"), cycle=one, lead=_("恢复后各机关可以继续上传和提交。"))


@for_office
@require_http_methods(["GET", "POST"])
def seal_policy(request: Request, year: int) -> HttpResponse:
    """Whether the reports of a year need their sealed scan; what was shown when the button was pressed is done."""
    one = get_object_or_404(Cycle, year=year)
    if not (answer := access.may_run_cycles(request.user)):
        raise NotAllowed(answer.why)
    if request.method == "POST":
        required = request.POST.get("to") == "required"
        with told(request):
            service.require_seal(request.user, one, required, ip=ip_of(request))
            words = _("提交时须附盖章扫描件。") if required else _("提交时不要求盖章扫描件。")
            messages.success(request, f"{one}：{words}")
        return redirect("cycle", year)
    if one.requires_seal:
        form = SwitchForm(to="free", button=_("不再要求"))
        return form_page(request, form, _("盖章扫描件"), cycle=one, lead=_("现在要求附盖章扫描件才能提交。"))
    form = SwitchForm(to="required", button=_("要求附盖章扫描件"))
    lead = _("现在不要求盖章扫描件。要求以后，没有附的报告不能提交；已经提交的不受影响。")
    return form_page(request, form, _("盖章扫描件"), cycle=one, lead=lead)


@for_office
@require_POST
def reread(request: Request, pk: int) -> HttpResponse:
    """Has the current file read by the version of today; corrections and decisions stay."""
    submission = owed(request, pk)
    with told(request):
        if submission.current_upload is None:
            raise Refused(_("还没有可以重新读取的文件。"))
        readings.reread(request.user, submission.current_upload, ip=ip_of(request))
        messages.success(request, _("正在用现在的版本重新读取，更正、说明和审核意见都保留。"))
    return redirect("review", pk)


def owed(request: Request, pk: int) -> Submission:
    """The submission if this person administers its agency; a stranger is told it does not exist."""
    return get_object_or_404(access.submissions_of(request.user, Role.OFFICE), pk=pk)


def form_page(
    request: Request, form: Any, title: str, *, submission: Submission | None = None, cycle: Cycle | None = None,
    lead: str = "",
) -> HttpResponse:  # fmt: skip
    """One form with its title, and whom or what it is about."""
    about = submission.cycle if submission else cycle
    trail = [(_("年度报送"), reverse("office"))]
    trail += [(about.title, reverse("cycle", args=[about.year]))] if about else []
    heading = f"{title}：{submission.agency.name}" if submission else f"{title}：{cycle.title}" if cycle else title
    context = {"form": form, "heading": heading, "lead": lead, "section": "cycles", "trail": [*trail, (title, "")]}
    return render(request, "office/form.html", context, status=400 if form.errors else 200)
