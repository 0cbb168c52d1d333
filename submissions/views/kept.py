"""Kept files, given to who may have them as downloads that never run as pages of this site; or the sentence why not."""

from __future__ import annotations

from typing import Final

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from submissions.services import erased, screening

BYTES: Final = "application/octet-stream"


def given(request: HttpRequest, kept: FieldFile, name: str) -> HttpResponseBase:
    """The file under the name it was sent as; where it was removed, the clean one that took its place."""
    trace = erased.trace_of(screening.digest_of(str(kept.name)))
    if trace is not None and not trace.replacement:
        return gone(request)
    file, name = (trace.replacement, trace.replacement_name) if trace else (kept, name)
    if why := screening.why_withheld(str(file.name)):
        return render(request, "withheld.html", {"why": why}, status=403)
    return FileResponse(file.open("rb"), as_attachment=True, filename=name, content_type=BYTES)


def gone(request: HttpRequest) -> HttpResponse:
    why = _("这个文件因含个人信息已移除，不再提供下载。报告的数字和办理结果不受影响。")
    return render(request, "withheld.html", {"why": why}, status=410)
