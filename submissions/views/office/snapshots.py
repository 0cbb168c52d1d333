"""Frozen sums: their pages, what has changed since, and the files made of them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parsing.editions import EDITIONS
from submissions import access
from submissions.display import sum_changes, sums
from submissions.exports import dictionary as terms
from submissions.filters import query_without_page
from submissions.models import ExportKind, Snapshot
from submissions.services import changes, exporting
from submissions.services import snapshots as service
from submissions.views.office.sums import PAGE_SIZE, addends_of, members_of, subtree, tables_of
from submissions.views.office.support import asked, for_office
from submissions.views.support import Request, ip_of, told


@for_office
@require_POST
def freeze(request: Request, year: int) -> HttpResponse:
    """Freezes the sum of the chosen subtree and goes to its page."""
    context = subtree(request, year, gather=False)
    with told(request):
        remark = request.POST.get("remark", "").replace("\0", "")[:200]
        taken = service.take(request.user, context["cycle"], context["area"], remark, ip=ip_of(request))
        messages.success(request, _("汇总已冻结，编号 %(number)s。") % {"number": taken.number})
        return redirect("snapshot", taken.pk)
    return redirect(f"{context['base']}?{context['scope_query']}")


@for_office
@require_safe
def snapshots(request: Request) -> HttpResponse:
    """Every frozen sum this person may see; a number that is written out whole opens its own."""
    rows = access.snapshots_of(request.user)
    number = asked(request, "number").upper()
    if number:
        found = [row for row in rows.filter(pk__in=_keys_in(number)) if row.number == number]
        if found:
            return redirect("snapshot", found[0].pk)
        messages.error(request, _("没有编号为 %(number)s 的汇总。") % {"number": number[:30]})
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    trail = [(_("年度报送"), reverse("office")), (_("汇总快照"), "")]
    context = {"section": "cycles", "trail": trail, "page_obj": page, "query": query_without_page(request.GET)}
    return render(request, "sums/snapshots.html", context)


def _keys_in(number: str) -> list[int]:
    last = number.rpartition("-")[2]
    return [int(last)] if last.isascii() and last.isdecimal() and len(last) < 16 else []


@for_office
@require_safe
def snapshot(request: Request, pk: int) -> HttpResponse:
    context = frozen(request, pk)
    context |= tables_of(request, context["gathering"], context["url_of"])
    context |= exports_of(context["snapshot"]) | {"changed": None}
    return render(request, "sums/snapshot.html", context)


@for_office
@require_safe
def snapshot_changed(request: Request, pk: int) -> HttpResponse:
    """How much has changed, in a line: the page asks for it once it is there."""
    one = get_object_or_404(access.snapshots_of(request.user), pk=pk)
    since = changes.changed_since(one)
    context = {"snapshot": one, "changed": len(since.changes), "sums_changed": len(since.sums)}
    return render(request, "sums/changed.html", context)


@for_office
@require_safe
def snapshot_cell(request: Request, pk: int, address: str) -> HttpResponse:
    context = frozen(request, pk)
    context |= addends_of(request, context["gathering"], address)
    return render(request, "sums/cell.html", context)


@for_office
@require_safe
def snapshot_members(request: Request, pk: int, part: str) -> HttpResponse:
    context = frozen(request, pk)
    context |= members_of(request, context["gathering"], part)
    return render(request, "sums/members.html", context)


@for_office
@require_safe
def snapshot_changes(request: Request, pk: int) -> HttpResponse:
    """What was approved, reopened, corrected or renamed since, and which sums that moves."""
    context = frozen(request, pk)
    since = changes.changed_since(context["snapshot"])
    page = Paginator(since.changes, PAGE_SIZE).get_page(request.GET.get("page"))
    context |= {
        "page_obj": page,
        "rows": sum_changes.change_rows(since, page.object_list),
        "sums": sum_changes.sum_rows(since),
        "is_whole": service.verify(context["snapshot"]),
        "query": query_without_page(request.GET),
    }
    context["trail"] = [*context["trail"], (_("冻结以后的变化"), "")]
    return render(request, "sums/changes.html", context)


def frozen(request: Request, pk: int) -> dict[str, Any]:
    """The snapshot if this person administers what it sums; a stranger is told it does not exist."""
    one = get_object_or_404(access.snapshots_of(request.user), pk=pk)
    page = reverse("snapshot", args=[pk])
    gathering = service.of_snapshot(one)
    return {
        "section": "cycles",
        "snapshot": one,
        "cycle": one.cycle,
        "gathering": gathering,
        "parts": sums.parts(gathering),
        "base": page,
        "scope_query": "",
        "title": _("%(root)s%(year)s年度汇总（%(number)s）")
        % {"root": one.root_name, "year": one.cycle.year, "number": one.number},
        "trail": [(_("年度报送"), reverse("office")), (_("汇总快照"), reverse("snapshots")), (one.number, page)],
        "url_of": lambda address: f"{page}cells/{address}/",
    }


# --- files


@for_office
@require_POST
def export(request: Request, pk: int, kind: str) -> HttpResponse:
    one = get_object_or_404(access.snapshots_of(request.user), pk=pk)
    with told(request):
        exporting.ask(request.user, one, kind, ip=ip_of(request))
    if request.htmx:
        return render(request, "sums/exports.html", exports_of(one))
    return redirect("snapshot", pk)


@for_office
@require_safe
def exports(request: Request, pk: int) -> HttpResponse:
    """The files and how far they are, asked for again while one is being made."""
    one = get_object_or_404(access.snapshots_of(request.user), pk=pk)
    return render(request, "sums/exports.html", exports_of(one))


def exports_of(one: Snapshot) -> dict[str, Any]:
    made = {each.kind: each for each in one.exports.all()}
    offers = [(kind.value, kind.label, made.get(kind.value)) for kind in ExportKind if kind in exporting.WRITERS]
    return {"snapshot": one, "offers": offers, "is_running": any(each.is_running for each in made.values())}


@for_office
@require_safe
def export_file(request: Request, pk: int) -> FileResponse:
    one = get_object_or_404(access.exports_of(request.user), pk=pk)
    stored = str(one.file)
    if not one.is_done or not default_storage.exists(stored):
        raise Http404(_("文件还没有导出，或已经到期清理。"))
    kind = exporting.content_type(one)
    return FileResponse(default_storage.open(stored), as_attachment=True, filename=one.name, content_type=kind)


@for_office
@require_safe
def dictionary(request: Request, edition: str) -> HttpResponse:
    """The data dictionary of a form: columns, states, cells."""
    if edition not in EDITIONS:
        raise Http404(_("没有这个版本的格式。"))
    one = EDITIONS[edition]
    context = {
        "section": "cycles",
        "trail": [(_("年度报送"), reverse("office")), (_("数据字典"), "")],
        "edition": one,
        "editions": EDITIONS.values(),
        "lists": terms.files(),
        "states": terms.states(),
        "roles": terms.roles(),
        "cells": list(terms.cells(one)),
    }
    return render(request, "sums/dictionary.html", context)
