"""The interface for programs: read-only, by key, in JSON, described by an OpenAPI document.

Every answer that is no success is ``{"error": {"code", "message"}}`` with a Chinese sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, wraps
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, JsonResponse
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError

from submissions.views.api import agencies, figures, sums, years
from submissions.views.api.door import KeyDoor, Spent
from submissions.views.api.shapes import ERRORS

IN_ROUTE: Final = re.compile(r"<(?:\w+:)?(\w+)>")

api = NinjaAPI(
    title="政府信息公开工作年度报告报送平台接口",
    version="1",
    description="只读。请求带 `Authorization: Bearer 密钥`，密钥由管理员在“接口”页建立，只能读到其管理范围内的数据。",
    docs_url=None,
    auth=KeyDoor(),
    urls_namespace="api",
)
for router in (agencies.router, years.router, figures.router, sums.router):
    api.add_router("", router)


def refusal(code: str, message: str, status: int) -> JsonResponse:
    ascii_not = {"ensure_ascii": False}
    return JsonResponse({"error": {"code": code, "message": message}}, status=status, json_dumps_params=ascii_not)


@api.exception_handler(AuthenticationError)
def no_key(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    response = refusal("no_key", _("没有密钥，或密钥无效、已停用、已过期。"), 401)
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(Spent)
def spent(request: HttpRequest, error: Spent) -> HttpResponse:
    response = refusal("too_many_requests", _("请求太频繁，请一分钟后再试。"), 429)
    response["Retry-After"] = str(error.seconds)
    return response


@api.exception_handler(Http404)
def not_there(request: HttpRequest, error: Http404) -> HttpResponse:
    return refusal("not_found", _("没有这个对象，或不在这个密钥的管理范围内。"), 404)


@api.exception_handler(ValidationError)
def not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Names the first parameter that is wrong; what is right the OpenAPI document says."""
    place = str(error.errors[0]["loc"][-1]) if error.errors else ""
    return refusal("invalid_parameter", _("参数 %(name)s 不符合要求，请对照接口说明。") % {"name": place}, 422)


def addresses() -> tuple[list[URLResolver | URLPattern], str, str]:
    """What the site's URL table includes: the interface's own addresses, and JSON for all others below it."""
    patterns, name, namespace = api.urls
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = _said_in_json(pattern.callback)
    return patterns, name, namespace


def _said_in_json(view: Callable[..., Any]) -> Callable[..., HttpResponseBase]:
    """A method that is not allowed is told like everything else; so is a parameter that does not exist, which
    would otherwise be a filter somebody believes in."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if strange := sorted(set(request.GET) - _parameters(request)):
            why = _("没有参数 %(name)s，请对照接口说明。") % {"name": strange[0][:40]}
            return refusal("unknown_parameter", why, 422)
        response: HttpResponseBase = view(request, *args, **kwargs)
        if not isinstance(response, HttpResponseNotAllowed):
            return response
        told = refusal("method_not_allowed", _("接口只读，只接受 GET。"), 405)
        told["Allow"] = response["Allow"]
        return told

    return answered


def _parameters(request: HttpRequest) -> set[str]:
    """What may be asked at the address of this request."""
    route = request.resolver_match.route if request.resolver_match else ""
    return _known().get("/" + IN_ROUTE.sub(r"{\1}", route), set())


@cache
def _known() -> dict[str, set[str]]:
    """The parameters behind the question mark of every address, as the document tells them."""
    paths = api.get_openapi_schema()["paths"]
    return {path: {one["name"] for one in deeds["get"].get("parameters", ()) if one["in"] == "query"}
            for path, deeds in paths.items()}  # fmt: skip


def nowhere(request: HttpRequest, rest: str = "") -> HttpResponse:
    """An address below the interface that there is none of."""
    return refusal("not_found", _("没有这个接口地址，请对照接口说明。"), 404)


__all__ = ["ERRORS", "addresses", "api", "nowhere"]
