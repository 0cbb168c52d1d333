"""Charts of a year and an area, each with its table and the table as a file."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from submissions.display.chart_list import charts_of
from submissions.display.chart_table import table_of
from submissions.display.charts import Chart
from submissions.exports.chart_csv import chart_csv
from submissions.exports.measures import CHOICES, Measure, measure_of
from submissions.models import Cycle
from submissions.services import rollups
from submissions.services.rollups import Kept
from submissions.views.office.support import area_context, asked, download, for_office
from submissions.views.support import Request

YEARS = 6
CSV = "text/csv; charset=utf-8"


def seen(request: Request, year: int) -> tuple[Cycle, dict[str, Any], Measure, Kept]:
    """The year, the area, what is counted, and what is kept of the years up to it."""
    cycle = get_object_or_404(Cycle, year=year)
    context = area_context(request)
    years = Cycle.objects.filter(year__gt=year - YEARS, year__lte=year, year__gte=2019)
    return cycle, context, measure_of(asked(request, "measure")), rollups.of_years(years, context["area"])


@for_office
@require_safe
def charts(request: Request, year: int) -> HttpResponse:
    cycle, context, measure, kept = seen(request, year)
    found = charts_of(kept.years, year, measure)
    query = urlencode({"root": context["root"].pk, "area": context["area"].pk, "measure": measure.code})
    context |= {
        "section": "cycles",
        "trail": [
            (_("年度报送"), reverse("office")),
            (cycle.title, reverse("cycle", args=[cycle.year])),
            (_("统计图"), ""),
        ],
        "cycle": cycle,
        "kept": kept,
        "measure": measure,
        "measures": CHOICES,
        "charts": found,
        "drawn": [chart.drawn for chart in found],
        "query": query,
        "also": f"&measure={measure.code}",
    }
    return render(request, "office/charts.html", context)


@for_office
@require_safe
def chart_table(request: Request, year: int, code: str) -> HttpResponseBase:
    """The table of one chart as CSV, with what is lacking in each number beside it."""
    _cycle, context, measure, kept = seen(request, year)
    chart = next((one for one in charts_of(kept.years, year, measure) if one.code == code), None)
    if chart is None:
        raise Http404(_("没有这张图。"))
    head, rows = table_of(chart)
    return download(chart_csv(head, rows), name_of(chart, context["area"].name), CSV)


def name_of(chart: Chart, area: str) -> str:
    return f"{area}_{chart.title}.csv".replace("：", "_").replace("/", "")
