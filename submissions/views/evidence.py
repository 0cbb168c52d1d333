"""Where a figure was read, its correction, and the file it came from."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from submissions import access
from submissions.display.evidence import evidence_of
from submissions.display.page import Sheet, report_context, sheet_of
from submissions.display.routes import Routes, report_routes
from submissions.exports import findings as findings_book
from submissions.forms.agency import CorrectionForm
from submissions.models import Correction, Explanation, Intake, Submission
from submissions.services import readings
from submissions.services.corrections import replaced_of
from submissions.states import Role
from submissions.views.kept import given
from submissions.views.office.support import XLSX, download
from submissions.views.support import Request, found, ip_of, told

REFUSED = "refused_correction"
"""Where a session keeps what was typed over a cell and refused, until the form is shown again."""
REFUSED_HERE = "refused"
"""What the address of the window says that is to show it."""
LONGEST = 600
"""Characters kept of what was typed into a field: more than any takes."""


@login_required
@never_cache
@require_safe
def cell(request: Request, pk: int, address: str) -> HttpResponse:
    submission = found(request, pk)
    sheet = sheet_of(submission, submission.current_reading)
    if sheet is None:
        raise Http404
    context: dict[str, Any] = {"submission": submission, "routes": report_routes(submission)}
    context |= evidence_context(request, submission, sheet, address)
    if "evidence" not in context:
        raise Http404
    return render(request, "parts/evidence.html" if request.htmx else "agency/cell.html", context)


def evidence_context(request: Request, submission: Submission, sheet: Sheet, text: str) -> dict[str, Any]:
    """What the panel beside the tables shows of one cell of a report."""
    may_type = bool(access.may(request.user, "correct", submission))
    routes, url = report_routes(submission), report_url(request, submission)
    return panel_context(request, sheet, text, routes, url, may_type=may_type)


def panel_context(
    request: Request, sheet: Sheet, text: str, routes: Routes, url: str, *, may_type: bool
) -> dict[str, Any]:
    """The panel of one cell of a sheet, whose page is at ``url``; nothing when the form has no such cell."""
    known = {str(address): address for address in sheet.shown.edition.addresses()}
    if text not in known:
        if REFUSED_HERE in request.GET and (lost := request.session.pop(REFUSED, None)):
            messages.error(request, lost["why"])  # the form has no such field
        return {}
    action = reverse(routes.correct, args=[routes.pk, text])
    refused = _take_refused(request, action)
    if refused and not may_type:  # the field to say it beside is gone
        messages.error(request, refused["why"])
    return {
        "evidence": evidence_of(sheet.shown, sheet.read, known[text], sheet.failed),
        "correction_form": _correction_form(action + routes.query, refused) if may_type else None,
        "report_url": url,
    }


def _was_refused(request: Request, action: str) -> bool:
    return bool(request.session.get(REFUSED, {}).get("action") == action)


def _take_refused(request: Request, action: str) -> dict[str, Any] | None:
    """What was typed into this form and refused, once, and only for the window that sent it: its address says so."""
    is_ours = REFUSED_HERE in request.GET and _was_refused(request, action)
    return request.session.pop(REFUSED) if is_ours else None


def _correction_form(action: str, refused: dict[str, Any] | None) -> CorrectionForm:
    """The empty form, or what was typed into it last and refused, with the reason beside the field."""
    if refused is None:
        return CorrectionForm(action=action)
    form = CorrectionForm(refused["typed"], action=action)
    if form.is_valid():  # else it says itself which field is wrong
        form.add_error("value", refused["why"])
    return form


def report_url(request: Request, submission: Submission) -> str:
    """The page on which this person works on the report."""
    is_clerk = Role.CLERK in access.roles_of(request.user, submission.agency)
    return reverse("report" if is_clerk else "review", args=[submission.pk])


def back_to_cell(request: Request, submission: Submission, address: str) -> HttpResponse:
    """The report again, at this cell and with its evidence open."""
    return redirect(at_cell(request, report_url(request, submission), address))


def at_cell(request: Request, url: str, address: str) -> str:
    """``url`` at a cell, where what this request typed is asked for again if it was refused."""
    query = {"cell": address} | ({REFUSED_HERE: 1} if _was_refused(request, request.path) else {})
    return f"{url}?{urlencode(query)}#cell-{quote(address)}"


def answered(request: Request, submission: Submission, address: str) -> HttpResponse:
    """After a cell was changed: the sheet alone for the page's script, else the report again at this cell.

    Where nothing can be typed any more, as after a colleague's submitting, or another file is shown by now, the whole
    page is out of date.
    """
    if not request.htmx:
        return back_to_cell(request, submission, address)
    now = found(request, submission.pk)
    context = report_context(request.user, now)
    if not context["permissions"]["correct"] or seen_of(request) not in (None, now.current_reading_id):
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "parts/sheet_answer.html", context)


def seen_of(request: Request) -> int | None:
    """The reading whose figures the page showed; None where the address does not say."""
    seen = request.GET.get("seen", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 19 else None


T = TypeVar("T", Submission, Intake)


def put_typed(request: Request, target: T, address: str, put: Callable[..., Correction]) -> None:
    """Has ``put`` lay what was typed over a cell of ``target``, or keeps it with the reason for the form."""
    form, why = CorrectionForm(request.POST), list[str]()
    if form.is_valid():
        typed, reason = form.cleaned_data["value"], form.cleaned_data["reason"]
        with told(request, why.append):
            correction = put(request.user, target, address, typed, reason, ip=ip_of(request))
            messages.success(request, _("已更正，并重新核对。读到的值仍保留。"))
            if earlier := replaced_of(correction):
                words = _("这一格先前由 %(who)s 更正为“%(typed)s”，现已改为您填的数。请与其核对。")
                messages.warning(request, words % {"who": earlier.by, "typed": earlier.typed})
    else:
        why = [str(error) for errors in form.errors.values() for error in errors]
    if why and request.htmx:  # a script's page keeps what was typed itself
        messages.error(request, " ".join(why))
    elif why:
        kept = {name: request.POST.get(name, "")[:LONGEST] for name in form.fields}
        request.session[REFUSED] = {"action": request.path, "typed": kept, "why": " ".join(why)}


def put_confirmed(request: Request, target: T, address: str, confirm: Callable[..., object]) -> None:
    with told(request):
        confirm(request.user, target, address, ip=ip_of(request))
        messages.success(request, _("已确认读数无误，并重新核对。"))


def put_back(request: Request, target: T, address: str, restore: Callable[..., object]) -> None:
    with told(request):
        restore(request.user, target, address, ip=ip_of(request))
        messages.success(request, _("已恢复为读到的值，并重新核对。"))


@login_required
@require_POST
def correct(request: Request, pk: int, address: str) -> HttpResponse:
    submission = found(request, pk)
    put_typed(request, submission, address, partial(readings.correct, seen=seen_of(request)))
    return answered(request, submission, address)


@login_required
@require_POST
def confirm(request: Request, pk: int, address: str) -> HttpResponse:
    submission = found(request, pk)
    put_confirmed(request, submission, address, partial(readings.confirm, seen=seen_of(request)))
    return answered(request, submission, address)


@login_required
@require_POST
def restore(request: Request, pk: int, address: str) -> HttpResponse:
    submission = found(request, pk)
    put_back(request, submission, address, partial(readings.restore, seen=seen_of(request)))
    return answered(request, submission, address)


@login_required
@require_safe
def original(request: Request, pk: int) -> HttpResponseBase:
    upload = get_object_or_404(access.uploads_of(request.user), pk=pk)
    return given(request, upload.file, upload.original_name)


@login_required
@require_safe
def attachment(request: Request, pk: int) -> HttpResponseBase:
    """The file beside an explanation, for everyone who may see the report."""
    seen = Explanation.objects.filter(submission__in=access.submissions_of(request.user)).exclude(attachment="")
    explanation = get_object_or_404(seen, pk=pk)
    return given(request, explanation.attachment, explanation.attachment_name)


@login_required
@never_cache
@require_safe
def findings_list(request: Request, pk: int) -> FileResponse:
    """The findings of the current reading as XLSX, for everyone who may see the report."""
    submission = found(request, pk)
    reading = submission.current_reading
    if reading is None or reading.report is None:
        raise Http404
    name, content = findings_book.build(submission, reading)
    return download(content, name, XLSX)
