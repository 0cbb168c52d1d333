"""The rules of a cycle: how each is treated, how it does, and what it finds in past reports."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parsing.rules.model import Rule
from submissions import access
from submissions.display.acts import newest
from submissions.display.health import RuleRow, cases, rule_rows
from submissions.display.samples import samples_of
from submissions.forms.rules import CopyRulesForm, RuleForm
from submissions.models import BackTest, Cycle
from submissions.services import backtests, policies
from submissions.services.errors import NotAllowed, Refused
from submissions.views.office.cycles import form_page
from submissions.views.office.support import for_office, posted
from submissions.views.support import Request, ip_of, told


@for_office
@require_safe
def rules(request: Request, year: int) -> HttpResponse:
    """Every rule with its state and its health in this cycle."""
    cycle = get_object_or_404(Cycle, year=year)
    context = {
        "section": "cycles",
        "trail": trail(cycle),
        "cycle": cycle,
        "rows": rule_rows(request.user, cycle),
        "may_run": access.may_run_cycles(request.user),
        "story": newest(policies.changes(cycle)),
        "has_others": Cycle.objects.exclude(pk=cycle.pk).filter(rule_policies__isnull=False).exists(),
    }
    return render(request, "office/rules.html", context)


def trail(cycle: Cycle, rule: Rule | None = None) -> list[tuple[str, str]]:
    here = [(str(_("年度报送")), reverse("office")), (cycle.title, reverse("cycle", args=[cycle.year]))]
    if rule is None:
        return [*here, (_("核对规则"), "")]
    return [*here, (_("核对规则"), reverse("cycle_rules", args=[cycle.year])), (rule.id, "")]


@for_office
@require_http_methods(["GET", "POST"])
def rule(request: Request, year: int, rule_id: str) -> HttpResponse:
    """One rule: what it says, how this cycle treats it, what it has found, and how to change that."""
    cycle = get_object_or_404(Cycle, year=year)
    row = row_of(request, cycle, rule_id)
    form = RuleForm(posted(request), numbers=row.numbers, initial={"state": row.policy.state})
    if request.method == "POST" and form.is_valid():
        data, numbers = form.cleaned_data, form.thresholds
        with told(request):
            policies.set_rule(request.user, cycle, rule_id, data["state"], data["reason"], numbers, ip=ip_of(request))
            messages.success(request, _("已保存。尚未审核通过的报告正在按新的设置重新核对。"))
        return redirect("cycle_rule", year, rule_id)
    test = cycle.back_tests.filter(rule=rule_id).first()
    context = {
        "section": "cycles",
        "trail": trail(cycle, row.rule),
        "cycle": cycle,
        "row": row,
        "form": form,
        "cases": cases(request.user, cycle, row.rule),
        "may_run": access.may_run_cycles(request.user),
        "story": newest(policies.changes(cycle, rule_id)),
    } | test_context(request, test)
    return render(request, "office/rule.html", context, status=400 if form.errors else 200)


def row_of(request: Request, cycle: Cycle, rule_id: str) -> RuleRow:
    try:
        policies.rule_of(rule_id)
    except Refused as error:
        raise Http404 from error
    return next(row for row in rule_rows(request.user, cycle) if row.rule.id == rule_id)


def test_context(request: Request, test: BackTest | None) -> dict[str, Any]:
    """A run and its samples; reports of agencies this person does not administer stay out."""
    return {"test": test, "samples": samples_of(request.user, test) if test else []}


@for_office
@require_safe
def back_test_progress(request: Request, pk: int) -> HttpResponse:
    test = get_object_or_404(BackTest, pk=pk)
    return render(request, "office/back_test.html", test_context(request, test))


@for_office
@require_POST
def back_test(request: Request, year: int, rule_id: str) -> HttpResponse:
    """Runs the rule over every approved report."""
    cycle = get_object_or_404(Cycle, year=year)
    with told(request):
        backtests.start(request.user, cycle, rule_id, ip=ip_of(request))
        messages.success(request, _("回测已开始，可以离开本页，稍后再来看结果。"))
    return redirect(f"{reverse('cycle_rule', args=[year, rule_id])}#back-test")


@for_office
@require_http_methods(["GET", "POST"])
def copy(request: Request, year: int) -> HttpResponse:
    """Takes over how another year treated its rules."""
    cycle = get_object_or_404(Cycle, year=year)
    if not (answer := access.may_run_cycles(request.user)):
        raise NotAllowed(answer.why)
    form = CopyRulesForm(posted(request), cycle=cycle)
    if request.method == "POST" and form.is_valid():
        with told(request):
            source, reason = form.cleaned_data["source"], form.cleaned_data["reason"]
            changed = policies.copy_policy(request.user, cycle, source, reason, ip=ip_of(request))
            messages.success(request, _("已照搬%(source)s，%(n)d 条规则有变化。") % {"source": source, "n": changed})
        return redirect("cycle_rules", year)
    return form_page(request, form, _("照搬其他年度的规则设置"), cycle=cycle)
