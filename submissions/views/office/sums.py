"""The yearly sum of any subtree: the official tables, what each cell is made of, who is in and who is not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parsing.report import Address
from submissions import access
from submissions.display import sums
from submissions.display.cells import cell_label, number_text
from submissions.display.official import printed_tables
from submissions.display.sum_years import TOTAL, years_tables
from submissions.exports.gathering import NO_TALLY, Gathering
from submissions.filters import query_without_page
from submissions.forms.sums import AddendsForm, FreezeForm, MembersForm
from submissions.models import GOVERNMENTS, Agency, Cycle
from submissions.services import kept
from submissions.states import Role
from submissions.views.office.support import asked, for_office, root_context
from submissions.views.support import Request

PAGE_SIZE = 50
YEARS_AT_MOST = 6


@for_office
@require_safe
def summary(request: Request, year: int) -> HttpResponse:
    """The three tables summed over the chosen subtree, as they stand now."""
    context = subtree(request, year)
    gathering: Gathering = context["gathering"]
    context |= tables_of(request, gathering, context["url_of"])
    context |= {
        "freeze": FreezeForm(),
        "snapshots": access.snapshots_of(request.user).filter(cycle=context["cycle"], root=context["area"])[:10],
    }
    return render(request, "sums/summary.html", context)


@for_office
@require_safe
def cell(request: Request, year: int, address: str) -> HttpResponse:
    context = subtree(request, year)
    context |= addends_of(request, context["gathering"], address)
    return render(request, "sums/cell.html", context)


@for_office
@require_safe
def members(request: Request, year: int, part: str) -> HttpResponse:
    context = subtree(request, year)
    context |= members_of(request, context["gathering"], part)
    return render(request, "sums/members.html", context)


@for_office
@require_safe
def years(request: Request, year: int) -> HttpResponse:
    """Sums of several years side by side; by default this one and the one before it."""
    context = subtree(request, year, gather=False)
    cycles = list(Cycle.objects.filter(year__lte=year).order_by("-year")[:YEARS_AT_MOST])
    wanted = {word for word in request.GET.getlist("with") if word.isdecimal()}
    chosen = [one for one in cycles if one.year == year or str(one.year) in wanted] if wanted else cycles[:2]
    gatherings = kept.gather_each(list(reversed(chosen)), context["area"])
    whole = request.GET.get("columns") == "all"
    context |= {
        "cycles": cycles,
        "chosen": {one.year for one in chosen},
        "whole": whole,
        "gatherings": gatherings,
        "tables": years_tables(gatherings, "" if whole else TOTAL),
    }
    context["trail"] = [*context["trail"], (_("多年对照"), "")]
    return render(request, "sums/years.html", context)


# --- shared with the pages of a snapshot


def subtree(request: Request, year: int, *, gather: bool = True) -> dict[str, Any]:
    """The year, the agency administered from (``root``) and the one summed for (``area``), at or below it."""
    cycle = get_object_or_404(Cycle.objects.select_related("comparison"), year=year)
    context = root_context(request)
    root: Agency = context["root"]
    area = root
    if wanted := asked(request, "under"):
        below = access.agencies_of(request.user, Role.OFFICE).filter(path__startswith=root.path)
        area = get_object_or_404(below, pk=wanted if wanted.isdecimal() and len(wanted) < 19 else 0)
    query = urlencode({"root": root.pk} | ({"under": area.pk} if area != root else {}))
    page = reverse("summary", args=[year])
    above = Agency.objects.filter(pk__in=area.ancestor_ids, path__startswith=root.path).order_by("path_depth")
    context |= {
        "section": "cycles",
        "cycle": cycle,
        "area": area,
        "above": above.exclude(pk=area.pk),
        "areas": Agency.objects.filter(parent=area, kind__in=GOVERNMENTS).order_by("position", "code"),
        "scope_query": query,
        "base": page,
        "title": _("%(area)s%(year)s年度汇总") % {"area": area.name, "year": year},
        "trail": [
            (_("年度报送"), reverse("office")),
            (cycle.title, reverse("cycle", args=[year])),
            (_("汇总"), f"{page}?{query}"),
        ],
        "url_of": lambda address: f"{page}cells/{address}/?{query}",
    }
    if gather:
        context["gathering"] = kept.gather(cycle, area)
        context["parts"] = sums.parts(context["gathering"])
    return context


def tables_of(request: Request, gathering: Gathering, url_of: Callable[[Address], str]) -> dict[str, Any]:
    """The tables with what is asked to be shown in them."""
    offered = {code: words for code, words in sums.SHOWS.items() if gathering.own or code in ("sum", "count")}
    show = request.GET.get("show", "sum")
    show = show if show in offered else "sum"
    tables = printed_tables(sums.ShownSum(gathering, show, url_of))
    return {"tables": tables, "show": show, "shows": offered, "strangers": gathering.strangers}


def addends_of(request: Request, gathering: Gathering, address: str) -> dict[str, Any]:
    """What one cell is made of, narrowed, sorted, a page at a time."""
    cell = next((each for each in gathering.edition.addresses() if str(each) == address), None)
    if cell is None:
        raise Http404(_("没有这个单元格。"))
    tally = gathering.tallies.get(cell, NO_TALLY)
    form = AddendsForm(request.GET, areas=sums.area_choices(gathering))
    found = sums.chosen(gathering.addends(cell), form.wanted)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return {
        "address": cell,
        "label": cell_label(gathering.edition, cell),
        "tally": tally,
        "total": number_text(tally.value),
        "own": sums.fact_text(gathering.own_facts.get(cell))[0] if gathering.own else "",
        "difference": None if (less := gathering.difference(cell)) is None else number_text(less),
        "left_out": sums.left_out(gathering, cell, PAGE_SIZE),
        "form": form,
        "page_obj": page,
        "rows": sums.addend_rows(page.object_list, tally.value),
        "query": query_without_page(request.GET),
    }


def members_of(request: Request, gathering: Gathering, part: str) -> dict[str, Any]:
    """The members who have one part."""
    known = {each.code: each for each in sums.parts(gathering)}
    if part not in known:
        raise Http404(_("没有这个列表。"))
    form = MembersForm(request.GET, areas=sums.area_choices(gathering))
    wanted = form.wanted
    found = [member for member in sums.with_part(gathering, part) if sums.fits(member, wanted)]
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return {
        "part": known[part],
        "form": form,
        "page_obj": page,
        "rows": sums.member_rows(gathering, gathering.shown(list(page.object_list))),
        "query": query_without_page(request.GET),
    }
