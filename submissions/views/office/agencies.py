"""Agencies: the tree, one agency, and lists to import."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from submissions import access
from submissions.display.acts import acts_on
from submissions.display.tree import branch, crumbs, lineage, with_counts
from submissions.filters import query_without_page
from submissions.forms.office import AgencyForm
from submissions.models import Agency
from submissions.services import agencies as service
from submissions.services.chase_text import day_words
from submissions.services.open_year import asked_in_vain
from submissions.states import Role
from submissions.views.office.support import administered, asked, for_office, posted, root_context
from submissions.views.support import Request, ip_of, told

PAGE_SIZE = 50


@for_office
@require_safe
def agencies(request: Request) -> HttpResponse:
    """One agency with those right below it; a branch of the tree comes alone to htmx."""
    if asked(request, "q"):
        return search(request)
    seen = access.agencies_of(request.user, Role.OFFICE)
    context = root_context(request)
    under = request.GET.get("under", "")
    at = administered(request, int(under)) if under.isdecimal() else context["root"]
    context |= {
        "section": "agencies",
        "at": with_counts(Agency.objects.filter(pk=at.pk)).get(),
        "path": crumbs(at, seen),
        "children": branch(seen, at),
    }
    return render(request, "office/branch.html" if request.htmx else "office/agencies.html", context)


def search(request: Request) -> HttpResponse:
    """Agencies by name, code or contact, each with the names above it."""
    text = asked(request, "q")
    wanted = Q(name__icontains=text) | Q(code__icontains=text) | Q(contact_name__icontains=text)
    found = with_counts(access.agencies_of(request.user, Role.OFFICE).filter(wanted))
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    above = lineage(page.object_list)
    context = root_context(request) | {
        "section": "agencies",
        "q": text,
        "page_obj": page,
        "found": [(agency, above[agency.pk]) for agency in page.object_list],
        "query": query_without_page(request.GET),
    }
    return render(request, "office/agencies_found.html", context)


@for_office
@require_http_methods(["GET", "POST"])
def agency_add(request: Request) -> HttpResponse:
    """A new agency, below the one it was asked for at."""
    under = request.GET.get("under", "")
    parent = administered(request, int(under)) if under.isdecimal() else root_context(request)["root"]
    return edit(request, Agency(parent=parent, position=parent.children.count() + 1), _("新增机关"))


@for_office
@require_http_methods(["GET", "POST"])
def agency_edit(request: Request, pk: int) -> HttpResponse:
    agency = administered(request, pk)
    return edit(request, agency, agency.name)


def edit(request: Request, agency: Agency, title: str) -> HttpResponse:
    """The form of one agency; kept only if the service agrees."""
    seen = access.agencies_of(request.user, Role.OFFICE)
    form = AgencyForm(posted(request), instance=agency, parents=seen)
    if request.method == "POST" and form.is_valid():
        with told(request):
            reason, owed = form.cleaned_data.get("reason", ""), owed_ids(agency)
            kept = service.save(request.user, form.save(commit=False), reason, ip=ip_of(request))
            messages.success(request, _("%(name)s已保存。") % {"name": kept.name})
            for new in kept.submissions.exclude(pk__in=owed).select_related("cycle"):
                said = {"name": kept.name, "cycle": new.cycle.title, "day": day_words(new.due_on)}
                messages.info(request, _("%(name)s已列入%(cycle)s应报名单，截止日期 %(day)s。") % said)
            if not kept.is_active:
                warn_of_vain(request, kept)
            return redirect(f"{reverse('agencies')}?under={kept.parent_id or kept.pk}")
    context = {
        "section": "agencies",
        "form": form,
        "heading": title,
        "trail": [(_("机关"), reverse("agencies")), (title, "")],
        "choices": seen,
        "people": agency.memberships.select_related("user").order_by("role") if agency.pk else (),
        "agency": agency,
        "story": acts_on(agency) if agency.pk else (),
    }
    return render(request, "office/agency.html", context, status=400 if form.errors else 200)


def owed_ids(agency: Agency) -> list[int]:
    """The reports it owes, or owed, in any year."""
    return list(agency.submissions.values_list("pk", flat=True)) if agency.pk else []


def warn_of_vain(request: Request, agency: Agency, since: int = 0) -> None:
    """An agency that ends keeps what it owes until somebody exempts it: whoever ends it is told."""
    for each in asked_in_vain(agency, since):
        said = {"name": agency.name, "cycle": each.cycle.title}
        words = _("%(name)s的%(cycle)s报送任务还在。不必再报的，请在该年度“报送情况”中设为免报，以免继续催报。")
        messages.warning(request, words % said)
