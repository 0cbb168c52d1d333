"""The interface for programs: the account's keys, and the description of every address."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from submissions.display.interface import described
from submissions.forms.tokens import TokenForm
from submissions.services import tokens as service
from submissions.views.api import api
from submissions.views.office.support import for_office, posted, site_of
from submissions.views.support import Request, ip_of, told


@for_office
@never_cache
@require_http_methods(["GET", "POST"])
def tokens(request: Request) -> HttpResponse:
    """The account's keys, and a form for another; a new one is shown on this answer and never again."""
    form, new = TokenForm(posted(request)), ""
    if request.method == "POST" and form.is_valid():
        with told(request):
            _token, new = service.issue(request.user, **form.cleaned_data, ip=ip_of(request))
            form = TokenForm()
    context = {
        "section": "interface",
        "form": form,
        "new": new,
        "tokens": request.user.api_tokens.all(),
        "limit": settings.API_REQUESTS_A_MINUTE,
        "example": f"{site_of(request)}/api/v1/cycles",
    }
    return render(request, "office/tokens.html", context, status=400 if form.errors else 200)


@for_office
@require_POST
def revoke(request: Request, pk: int) -> HttpResponse:
    token = get_object_or_404(request.user.api_tokens, pk=pk)
    with told(request):
        service.revoke(request.user, token, ip=ip_of(request))
        messages.success(request, _("密钥已停用，立即失效。"))
    return redirect("tokens")


@for_office
@require_safe
def reference(request: Request) -> HttpResponse:
    """Every address with what it asks and answers, from the document programs read too."""
    document = api.get_openapi_schema()
    context = {
        "section": "interface",
        "trail": [(_("接口"), reverse("tokens")), (_("接口说明"), "")],
        "addresses": described(document),
        "site": site_of(request),
        "document": reverse("api:openapi-json"),
        "limit": settings.API_REQUESTS_A_MINUTE,
        "most": settings.API_PAGE_MOST,
    }
    return render(request, "office/interface.html", context)
