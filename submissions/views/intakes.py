"""Several files at once: uploaded, sorted out by what they say, and filed together."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from parsing.kinds import SUFFIXES
from submissions import access
from submissions.display.intakes import intake_list
from submissions.forms.agency import pasted_file
from submissions.models import Intake
from submissions.services import intakes as service
from submissions.services import refused_intakes
from submissions.services.files import Received
from submissions.states import Role
from submissions.views.support import Request, found, ip_of, told


def _clerk_only(request: Request) -> None:
    if not access.is_clerk(request.user):
        raise PermissionDenied(_("“我的报送”只对填报人开放。"))


@login_required
@never_cache
@require_safe
def intakes(request: Request) -> HttpResponse:
    _clerk_only(request)
    context = {
        "files": intake_list(request.user),
        "max_bytes": settings.UPLOAD_MAX_BYTES,
        "upload_suffixes": ",".join(SUFFIXES),
    }
    return render(request, "agency/intakes.html", context)


@login_required
@never_cache
@require_safe
def progress(request: Request) -> HttpResponse:
    """The rows that were being read when the page last looked, as they are now."""
    _clerk_only(request)
    asked = {int(pk) for pk in request.GET.getlist("pk") if pk.isascii() and pk.isdigit()}
    files = intake_list(request.user)
    goals = {plan.target for plan in files.plans if plan.intake.pk in asked and plan.target}
    context = {
        "files": files,
        "rows": [plan for plan in files.plans if plan.intake.pk in asked or plan.target in goals],
        "gone": [one for one in files.filed if one.intake.pk in asked],
        "has_news": request.GET.get("running") != str(len(files.running)),
    }
    return render(request, "agency/intake_progress.html", context)


@login_required
@require_POST
def take_in(request: Request) -> HttpResponse:
    """Receives files, one or several, or pasted text. A script sends them one by one and asks for JSON."""
    _clerk_only(request)
    pasted = pasted_file(request.POST.get("text", ""), request.POST.get("page", ""))
    sent: Iterable[Received | None] = request.FILES.getlist("file") or [pasted]
    received = 0
    for file in sent:
        with told(request):
            service.receive(request.user, file, ip=ip_of(request))
            received += 1
    if not request.accepts("text/html"):
        return JsonResponse({"next": reverse("intakes")})
    if received:
        messages.success(request, _("已收到 %(n)s 个文件，正在识别是哪一份报告。") % {"n": received})
    return redirect("intakes")


def _mine(request: Request, pk: int) -> Intake:
    return get_object_or_404(access.intakes_of(request.user), pk=pk)


@login_required
@require_POST
def choose(request: Request, pk: int) -> HttpResponse:
    intake = _mine(request, pk)
    wanted = request.POST.get("to", "")
    if not (wanted.isascii() and wanted.isdigit()):
        messages.error(request, _("请先选择要归入的报告。"))
        return redirect("intakes")
    submission = found(request, int(wanted), Role.CLERK)
    with told(request):
        service.choose(request.user, intake, submission, ip=ip_of(request))
        told_words = {"name": intake.original_name, "agency": submission.agency.name, "year": submission.cycle.year}
        messages.success(request, _("“%(name)s”将归入%(agency)s%(year)s年度报告。") % told_words)
    return redirect(f"{reverse('intakes')}#intake-{pk}")


@login_required
@require_POST
def read_again(request: Request, pk: int) -> HttpResponse:
    """Has a file that an earlier version of the reader refused read by that of today."""
    intake = _mine(request, pk)
    with told(request):
        refused_intakes.read_again(request.user, intake, ip=ip_of(request))
        messages.success(request, _("正在用现在的版本读取“%(name)s”，不必重新上传。") % {"name": intake.original_name})
    return redirect(f"{reverse('intakes')}#intake-{pk}")


@login_required
@require_POST
def drop(request: Request, pk: int) -> HttpResponse:
    intake = _mine(request, pk)
    with told(request):
        service.drop(request.user, intake, ip=ip_of(request))
        messages.success(request, _("已移除“%(name)s”，可在本页下方恢复。") % {"name": intake.original_name})
    return redirect("intakes")


@login_required
@require_POST
def put_back(request: Request, pk: int) -> HttpResponse:
    intake = _mine(request, pk)
    with told(request):
        service.put_back(request.user, intake, ip=ip_of(request))
        messages.success(request, _("已恢复“%(name)s”。") % {"name": intake.original_name})
    return redirect("intakes")


@login_required
@require_POST
def file_all(request: Request) -> HttpResponse:
    _clerk_only(request)
    outcomes = service.file_all(request.user, ip=ip_of(request))
    filed = [outcome for outcome in outcomes if outcome.upload]
    if filed:
        messages.success(request, _("已归入 %(n)s 个文件，正在读取；每份的结果见下方。") % {"n": len(filed)})
    for outcome in outcomes:
        if not outcome.upload:
            name = outcome.plan.intake.original_name
            messages.error(request, _("“%(name)s”没有归入：%(why)s") % {"name": name, "why": outcome.why})
    if not outcomes:
        messages.error(request, _("没有可以归入的文件：都已归入，或还有问题要先处理。"))
    return redirect(reverse("intakes") + ("#filed" if filed else ""))
