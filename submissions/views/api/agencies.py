"""Agencies of the key's subtree."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import P, PathEx, Query, Router

from submissions.models import Agency
from submissions.views.api.door import agencies_of, under
from submissions.views.api.shapes import BIGGEST, AgencyAsked, AgencyPage, AgencyShape, answers, paged

router = Router(tags=["机关"])


@router.get("/agencies", response=answers(AgencyPage), summary="机关名单")
def agencies(request: HttpRequest, asked: Query[AgencyAsked]) -> dict[str, Any]:
    """All agencies of the subtree, those that are no more too."""
    rows, seen = agencies_of(request), set(agencies_of(request).values_list("pk", flat=True))
    if root := under(request, asked.under):
        rows = rows.filter(path__startswith=root.path)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.q:
        rows = rows.filter(name__icontains=asked.q)
    return paged(rows, asked, lambda one: shape_of(one, seen))


@router.get("/agencies/{pk}", response=answers(AgencyShape), summary="一个机关")
def agency(request: HttpRequest, pk: PathEx[int, P(ge=1, le=BIGGEST)]) -> dict[str, Any]:
    one = get_object_or_404(agencies_of(request), pk=pk)
    return shape_of(one, set(agencies_of(request).filter(pk=one.parent_id or 0).values_list("pk", flat=True)))


def shape_of(one: Agency, seen: set[int]) -> dict[str, Any]:
    """A parent outside the subtree is not told."""
    return {
        "id": one.pk,
        "code": one.code,
        "name": one.name,
        "kind": one.kind,
        "parent": one.parent_id if one.parent_id in seen else None,
        "is_active": one.is_active,
    }
