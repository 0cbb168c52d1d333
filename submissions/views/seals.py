"""The sealed scan beside the original."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from submissions import access
from submissions.models import SealedScan
from submissions.services import seals
from submissions.views.kept import given
from submissions.views.support import Request, found, ip_of, told


@login_required
@require_POST
def attach(request: Request, pk: int) -> HttpResponse:
    submission = found(request, pk)
    with told(request):
        scan = seals.attach(request.user, submission, request.FILES.get("file"), ip=ip_of(request))
        messages.success(request, _("盖章扫描件“%(name)s”已保存。") % {"name": scan.name})
    return redirect(f"{reverse('report', args=[pk])}#seals")


@login_required
@require_safe
def seal_file(request: Request, pk: int) -> HttpResponseBase:
    """A scan of a report this person may see."""
    seen = SealedScan.objects.filter(submission__in=access.submissions_of(request.user))
    scan = get_object_or_404(seen, pk=pk)
    return given(request, scan.file, scan.name)
