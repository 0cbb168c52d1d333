"""Cycles, what is owed in them, and how complete they are."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from submissions.models import Cycle, Submission
from submissions.services.standing import MEASURES, Standing, cycle_standing
from submissions.views.api.agencies import shape_of
from submissions.views.api.door import root_of, submissions_of, under, year_of
from submissions.views.api.shapes import (
    CompletenessShape,
    CycleShape,
    ReportAsked,
    ReportPage,
    YearAsked,
    answers,
    paged,
)

router = Router(tags=["年度"])


@router.get("/cycles", response=answers(list[CycleShape]), summary="报送年度")
def cycles(request: HttpRequest) -> list[dict[str, Any]]:
    """Every year, the newest first."""
    return [
        {"year": one.year, "state": one.state, "edition": one.edition.code, "past_only": one.past_only}
        for one in Cycle.objects.all()
    ]


@router.get("/completeness", response=answers(CompletenessShape), summary="报送情况")
def completeness(request: HttpRequest, asked: Query[YearAsked]) -> dict[str, Any]:
    """How many owe, have filed, are approved and are missing: all together, by area, kind and level."""
    cycle, root = year_of(asked.year), root_of(request, asked.under)
    found = cycle_standing(cycle, root)
    return {
        "year": cycle.year,
        "agency": shape_of(root, set()),
        "total": _group(found.total),
        "areas": [_group(group) for group in found.areas],
        "kinds": [_group(group) for group in found.kinds],
        "levels": [_group(group) for group in found.levels],
    }


def _group(group: Standing) -> dict[str, Any]:
    """The same numbers as the office's page, by the same names."""
    return {"code": group.code, "name": str(group.label), **{name: group.numbers[name] for name in MEASURES}}


@router.get("/reports", response=answers(ReportPage), summary="应报报告及其状态")
def reports(request: HttpRequest, asked: Query[ReportAsked]) -> dict[str, Any]:
    """What each agency owes for a year and how it stands; nobody's name is told."""
    rows = submissions_of(request).select_related("agency", "cycle")
    if root := under(request, asked.under):
        rows = rows.filter(agency__path__startswith=root.path)
    if asked.year:
        rows = rows.filter(cycle=year_of(asked.year))
    if asked.state:
        rows = rows.filter(state=asked.state)
    return paged(rows, asked, _report)


def _report(one: Submission) -> dict[str, Any]:
    return {
        "id": one.pk,
        "agency": one.agency_id,
        "agency_code": one.agency.code,
        "year": one.cycle.year,
        "state": one.state,
        "scope": one.scope,
        "due_on": one.due_on,
        "submitted_at": one.submitted_at,
        "decided_at": one.decided_at,
        "past": one.is_past,
    }
