"""Addresses of every page. Names are what templates and redirects use."""

from __future__ import annotations

from django.urls import path

from submissions.views import agency, auth, evidence, home

urlpatterns = [
    path("", home.home, name="home"),
    # --- session and accounts
    path("login/", auth.login_page, name="login"),
    path("logout/", auth.logout_now, name="logout"),
    path("password/", auth.password_change, name="password_change"),
    path("invite/<str:uidb64>/<str:token>/", auth.invite_accept, name="invite_accept"),
    # --- the agency's clerk
    path("mine/", agency.owed, name="owed"),
    path("reports/<int:pk>/", agency.report, name="report"),
    path("reports/<int:pk>/upload/", agency.upload, name="upload"),
    path("reports/<int:pk>/progress/", agency.progress, name="progress"),
    path("reports/<int:pk>/explain/", agency.explain, name="explain"),
    path("reports/<int:pk>/submit/", agency.submit, name="submit"),
    path("reports/<int:pk>/withdraw/", agency.withdraw, name="withdraw"),
    # --- evidence, for everyone who may see the report
    path("reports/<int:pk>/cells/<str:address>/", evidence.cell, name="cell"),
    path("reports/<int:pk>/cells/<str:address>/correct/", evidence.correct, name="correct"),
    path("reports/<int:pk>/cells/<str:address>/restore/", evidence.restore, name="restore"),
    path("uploads/<int:pk>/file/", evidence.original, name="original"),
]

# --- reviewer, office and operations: names in the pages of the review and office views
