"""What every view needs before it starts: the person, the record they may see, and a plain no."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from ipaddress import ip_address

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django_htmx.middleware import HtmxDetails

from parsing.errors import ParsingError
from submissions import access
from submissions.display.failures import words_of
from submissions.models import Submission, User
from submissions.services.errors import NotAllowed, Refused
from submissions.states import Role


class Request(HttpRequest):
    """A request of somebody who is signed in."""

    user: User
    htmx: HtmxDetails


def found(request: Request, pk: int, *roles: Role) -> Submission:
    """The submission if this person may see it; a stranger is told it does not exist."""
    return get_object_or_404(access.submissions_of(request.user, *roles), pk=pk)


def require_role(request: Request, verb: str, submission: Submission) -> None:
    """Ends in 403, with the sentence, for somebody whose role never does this."""
    answer = access.may(request.user, verb, submission)
    if answer.by_role:
        raise PermissionDenied(answer.why)


@contextmanager
def told(request: HttpRequest, tell: Callable[[str], object] | None = None) -> Iterator[None]:
    """Runs a service and tells the person why it did not do as asked: by ``tell``, or in a message of the next page. A
    wrong role goes on to 403."""
    tell = tell or partial(messages.error, request)
    try:
        yield
    except NotAllowed:
        raise
    except Refused as no:
        tell(no.why)
    except ParsingError as error:
        tell(words_of(error))


def ip_of(request: HttpRequest) -> str:
    """The address the connection came from: as the server sees it, or as the one proxy before it says.

    A proxy adds the address it saw to the end of X-Forwarded-For; what stands before that the client may have made up.
    """
    said = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() if settings.TRUST_PROXY else ""
    for address in (said, str(request.META.get("REMOTE_ADDR") or "")):
        try:
            return str(ip_address(address))
        except ValueError:
            continue
    return ""
