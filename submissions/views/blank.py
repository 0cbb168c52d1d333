"""The blank official form to fill in, for whoever may see the report it is for."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from submissions.exports.form import blank_form
from submissions.views.office.support import XLSX, download
from submissions.views.support import Request, found


@login_required
@require_safe
def form(request: Request, pk: int) -> FileResponse:
    """The form the report must use as XLSX, with the agency's name in its title."""
    submission = found(request, pk)
    name, year = submission.agency.name, submission.cycle.year
    try:
        edition = submission.edition
    except LookupError as error:
        raise Http404(_("这个年度没有规定格式。")) from error
    return download(blank_form(edition, name, year), f"{name}{year}年政府信息公开工作年度报告（空白表）.xlsx", XLSX)
