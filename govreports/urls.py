"""Addresses of the whole site; every page of the portal is in submissions.urls."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.urls import include, path

# One door: the sign-in page with its locks and second factor.
admin.site.login = login_required(admin.site.login)  # type: ignore[method-assign]

handler500 = "govreports.requests.server_error"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("submissions.urls")),
]
