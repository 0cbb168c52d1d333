"""Whose a report is: taken over, kept while its page is open; first reviews and decisions taken back."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from submissions import access
from submissions.forms.review import UndoForm
from submissions.models import Submission
from submissions.services import claims, levels, undoing
from submissions.views.review import decide, reviewable, seen_of
from submissions.views.support import Request, ip_of, told


@login_required
@require_POST
def take_over(request: Request, pk: int) -> HttpResponse:
    submission = reviewable(request, pk)
    with told(request):
        claims.take_over(request.user, submission, ip=ip_of(request))
        messages.success(request, _("已接手，其他审核人会看到由您审核。"))
    return redirect("review", pk)


@login_required
@require_POST
def renew(request: Request, pk: int) -> JsonResponse:
    """Asked by the open page now and then. 409 with the sentence when the report is somebody else's by now."""
    submission = reviewable(request, pk)
    if until := claims.renew(request.user, submission):
        return JsonResponse({"words": _("领取至 %(until)s") % {"until": f"{timezone.localtime(until):%H:%M}"}})
    submission.refresh_from_db()
    standing = access.reach_of(request.user).standing(submission)
    who = access.holder_words(standing, submission) or _("这份报告已不由您领取。")
    return JsonResponse({"words": who + _("刷新页面可看到最新情况。")}, status=409)


@login_required
@require_POST
def endorse(request: Request, pk: int) -> HttpResponse:
    submission = reviewable(request, pk)
    with told(request):
        levels.endorse(request.user, submission, seen=seen_of(request), ip=ip_of(request))
        messages.success(request, _("初审通过，已转上级审核。"))
    return redirect("review", pk)


@login_required
@require_POST
def unendorse(request: Request, pk: int) -> HttpResponse:
    submission = reviewable(request, pk)
    form = UndoForm(request.POST)

    def act() -> Submission:
        return levels.unendorse(request.user, submission, form.cleaned_data["reason"], ip=ip_of(request))

    return decide(request, submission, "unendorse", "undo_form", form, act)


@login_required
@require_POST
def unreturn(request: Request, pk: int) -> HttpResponse:
    submission = reviewable(request, pk)
    form = UndoForm(request.POST)

    def act() -> Submission:
        return undoing.unreturn(request.user, submission, form.cleaned_data["reason"], ip=ip_of(request))

    return decide(request, submission, "unreturn", "undo_form", form, act)
