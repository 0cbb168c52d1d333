"""Yearly sums: of this moment, and frozen under a number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import P, PathEx, Query, Router

from parsing.report import Address
from submissions import access
from submissions.exports.gathering import NO_TALLY, Tally
from submissions.models import Snapshot
from submissions.services import kept
from submissions.services import snapshots as service
from submissions.views.api.door import key_of, root_of, year_of
from submissions.views.api.figures import plain_number
from submissions.views.api.shapes import (
    BIGGEST,
    Paging,
    SnapshotPage,
    SummaryShape,
    YearAsked,
    answers,
    paged,
)

router = Router(tags=["汇总"])


@router.get("/summary", response=answers(SummaryShape), summary="现时合计")
def summary(request: HttpRequest, asked: Query[YearAsked]) -> dict[str, Any]:
    """The three tables summed over what is approved now in a subtree; what is missing is counted, never taken as 0."""
    cycle, root = year_of(asked.year), root_of(request, asked.under)
    found = kept.gather(cycle, root)
    return {
        "year": cycle.year,
        "agency_code": root.code,
        "agency_name": root.name,
        "number": "",
        "edition": found.edition.code,
        "counts": found.counts,
        "cells": _cells(found.edition.addresses(), found.tallies),
    }


@router.get("/snapshots", response=answers(SnapshotPage), summary="汇总快照")
def snapshots(request: HttpRequest, asked: Query[Paging]) -> dict[str, Any]:
    """Sums that were frozen under a number, the oldest first."""
    return paged(access.snapshots_of(key_of(request).user), asked, _snapshot)


def _snapshot(one: Snapshot) -> dict[str, Any]:
    kept = {name: getattr(one, name) for name in ("number", "at", "remark", "sha256")}
    return {"id": one.pk, "year": one.cycle.year, "agency_code": one.root_code, "agency_name": one.root_name, **kept}


@router.get("/snapshots/{pk}", response=answers(SummaryShape), summary="一个快照的合计")
def snapshot(request: HttpRequest, pk: PathEx[int, P(ge=1, le=BIGGEST)]) -> dict[str, Any]:
    """As it was frozen, whatever was approved or taken back since."""
    one = get_object_or_404(access.snapshots_of(key_of(request).user), pk=pk)
    return {
        "year": one.cycle.year,
        "agency_code": one.root_code,
        "agency_name": one.root_name,
        "number": one.number,
        "edition": one.edition_code,
        "counts": one.counts,
        "cells": _cells(one.edition.addresses(), service.totals_of(one)),
    }


def _cells(addresses: Any, tallies: Mapping[Address, Tally]) -> list[dict[str, Any]]:
    return [_cell(address, tallies.get(address, NO_TALLY)) for address in addresses]


def _cell(address: Address, tally: Tally) -> dict[str, Any]:
    value = None if tally.value is None else plain_number(tally.value)
    head = {"table": address.table, "row": address.row, "column": address.column}
    return {**head, "value": value, "numbers": tally.numbers, "reports": tally.reports}
