"""Vertical systems: which there are, who is in them, and what follows."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from submissions import access
from submissions.forms.duties import SystemForm
from submissions.models import VerticalSystem
from submissions.services import systems as service
from submissions.services.errors import NotAllowed
from submissions.views.office.support import for_office, posted
from submissions.views.support import Request, ip_of, told


@for_office
@require_http_methods(["GET", "POST"])
def systems(request: Request) -> HttpResponse:
    """All of them, and a form for another."""
    return edit(request, VerticalSystem(), _("新增系统"))


@for_office
@require_http_methods(["GET", "POST"])
def system_edit(request: Request, pk: int) -> HttpResponse:
    system = get_object_or_404(VerticalSystem, pk=pk)
    return edit(request, system, _("修改“%(name)s”") % {"name": system.name})


def edit(request: Request, system: VerticalSystem, title: str) -> HttpResponse:
    may_run = access.may_run_cycles(request.user)
    if request.method == "POST" and not may_run:
        raise NotAllowed(may_run.why)
    form = SystemForm(posted(request), instance=system)
    if request.method == "POST" and form.is_valid():
        with told(request):
            kept = service.save(request.user, form.save(commit=False), ip=ip_of(request))
            messages.success(request, _("%(name)s已保存。") % {"name": kept.name})
            return redirect("systems")
    counted = Count("agencies", filter=Q(agencies__is_active=True))
    context = {
        "section": "agencies",
        "trail": [(_("机关"), reverse("agencies")), (_("垂直管理系统"), "")],
        "form": form,
        "title": title,
        "editing": system,
        "rows": VerticalSystem.objects.annotate(number=counted).order_by("name"),
        "may_run": may_run,
    }
    return render(request, "office/systems.html", context, status=400 if form.errors else 200)


@for_office
@require_POST
def system_remove(request: Request, pk: int) -> HttpResponse:
    system = get_object_or_404(VerticalSystem, pk=pk)
    with told(request):
        service.remove(request.user, system, ip=ip_of(request))
        messages.success(request, _("已删除“%(name)s”。") % {"name": system.name})
    return redirect("systems")
