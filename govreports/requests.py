"""Every request has a number: people read it on a page of error, administrators find it in the log."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable
from contextvars import ContextVar
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

HEADER: Final = "X-Request-ID"
LETTERS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without those that are taken for one another when somebody reads them out."""
GIVEN: Final = re.compile(r"[\w-]{6,64}")

current: ContextVar[str] = ContextVar("request", default="-")


class NumberedRequests:
    """Gives each request a number, or keeps the proxy's; it stands in the answer, in ``request.number`` and the log."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "") if settings.TRUST_PROXY else ""
        number = given if GIVEN.fullmatch(given) else "".join(secrets.choice(LETTERS) for _sign in range(8))
        request.number = number  # type: ignore[attr-defined]
        token = current.set(number)
        try:
            response = self.get_response(request)
        finally:
            current.reset(token)
        response.headers[HEADER] = number
        return response


class WithNumber(logging.Filter):
    """Puts the number of the request, or "-", on every record."""

    def filter(self, record: logging.LogRecord) -> bool:
        if not hasattr(record, "request") or not isinstance(record.request, str):
            record.request = current.get()
        return True


def server_error(request: HttpRequest) -> HttpResponse:
    """The page of an error of ours, by a template that needs nothing that may be broken."""
    return HttpResponse(render_to_string("500.html", {"number": getattr(request, "number", "")}), status=500)
