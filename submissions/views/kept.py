"""Kept files, given to who may have them as downloads that never run as pages of this site; or the sentence why not."""

from __future__ import annotations

from typing import Final

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from submissions.services import screening

BYTES: Final = "application/octet-stream"


def given(request: HttpRequest, kept: FieldFile, name: str) -> HttpResponseBase:
    """The file under the name it was sent as."""
    refusal = withheld(request, str(kept.name))
    return refusal or FileResponse(kept.open("rb"), as_attachment=True, filename=name, content_type=BYTES)


def withheld(request: HttpRequest, name: str) -> HttpResponse | None:
    """The page that says why nobody is given what this kept file holds; None where it may be given."""
    if why := screening.why_withheld(name):
        return render(request, "withheld.html", {"why": why}, status=403)
    return None
