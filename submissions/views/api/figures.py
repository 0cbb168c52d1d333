"""Approved figures in long form, and what the rules found."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import HttpRequest
from ninja import Query, Router

from submissions.models import Figure, Finding
from submissions.states import State
from submissions.views.api.door import agencies_of, under, year_of
from submissions.views.api.shapes import FigureAsked, FigurePage, FindingAsked, FindingPage, answers, paged

router = Router(tags=["数据"])


@router.get("/figures", response=answers(FigurePage), summary="审核通过的数据，一格一条")
def figures(request: HttpRequest, asked: Query[FigureAsked]) -> dict[str, Any]:
    """Only what is approved now; a cell the document does not have has no row."""
    rows = Figure.objects.filter(submission__agency__in=agencies_of(request), submission__state=State.APPROVED.value)
    if root := under(request, asked.under):
        rows = rows.filter(submission__agency__path__startswith=root.path)
    if asked.year:
        rows = rows.filter(submission__cycle=year_of(asked.year))
    parts = {name: getattr(asked, name) for name in ("table", "row", "column") if getattr(asked, name)}
    return paged(rows.filter(**parts).select_related("submission__agency", "submission__cycle"), asked, _figure)


def _figure(one: Figure) -> dict[str, Any]:
    return {
        "report": one.submission_id,
        "agency_code": one.submission.agency.code,
        "year": one.submission.cycle.year,
        "table": one.table,
        "row": one.row,
        "column": one.column,
        "value": None if one.value is None else plain_number(one.value),
        "state": one.state,
    }


def plain_number(value: Any) -> str:
    """Exactly, without an exponent and without zeros behind the last decimal."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@router.get("/findings", response=answers(FindingPage), summary="核对发现的问题")
def findings(request: HttpRequest, asked: Query[FindingAsked]) -> dict[str, Any]:
    """What does not agree in the readings that count now. Rules on trial and private passages are not told."""
    current = F("reading__upload__submission__current_reading")
    rows = Finding.objects.filter(
        reading=current, outcome="failed", reading__upload__submission__agency__in=agencies_of(request)
    )
    if root := under(request, asked.under):
        rows = rows.filter(reading__upload__submission__agency__path__startswith=root.path)
    if asked.year:
        rows = rows.filter(reading__upload__submission__cycle=year_of(asked.year))
    parts = {name: getattr(asked, name) for name in ("rule", "severity") if getattr(asked, name)}
    related = "reading__upload__submission__agency", "reading__upload__submission__cycle"
    return paged(rows.filter(**parts).select_related(*related).defer("reading__report", "data"), asked, _finding)


def _finding(one: Finding) -> dict[str, Any]:
    submission = one.reading.upload.submission
    return {
        "report": submission.pk,
        "agency_code": submission.agency.code,
        "year": submission.cycle.year,
        "rule": one.rule,
        "severity": one.severity,
        "subject": one.subject,
        "table": one.table,
        "message": one.message,
        "fingerprint": one.fingerprint,
    }
