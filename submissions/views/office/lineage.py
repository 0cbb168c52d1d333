"""Where agencies come from: seen, entered, taken back."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from submissions import access
from submissions.forms.lineage import LineageForm
from submissions.models import LineageKind
from submissions.services import lineage as service
from submissions.states import Role
from submissions.views.office.agencies import warn_of_vain
from submissions.views.office.support import for_office, posted
from submissions.views.support import Request, ip_of, told

PAGE_SIZE = 50


@for_office
@require_http_methods(["GET", "POST"])
def lineage(request: Request) -> HttpResponse:
    """The entries whose agencies this person administers, and a form for another."""
    seen = access.agencies_of(request.user, Role.OFFICE)
    form = LineageForm(posted(request), agencies=seen)
    if request.method == "POST" and form.is_valid():
        with told(request):
            row = service.add(request.user, **form.cleaned_data, ip=ip_of(request))
            messages.success(request, _("已登记：%(row)s。相关报告会重新核对。") % {"row": row})
            if row.kind != LineageKind.SPLIT:
                warn_of_vain(request, row.predecessor, row.year)
            return redirect("lineage")
    context = {
        "section": "agencies",
        "trail": [(_("机关"), reverse("agencies")), (_("机关沿革"), "")],
        "form": form,
        "choices": seen,
        "page_obj": Paginator(access.lineages_of(request.user), PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "office/lineage.html", context, status=400 if form.errors else 200)


@for_office
@require_POST
def lineage_remove(request: Request, pk: int) -> HttpResponse:
    row = get_object_or_404(access.lineages_of(request.user), pk=pk)
    with told(request):
        service.remove(request.user, row, request.POST.get("reason", ""), ip=ip_of(request))
        messages.success(request, _("已删除：%(row)s。") % {"row": row})
    return redirect("lineage")
