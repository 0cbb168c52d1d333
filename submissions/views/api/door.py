"""Who asks: the key in the request, the account behind it, and how often it has asked."""

from __future__ import annotations

from time import time

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja.security import HttpBearer

from submissions import access
from submissions.models import Agency, ApiToken, Cycle, Submission
from submissions.services import tokens
from submissions.states import Role


class Spent(Exception):
    """The key has asked too often in this minute."""

    def __init__(self) -> None:
        self.seconds = 60 - int(time() % 60)
        super().__init__("too many requests")


class KeyDoor(HttpBearer):
    """Lets in whoever has a live key of an active account that administers something."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        key = tokens.find(token)
        if key is None or not access.is_office(key.user):
            return None
        if tokens.spend(key) < 0:
            raise Spent
        return key


def key_of(request: HttpRequest) -> ApiToken:
    """The key this request came in with."""
    key: ApiToken = request.auth  # type: ignore[attr-defined]
    return key


def agencies_of(request: HttpRequest) -> QuerySet[Agency]:
    """The subtree of the key's account: everything else does not exist."""
    return access.agencies_of(key_of(request).user, Role.OFFICE)


def submissions_of(request: HttpRequest) -> QuerySet[Submission]:
    return Submission.objects.filter(agency__in=agencies_of(request))


def under(request: HttpRequest, pk: int | None) -> Agency | None:
    """The agency asked for, if it is in the subtree; None where none was asked for."""
    return get_object_or_404(agencies_of(request), pk=pk) if pk else None


def root_of(request: HttpRequest, pk: int | None) -> Agency:
    """The agency a sum or a count is of: the one asked for, else the highest the account administers."""
    asked = under(request, pk)
    return asked or access.office_roots(key_of(request).user)[0]


def year_of(year: int) -> Cycle:
    return get_object_or_404(Cycle, year=year)
