"""Receipts: the PDF for who may see the report, and the page where anybody checks a number."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from submissions.services import receipts
from submissions.views.office.support import download, site_of
from submissions.views.support import Request, found, ip_of


@never_cache
@require_safe
def receipt_check(request: HttpRequest) -> HttpResponse:
    """Agency, year, when, and the initial of who certified, to whoever knows a whole number."""
    number = request.GET.get("number", "").strip()[:100]
    context: dict[str, object] = {"number": number}
    status = 200
    if number and not receipts.may_look_up(ip_of(request)):
        context["too_many"] = True
        status = 429
    elif number:
        context["receipt"] = receipts.find(number)
        status = 200 if context["receipt"] else 404
    response = render(request, "receipts/check.html", context, status=status)
    if status == 429:
        response["Retry-After"] = str(receipts.WINDOW)
    return response


@login_required
@never_cache
@require_safe
def receipt_file(request: Request, pk: int) -> FileResponse:
    """The receipt that counts now, as PDF, for everyone who may see the report."""
    submission = found(request, pk)
    receipt = receipts.standing(submission)
    if receipt is None:
        raise Http404(_("还没有提交，没有回执。"))
    receipt.submission = submission
    address = f"{site_of(request)}{reverse('receipt_check')}?{urlencode({'number': receipt.number})}"
    name = f"{receipt.agency_name}{submission.cycle.year}年度报告回执.pdf"
    return download(receipts.pdf(receipt, address), name, "application/pdf")
