"""The report of a whole area: its figures are added up, its words are written here, its document is made."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from submissions.display.area_report import area_parts, missing_by_area, sources_of, verdicts
from submissions.models import Agency, AreaReport, Cycle
from submissions.services import area_reports as service
from submissions.services import typed
from submissions.services.errors import Refused
from submissions.views.manuscript import DOCX
from submissions.views.office.support import area_context, download, for_office
from submissions.views.support import Request, ip_of, told

DEEDS = ("save", "keep", "drafts", "document", "choose")
"""What the page asks for, each by an address of its own."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The report that is asked for, and what its pages share."""

    cycle: Cycle
    area: Agency
    context: dict[str, Any]

    def url(self, name: str, **more: str) -> str:
        query = {"root": self.context["root"].pk, "area": self.area.pk, **more}
        return f"{reverse(name, args=[self.cycle.year])}?{urlencode(query)}"


def wanted(request: Request, year: int) -> Wanted:
    """404 for a year without an official form and for an agency that is no government."""
    cycle = get_object_or_404(Cycle, year=year)
    try:
        _known = cycle.edition
    except LookupError as error:
        raise Http404(_("这个年度没有规定格式。")) from error
    context = area_context(request)
    if not context["area"].is_government:
        raise Http404(_("这个机关不是一级政府，没有全域报告。"))
    return Wanted(cycle, context["area"], context)


@for_office
@never_cache
@require_safe
def area_report(request: Request, year: int) -> HttpResponse:
    asked = wanted(request, year)
    kept = (
        AreaReport.objects.filter(cycle=asked.cycle, root=asked.area)
        .select_related("saved_by", "snapshot__cycle")
        .first()
    )
    fields, figures = service.started(asked.cycle, asked.area), service.figures_of(asked.cycle, asked.area)
    checks = "check" in request.GET
    context = asked.context | {
        "section": "cycles",
        "trail": [
            (_("年度报送"), reverse("office")),
            (asked.cycle.title, reverse("cycle", args=[asked.cycle.year])),
            (_("全域报告"), ""),
        ],
        "cycle": asked.cycle,
        "kept": kept,
        "version": kept.version if kept else 0,
        "title": fields[typed.TITLE],
        "sum": figures.now,
        "why_not": figures.then.why_not,
        "missing": missing_by_area(figures.now),
        "parts": area_parts(figures.now, fields),
        "sources": sources_of(figures),
        "checked": checks,
        "problems": typed.left_open(fields) if checks else [],
        "verdicts": verdicts(service.checked(figures, fields)) if checks else None,
        "longest_text": typed.LONGEST_TEXT,
        "longest_line": typed.LONGEST_LINE,
        "addresses": {
            name: asked.url(f"area_report_{name}") for name in ("save", "keep", "drafts", "document", "choose")
        },
        "snapshots": service.snapshots_of(asked.cycle, asked.area),
        "check_url": asked.url("area_report", check="1"),
    }
    return render(request, "office/area_report.html", context)


@for_office
@never_cache
@require_POST
def save(request: Request, year: int) -> JsonResponse:
    """What the page's script keeps: {"version", "changes"} in, what came of it out; ``why`` when nothing was kept."""
    asked = wanted(request, year)
    try:
        sent = json.loads(request.body)
        version = int(sent["version"])
        changes = {str(name): str(value) for name, value in sent["changes"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        return JsonResponse({"why": _("没有看懂要保存的内容，请刷新页面后重试。")}, status=400)
    try:
        saved = service.save(request.user, asked.cycle, asked.area, changes, version, ip=ip_of(request))
    except Refused as no:
        return JsonResponse({"why": no.why}, status=400)
    return JsonResponse({"version": saved.version, "conflicts": saved.conflicts, "others": saved.others})


@for_office
@require_POST
def keep(request: Request, year: int) -> HttpResponse:
    """Keeps the whole form; then shows what the rules say of it, where that was asked for."""
    asked = wanted(request, year)
    changes = {name: request.POST[name] for name in service.FIELDS if name in request.POST}
    version = request.POST.get("version", "")
    with told(request):
        saved = service.save(
            request.user,
            asked.cycle,
            asked.area,
            changes,
            int(version) if version.isdecimal() else 0,
            ip=ip_of(request),
        )
        if saved.conflicts:
            words = _("有 %(n)d 处在另一个窗口改过，没有覆盖，现在显示的是那边的内容，请核对。")
            messages.error(request, words % {"n": len(saved.conflicts)})
        elif request.POST.get("act") == "check":
            return redirect(asked.url("area_report", check="1") + "#verdicts")
        else:
            messages.success(request, _("已保存。"))
    return redirect(asked.url("area_report"))


@for_office
@require_POST
def choose(request: Request, year: int) -> HttpResponse:
    """Of which snapshot the figures are."""
    asked = wanted(request, year)
    with told(request):
        service.choose_snapshot(
            request.user, asked.cycle, asked.area, request.POST.get("snapshot", ""), ip=ip_of(request)
        )
        messages.success(request, _("表中数字已换成所选的汇总，请核对正文。"))
    return redirect(asked.url("area_report"))


@for_office
@never_cache
@require_safe
def drafts(request: Request, year: int) -> JsonResponse:
    asked = wanted(request, year)
    return JsonResponse(service.drafts(service.figures_of(asked.cycle, asked.area)))


@for_office
@never_cache
@require_safe
def document(request: Request, year: int) -> HttpResponseBase:
    """The report as it stands, as the official Word document; a gap in a text is printed as the gap it is."""
    asked = wanted(request, year)
    figures = service.figures_of(asked.cycle, asked.area)
    with told(request):
        data = service.document(figures, service.started(asked.cycle, asked.area))
        return download(data, service.name_of(figures.now), DOCX)
    return redirect(asked.url("area_report"))
