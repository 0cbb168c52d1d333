"""The files kept of a report, and the way out for those with somebody's personal data in them."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from submissions.display.kept import kept_files
from submissions.services import erasing
from submissions.views.evidence import report_url
from submissions.views.support import Request, found, ip_of, told


@login_required
@require_safe
def kept(request: Request, pk: int) -> HttpResponse:
    """For everyone who may see the report."""
    submission = found(request, pk)
    context = {
        "submission": submission,
        "shown": kept_files(request.user, submission),
        "back": report_url(request, submission),
    }
    return render(request, "kept_files.html", context)


@login_required
@require_POST
def ask(request: Request, pk: int) -> HttpResponse:
    def deed() -> None:
        erasing.ask(request.user, submission, _key(request), request.POST.get("reason", ""), ip=ip_of(request))

    submission = found(request, pk)
    return _done(request, pk, deed, _("已提交申请，由管理员办理。"))


@login_required
@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    def deed() -> None:
        words = request.POST.get("words", "").splitlines()
        reason = request.POST.get("reason", "")
        erasing.erase(request.user, submission, _key(request), reason, words, ip=ip_of(request))

    submission = found(request, pk)
    return _done(request, pk, deed, _("文件已移除，记录已保留。"))


@login_required
@require_POST
def decline(request: Request, pk: int) -> HttpResponse:
    def deed() -> None:
        erasing.decline(request.user, submission, _key(request), request.POST.get("reason", ""), ip=ip_of(request))

    submission = found(request, pk)
    return _done(request, pk, deed, _("已答复：不予移除。"))


@login_required
@require_POST
def replace(request: Request, pk: int) -> HttpResponse:
    def deed() -> None:
        erasing.replace(request.user, submission, _key(request), request.FILES.get("file"), ip=ip_of(request))

    submission = found(request, pk)
    return _done(request, pk, deed, _("替换件已保存，今后下载的是替换件。"))


def _key(request: Request) -> str:
    return request.POST.get("file", "")


def _done(request: Request, pk: int, deed: Callable[[], None], words: str) -> HttpResponse:
    with told(request):
        deed()
        messages.success(request, words)
    return redirect("kept_files", pk)
