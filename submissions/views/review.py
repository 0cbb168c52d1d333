"""The page of one report before the reviewer, and every decision on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from submissions import access
from submissions.display.changes import Changes, changes
from submissions.display.decision import Kept, decision_context, failed_items, kept_of
from submissions.display.page import Sheet
from submissions.filters import REVIEWING_ROLES
from submissions.forms.review import LETTER_MAX, ApproveForm, ReopenForm, ReturnForm, RulingForm, UndoForm
from submissions.models import RulingKind, Submission, User
from submissions.services import drafts, explanations, findings, looks, rulings
from submissions.services import review as service
from submissions.services.drafts import DraftKind
from submissions.services.errors import NotAllowed, Refused
from submissions.views.evidence import evidence_context
from submissions.views.support import Request, found, ip_of, told


@login_required
@require_safe
def review(request: Request, pk: int) -> HttpResponse:
    """One report; opening it is remembered as looking at it."""
    return page(request, reviewable(request, pk), looks_at=True)


def reviewable(request: Request, pk: int) -> Submission:
    """The submission for somebody who reviews or administers it; its own clerk is told where to look."""
    submission = found(request, pk)
    if not access.roles_of(request.user, submission.agency) & set(REVIEWING_ROLES):
        raise PermissionDenied(_("只有审核人可以打开审核页面。本机关的报告请在“我的报送”中查看。"))
    return submission


def page(
    request: Request,
    submission: Submission,
    *,
    status: int = 200,
    kept: Kept | None = None,
    looks_at: bool = False,
    **forms: Any,
) -> HttpResponse:
    """The report's page; ``forms`` stand in for the empty ones when somebody has typed already."""
    context = decision_context(request.user, submission)
    if looks_at and context["sheet"]:
        context["changes"] = changes_of(request.user, submission, context["sheet"])
    empty = {
        "return_form": ReturnForm(),
        "approve_form": ApproveForm(must_waive=bool(context["mandatory"])),
        "reopen_form": ReopenForm(),
        "undo_form": UndoForm(),
    }
    if context["sheet"] and request.GET.get("cell"):
        context |= evidence_context(request, submission, context["sheet"], request.GET["cell"])
    return render(request, "review/report.html", context | empty | forms | {"kept": kept}, status=status)


def changes_of(user: User, submission: Submission, sheet: Sheet) -> Changes | None:
    """Remembers that this person looked, and what is new to them."""
    return changes(looks.look(user, submission, sheet.shown.now), sheet)


def decide(
    request: Request, submission: Submission, verb: str, form_name: str, form: Any, act: Callable[[], Submission]
) -> HttpResponse:
    """Runs one decision. Where it cannot be, the page comes back as it is now, with all that was typed."""
    if not form.is_valid():
        return page(request, submission, status=400, **{form_name: form})
    try:
        after = act()
    except NotAllowed:
        raise
    except Refused as no:
        kept = kept_of(verb, no.why, form, submission)
        again = reviewable(request, submission.pk)
        return page(request, again, status=409, kept=kept, looks_at=True, **{form_name: form})
    messages.success(request, _("%(agency)s：%(words)s。") % {"agency": after.agency.name, "words": after.words})
    return redirect("review", submission.pk)


@login_required
@require_POST
def claim(request: Request, pk: int) -> HttpResponse:
    submission = reviewable(request, pk)
    with told(request):
        service.claim(request.user, submission, ip=ip_of(request))
        messages.success(request, _("已领取，其他审核人会看到由您审核。"))
    return redirect("review", pk)


@login_required
@require_POST
def release(request: Request, pk: int) -> HttpResponse:
    submission = reviewable(request, pk)
    with told(request):
        service.release(request.user, submission, ip=ip_of(request))
        messages.success(request, _("已放回待审核。"))
    return redirect("review", pk)


@login_required
@require_POST
def approve(request: Request, pk: int) -> HttpResponse:
    submission = reviewable(request, pk)
    reading = submission.current_reading
    must_waive = reading is not None and findings.unwaived(submission, reading).exists()
    form = ApproveForm(request.POST, must_waive=must_waive)

    def act() -> Submission:
        reason = form.cleaned_data.get("waive_reason", "")
        return service.approve(request.user, submission, reason, seen=seen_of(request), ip=ip_of(request))

    return decide(request, submission, "approve", "approve_form", form, act)


