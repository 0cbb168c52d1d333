"""Two reports that are alike, side by side; and the comparison of a year."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from submissions import access
from submissions.display.alike import texts_of
from submissions.filters import REVIEWING_ROLES
from submissions.models import Cycle
from submissions.services import likenesses as service
from submissions.services.context import current_likenesses
from submissions.views.office.support import for_office
from submissions.views.support import Request, found, ip_of, told


@login_required
@require_safe
def alike(request: Request, pk: int, other: int) -> HttpResponse:
    """Both texts with what they share marked; for who reviews or administers both agencies."""
    submission = found(request, pk)
    if not access.roles_of(request.user, submission.agency) & set(REVIEWING_ROLES):
        raise PermissionDenied(_("只有审核人可以打开审核页面。本机关的报告请在“我的报送”中查看。"))
    against = found(request, other, *REVIEWING_ROLES)
    likeness = current_likenesses(submission).filter(other=against).first()
    if likeness is None:
        raise Http404(_("这两份报告没有雷同，或其中一份已经更换。"))
    context = {
        "submission": submission,
        "against": against,
        "likeness": likeness,
        "texts": texts_of(likeness),
    }
    return render(request, "review/alike.html", context)


@for_office
@require_POST
def compare(request: Request, year: int) -> HttpResponse:
    """Asks for a comparison of all reports of the year."""
    cycle = get_object_or_404(Cycle, year=year)
    with told(request):
        service.ask(request.user, cycle, ip=ip_of(request))
        messages.success(request, _("已开始比较%(cycle)s的报告，完成后雷同的会重新核对。") % {"cycle": cycle})
    return redirect("cycle", year)
