"""What every page of the office needs: the right to be here, and the root it looks from."""

from __future__ import annotations

import base64
import binascii
import io
import zlib
from collections.abc import Callable, Iterable
from datetime import date
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from submissions import access
from submissions.models import GOVERNMENTS, Agency
from submissions.states import Role
from submissions.templatetags.portal import day_words
from submissions.views.support import Request

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST_LIST = 2_000_000
"""Characters of a list carried from the preview to the import; Django takes forms of 2.5 MB."""


def for_office(view: Callable[Concatenate[Request, P], R]) -> Callable[Concatenate[Request, P], R]:
    """Only for signed-in people who administer something; anyone else is told so."""

    @wraps(view)
    @login_required
    def guarded(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> R:
        answer = access.may_administer(request.user)
        if not answer:
            raise PermissionDenied(answer.why)
        return view(request, *args, **kwargs)

    return guarded


def posted(request: Request) -> QueryDict | None:
    """What a form is bound to; an empty POST is bound too and told what is missing."""
    return request.POST if request.method == "POST" else None


def warn_of_past(request: Request, days: Iterable[date]) -> None:
    """Says what follows from a deadline that has passed already: it may be meant, or a year typed wrong."""
    if past := sorted({day for day in days if day < timezone.localdate()}):
        words = _("截止日期 %(days)s 已经过去，还没有报送的单位现在算作逾期。")
        messages.warning(request, words % {"days": "、".join(map(day_words, past))})


def asked(request: Request, name: str) -> str:
    """A word of the address; PostgreSQL takes no NUL in it."""
    return request.GET.get(name, "").replace("\0", "").strip()


def root_context(request: Request) -> dict[str, Any]:
    """``root``: the agency looked from, one of ``roots``, those this person administers."""
    roots = list(access.office_roots(request.user))
    wanted = request.GET.get("root", "")
    chosen = next((root for root in roots if str(root.pk) == wanted), None) if wanted else roots[0]
    if chosen is None:
        raise Http404(_("没有这个机关。"))
    return {"root": chosen, "roots": roots}


def area_context(request: Request) -> dict[str, Any]:
    """As ``root_context``, and ``area``: the government looked at, the root itself or one below it; ``above`` are
    those between them, the highest first, ``areas`` those right below it."""
    context = root_context(request)
    root, wanted = context["root"], request.GET.get("area", "")
    below = Agency.objects.filter(path__startswith=root.path, kind__in=GOVERNMENTS)
    area = get_object_or_404(below, pk=wanted) if wanted.isdecimal() else root
    return context | {
        "area": area,
        "above": [one for one in below.filter(pk__in=area.ancestor_ids).order_by("path_depth") if one != area],
        "areas": list(Agency.objects.filter(parent=area, kind__in=GOVERNMENTS, is_active=True)),
    }


def administered(request: Request, pk: int) -> Agency:
    """The agency if this person administers it; a stranger is told it does not exist."""
    return get_object_or_404(access.agencies_of(request.user, Role.OFFICE), pk=pk)


def site_of(request: Request) -> str:
    """The address of this site, "https://host", for links that are mailed."""
    return f"{request.scheme}://{request.get_host()}"


def download(content: bytes, name: str, content_type: str) -> FileResponse:
    """A file to keep; Django writes its Chinese name so that every browser takes it."""
    return FileResponse(io.BytesIO(content), as_attachment=True, filename=name, content_type=content_type)


def packed(data: bytes) -> str:
    """A list as text for a hidden field; empty when it is too large to be carried."""
    text = base64.b64encode(zlib.compress(data)).decode("ascii")
    return text if len(text) <= LARGEST_LIST else ""


def unpacked(text: str, limit: int) -> bytes:
    """The list again; empty when the field was damaged or holds more than ``limit`` bytes."""
    try:
        engine = zlib.decompressobj()
        data = engine.decompress(base64.b64decode(text, validate=True), limit)
    except (binascii.Error, ValueError, zlib.error):
        return b""
    return data if engine.eof else b""
