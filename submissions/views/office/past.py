"""Reports of past years: a batch is gathered, looked at in one list, corrected, filed and taken back."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from parsing.errors import ParsingError
from parsing.kinds import SUFFIXES
from submissions import access
from submissions.display.past_batches import files_at, results_csv, rows_of, state_of
from submissions.filters import query_without_page
from submissions.forms.past import GoalForm
from submissions.models import Intake, PastBatch
from submissions.services import past_batches as service
from submissions.services import refused_intakes
from submissions.services.errors import NotAllowed, Refused
from submissions.services.files import Received
from submissions.states import Role
from submissions.views.kept import given
from submissions.views.office.support import asked, download, for_office, root_context
from submissions.views.support import Request, ip_of, told

PAGE_SIZE = 50
BATCHES = 20


@for_office
@require_safe
def batches(request: Request) -> HttpResponse:
    """Every batch with how far it is, the newest first."""
    context = root_context(request)
    seen = access.past_batches_of(request.user).filter(root__path__startswith=context["root"].path)
    page = Paginator(seen.select_related("owner", "root"), BATCHES).get_page(request.GET.get("page"))
    states = [state_of(batch) for batch in page.object_list]
    context |= {"section": "past", "states": states, "page_obj": page, "query": query_without_page(request.GET)}
    return render(request, "office/past.html", context)


@for_office
@require_POST
def open_batch(request: Request) -> HttpResponse:
    root = root_context(request)["root"]
    batch = service.open_batch(request.user, root, request.POST.get("name", ""), ip=ip_of(request))
    return redirect("past_batch", batch.pk)


def mine(request: Request, pk: int) -> PastBatch:
    return get_object_or_404(access.past_batches_of(request.user).select_related("root"), pk=pk)


def my_file(request: Request, pk: int) -> Intake:
    files = access.past_files_of(request.user).select_related("batch__root", "to_agency")
    return get_object_or_404(files, pk=pk)


@for_office
@never_cache
@require_safe
def batch(request: Request, pk: int) -> HttpResponse:
    one, place = mine(request, pk), asked(request, "show")
    state = state_of(one)
    page = Paginator(files_at(one, place), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "section": "past",
        "trail": [(_("往年报告"), reverse("past_batches")), (one.name, "")],
        "state": state,
        "tabs": state.tabs(place),
        "rows": rows_of(page.object_list),
        "page_obj": page,
        "query": query_without_page(request.GET),
        "archives": one.archives.exclude(why=""),
        "onward": reverse("past_batch", args=[pk]),
        "max_bytes": settings.PAST_ARCHIVE_MAX_BYTES,
        "file_bytes": settings.UPLOAD_MAX_BYTES,
        "upload_suffixes": ",".join((".zip", *SUFFIXES)),
    }
    return render(request, "office/past_batch.html", context)


@for_office
@never_cache
@require_safe
def progress(request: Request, pk: int) -> HttpResponse:
    """How far the worker is, for the page that asks every few seconds."""
    return render(request, "office/past_progress.html", {"state": state_of(mine(request, pk)), "asked_again": True})


@for_office
@require_POST
def add(request: Request, pk: int) -> HttpResponse:
    """Takes files in, one or several. A script sends them one by one and asks for JSON."""
    one, received = mine(request, pk), 0
    sent: Iterable[Received | None] = request.FILES.getlist("file") or [None]
    for file in sent:
        try:
            service.add(request.user, one, file, request.POST.get("path", "")[:500], ip=ip_of(request))
            received += 1
        except NotAllowed:
            raise
        except (Refused, ParsingError) as no:
            messages.error(request, f"{file.name}：{no}" if file else str(no))
    if not request.accepts("text/html"):
        return JsonResponse({"next": reverse("past_batch", args=[pk])})
    if received:
        messages.success(request, _("已收到 %(n)s 个文件，正在读取。") % {"n": received})
    return redirect("past_batch", pk)


@for_office
@require_POST
def match_again(request: Request, pk: int) -> HttpResponse:
    with told(request):
        service.match_again(request.user, mine(request, pk))
        messages.success(request, _("已按现在的机关名称和沿革重新匹配。"))
    return redirect("past_batch", pk)


@for_office
@require_POST
def file_all(request: Request, pk: int) -> HttpResponse:
    with told(request):
        n = service.file_all(request.user, mine(request, pk), ip=ip_of(request))
        messages.success(request, _("正在归档 %(n)s 份报告，完成后会通知您。") % {"n": n})
    return redirect("past_batch", pk)


@for_office
@require_POST
def undo_all(request: Request, pk: int) -> HttpResponse:
    with told(request):
        n = service.undo_all(request.user, mine(request, pk), request.POST.get("reason", ""), ip=ip_of(request))
        messages.success(request, _("正在撤回 %(n)s 份报告，完成后会通知您。") % {"n": n})
    return redirect("past_batch", pk)


@for_office
@require_POST
def choose(request: Request, pk: int) -> HttpResponse:
    intake = my_file(request, pk)
    form = GoalForm(request.POST, agencies=access.agencies_of(request.user, Role.OFFICE))
    if not form.is_valid():
        messages.error(request, f"{intake.path}：{form.first_error}")
    else:
        agency, year = form.cleaned_data["agency"], form.cleaned_data["year"]
        with told(request):
            service.choose(request.user, intake, agency, year, ip=ip_of(request))
            words = {"name": intake.path, "agency": agency.name, "year": year}
            messages.success(request, _("“%(name)s”将归档到%(agency)s%(year)s年度。") % words)
    return back_to(request, intake)


@for_office
@require_POST
def read_again(request: Request, pk: int) -> HttpResponse:
    """Has a file that an earlier version of the reader refused read by that of today."""
    intake = my_file(request, pk)
    with told(request):
        refused_intakes.read_again(request.user, intake, ip=ip_of(request))
        messages.success(request, _("正在用现在的版本读取“%(name)s”，不必重新上传。") % {"name": intake.path})
    return back_to(request, intake)


@for_office
@require_POST
def drop(request: Request, pk: int) -> HttpResponse:
    intake = my_file(request, pk)
    with told(request):
        service.drop(request.user, intake, ip=ip_of(request))
        messages.success(request, _("已移除“%(name)s”，可在“已移除”中恢复。") % {"name": intake.path})
    return back_to(request, intake)


@for_office
@require_POST
def put_back(request: Request, pk: int) -> HttpResponse:
    intake = my_file(request, pk)
    with told(request):
        service.put_back(request.user, intake, ip=ip_of(request))
        messages.success(request, _("已恢复“%(name)s”。") % {"name": intake.path})
    return back_to(request, intake)


def back_to(request: Request, intake: Intake) -> HttpResponse:
    """The same part of the list, at this file."""
    query = request.POST.get("back", "")
    safe = query if all(c.isalnum() or c in "=&_" for c in query) else ""
    address = reverse("past_batch", args=[intake.batch_id])
    return redirect(f"{address}?{safe}#file-{intake.pk}" if safe else f"{address}#file-{intake.pk}")


@for_office
@require_safe
def original(request: Request, pk: int) -> HttpResponseBase:
    intake = my_file(request, pk)
    if not intake.file:
        raise Http404(_("这个文件没有保存。"))
    return given(request, intake.file, intake.original_name)


@for_office
@require_safe
def results(request: Request, pk: int) -> FileResponse:
    one = mine(request, pk)
    return download(results_csv(one), _("%(name)s结果.csv") % {"name": one.name}, "text/csv")
