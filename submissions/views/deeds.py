"""An address that only takes forms, opened as a page: from the history, by a bookmark, or again after a refusal."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import resolve
from django.urls.exceptions import Resolver404


class PageAbove:
    """Leads a browser's window from a deed to the page it is done on, instead of to the browser's own page of error.

    Deeds lie below their pages: /review/5/approve/ is done on /review/5/. Programs still hear 405.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        asks_for_page = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
        if asks_for_page and isinstance(response, HttpResponseNotAllowed):
            return HttpResponseRedirect(page_above(request.path_info))
        return response


def page_above(path: str) -> str:
    """The nearest address above ``path`` that there is."""
    while path != "/":
        path = path.rstrip("/").rpartition("/")[0] + "/"
        try:
            resolve(path)
        except Resolver404:
            continue
        break
    return path
