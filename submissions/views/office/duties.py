"""Who owes what for a year: shown before it is opened, and while it runs; days offices set for their own areas."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from submissions import access
from submissions.display.tree import lineage
from submissions.forms.duties import LocalDeadlineForm, OpeningForm
from submissions.models import Agency, Cycle, LocalDeadline
from submissions.services import cycles as service
from submissions.services import deadlines, duties
from submissions.services.errors import NotAllowed
from submissions.states import Role
from submissions.views.office.support import for_office, posted, root_context, warn_of_past
from submissions.views.support import Request, ip_of, told

MOST_NAMES = 200
"""Agencies named one by one; the rest are counted."""


@for_office
@require_http_methods(["GET", "POST"])
def cycle_open(request: Request) -> HttpResponse:
    """A new year: the form, then who would owe what, then, confirmed, the year."""
    if not (answer := access.may_run_cycles(request.user)):
        raise NotAllowed(answer.why)
    form = OpeningForm(posted(request))
    shown = request.method == "POST" and "edit" not in request.POST and form.is_valid()
    if shown and "confirm" in request.POST:
        wanted, seen = form.opening, request.POST["confirm"]
        with told(request):
            service.open_year(request.user, wanted, seen=seen, ip=ip_of(request))
            messages.success(request, _("%(year)s年度报送已开始，各机关可以上传报告了。") % {"year": wanted.year})
            return redirect("cycle", wanted.year)
    context = {
        "section": "cycles",
        "trail": [(_("年度报送"), reverse("office")), (_("开始新的年度"), "")],
        "form": form,
        "most": MOST_NAMES,
    }
    if shown:
        plan, today = form.opening.plan, timezone.localdate()
        context |= {"opening": form.opening, "plan": plan, "year": form.opening.year}
        context["overdue"] = sum(1 for duty in plan.duties if duty.due_on < today)
    wrong = request.method == "POST" and bool(form.errors) and "edit" not in request.POST
    return render(request, "office/opening.html", context, status=400 if wrong else 200)


@for_office
@require_http_methods(["GET", "POST"])
def duty_list(request: Request, year: int) -> HttpResponse:
    """Who owes what in a year that is open, as the agencies are now; those who came to owe later are entered."""
    one = get_object_or_404(Cycle, year=year)
    if request.method == "POST":
        with told(request):
            number = service.enrol_newcomers(request.user, one, ip=ip_of(request))
            messages.success(request, _("已补建 %(n)d 个机关的报送任务。") % {"n": number})
        return redirect("duties", year)
    context = root_context(request)
    plan = duties.plan_of(one).below(context["root"].path)
    known = set(one.submissions.values_list("agency_id", flat=True))
    lacking = [duty.agency for duty in duties.without(plan, known)]
    context |= {
        "section": "cycles",
        "trail": trail(one, _("应报任务")),
        "cycle": one,
        "plan": plan,
        "most": MOST_NAMES,
        "lacking": named(lacking),
        "lacking_count": len(lacking),
        "needless": [each for each in plan.passed if each.agency in known],
        "may_run": access.may_run_cycles(request.user),
    }
    return render(request, "office/duties.html", context)


def trail(cycle: Cycle, title: str) -> list[tuple[str, str]]:
    return [(_("年度报送"), reverse("office")), (cycle.title, reverse("cycle", args=[cycle.year])), (title, "")]


def named(ids: list[int]) -> list[tuple[Agency, str]]:
    """The first of these agencies, each with the names above it."""
    agencies = list(Agency.objects.filter(pk__in=ids[:MOST_NAMES]))
    above = lineage(agencies)
    return [(agency, above[agency.pk]) for agency in agencies]


@for_office
@require_http_methods(["GET", "POST"])
def local_deadlines(request: Request, year: int) -> HttpResponse:
    """The days offices set for their own areas, as far as this person administers them; and a form for another."""
    one = get_object_or_404(Cycle, year=year)
    seen = access.agencies_of(request.user, Role.OFFICE)
    form = LocalDeadlineForm(posted(request), agencies=seen)
    if request.method == "POST" and form.is_valid():
        with told(request):
            moved = deadlines.set_notice(request.user, one, **form.cleaned_data, ip=ip_of(request))
            messages.success(request, _("截止日期已保存，%(n)d 个单位的期限随之调整。") % {"n": moved})
            warn_of_past(request, [form.cleaned_data["due_on"]])
            return redirect("local_deadlines", year)
    context: dict[str, Any] = root_context(request) | {
        "section": "cycles",
        "trail": trail(one, _("本地截止日期")),
        "cycle": one,
        "form": form,
        "choices": seen,
        "rows": one.local_deadlines.filter(agency__in=seen).select_related("agency", "system", "by"),
        "deadlines": one.deadlines.order_by("due_on", "kind"),
    }
    return render(request, "office/local_deadlines.html", context, status=400 if form.errors else 200)


@for_office
@require_POST
def local_deadline_remove(request: Request, pk: int) -> HttpResponse:
    seen = access.agencies_of(request.user, Role.OFFICE)
    row = get_object_or_404(LocalDeadline.objects.select_related("agency", "cycle", "system"), pk=pk, agency__in=seen)
    with told(request):
        moved = deadlines.remove_notice(request.user, row, ip=ip_of(request))
        messages.success(request, _("已取消，%(n)d 个单位的期限随之调整。") % {"n": moved})
    return redirect("local_deadlines", row.cycle.year)
