"""Releasing the approved reports of a year to the public, and taking them back."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from submissions import access
from submissions.display.public import office_counts, released_under
from submissions.filters import query_without_page
from submissions.forms.releases import ReleaseForm
from submissions.models import Cycle, Release, ReleaseOrder
from submissions.services import releases as service
from submissions.states import Role
from submissions.views.office.support import asked, for_office, root_context
from submissions.views.support import Request, ip_of, told

PAGE_SIZE = 50


@for_office
@require_safe
def releases(request: Request, year: int) -> HttpResponse:
    """What of this year everybody can read, what is arranged, and what is left."""
    one = get_object_or_404(Cycle, year=year)
    context = root_context(request)
    root, q = context["root"], asked(request, "q")
    here = f"{reverse('release_order', args=[year])}?root={root.pk}"
    orders = ReleaseOrder.objects.filter(cycle=one, root__path__startswith=root.path).select_related("root", "by")
    context |= {
        "section": "cycles",
        "trail": [(_("年度报送"), reverse("office")), (one.title, reverse("cycle", args=[year])), (_("对外公布"), "")],
        "cycle": one,
        "is_on": settings.PUBLIC_RELEASE,
        "may_run": access.may_run_cycles(request.user),
        "counts": office_counts(one, root),
        "orders": orders[:20],
        "form": ReleaseForm(action=here),
        "page_obj": Paginator(released_under(one, root, q), PAGE_SIZE).get_page(request.GET.get("page")),
        "q": q,
        "query": query_without_page(request.GET),
    }
    return render(request, "office/releases.html", context)


@for_office
@require_POST
def switch(request: Request, year: int) -> HttpResponse:
    """What was shown when the button was pressed is done."""
    one = get_object_or_404(Cycle, year=year)
    on = request.POST.get("to") == "on"
    with told(request):
        service.set_publishing(request.user, one, on, ip=ip_of(request))
        messages.success(request, _("已启用对外公布。") if on else _("已停用对外公布，公开页面不再显示本年度报告。"))
    return redirect("releases", year)


@for_office
@require_POST
def order(request: Request, year: int) -> HttpResponse:
    one = get_object_or_404(Cycle, year=year)
    root = root_context(request)["root"]
    form = ReleaseForm(request.POST, action="")
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
    else:
        on, originals = form.cleaned_data["on"], form.cleaned_data["originals"]
        with told(request):
            service.order(request.user, one, root, on, originals=originals, ip=ip_of(request))
            messages.success(request, _("已安排 %(on)s 公布，完成后会通知您。") % {"on": on})
    return redirect(f"{reverse('releases', args=[year])}?root={root.pk}")


@for_office
@require_POST
def cancel(request: Request, pk: int) -> HttpResponse:
    seen = access.agencies_of(request.user, Role.OFFICE)
    one = get_object_or_404(ReleaseOrder.objects.select_related("cycle", "root"), pk=pk, root__in=seen)
    with told(request):
        service.cancel(request.user, one, ip=ip_of(request))
        messages.success(request, _("已取消。"))
    return redirect("releases", one.cycle.year)


@for_office
@require_POST
def end(request: Request, pk: int) -> HttpResponse:
    rows = Release.objects.select_related("submission__agency", "submission__cycle")
    one = get_object_or_404(rows, pk=pk, submission__in=access.submissions_of(request.user, Role.OFFICE))
    with told(request):
        service.end(request.user, one, request.POST.get("reason", ""), ip=ip_of(request))
        messages.success(request, _("已撤回%(name)s的公布。") % {"name": one.agency_name})
    return redirect("releases", one.submission.cycle.year)
