"""One's own account: where one is signed in, and the second factor."""

from __future__ import annotations

from base64 import b32encode

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_otp import login as verified

from submissions.forms.auth import CodeForm
from submissions.services import second_factor as factor
from submissions.services import signins
from submissions.services.errors import Refused
from submissions.views.auth import where_to
from submissions.views.guard import SIGN_IN
from submissions.views.support import Request, ip_of, told


@login_required
@never_cache
@require_safe
def account(request: Request) -> HttpResponse:
    """Where I am signed in, and how my account is kept."""
    context = {
        "sign_ins": signins.open_of(request.user),
        "this_one": request.session.get(SIGN_IN),
        "has_factor": factor.is_set_up(request.user),
        "must_have_factor": factor.is_required(request.user),
        "codes_left": factor.codes_left(request.user),
    }
    return render(request, "registration/account.html", context)


@login_required
@require_POST
def end_sign_in(request: Request, pk: int) -> HttpResponse:
    if signins.end_on_request(request.user, pk, ip=ip_of(request)):
        messages.success(request, _("已退出该处的登录。"))
    return redirect("account")


@login_required
@require_POST
def end_other_sign_ins(request: Request) -> HttpResponse:
    ended = signins.end_others(request.user, request.session.get(SIGN_IN), ip=ip_of(request))
    messages.success(request, _("已退出其他 %(n)s 处登录。") % {"n": ended})
    return redirect("account")


@sensitive_post_parameters("code")
@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def second_factor(request: Request) -> HttpResponse:
    """After the password: the code the phone shows, or one from paper."""
    if request.user.is_verified() or not factor.is_set_up(request.user):  # type: ignore[attr-defined]
        return redirect("home")
    form = CodeForm(request.POST or None, label=_("继续"))
    if request.method == "POST" and form.is_valid():
        if device := factor.check(request.user, form.cleaned_data["code"]):
            verified(request, device)
            return redirect(where_to(request))
        if factor.clock_was_put_back(request.user):
            form.add_error(
                "code", _("服务器的时间被调回过，手机上的验证码暂时不能用。请用一个备用验证码，或请管理员重置。")
            )
        else:
            form.add_error("code", _("验证码不对，或者已经用过。连续输错后须稍等再试。"))
    return render(request, "registration/second_factor.html", {"form": form, "next": _next(request)})


@sensitive_post_parameters("code")
@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def second_factor_setup(request: Request) -> HttpResponse:
    """The secret as a picture and in letters; it counts once the phone shows the right code."""
    if factor.is_set_up(request.user) and not request.user.is_verified():  # type: ignore[attr-defined]
        return redirect("second_factor")
    device = factor.draft(request.user)
    form = CodeForm(request.POST or None, label=_("启用两步验证"))
    if request.method == "POST" and form.is_valid():
        try:
            codes = factor.confirm(request.user, form.cleaned_data["code"], ip=ip_of(request))
        except Refused as no:
            form.add_error("code", no.why)
        else:
            device.refresh_from_db()
            verified(request, device)
            return render(request, "registration/paper_codes.html", {"codes": codes})
    picture = mark_safe(segno.make(device.config_url).svg_inline(scale=5, border=2, omitsize=False))  # noqa: S308
    context = {"form": form, "picture": picture, "secret": spelled(device.bin_key)}
    return render(request, "registration/second_factor_setup.html", context)


@login_required
@never_cache
@require_POST
def new_paper_codes(request: Request) -> HttpResponse:
    codes = factor.renew_codes(request.user, ip=ip_of(request))
    return render(request, "registration/paper_codes.html", {"codes": codes})


@login_required
@require_POST
def second_factor_off(request: Request) -> HttpResponse:
    with told(request):
        factor.turn_off(request.user, ip=ip_of(request))
        messages.success(request, _("两步验证已关闭。"))
    return redirect("account")


def spelled(key: bytes) -> str:
    """The secret as apps take it by hand: base 32, in groups of four."""
    text = b32encode(key).decode().rstrip("=")
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def _next(request: Request) -> str:
    return request.POST.get("next") or request.GET.get("next", "")
