"""Addresses of the whole site; every page of the portal is in submissions.urls,
the interface for programs in submissions.views.api."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.urls import include, path

from submissions.views import api

# One door: the sign-in page with its locks and second factor.
admin.site.login = login_required(admin.site.login)  # type: ignore[method-assign]

handler500 = "govreports.requests.server_error"

urlpatterns = [
    path("api/v1/", api.addresses()),
    path("api/<path:rest>", api.nowhere),
    path("admin/", admin.site.urls),
    path("", include("submissions.urls")),
]
