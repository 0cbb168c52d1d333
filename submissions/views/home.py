"""The front door: each person goes straight to their own part of the site."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render

from submissions import access
from submissions.models import Agency
from submissions.states import Role
from submissions.views.support import Request

STARTS = {Role.CLERK: "owed", Role.REVIEWER: "queue", Role.OFFICE: "office"}


@login_required
def home(request: Request) -> HttpResponse:
    """The most frequent work first: who reports, then who reviews, then who administers."""
    roles = access.roles_anywhere(request.user)
    for role, start in STARTS.items():
        if role in roles:
            return redirect(start)
    return render(request, "registration/no_role.html", {"is_first": not Agency.objects.exists()})
