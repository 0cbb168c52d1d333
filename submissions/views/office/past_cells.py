"""A past file before it is filed: its figures beside its pages, confirmed and corrected in place."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST, require_safe

from submissions.access import YES, Answer
from submissions.display.document import document_view
from submissions.display.page import Sheet, past_sheet
from submissions.display.past_batches import row_of
from submissions.display.routes import past_routes
from submissions.models import Intake
from submissions.services import facsimiles, past_corrections
from submissions.views import evidence
from submissions.views.document import asking, picture
from submissions.views.office.past import my_file
from submissions.views.office.support import asked, for_office
from submissions.views.support import Request


@for_office
@never_cache
@require_safe
def file(request: Request, pk: int) -> HttpResponse:
    """What was read in one file beside its pages; once it is filed, the report it became."""
    intake = my_file(request, pk)
    if intake.upload:
        return redirect("review", intake.upload.submission_id)
    context = sheet_context(intake) | {"section": "past"}
    batch = intake.batch
    context["trail"] = [
        (_("往年报告"), reverse("past_batches")),
        *([(batch.name, reverse("past_batch", args=[batch.pk]))] if batch else []),
        (intake.path, ""),
    ]
    return render(
        request, "office/past_file.html", context | cell_context(request, intake, context, asked(request, "cell"))
    )


def sheet_context(intake: Intake) -> dict[str, Any]:
    """The sheet of a file that was read, and whether it can still be typed over. 404 where none was read."""
    sheet, row = past_sheet(intake), row_of(intake)
    if sheet is None:
        raise Http404(_("这个文件没有读出表格。"))
    may_type = row.may_choose and not (intake.batch and intake.batch.work)
    permissions = {"correct": YES if may_type else Answer(False)}
    return {"intake": intake, "row": row, "sheet": sheet, "routes": past_routes(intake), "permissions": permissions}


def cell_context(request: Request, intake: Intake, context: dict[str, Any], address: str) -> dict[str, Any]:
    sheet: Sheet = context["sheet"]
    url = reverse("past_file", args=[intake.pk])
    may_type = bool(context["permissions"]["correct"])
    return evidence.panel_context(request, sheet, address, context["routes"], url, may_type=may_type)


@for_office
@never_cache
@require_safe
def cell(request: Request, pk: int, address: str) -> HttpResponse:
    intake = my_file(request, pk)
    context = sheet_context(intake)
    context |= cell_context(request, intake, context, address)
    if "evidence" not in context:
        raise Http404
    return render(request, "parts/evidence.html" if request.htmx else "office/past_cell.html", context)


@for_office
@never_cache
@require_safe
def document(request: Request, pk: int) -> HttpResponse:
    intake = my_file(request, pk)
    if not intake.file:
        raise Http404
    view = document_view(facsimiles.wanted(intake))
    context = {"routes": past_routes(intake), "document": view} | asking(request)
    return render(request, "parts/document.html", context)


@for_office
@cache_control(private=True, max_age=24 * 3600, immutable=True)
@require_safe
def page_picture(request: Request, pk: int, number: int) -> FileResponse:
    return picture(getattr(my_file(request, pk), "facsimile", None), number)


@for_office
@require_POST
def correct(request: Request, pk: int, address: str) -> HttpResponse:
    intake = my_file(request, pk)
    evidence.put_typed(request, intake, address, partial(past_corrections.correct, seen=evidence.seen_of(request)))
    return _answered(request, intake, address)


@for_office
@require_POST
def confirm(request: Request, pk: int, address: str) -> HttpResponse:
    intake = my_file(request, pk)
    evidence.put_confirmed(request, intake, address, partial(past_corrections.confirm, seen=evidence.seen_of(request)))
    return _answered(request, intake, address)


@for_office
@require_POST
def restore(request: Request, pk: int, address: str) -> HttpResponse:
    intake = my_file(request, pk)
    evidence.put_back(request, intake, address, partial(past_corrections.restore, seen=evidence.seen_of(request)))
    return _answered(request, intake, address)


def _answered(request: Request, intake: Intake, address: str) -> HttpResponse:
    """The sheet alone for the page's script, else the page at this cell; all of it where it shows another reading."""
    if not request.htmx:
        return redirect(evidence.at_cell(request, reverse("past_file", args=[intake.pk]), address))
    now = my_file(request, intake.pk)
    if evidence.seen_of(request) not in (None, past_corrections.mark_of(now)):
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "office/past_answer.html", sheet_context(now))
