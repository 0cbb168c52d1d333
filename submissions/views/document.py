"""The document as it was sent, shown beside what was read of it."""

from __future__ import annotations

from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from submissions import access
from submissions.display.document import document_view
from submissions.display.progress import SELDOMEST
from submissions.display.routes import report_routes
from submissions.models import AnnotatedCopy, Facsimile
from submissions.services import copies, facsimiles
from submissions.views.support import Request, found


@login_required
@never_cache
@require_safe
def document(request: Request, pk: int) -> HttpResponse:
    """The viewer of the current upload, asked again by the page until its pictures are made."""
    submission = found(request, pk)
    if submission.current_upload is None:
        raise Http404
    view = document_view(facsimiles.wanted(submission.current_upload))
    context = {"routes": report_routes(submission), "document": view} | asking(request)
    return render(request, "parts/document.html", context)


def asking(request: Request) -> dict[str, int]:
    """How often the viewer has asked, and after how many seconds it does again: ever more seldom."""
    said = request.GET.get("asked", "")
    asked = int(said) if said.isascii() and said.isdigit() and len(said) < 4 else 0
    return {"asked": asked + 1, "ask_again": min(asked + 2, SELDOMEST)}


@login_required
@cache_control(private=True, max_age=24 * 3600, immutable=True)
@require_safe
def page_picture(request: Request, pk: int, number: int) -> FileResponse:
    """One page of an upload that this person may see. The name comes from what was made, never from the address."""
    upload = get_object_or_404(access.uploads_of(request.user).select_related("facsimile"), pk=pk)
    return picture(getattr(upload, "facsimile", None), number)


def picture(facsimile: Facsimile | None, number: int) -> FileResponse:
    """One page of it, as the worker drew it."""
    page = next((p for p in facsimile.pages if p["page"] == number), None) if facsimile else None
    if page is None or not default_storage.exists(page["name"]):
        raise Http404
    return FileResponse(default_storage.open(page["name"], "rb"), content_type="image/webp")


@login_required
@never_cache
@require_safe
def annotated(request: Request, pk: int) -> HttpResponse:
    """Where the annotated PDF is fetched; the page asks again until a worker has made it."""
    submission = found(request, pk)
    reading = submission.current_reading
    if reading is None or reading.report is None:
        raise Http404
    copy = copies.wanted(reading)
    return render(request, "parts/annotated.html", {"submission": submission, "copy": copy})


@login_required
@never_cache
@require_safe
def annotated_file(request: Request, pk: int) -> FileResponse:
    """An annotated PDF that is there, for everyone who may see the report, and as a download only."""
    seen = AnnotatedCopy.objects.filter(reading__upload__submission__in=access.submissions_of(request.user))
    copy = get_object_or_404(seen.exclude(file="").select_related("reading__upload"), pk=pk)
    name = f"{Path(copy.reading.upload.original_name).stem}（批注）.pdf"
    return FileResponse(copy.file.open("rb"), as_attachment=True, filename=name, content_type="application/pdf")
