"""At the door of every page: a session left alone ends, a second factor or a new password may be asked first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from csp import constants as csp
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import resolve, reverse
from django.urls.exceptions import Resolver404
from django.utils import timezone
from django.utils.translation import gettext as _

from submissions.models import User
from submissions.services import second_factor, signins
from submissions.services.signed_in import has_second_factor
from submissions.views.support import Request

SEEN: Final = "seen"
SIGN_IN: Final = "sign_in"
NOTED_EVERY: Final = timedelta(minutes=1)
# What a page asks for by itself is no sign that somebody sits before it.
BY_ITSELF: Final = frozenset({"progress", "intake_progress", "back_test_progress", "document", "renew"})
# Where somebody may go who still owes the second factor or a new password.
WAY_THROUGH: Final = frozenset(
    {
        "logout",
        "set_language",
        "second_factor",
        "second_factor_setup",
        "password_change",
        "healthz",
        "help",
        "help_part",
    }
)
ADMIN: Final = "/admin/"
"""Django's own pages name their scripts without a nonce."""
FEATURES: Final = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class Guard:
    """Stands before every view; pages that are nobody's (sign-in, receipts, what is public) pass untouched."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        if request.user.is_authenticated:
            self._keep_time(request)
        name = _name(request)
        if request.user.is_authenticated and name not in WAY_THROUGH and (asked := _asked_first(request)):
            return _sent_to(request, asked)
        signed_in = request.user.is_authenticated
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", FEATURES)
        if request.path_info.startswith(ADMIN):
            response._csp_replace = {"script-src": [csp.SELF]}  # type: ignore[attr-defined]
        if signed_in and "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "private, no-store"
        return response

    def _keep_time(self, request: Request) -> None:
        """Ends a session nobody used for SESSION_IDLE_MINUTES; what was typed stays in the browser (keep.js)."""
        noted = request.session.get(SEEN)
        if noted is None:
            return  # not begun at the sign-in page: a test's
        now, seen = timezone.now(), datetime.fromisoformat(noted)
        if now - seen > timedelta(minutes=settings.SESSION_IDLE_MINUTES):
            logout(request)
        elif seen > now:
            request.session[SEEN] = now.isoformat()  # the clock was put back: the time left to itself begins anew
        elif now - seen > NOTED_EVERY and _name(request) not in BY_ITSELF:
            request.session[SEEN] = now.isoformat()
            signins.seen(request.session.get(SIGN_IN, 0), request.session.session_key or "")


def _name(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).url_name or ""
    except Resolver404:
        return ""


def _asked_first(request: Request) -> str:
    """The page that must be answered before any other, if there is one."""
    person = request.user
    if not person.is_verified():  # type: ignore[attr-defined]
        if has_second_factor(person):
            return "second_factor"
        if second_factor.is_required(person):
            return "second_factor_setup"
    return "password_change" if password_is_old(person) else ""


def password_is_old(user: User) -> bool:
    """Whether this password has been used longer than PASSWORD_MAX_AGE_DAYS."""
    days = settings.PASSWORD_MAX_AGE_DAYS
    since = user.password_changed_at or user.date_joined
    return bool(days) and user.has_usable_password() and timezone.now() - since > timedelta(days=days)


def _sent_to(request: Request, name: str) -> HttpResponse:
    page = request.path if request.method == "GET" and not request.htmx else ""
    address = reverse(name) + (f"?{urlencode({'next': request.get_full_path()})}" if page else "")
    if name == "password_change":
        messages.warning(request, _("密码使用时间已到期限，请先修改密码。"))
    return HttpResponse(headers={"HX-Redirect": address}) if request.htmx else HttpResponseRedirect(address)
