"""What the office does to what one agency owes: exempt it, confirm that it has nothing, give it time; and back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from submissions.forms.office import ExtendForm, ReasonForm
from submissions.models import Submission
from submissions.services import obligations as service
from submissions.states import Role
from submissions.views.office.cycles import form_page, owed
from submissions.views.office.support import for_office, posted
from submissions.views.support import Request, ip_of, told


@for_office
@require_http_methods(["GET", "POST"])
def exempt(request: Request, pk: int) -> HttpResponse:
    submission = owed(request, pk)
    lead = _("免报的单位不计入应报数，不再催报。")
    done = _("%(agency)s已设为免报。")
    return with_reason(request, submission, service.exempt, title=_("设为免报"), lead=lead, done=done)


@for_office
@require_http_methods(["GET", "POST"])
def unexempt(request: Request, pk: int) -> HttpResponse:
    submission = owed(request, pk)
    lead, done = submission.exempt_reason, _("%(agency)s已恢复应报。")
    return with_reason(request, submission, service.unexempt, title=_("取消免报"), lead=lead, done=done)


@for_office
@require_http_methods(["GET", "POST"])
def confirm_nil(request: Request, pk: int) -> HttpResponse:
    submission = owed(request, pk)
    lead = _(
        "零报告表示本年度没有这项工作，没有数据需要报送。仍计入应报数，算作已办理，但不算任何数字：汇总时不按 0 相加。"
        "只是各项数字都为 0 的单位，仍应报送年度报告。"
    )
    done = _("已代%(agency)s确认零报告。")
    return with_reason(
        request, submission, service.confirm_nil, title=_("代为确认零报告"), lead=lead, done=done, by=Role.OFFICE
    )


@for_office
@require_http_methods(["GET", "POST"])
def revoke_nil(request: Request, pk: int) -> HttpResponse:
    submission = owed(request, pk)
    lead, done = submission.nil_reason, _("%(agency)s的零报告已撤销，恢复应报。")
    return with_reason(
        request, submission, service.withdraw_nil, title=_("撤销零报告"), lead=lead, done=done, by=Role.OFFICE
    )


@for_office
@require_http_methods(["GET", "POST"])
def extend(request: Request, pk: int) -> HttpResponse:
    """A deadline of one agency's own."""
    submission = owed(request, pk)
    form = ExtendForm(posted(request), button=_("调整期限"), initial={"due_on": submission.due_on})
    if request.method == "POST" and form.is_valid():
        due_on: date = form.cleaned_data["due_on"]
        with told(request):
            service.extend(request.user, submission, due_on, form.cleaned_data["reason"], ip=ip_of(request))
            messages.success(request, _("%(agency)s的期限已调整。") % {"agency": submission.agency.name})
            return redirect("cycle", submission.cycle.year)
    return form_page(request, form, _("调整单位期限"), submission=submission)


@for_office
@require_http_methods(["GET", "POST"])
def unextend(request: Request, pk: int) -> HttpResponse:
    submission = owed(request, pk)
    lead, done = submission.extended_reason, _("%(agency)s的延期已取消。")
    return with_reason(request, submission, service.unextend, title=_("取消延期"), lead=lead, done=done)


def with_reason(
    request: Request, submission: Submission, act: Callable[..., Any], *, title: str, lead: str, done: str, **more: Role
) -> HttpResponse:  # fmt: skip
    """One deed that asks for nothing but its reason."""
    form = ReasonForm(posted(request), button=title)
    if request.method == "POST" and form.is_valid():
        with told(request):
            act(request.user, submission, form.cleaned_data["reason"], ip=ip_of(request), **more)
            messages.success(request, done % {"agency": submission.agency.name})
            return redirect("cycle", submission.cycle.year)
    return form_page(request, form, title, submission=submission, lead=lead)
