"""The reviewer's inbox: who acts next, named filters, many at once, and the way from report to report."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from submissions import access
from submissions.display.queue import queue_rows, with_row_parts
from submissions.display.tabs import desk_of, tab_counts, tab_named, waiting_by_year
from submissions.filters import REVIEWING_ROLES, QueueFilter, query_without_page
from submissions.models import Submission
from submissions.services import bulk as service
from submissions.services import saved
from submissions.views.support import Request, ip_of, told

PAGE_SIZE = 50


def for_reviewers(request: Request) -> None:
    if not access.roles_anywhere(request.user) & set(REVIEWING_ROLES):
        raise PermissionDenied(_("只有审核人可以打开审核页面。"))


@login_required
@require_safe
def queue(request: Request) -> HttpResponse:
    """Every report of the person's area by who acts next, narrowed by the filters."""
    for_reviewers(request)
    chosen, desk = QueueFilter(request.GET, user=request.user), desk_of(request.user)
    tab = tab_named(request.GET.get("tab", ""))
    # First the keys of one page, then its rows: sorting ten thousand whole rows takes five times as long.
    keys = chosen.qs.filter(tab.where(desk)).values_list("pk", flat=True)
    page = Paginator(keys, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = with_row_parts(chosen.qs.filter(pk__in=list(page.object_list)))
    context = {
        "filter": chosen,
        "counts": tab_counts(chosen.qs, desk, tab),
        "tab": tab,
        "page_obj": page,
        "rows": queue_rows(shown, with_spans=True),
        "elsewhere": waiting_by_year(chosen.elsewhere, desk),
        "is_narrowed": chosen.is_narrowed,
        "query": query_without_page(request.GET),
        "saved": request.user.saved_filters.all(),
        "is_reviewer": access.is_reviewer(request.user),
    }
    return render(request, "review/queue.html", context)


@login_required
@require_safe
def trail(request: Request, pk: int) -> HttpResponse:
    """The neighbours of a report in the list it was opened from; ``at`` is where in it it stood then.

    A report that has left the list since leaves its place to the next one.
    """
    for_reviewers(request)
    tab = tab_named(request.GET.get("tab", ""))
    listed = QueueFilter(request.GET, user=request.user).qs.filter(tab.where(desk_of(request.user)))
    pks = list(listed.values_list("pk", flat=True))
    asked = request.GET.get("at", "")
    at = pks.index(pk) if pk in pks else min(int(asked) if asked.isascii() and asked.isdigit() else 0, len(pks))
    after = at + 1 if pk in pks else at
    query = query_without_page(request.GET, "at")
    context = {
        "tab": tab,
        "at": at,
        "place": at + 1 if pk in pks else None,
        "total": len(pks),
        "previous": pks[at - 1] if at else None,
        "next": pks[after] if after < len(pks) else None,
        "back": f"{reverse('queue')}?{query}&page={at // PAGE_SIZE + 1}#row-{pk}",
    }
    return render(request, "review/trail.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def bulk(request: Request) -> HttpResponse:
    """Clean reports in one go: GET shows what would happen and why not, POST does it and tells of each."""
    if not access.is_reviewer(request.user):
        raise PermissionDenied(_("只有审核人可以审核通过。"))
    if request.method == "POST":
        wanted = [(int(pk), request.POST.get(f"seen-{pk}", "")) for pk in request.POST.getlist("ids") if number(pk)]
        outcomes = service.approve(request.user, wanted, ip=ip_of(request))
        context: dict[str, Any] = {"done": [o for o in outcomes if o.ok], "left": [o for o in outcomes if not o.ok]}
        context["rest"] = request.GET.urlencode() if request.GET.get("all") else ""
        return render(request, "review/bulk_done.html", context)
    asked = asked_for(request)
    first = list(asked[: service.MOST])
    looked = service.look(request.user, first)
    context = {
        "ready": [each for each in looked if each.ok],
        "left": [each for each in looked if not each.ok],
        "most": service.MOST,
        "all": asked.count() if len(first) == service.MOST else len(first),
        "query": query_without_page(request.GET, "ids", "all"),
    }
    return render(request, "review/bulk.html", context)


def asked_for(request: Request) -> QuerySet[Submission]:
    """The ticked reports, or the whole list where ``all`` is asked for, in the order of the list."""
    listed = with_row_parts(QueueFilter(request.GET, user=request.user).qs)
    if request.GET.get("all"):
        listed = listed.filter(tab_named(request.GET.get("tab", "")).where(desk_of(request.user)))
    else:
        listed = listed.filter(pk__in=[number(pk) for pk in request.GET.getlist("ids")])
    return listed


def number(text: str | None) -> int:
    """A key as typed into an address; 0, which is nobody's, for all else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0


@login_required
@require_POST
def save_filter(request: Request) -> HttpResponse:
    for_reviewers(request)
    query = request.POST.get("query", "")
    with told(request):
        kept = saved.save(request.user, request.POST.get("name", ""), query)
        messages.success(request, _("已保存为“%(name)s”。") % {"name": kept.name})
        query = kept.query
    return redirect(f"{reverse('queue')}?{query}")


@login_required
@require_POST
def delete_filter(request: Request, pk: int) -> HttpResponse:
    for_reviewers(request)
    if saved.delete(request.user, pk):
        messages.success(request, _("已删除这组条件。"))
    return redirect(f"{reverse('queue')}?{request.POST.get('query', '')}")
