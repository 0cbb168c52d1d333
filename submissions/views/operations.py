"""How the portal is: a word for machines, everything for operators."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from submissions import access
from submissions.models import Upkeep
from submissions.services import checks, upkeep
from submissions.services.checks import work
from submissions.services.checks.finding import Health
from submissions.views.support import Request

P = ParamSpec("P")
LAST_CARE = 10
FAILED = {"database": "unreachable", "migrations": "missing", "broker": "unreachable"}
"""What /healthz says in a word where a part is ill."""


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when requests can be served, else 503, with each answer by name. ``?broker=1`` asks the queue too."""
    codes = [*checks.SERVING, *(["broker"] if request.GET.get("broker") else [])]
    found = checks.examine(codes)
    answers = {one.code: FAILED[one.code] if one.health is Health.ILL else "ok" for one in found}
    if answers["database"] != "ok":
        answers["migrations"] = "unknown"
    healthy = checks.worst(found) is not Health.ILL
    return JsonResponse({"status": "ok" if healthy else "unavailable"} | answers, status=200 if healthy else 503)


def require_token(request: HttpRequest) -> None:
    """404 without the word in METRICS_TOKEN, so that nobody learns that there is something."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not constant_time_compare(given, settings.METRICS_TOKEN):
        raise Http404


def for_operators(
    view: Callable[Concatenate[Request, P], HttpResponse],
) -> Callable[Concatenate[Request, P], HttpResponse]:
    """Only for signed-in people who run the installation; anyone else is told so."""

    @wraps(view)
    @login_required
    def guarded(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not (answer := access.may_operate(request.user)):
            raise PermissionDenied(answer.why)
        return view(request, *args, **kwargs)

    return guarded


@for_operators
@never_cache
@require_safe
def operations(request: Request) -> HttpResponse:
    """Every part with its light, who works, what waits, what was done to keep it whole."""
    found = checks.latest()
    context = {
        "section": "operations",
        "findings": found,
        "worst": checks.worst(found),
        "workers": work.worker_list(),
        "lines": work.lines(),
        "timetable": work.timetable(),
        "care": Upkeep.objects.all()[:LAST_CARE],
        "version": upkeep.version(),
        "may_repair": access.may_administer(request.user),
        "now": timezone.now(),
    }
    return render(request, "office/operations.html", context)


@never_cache
@require_safe
def operations_json(request: HttpRequest) -> JsonResponse:
    """The same for machines with the token, in the language of the record; 503 when a part is ill."""
    require_token(request)
    with translation.override(settings.LANGUAGE_CODE):
        found = checks.latest()
    parts = [
        {"code": one.code, "part": one.part, "health": one.health, "found": one.words, "mend": one.mend}
        for one in found
    ]
    health = checks.worst(found)
    told = {"health": health, "version": upkeep.version(), "at": timezone.now().isoformat(), "parts": parts}
    return JsonResponse(told, status=503 if health is Health.ILL else 200, json_dumps_params={"ensure_ascii": False})