@login_required
@require_POST
def send_back(request: Request, pk: int) -> HttpResponse:
    submission = reviewable(request, pk)
    form = ReturnForm(request.POST, fingerprints=tuple(item.fingerprint for item in failed_items(submission)))

    def act() -> Submission:
        items, reason = form.cleaned_data["items"], form.cleaned_data["reason"]
        return service.send_back(request.user, submission, items, reason, seen=seen_of(request), ip=ip_of(request))

    return decide(request, submission, "return", "return_form", form, act)


@login_required
@require_POST
def draft(request: Request, pk: int) -> HttpResponse:
    """Writes the ticked findings out as a text to be edited; what was typed already stays above it."""
    submission = reviewable(request, pk)
    typed, items = request.POST.get("reason", "").strip()[:LETTER_MAX], request.POST.getlist("items")
    kind = DraftKind.NOTICE if request.POST.get("kind") == DraftKind.NOTICE else DraftKind.RETURN
    text = typed
    with told(request):
        drafted = drafts.draft(submission, items, kind)
        text = typed if drafted in typed else "\n\n".join(filter(None, (typed, drafted)))
    form = ReturnForm(initial={"reason": text, "items": items})
    if request.htmx:
        return render(request, "review/return_drafted.html", {"return_form": form})
    return page(request, submission, return_form=form)


@login_required
@require_POST
def reopen(request: Request, pk: int) -> HttpResponse:
    submission = reviewable(request, pk)
    form = ReopenForm(request.POST)

    def act() -> Submission:
        return service.reopen(request.user, submission, form.cleaned_data["reason"], ip=ip_of(request))

    return decide(request, submission, "reopen", "reopen_form", form, act)


@login_required
@require_POST
def judge_explanation(request: Request, pk: int) -> HttpResponse:
    """Takes an explanation of the agency, or does not."""
    submission = reviewable(request, pk)
    fingerprint, accepted = fingerprint_of(request), request.POST.get("verdict") == "accepted"
    seen = request.POST.get("seen", "")
    with told(request):
        explanations.judge_explanation(
            request.user,
            submission,
            fingerprint,
            accepted=accepted,
            seen=int(seen) if seen.isascii() and seen.isdigit() else None,
            ip=ip_of(request),
        )
        messages.success(request, _("已采纳这条情况说明。") if accepted else _("已标为不采纳，退回时请勾选这一项。"))
    return back_to(pk, fingerprint)


def seen_of(request: Request) -> str | None:
    """The stamp of the report as the page showed it that a decision was made of."""
    return request.POST.get("seen")


def fingerprint_of(request: Request) -> str:
    return request.POST.get("fingerprint", "")[:32].replace("\0", "")


def back_to(pk: int, fingerprint: str) -> HttpResponse:
    return redirect(f"{reverse('review', args=[pk])}#finding-{fingerprint}")


@login_required
@require_POST
def rule_on(request: Request, pk: int) -> HttpResponse:
    """Lets one finding through, or says that its flag is wrong."""
    submission = reviewable(request, pk)
    form = RulingForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return back_to(pk, fingerprint_of(request))
    fingerprint, kind, reason = (form.cleaned_data[name] for name in ("fingerprint", "kind", "reason"))
    with told(request):
        act = rulings.waive if kind == RulingKind.WAIVE else rulings.mark_wrong
        act(request.user, submission, fingerprint, reason, ip=ip_of(request))
        messages.success(request, _("已放行这一项。") if kind == RulingKind.WAIVE else _("已认定误报，管理员会看到。"))
    return back_to(pk, fingerprint)


@login_required
@require_POST
def withdraw_ruling(request: Request, pk: int) -> HttpResponse:
    submission = reviewable(request, pk)
    fingerprint = fingerprint_of(request)
    with told(request):
        rulings.withdraw(request.user, submission, fingerprint, ip=ip_of(request))
        messages.success(request, _("已撤销，这一项重新计入问题。"))
    return back_to(pk, fingerprint)
