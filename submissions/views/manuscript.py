"""Filling in a report by hand: the form, its saving, the document made of it."""

from __future__ import annotations

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from submissions import access
from submissions.display.manuscript import parts, sums
from submissions.models import Manuscript, Submission
from submissions.services import manuscripts, typed
from submissions.services.errors import MoveRefused, Refused
from submissions.views.office.support import download
from submissions.views.support import Request, found, ip_of, require_role, told

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def mine(request: Request, pk: int) -> Submission:
    """The submission, for its clerk alone: what is not handed in is nobody else's to read."""
    submission = found(request, pk)
    require_role(request, "fill", submission)
    try:
        _known = submission.edition
    except LookupError as error:
        raise Http404(_("这个年度没有规定格式。")) from error
    return submission


@login_required
@never_cache
@require_safe
def manuscript(request: Request, pk: int) -> HttpResponse:
    submission = mine(request, pk)
    answer = access.may(request.user, "fill", submission)
    if not answer:
        messages.error(request, answer.why)
        return redirect("report", pk)
    kept = Manuscript.objects.filter(submission=submission).select_related("saved_by", "handed_in").first()
    fields = manuscripts.started(submission)
    context = {
        "submission": submission,
        "manuscript": kept,
        "version": kept.version if kept else 0,
        "title": fields[typed.TITLE],
        "problems": manuscripts.problems(submission, fields) if "check" in request.GET else [],
        "parts": parts(submission.edition, fields),
        "sums": sums(submission.edition),
        "longest_text": typed.LONGEST_TEXT,
        "longest_line": typed.LONGEST_LINE,
    }
    return render(request, "agency/manuscript.html", context)


@login_required
@never_cache
@require_POST
def save(request: Request, pk: int) -> JsonResponse:
    """What the page's script keeps: {"version", "changes"} in, what came of it out; ``why`` when nothing was kept."""
    submission = mine(request, pk)
    try:
        asked = json.loads(request.body)
        version = int(asked["version"])
        changes = {str(name): str(value) for name, value in asked["changes"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        return JsonResponse({"why": _("没有看懂要保存的内容，请刷新页面后重试。")}, status=400)
    try:
        saved = manuscripts.save(request.user, submission, changes, version, ip=ip_of(request))
    except MoveRefused as no:
        return JsonResponse({"why": no.why}, status=409)
    except Refused as no:
        return JsonResponse({"why": no.why}, status=400)
    return JsonResponse({"version": saved.version, "conflicts": saved.conflicts, "others": saved.others})


@login_required
@never_cache
@require_safe
def drafts(request: Request, pk: int) -> JsonResponse:
    return JsonResponse(manuscripts.drafts(mine(request, pk)))


@login_required
@require_POST
def hand_in(request: Request, pk: int) -> HttpResponse:
    """Keeps the whole form, then makes the report of it where that was asked for."""
    submission = mine(request, pk)
    names = manuscripts.fields_of(submission)
    changes = {name: request.POST[name] for name in names if name in request.POST}
    version = request.POST.get("version", "")
    with told(request):
        saved = manuscripts.save(
            request.user, submission, changes, int(version) if version.isdecimal() else 0, ip=ip_of(request)
        )
        if saved.conflicts:
            words = _("有 %(n)d 处在另一个窗口改过，没有覆盖，现在显示的是那边的内容，请核对。")
            messages.error(request, words % {"n": len(saved.conflicts)})
        elif request.POST.get("act") == "hand_in":
            if manuscripts.problems(submission, manuscripts.started(submission)):
                messages.error(request, _("还有要改的地方，没有生成报告，请看下面的清单。"))
                return redirect(f"{reverse('manuscript', args=[pk])}?check=1")
            upload = manuscripts.hand_in(request.user, submission, ip=ip_of(request))
            messages.success(request, _("已生成“%(name)s”，正在读取核对。") % {"name": upload.original_name})
            return redirect("report", pk)
        else:
            messages.success(request, _("已保存。"))
    return redirect("manuscript", pk)


@login_required
@never_cache
@require_safe
def document(request: Request, pk: int) -> HttpResponseBase:
    """The report as it stands, as the official Word document, whatever the state of the submission."""
    submission = mine(request, pk)
    try:
        data = manuscripts.document(submission)
    except Refused as no:
        messages.error(request, no.why)
        return redirect(reverse("manuscript", args=[pk]))
    return download(data, f"{manuscripts.title_of(submission)}.docx", DOCX)
