"""Addresses of the whole site; every page of the portal is in submissions.urls."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("submissions.urls")),
]
