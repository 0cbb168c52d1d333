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
from submissions.models import AgencyLineage, LineageKind
from submissions.services import lineage as service
from submissions.states import Role, State
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
                warn_of_added(request, row)
            return redirect("lineage")
    context = {
        "section": "agencies",
        "trail": [(_("机关"), reverse("agencies")), (_("机关沿革"), "")],
        "form": form,
        "choices": seen,
        "page_obj": Paginator(access.lineages_of(request.user), PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "office/lineage.html", context, status=400 if form.errors else 200)


def warn_of_added(request: Request, row: AgencyLineage) -> None:
    """What an agency had approved for the years after it ended is still added up, beside its successor's report."""
    approved = row.predecessor.submissions.filter(state=State.APPROVED, cycle__year__gte=row.year)
    for each in approved.select_related("cycle").order_by("cycle__year"):
        said = {"name": row.predecessor.name, "cycle": each.cycle.title, "successor": row.successor.name}
        words = _(
            "%(name)s的%(cycle)s报告已审核通过，仍计入汇总。%(successor)s的报告已含其数据的，请由审核人撤销通过，以免重复相加。"
        )
        messages.warning(request, words % said)


@for_office
@require_POST
def lineage_remove(request: Request, pk: int) -> HttpResponse:
    row = get_object_or_404(access.lineages_of(request.user), pk=pk)
    with told(request):
        service.remove(request.user, row, request.POST.get("reason", ""), ip=ip_of(request))
        messages.success(request, _("已删除：%(row)s。") % {"row": row})
    return redirect("lineage")
