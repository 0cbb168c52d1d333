"""Signing in and out, passwords, and answering an invitation."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from submissions.forms.auth import AcceptInvitationForm, ChangePasswordForm, LoginForm
from submissions.models import User
from submissions.services import accounts, signins
from submissions.services.signed_in import BACKEND
from submissions.views.deeds import page_above
from submissions.views.guard import SEEN, SIGN_IN
from submissions.views.support import Request, ip_of, told


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def login_page(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("home")
    form = LoginForm(request, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        sign_in(request, form.get_user())
        return redirect(where_to(request))
    return render(request, "registration/login.html", {"form": form, "next": request.GET.get("next", "")})


def sign_in(request: HttpRequest, user: User) -> None:
    """Begins a session: Django gives it a new key, and the person finds it on the page of their account."""
    login(request, user, backend=BACKEND)
    agent = request.headers.get("User-Agent", "")
    begun = signins.begin(user, request.session.session_key or "", agent, ip=ip_of(request))
    request.session[SIGN_IN] = begun.pk
    request.session[SEEN] = timezone.now().isoformat()


def expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that is older than the session (CSRF_FAILURE_VIEW).

    Whoever signs in again in one window finds the sign-in page in the others still open: there somebody is signed in.
    A form without a token is none of ours. Any other form leads back to its page, where what was written is restored.
    """
    is_ours = request.path == resolve_url("login") and "csrfmiddlewaretoken" in request.POST
    if is_ours and request.user.is_authenticated:
        return redirect(where_to(request))
    return render(request, "403_csrf.html", {"back": page_above(request.path_info)}, status=403)


def locked_out(request: HttpRequest, response: HttpResponse, credentials: dict[str, str]) -> HttpResponse:
    """What somebody sees who typed wrong passwords too often (AXES_LOCKOUT_CALLABLE)."""
    accounts.note_lock_out(str(credentials.get("username", "")), ip=ip_of(request))
    form = LoginForm(request)
    context = {"form": form, "next": request.POST.get("next", ""), "locked": settings.LOCK_OUT_MINUTES}
    return render(request, "registration/login.html", context, status=429)


def where_to(request: HttpRequest) -> str:
    """The page asked for before signing in, if it is one of ours."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else "home"


@require_POST
def logout_now(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, User):
        signins.sign_out(request.user, request.session.get(SIGN_IN), ip=ip_of(request))
    logout(request)
    return redirect("login")


@sensitive_post_parameters()
@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def password_change(request: Request) -> HttpResponse:
    form = ChangePasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        update_session_auth_hash(request, request.user)
        accounts.password_changed(request.user, ip=ip_of(request))
        signins.end_others(request.user, request.session.get(SIGN_IN), ip=ip_of(request))
        signins.seen(request.session.get(SIGN_IN, 0), request.session.session_key or "")
        messages.success(request, _("密码已修改。其他地方的登录已退出。"))
        return redirect("home")
    return render(request, "registration/password_change.html", {"form": form})


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def invite_accept(request: HttpRequest, uidb64: str, token: str) -> HttpResponse:
    person = accounts.invited(uidb64, token)
    if person is None:
        return render(request, "registration/invite_accept.html", status=410)
    form = AcceptInvitationForm(person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with told(request):
            sign_in(request, accounts.accept(uidb64, token, form.cleaned_data["new_password1"], ip=ip_of(request)))
            messages.success(request, _("账号已启用。"))
            return redirect("home")
    memberships = person.memberships.select_related("agency")
    return render(
        request, "registration/invite_accept.html", {"form": form, "invited": person, "memberships": memberships}
    )
