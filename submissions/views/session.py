"""A session that has ended: signing in again leads back to the page, never to an address that only takes forms."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from submissions.views.support import Request


class SignInAgain:
    """Mends the redirect to the sign-in page for what a page in the browser sends by itself or by a form.

    A form is led back to the page it stood on, where what was typed is restored; htmx and the upload are
    told the address, for they would take the sign-in page for their answer.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        response = self.get_response(request)
        login = resolve_url("login")
        is_turned_away = isinstance(response, HttpResponseRedirect) and urlsplit(response.url).path == login
        if request.user.is_authenticated or not is_turned_away or request.path in (login, resolve_url("logout")):
            return response
        if request.htmx:
            return HttpResponse(headers={"HX-Redirect": _back(request, login, request.htmx.current_url or "")})
        if not request.accepts("text/html"):
            return JsonResponse({"next": _back(request, login, request.headers.get("Referer", ""))}, status=401)
        if request.method == "POST":
            return HttpResponseRedirect(_back(request, login, request.headers.get("Referer", "")))
        return response


def _back(request: HttpRequest, login: str, page: str) -> str:
    """The sign-in page, with the way back to ``page`` if that is ours."""
    ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    parts = urlsplit(page) if ours else urlsplit("")
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    return f"{login}?{urlencode({'next': path, 'ended': 1} if path else {'ended': 1})}"
