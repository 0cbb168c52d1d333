"""What a person was told, and what they want by mail."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from submissions import access
from submissions.services.notices import KINDS, choose
from submissions.services.notices import by_mail as wanted_by_mail
from submissions.views.support import Request

A_PAGE = 30


@login_required
@never_cache
@require_safe
def notices(request: Request) -> HttpResponse:
    page = Paginator(request.user.notices.select_related("submission"), A_PAGE).get_page(request.GET.get("page"))
    offered = [
        {"code": code, "words": KINDS[code].words, "by_mail": bool(wanted_by_mail([request.user], code))}
        for code in offered_to(request)
    ]
    context = {"notices": page, "offered": offered, "has_address": bool(request.user.email)}
    return render(request, "notices.html", context)


def offered_to(request: Request) -> list[str]:
    """The kinds that people in this person's roles are told."""
    roles = access.roles_anywhere(request.user)
    return [code for code, kind in KINDS.items() if kind.role in roles]


@login_required
@require_safe
def open_notice(request: Request, pk: int) -> HttpResponse:
    """Marks one as read and goes where it points; the path is ours and was never a person's input."""
    notice = get_object_or_404(request.user.notices, pk=pk)
    request.user.notices.filter(pk=pk, read_at=None).update(read_at=timezone.now())
    return redirect(notice.path or "notices")


@login_required
@require_POST
def read_all(request: Request) -> HttpResponse:
    request.user.notices.filter(read_at=None).update(read_at=timezone.now())
    return redirect("notices")


@login_required
@require_POST
def choices(request: Request) -> HttpResponse:
    choose(request.user, request.POST.getlist("by_mail"), offered_to(request))
    messages.success(request, _("邮件设置已保存。"))
    return redirect("notices")
