"""The rules reports are judged by, for everyone who is signed in: what is flagged can be looked up."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from submissions.display.rulebook import families
from submissions.views.support import Request


@login_required
@require_safe
def rulebook(request: Request) -> HttpResponse:
    """Every rule has its number as an anchor, which findings link to."""
    return render(request, "rules/index.html", {"families": families()})
