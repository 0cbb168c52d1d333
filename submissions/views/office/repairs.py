"""修复: what went wrong is put right, with a look at what will change, a reason, and a way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from submissions import access
from submissions.display import repairs as display
from submissions.forms.office import RepairForm
from submissions.models import Cycle
from submissions.services import accounts, bulk_rereads, exporting
from submissions.services import repairs as service
from submissions.services.errors import Refused
from submissions.services.repair_deeds import REPAIRS
from submissions.services.repairs import Call
from submissions.states import Processing, Role
from submissions.views.office.cycles import owed
from submissions.views.office.support import asked, for_office, posted, root_context
from submissions.views.office.users import managed
from submissions.views.support import Request, ip_of, told

SHOWN = 30
FOUND = 30


@for_office
@require_safe
def repairs(request: Request) -> HttpResponse:
    """Everything that can be put right: a report by its agency and year, work that hangs, people; and the way back."""
    context, text, year = root_context(request), asked(request, "q"), asked(request, "year")
    found = access.submissions_of(request.user, Role.OFFICE).filter(agency__name__icontains=text) if text else None
    if found is not None and year.isascii() and year.isdecimal():
        found = found.filter(cycle__year=int(year))
    running = access.exports_of(request.user).filter(processing__in=[Processing.QUEUED, Processing.READING])
    people = access.users_of(request.user)
    context |= {
        "section": "repairs",
        "q": text,
        "year": year,
        "cycles": Cycle.objects.all(),
        "found": found[:FOUND] if found is not None else None,
        "made": display.made(access.repairs_of(request.user)[:SHOWN]),
        "exports": running.order_by("asked_at"),
        "locked": accounts.locked_among(people),
        "may_operate": access.may_operate(request.user),
    }
    return render(request, "office/repairs.html", context)


@for_office
@require_safe
def report(request: Request, pk: int) -> HttpResponse:
    """What can be put right on one report, what cannot and why, and what was."""
    submission = service.fresh(owed(request, pk))
    context = {
        "section": "repairs",
        "trail": [(_("修复"), reverse("repairs")), (submission.title, "")],
        "submission": submission,
        "offers": display.offers(submission),
        "elsewhere": display.elsewhere(submission),
        "made": display.made(access.repairs_of(request.user).filter(submission=submission)),
    }
    return render(request, "office/repair.html", context)


@for_office
@require_http_methods(["GET", "POST"])
def deed(request: Request, pk: int, code: str) -> HttpResponse:
    """One repair of one report: what it will change, and the reason."""
    if code not in REPAIRS:
        raise Http404
    one, submission = REPAIRS[code], service.fresh(owed(request, pk))
    why_not = one.why_not(submission)
    choices = one.choices(request.user, submission) if one.choices and not why_not else None
    form = RepairForm(posted(request), button=one.label, choices=choices)

    def act(reason: str) -> str:
        service.make(one, call_of(request, reason, form.cleaned_data.get("choice", 0)), submission)
        return _("已修复：%(what)s。可以在下面恢复。") % {"what": one.label}

    if why_not == "" and choices == []:
        why_not = _("没有可以选择的。")
    page = {"lead": one.lead, "changes": one.changes(submission) if not why_not else [], "why_not": why_not}
    return put_right(request, str(one.label), submission, form, act, reverse("repair", args=[pk]), **page)


@for_office
@require_http_methods(["GET", "POST"])
def undo(request: Request, pk: int) -> HttpResponse:
    """The opposite of a repair."""
    repair = get_object_or_404(access.repairs_of(request.user), pk=pk)
    (made,) = display.made([repair])
    why_not = _("这项修复已经恢复过。") if repair.undone_at else made.why_not
    form = RepairForm(posted(request), button=made.opposite or _("恢复"))

    def act(reason: str) -> str:
        if repair.kind == bulk_rereads.KIND:
            done = bulk_rereads.cancel(request.user, repair, reason, ip=ip_of(request))
            return _("%(n)s 份没有开始的不再读取。") % {"n": done}
        if repair.kind not in REPAIRS:
            raise Refused(_("没有相反的操作。"))
        service.undo(REPAIRS[repair.kind], call_of(request, reason), repair)
        return _("已恢复：%(what)s。") % {"what": made.opposite}

    then = reverse("repair", args=[repair.submission_id]) if repair.submission_id else reverse("repairs")
    changes = [_("恢复到“%(what)s”之前的状态。") % {"what": repair.words}] if not why_not else []
    page = {"lead": repair.reason, "changes": changes, "why_not": why_not}
    return put_right(request, made.opposite or _("恢复"), repair.submission or repair.agency, form, act, then, **page)


@for_office
@require_http_methods(["GET", "POST"])
def bulk_reread(request: Request) -> HttpResponse:
    """All reports of a year below a root that a newer reader has not read."""
    root = root_context(request)["root"]
    year = request.GET.get("year", "")
    cycle = get_object_or_404(Cycle, year=int(year) if year.isascii() and year.isdecimal() else 0)
    number = bulk_rereads.candidates(cycle, root).count()
    changes = [
        _("%(n)s 份由单位填报的报告用现在的版本重新读取，在后台进行，不影响别人；更正和说明都保留。") % {"n": number},
        _("读完以后报告改用新的读取结果，按它重新核对；没有开始的可以取消，读完的可以逐份改回。"),
    ]
    form = RepairForm(posted(request), button=_("批量重新读取"))

    def act(reason: str) -> str:
        return f"{bulk_rereads.ask(request.user, cycle, root, reason, ip=ip_of(request)).words}。"

    why_not = "" if number else _("没有需要用现在的版本重新读取的报告。")
    page: dict[str, Any] = {"lead": root.name, "changes": changes if number else [], "why_not": why_not}
    return put_right(request, _("批量重新读取"), cycle, form, act, reverse("repairs"), **page)


@for_office
@require_http_methods(["GET", "POST"])
def cancel_export(request: Request, pk: int) -> HttpResponse:
    """Ends a file whose making hangs; its page makes it again."""
    export = get_object_or_404(access.exports_of(request.user), pk=pk)
    form = RepairForm(posted(request), button=_("取消导出"))

    def act(reason: str) -> str:
        exporting.cancel(request.user, export, reason, ip=ip_of(request))
        return _("已取消，可以再次导出。")

    page = {"lead": "", "changes": [_("停止制作这个文件；需要时再次导出。")], "why_not": ""}
    return put_right(request, _("取消导出"), export.of_what, form, act, exporting.page_of(export), **page)


@for_office
@require_http_methods(["GET", "POST"])
def unlock(request: Request, pk: int) -> HttpResponse:
    """Lets somebody try again whom wrong passwords have locked out."""
    person = managed(request, pk)
    form = RepairForm(posted(request), button=_("解除锁定"))

    def act(reason: str) -> str:
        accounts.unlock(request.user, person, reason, ip=ip_of(request))
        return _("已解除锁定，可以再次登录。")

    why_not = "" if accounts.is_locked(person) else _("这个账号没有因输错密码被锁定。")
    changes = [_("立即可以再次输入密码。不是本人在试的，请停用账号。")] if not why_not else []
    page: dict[str, Any] = {"lead": "", "changes": changes, "why_not": why_not}
    return put_right(request, _("解除锁定"), person, form, act, reverse("user_edit", args=[pk]), **page)


def call_of(request: Request, reason: str, choice: int = 0) -> Call:
    return Call(request.user, reason, ip_of(request), choice)


def put_right(
    request: Request, title: str, about: object, form: RepairForm, act: Callable[[str], str], then: str, **page: Any
) -> HttpResponse:
    """Shows what will change and asks for the reason, or does it and goes on to ``then``."""
    if request.method == "POST" and form.is_valid():
        with told(request):
            messages.success(request, act(form.cleaned_data["reason"]))
        return redirect(then)
    trail = [(_("修复"), reverse("repairs")), (str(about), then if then != reverse("repairs") else ""), (title, "")]
    context = {"section": "repairs", "trail": trail, "heading": f"{title}：{about}", "form": form, "then": then} | page
    return render(request, "office/repair_deed.html", context, status=400 if form.errors else 200)
