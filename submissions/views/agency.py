"""The clerk's pages: what is owed, the report, its submission."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parsing.kinds import SUFFIXES
from submissions import access
from submissions.display.elsewhere import elsewhere
from submissions.display.gates import gates_of
from submissions.display.intakes import waiting_intakes
from submissions.display.owed import owed_by
from submissions.display.page import report_context
from submissions.display.progress import progress_of
from submissions.forms.agency import ExplanationForm, SubmitForm, pasted_file
from submissions.models import AnswerKind
from submissions.services import chases, explanations, refused, review, uploads
from submissions.states import EDITABLE, Role
from submissions.views.evidence import evidence_context, report_url
from submissions.views.support import Request, found, ip_of, require_role, told


@login_required
@require_safe
def owed(request: Request) -> HttpResponse:
    if not access.is_clerk(request.user):
        raise PermissionDenied(_("“我的报送”只对填报人开放。"))
    year = request.GET.get("year", "")
    context = {
        "owed": owed_by(request.user, int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None),
        "waiting_files": waiting_intakes(request.user),
        "max_bytes": settings.UPLOAD_MAX_BYTES,
        "upload_suffixes": ",".join(SUFFIXES),
    }
    return render(request, "agency/owed.html", context)


@login_required
@never_cache
@require_safe
def report(request: Request, pk: int) -> HttpResponse:
    submission = found(request, pk)
    if Role.CLERK not in access.roles_of(request.user, submission.agency):
        return redirect("review", pk)
    chases.opened(submission)
    context = report_context(request.user, submission) | {
        "max_bytes": settings.UPLOAD_MAX_BYTES,
        "upload_suffixes": ",".join(SUFFIXES),
        "seal_max_bytes": settings.SEALED_SCAN_MAX_BYTES,
    }
    context["chased"] = chases.last_of([pk]).get(pk, [])
    context["elsewhere"] = elsewhere(request.user, context["progress"])
    if context["sheet"] and request.GET.get("cell"):
        context |= evidence_context(request, submission, context["sheet"], request.GET["cell"])
    return render(request, "agency/report.html", context)


@login_required
@require_POST
def upload(request: Request, pk: int) -> HttpResponse:
    submission = found(request, pk)
    with told(request):
        file = request.FILES.get("file") or pasted_file(request.POST.get("text", ""), request.POST.get("page", ""))
        received = uploads.receive(request.user, submission, file, ip=ip_of(request))
        if received.format:  # else the page itself says why it is not read
            messages.success(request, _("已收到“%(name)s”，读取完成后显示结果。") % {"name": received.original_name})
        if twin := access.twin_words(request.user, received):
            messages.warning(request, twin + _("如果选错了文件，请重新上传正确的。"))
    page = reverse("report", args=[pk])
    return redirect(page) if request.accepts("text/html") else JsonResponse({"next": page})


@login_required
@require_POST
def move_upload(request: Request, pk: int) -> HttpResponse:
    """Files an upload that turned out to be another report's to that report."""
    upload = get_object_or_404(access.uploads_of(request.user), pk=pk)
    wanted = request.POST.get("to", "")
    target = found(request, int(wanted) if wanted.isascii() and wanted.isdigit() else 0, Role.CLERK)
    with told(request):
        uploads.move_over(request.user, upload, target, ip=ip_of(request))
        messages.success(request, _("已归入这份报告，读取完成后显示结果。"))
        return redirect("report", target.pk)
    return redirect("report", upload.submission_id)


@login_required
@require_POST
def read_again(request: Request, pk: int) -> HttpResponse:
    """Has a file that an earlier version of the reader refused read by that of today."""
    upload = get_object_or_404(access.uploads_of(request.user), pk=pk)
    with told(request):
        refused.read_again(request.user, upload, ip=ip_of(request))
        messages.success(request, _("正在用现在的版本读取“%(name)s”，不必重新上传。") % {"name": upload.original_name})
    return redirect(report_url(request, upload.submission))


@login_required
@never_cache
@require_safe
def progress(request: Request, pk: int) -> HttpResponse:
    submission = found(request, pk)
    now = progress_of(submission)
    response = render(request, "parts/progress.html", {"submission": submission, "progress": now})
    if request.htmx and not now.is_running:
        response["HX-Refresh"] = "true"
    return response


@login_required
@require_POST
def explain(request: Request, pk: int) -> HttpResponse:
    submission = found(request, pk)
    form = ExplanationForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("report", pk)
    fingerprint, text, file = (form.cleaned_data[name] for name in ("fingerprint", "text", "file"))
    disputes = form.cleaned_data["kind"] == AnswerKind.DISPUTE
    with told(request):
        act = explanations.dispute if disputes else explanations.explain
        act(request.user, submission, fingerprint, text, file, ip=ip_of(request))
        messages.success(request, _("已提出误报，由审核人判断。") if disputes else _("情况说明已保存。"))
    place = "return" if request.POST.get("from") == "return" else f"finding-{fingerprint}"
    return redirect(f"{reverse('report', args=[pk])}#{place}")


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def submit(request: Request, pk: int) -> HttpResponse:
    submission = found(request, pk)
    require_role(request, "submit", submission)
    if request.method == "GET" and submission.status not in EDITABLE:
        return redirect("report", pk)  # handed in already, from another window or by a colleague
    start = {"scope": submission.scope, "certified_name": request.user.full_name, "seen": submission.stamp}
    form = SubmitForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        name, scope = form.cleaned_data["certified_name"], form.cleaned_data["scope"]
        with told(request):
            seen = form.cleaned_data["seen"] or None
            review.submit(request.user, submission, name, scope, seen=seen, ip=ip_of(request))
            messages.success(request, _("已提交，等待审核。回执编号见下，可下载回执。"))
            return redirect("report", pk)
        return redirect("submit", pk)
    context = report_context(request.user, submission)
    returned = context["checklist"] if context["must_answer"] else None
    may_submit, sheet = context["permissions"]["submit"], context["sheet"]
    gates = gates_of(may_submit, context["progress"], sheet, submission, context["seals"], returned)
    context |= {"form": form, "gates": gates, "is_ready": all(gate.is_open for gate in gates)}
    return render(request, "agency/submit.html", context)


@login_required
@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    submission = found(request, pk)
    with told(request):
        review.withdraw(request.user, submission, ip=ip_of(request))
        messages.success(request, _("已撤回，可以修改后重新提交。"))
    return redirect("report", pk)
