"""How a year stands in any subtree: the numbers, the list behind each, and both to take away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from submissions import access
from submissions.display import completeness
from submissions.exports import ledger
from submissions.filters import CycleFilter, query_without_page
from submissions.language import of_record
from submissions.models import Agency, Cycle, ExportKind
from submissions.services import cycles as service
from submissions.services import exporting
from submissions.services.standing import MEASURES, cycle_standing
from submissions.views.office.support import download, for_office, root_context
from submissions.views.support import Request, ip_of

PAGE_SIZE = 50
FILES = 20
LEDGER_SIZE = 200
"""Agencies on one page of the 台账."""


def year_context(request: Request, year: int, page: str) -> dict[str, Any]:
    """The year, and ``at``: the agency whose subtree is looked at, in that of ``root``; the way down to it."""
    cycle = get_object_or_404(Cycle.objects.select_related("comparison"), year=year)
    context = root_context(request)
    root = context["root"]
    wanted = request.GET.get("at", "")
    below = Agency.objects.filter(path__startswith=root.path)
    at = get_object_or_404(below, pk=int(wanted)) if wanted.isascii() and wanted.isdigit() else root
    way = list(completeness.crumbs(root, at, reverse(page, args=[year])))
    trail = [(_("年度报送"), reverse("office")), (cycle.title, reverse("cycle", args=[year])), *way]
    return context | {"section": "cycles", "cycle": cycle, "at": at, "trail": trail}


@for_office
@require_safe
def cycle(request: Request, year: int) -> HttpResponse:
    """One year below one agency: numbers by area, kind and level, and the list of any of them."""
    context = year_context(request, year, "cycle")
    one, root, at = context["cycle"], context["root"], context["at"]
    chosen = CycleFilter(request.GET, cycle=one, at=at)
    page = Paginator(chosen.qs.values_list("pk", flat=True), PAGE_SIZE).get_page(request.GET.get("page"))
    standing = cycle_standing(one, at)
    context |= {
        "standing": standing,
        "table": completeness.table(standing, root, at),
        "filter": chosen,
        "shown": MEASURES.get(chosen.shown),
        "page_obj": page,
        "lines": completeness.lines(list(page.object_list)),
        "query": query_without_page(request.GET),
        "deadlines": one.deadlines.order_by("due_on", "kind"),
        "may_run": access.may_run_cycles(request.user),
    }
    return render(request, "office/cycle.html", context)


@for_office
@require_safe
def ledger_page(request: Request, year: int) -> HttpResponse:
    """The 台账 to print: numbers, the list a page at a time, date, office and a place to sign."""
    context = year_context(request, year, "cycle")
    chosen = CycleFilter(request.GET, cycle=context["cycle"], at=context["at"])
    page = Paginator(chosen.qs, LEDGER_SIZE).get_page(request.GET.get("page"))
    first = max(page.start_index() - 1, 0)
    book = made(request, context, LEDGER_SIZE, first=first, count=page.paginator.count)
    context |= {"book": book, "page_obj": page, "query": query_without_page(request.GET)}
    context |= {"heads": ledger.head_words(), "columns": ledger.HEADS}
    context["trail"].append((_("台账"), ""))
    return render(request, "office/ledger.html", context)


def made(
    request: Request, context: dict[str, Any], most: int | None, *, first: int = 0, count: int | None = None
) -> ledger.Ledger:
    """What the page, the workbook and the PDF all say; ``most`` agencies are written out, None for all."""
    one, at = context["cycle"], context["at"]
    chosen = CycleFilter(request.GET, cycle=one, at=at)
    words = ledger.chosen_words(chosen.form)
    standing, now = cycle_standing(one, at), timezone.now()
    by = str(request.user)
    return ledger.collect(standing, at, chosen.qs, words, by=by, at=now, first=first, most=most, count=count)


@for_office
@require_safe
def ledger_workbook(request: Request, year: int) -> HttpResponseBase:
    return taken_away(request, year, ExportKind.LEDGER)


@for_office
@require_safe
def ledger_print(request: Request, year: int) -> HttpResponseBase:
    return taken_away(request, year, ExportKind.PRINT)


def taken_away(request: Request, year: int, kind: ExportKind) -> HttpResponseBase:
    """A short ledger at once; a long one is made by a worker, and the page of its files says how far it is."""
    context = year_context(request, year, "cycle")
    one, at = context["cycle"], context["at"]
    filtered = CycleFilter(request.GET, cycle=one, at=at)
    chosen = list(filtered.qs.values_list("pk", flat=True))
    if len(chosen) > exporting.AT_ONCE[kind]:
        with of_record():
            words = ledger.chosen_words(filtered.form)
        exporting.ask_ledger(request.user, one, at, kind, chosen, words, ip=ip_of(request))
        messages.info(request, _("单位较多，正在后台导出，完成后会通知您。"))
        return redirect("ledger_files", year)
    with of_record():
        book = made(request, context, exporting.most_listed(kind))
    name, content = exporting.ledger_file(kind, book)
    service.note_export(request.user, one, at, name, ip=ip_of(request))
    return download(content, name, exporting.CONTENT_TYPES[Path(name).suffix])


@for_office
@never_cache
@require_safe
def ledger_files(request: Request, year: int) -> HttpResponse:
    """The ledgers of a year a worker makes or has made for this person, asked for again while one is under way."""
    context = year_context(request, year, "cycle")
    mine = access.exports_of(request.user).filter(cycle=context["cycle"], by=request.user).order_by("-pk")[:FILES]
    context |= {"exports": mine, "is_running": any(each.is_running for each in mine)}
    context["trail"].append((_("台账文件"), ""))
    return render(request, "office/ledger_files.html", context)
