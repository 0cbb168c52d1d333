"""A report against its returned version, last year's, its own past and its like; and the letter of a return.

Each is a page with an address of its own; inside the report's page it is fetched into a tab.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from submissions import access
from submissions.display.compare import TABS, tabs_of
from submissions.display.neighbours import neighbourhood
from submissions.display.past import past_years
from submissions.display.revisions import changes_of
from submissions.display.years import both_years, text_pairs
from submissions.models import Submission
from submissions.services.checklists import last_return
from submissions.views.evidence import report_url
from submissions.views.support import Request, found


def answered(request: Request, submission: Submission, code: str, context: dict[str, Any]) -> HttpResponse:
    """The comparison alone for the report's page, else a page around it."""
    context |= {"submission": submission, "part": f"compare/{code}.html"}
    if request.htmx:
        return render(request, context["part"], context)
    context |= {
        "label": TABS[code],
        "tabs": tabs_of(request.user, submission, code),
        "report_url": report_url(request, submission),
    }
    return render(request, "compare/page.html", context)


@login_required
@never_cache
@require_safe
def changes(request: Request, pk: int) -> HttpResponse:
    """What the agency changed since the report was returned."""
    submission = found(request, pk)
    if last_return(submission) is None:
        raise Http404
    return answered(request, submission, "changes", {"changes": changes_of(submission)})


@login_required
@never_cache
@require_safe
def years(request: Request, pk: int) -> HttpResponse:
    submission = found(request, pk)
    return answered(request, submission, "years", {"both": both_years(submission)})


@login_required
@never_cache
@require_safe
def texts(request: Request, pk: int) -> HttpResponse:
    submission = found(request, pk)
    both = both_years(submission)
    return answered(request, submission, "texts", {"both": both, "pairs": text_pairs(both) if both else []})


@login_required
@never_cache
@require_safe
def past(request: Request, pk: int) -> HttpResponse:
    submission = found(request, pk)
    context = {"years": past_years(request.user, submission), "report_url": report_url(request, submission)}
    return answered(request, submission, "past", context)


@login_required
@never_cache
@require_safe
def neighbours(request: Request, pk: int) -> HttpResponse:
    submission = found(request, pk)
    if not (answer := access.may_see_neighbours(request.user, submission)):
        raise PermissionDenied(answer.why)
    return answered(request, submission, "neighbours", {"around": neighbourhood(request.user, submission)})


@login_required
@never_cache
@require_safe
def letter(request: Request, pk: int, decision: int) -> HttpResponse:
    """What was returned and why, as a letter to be printed."""
    submission = found(request, pk)
    returned = get_object_or_404(submission.decisions.select_related("by"), pk=decision, move="return", undone_at=None)
    context = {"submission": submission, "letter": returned, "report_url": report_url(request, submission)}
    return render(request, "compare/letter.html", context)
