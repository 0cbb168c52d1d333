"""Chasing: choose those who still owe, see the words, send, see whom it reached, note a call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from submissions import access
from submissions.display import chases as display
from submissions.display import completeness
from submissions.exports.ledger import chosen_words
from submissions.filters import ChaseFilter, query_without_page
from submissions.language import of_record
from submissions.models import Submission
from submissions.services import chase_text, duties
from submissions.services import chases as service
from submissions.services.errors import Refused
from submissions.states import Role
from submissions.views.office.completeness import year_context
from submissions.views.office.support import for_office, packed, unpacked
from submissions.views.support import Request, ip_of, told

PAGE_SIZE = 50
LARGEST = 1_000_000
"""Bytes of ids carried from the choice to the sending: a province of 100,000 agencies."""
SHOWN, NAMED = 3, 200
"""Letters shown in full before they are sent; agencies called by name in a list."""


@for_office
@require_safe
def chase(request: Request, year: int) -> HttpResponse:
    """Those who still owe, narrowed by how late and how far they are, to be ticked or taken all."""
    context = year_context(request, year, "chase")
    chosen = ChaseFilter(request.GET, cycle=context["cycle"], at=context["at"])
    page = Paginator(chosen.qs.values_list("pk", flat=True), PAGE_SIZE).get_page(request.GET.get("page"))
    context["trail"].append((_("催报"), ""))
    context |= {
        "filter": chosen,
        "page_obj": page,
        "lines": completeness.lines(list(page.object_list)),
        "query": query_without_page(request.GET),
        "asked": [(name, value) for name in chosen.filters if (value := request.GET.get(name))],
    }
    return render(request, "office/chase.html", context)


@for_office
@require_http_methods(["GET", "POST"])
def chase_write(request: Request, year: int) -> HttpResponse:
    """The words, whom they would reach, and whom not; sent by the button of this page alone."""
    context = year_context(request, year, "chase")
    ids, words = chosen_ids(request, context)
    text = request.POST.get("text", chase_text.DRAFT)
    again = "again" in request.POST
    if request.method == "POST" and "send" in request.POST:
        with told(request):
            sent = service.send(
                request.user, context["root"], context["cycle"], ids, text, token_of(request.POST),
                again=again, chosen=words, ip=ip_of(request),
            )  # fmt: skip
            messages.success(request, _("已催报 %(n)s 个单位。") % {"n": sent.recipients.count()})
            return redirect("chase_sent", sent.pk)
    return render(request, "office/chase_write.html", context | written(request, context, ids, text, words, again))


def chosen_ids(request: Request, context: dict[str, Any]) -> tuple[list[int], str]:
    """The chosen submissions and how they were chosen: as the page carries them, ticked, or all a filter lists."""
    if request.method == "POST":
        return whole(unpacked(request.POST.get("ids", ""), LARGEST).decode().split(",")), request.POST.get("chosen", "")
    if request.GET.get("who") != "all":
        ticked = whole(request.GET.getlist("ids"))
        return ticked, _("勾选 %(n)s 个单位") % {"n": len(ticked)}
    chosen = ChaseFilter(request.GET, cycle=context["cycle"], at=context["at"])
    with of_record():
        words = f"{context['at'].name}；{chosen_words(chosen.form)}".strip("；")
    return list(chosen.qs.order_by().values_list("pk", flat=True)), words


def whole(texts: list[str]) -> list[int]:
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19]


def token_of(data: QueryDict) -> UUID:
    try:
        return UUID(data.get("token", ""))
    except ValueError as error:
        raise Http404 from error


def written(
    request: Request, context: dict[str, Any], ids: list[int], text: str, words: str, again: bool
) -> dict[str, Any]:
    """What the page shows of a text that may still be wrong."""
    wrong = ""
    try:
        chase_text.check(text)
    except Refused as refused:
        wrong = refused.why
    planned = service.plan(request.user, context["cycle"], ids)
    letters = [] if wrong else service.targets_of(planned, (planned.fresh or planned.owing)[:SHOWN], text.strip())
    kept = [one.submission for one in planned.owing]
    passed = {one.agency for one in duties.plan_of(context["cycle"]).passed}
    needless = [one for one in planned.owing if one.agency in passed]
    context["trail"].append((_("催报"), reverse("chase", args=[context["cycle"].year])))
    context["trail"].append((_("核对后发送"), ""))
    return {
        "plan": planned,
        "letters": letters,
        "today": named(planned.today),
        "nobody": named(planned.nobody),
        "needless": named(needless),
        "needless_count": len(needless),
        "wrong": wrong,
        "text": text,
        "fields": [f"{{{name}}}" for name in chase_text.FIELDS],
        "longest": chase_text.LONGEST,
        "ids": packed(",".join(map(str, kept)).encode()),
        "chosen": words,
        "again": again,
        "token": request.POST.get("token") or uuid4(),
    }


def named(owing: Sequence[service.Owing]) -> QuerySet[Submission]:
    """The first of these, with their agencies."""
    rows = Submission.objects.filter(pk__in=[one.submission for one in owing[:NAMED]])
    return rows.select_related("agency").order_by(*service.ORDER)


@for_office
@require_safe
def chases(request: Request, year: int) -> HttpResponse:
    """Every chase of a year, with how it went."""
    context = year_context(request, year, "chases")
    rows = display.with_numbers(access.chases_of(request.user).filter(cycle=context["cycle"]))
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context["trail"].append((_("催报记录"), ""))
    context |= {"page_obj": page, "query": query_without_page(request.GET)}
    return render(request, "office/chases.html", context)


@for_office
@require_safe
def chase_sent(request: Request, pk: int) -> HttpResponse:
    """One chase: whom it reached and whom not, each number a list."""
    one = get_object_or_404(access.chases_of(request.user), pk=pk)
    asked = display.reach_conditions()
    show = request.GET.get("show", "all")
    rows = one.recipients.filter(asked.get(show, asked["all"])).select_related("chase", "submission__agency__parent")
    page = Paginator(rows.order_by("pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    year_trail = [(_("年度报送"), reverse("office")), (str(one.cycle), reverse("cycle", args=[one.cycle.year]))]
    context = {
        "section": "cycles",
        "trail": [*year_trail, (_("催报记录"), reverse("chases", args=[one.cycle.year])), (f"{one.at:%m-%d}", "")],
        "chase": one,
        "cycle": one.cycle,
        "root": one.root,
        "counts": display.reach_counts(one),
        "show": show,
        "page_obj": page,
        "rows": display.reached(page.object_list),
        "query": query_without_page(request.GET),
    }
    return render(request, "office/chase_sent.html", context)


@for_office
@require_safe
def chase_history(request: Request, pk: int) -> HttpResponse:
    """All that was done for one report: chases and calls, and a form to note a call."""
    found = access.submissions_of(request.user, Role.OFFICE).select_related("agency__parent")
    submission = get_object_or_404(found, pk=pk)
    year = submission.cycle.year
    context = {
        "section": "cycles",
        "trail": [
            (_("年度报送"), reverse("office")),
            (submission.cycle.title, reverse("cycle", args=[year])),
            (submission.agency.name, ""),
        ],
        "submission": submission,
        "rows": display.history(submission),
        "calls": submission.calls.select_related("by"),
        "clerks": service.clerks_by_agency([submission.agency_id]).get(submission.agency_id, []),
    }
    return render(request, "office/chase_history.html", context)


@for_office
@require_POST
def chase_call(request: Request, pk: int) -> HttpResponse:
    submission = get_object_or_404(access.submissions_of(request.user, Role.OFFICE), pk=pk)
    with told(request):
        called, text = request.POST.get("called", ""), request.POST.get("text", "")
        service.note_call(request.user, submission, called, text, ip=ip_of(request))
        messages.success(request, _("通话情况已记录。"))
    return redirect("chase_history", pk)
