"""Released reports for everybody: no login, no cookie, few queries, and gone the moment a release ends."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from submissions.display.public import figures_csv, listing, mark_of_all, pdf_of, shown
from submissions.filters import query_without_page
from submissions.models import Release, Upload
from submissions.services import erased, privacy
from submissions.services.releases import public
from submissions.views.kept import given, gone
from submissions.views.office.support import download

PAGE_SIZE = 50
View = Callable[..., HttpResponseBase]
Mark = Callable[..., str]


def asked_again(mark: Mark) -> Callable[[View], View]:
    """Lets a browser keep the page and ask each time whether it still holds: what is taken back is gone at once."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not settings.PUBLIC_RELEASE:
                raise Http404(_("本系统没有启用对外公布。"))
            words = f"{request.get_full_path()} {get_language()} {mark(request, *args, **kwargs)}"
            tag = f'"{hashlib.sha256(words.encode()).hexdigest()[:32]}"'
            known = request.headers.get("If-None-Match", "")
            response = HttpResponseNotModified() if tag in known else view(request, *args, **kwargs)
            response.headers["ETag"], response.headers["Cache-Control"] = tag, "public, no-cache"
            if not settings.PUBLIC_INDEXING:
                response.headers["X-Robots-Tag"] = "noindex"
            return response

        return answered

    return decorate


def found(year: int, pk: int) -> Release:
    """By year and agency: the address of a report stays when it is released anew."""
    rows = public().select_related("submission__agency", "submission__cycle", "original")
    return get_object_or_404(rows, submission__cycle__year=year, submission__agency=pk)


def mark_of_one(request: HttpRequest, year: int, pk: int) -> str:
    """What was released, and what became of its original since: a removed one is nowhere kept for good."""
    rows = public().filter(submission__cycle__year=year, submission__agency=pk)
    told = rows.values_list("pk", "sha256", "original__sha256").first()
    trace = erased.trace_of(told[2]) if told and told[2] else None
    return f"{told} {trace and (trace.pk, trace.replaced_at, privacy.is_clean(trace.replacement_sha256))}"


@require_safe
@asked_again(lambda request: mark_of_all())
def reports(request: HttpRequest) -> HttpResponse:
    """The list by year and area, with a search by name."""
    asked = listing(request.GET)
    page = Paginator(asked.rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"listing": asked, "page_obj": page, "query": query_without_page(request.GET)}
    return render(request, "public/list.html", context | {"indexed": settings.PUBLIC_INDEXING})


@require_safe
@asked_again(mark_of_one)
def report(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    release = found(year, pk)
    context = {"shown": shown(release), "indexed": settings.PUBLIC_INDEXING}
    return render(request, "public/report.html", context | {"original_is_gone": is_gone(release.original)})


def is_gone(upload: Upload | None) -> bool:
    """Whether an original was removed, and what took its place, if anything, was not found free of personal data."""
    trace = erased.trace_of(upload.sha256) if upload else None
    return trace is not None and not privacy.is_clean(trace.replacement_sha256)


@require_safe
@asked_again(mark_of_one)
def report_pdf(request: HttpRequest, year: int, pk: int) -> FileResponse:
    release = found(year, pk)
    return download(pdf_of(release), f"{release.agency_name}{year}年度报告.pdf", "application/pdf")


@require_safe
@asked_again(mark_of_one)
def figures(request: HttpRequest, year: int, pk: int) -> FileResponse:
    release = found(year, pk)
    return download(figures_csv(release), f"{release.agency_name}{year}年度数据.csv", "text/csv")


@require_safe
@asked_again(mark_of_one)
def original(request: HttpRequest, year: int, pk: int) -> HttpResponseBase:
    """The file itself, only where its publication was chosen."""
    upload = found(year, pk).original
    if upload is None:
        raise Http404(_("没有公布原件。"))
    if is_gone(upload):
        return gone(request)
    return given(request, upload.file, upload.original_name)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines may see the released reports where the installation says so, and nothing else."""
    allowed = settings.PUBLIC_RELEASE and settings.PUBLIC_INDEXING
    lines = ["User-agent: *", *(["Allow: /public/", "Allow: /static/"] if allowed else []), "Disallow: /", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
