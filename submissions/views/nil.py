"""The clerk says that there is nothing to report this year, and takes it back."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from submissions.forms.office import ReasonForm
from submissions.services import obligations
from submissions.states import Role, State
from submissions.views.support import Request, found, ip_of, require_role, told


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def nil(request: Request, pk: int) -> HttpResponse:
    """One page for both: it shows what the state allows, and does what was shown when its button was pressed."""
    submission = found(request, pk, Role.CLERK)
    takes_back = request.GET.get("to", "owed" if submission.status is State.NIL else "nil") == "owed"
    require_role(request, "withdraw_nil" if takes_back else "declare_nil", submission)
    title = _("撤回零报告") if takes_back else _("确认零报告")
    form = ReasonForm(request.POST if request.method == "POST" else None, button=title)
    form.helper.form_action = f"?to={'owed' if takes_back else 'nil'}"
    if request.method == "POST" and form.is_valid():
        act = obligations.withdraw_nil if takes_back else obligations.confirm_nil
        with told(request):
            act(request.user, submission, form.cleaned_data["reason"], by=Role.CLERK, ip=ip_of(request))
            messages.success(request, _("已撤回，请报送年度报告。") if takes_back else _("已确认零报告。"))
        return redirect("report", pk)
    context = {"submission": submission, "form": form, "heading": title, "takes_back": takes_back}
    return render(request, "agency/nil.html", context, status=400 if form.errors else 200)
