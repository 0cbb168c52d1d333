"""Years of an area in the numbers its charts need: shown as kept, added up again by a worker when they are stale."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q
from django.utils import timezone

from submissions.exports.rollup import Rolled, rolled
from submissions.models import Agency, Cycle, Rollup, Submission
from submissions.services import attempts, bell, factsheets, marks, snapshots

log = logging.getLogger(__name__)
AT_ONCE: Final = 1_500
"""So many reports a page adds up itself; more are left to a worker."""
GIVEN_UP: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Kept:
    """The years a page draws. ``waiting`` years are being added up and are not here yet; those in ``older`` are
    here as they were at ``at``, and are being added up again."""

    years: tuple[Rolled, ...]
    waiting: tuple[int, ...] = ()
    older: tuple[int, ...] = ()
    at: datetime | None = None


def of_years(cycles: Iterable[Cycle], root: Agency) -> Kept:
    """What is kept of these years, oldest first. Small areas are brought up to date at once, for large ones a
    worker is rung for and what there is is shown."""
    wanted = {cycle.pk: cycle for cycle in cycles}
    now = marks.of_cycles(wanted.values(), root)
    rows = _rows(wanted, root)
    behind = [row for row in rows.values() if row.mark != now[row.cycle_id]]
    if behind and _is_small(root, behind):
        for row in behind:
            build(row.pk)
        rows = _rows(wanted, root)
    elif behind:
        Rollup.objects.filter(pk__in=[row.pk for row in behind], asked_at=None).update(asked_at=timezone.now())
        for row in behind:
            bell.ring(row.pk, bell.ROLLUP)
    return _kept(wanted, rows, now)


def _rows(wanted: dict[int, Cycle], root: Agency) -> dict[int, Rollup]:
    rows = {row.cycle_id: row for row in Rollup.objects.filter(cycle__in=wanted, root=root)}
    if lacking := [pk for pk in wanted if pk not in rows]:
        Rollup.objects.bulk_create([Rollup(cycle_id=pk, root=root) for pk in lacking], ignore_conflicts=True)
        rows = {row.cycle_id: row for row in Rollup.objects.filter(cycle__in=wanted, root=root)}
    return rows


def _is_small(root: Agency, behind: list[Rollup]) -> bool:
    owed = Submission.objects.filter(cycle__in=[row.cycle_id for row in behind], agency__path__startswith=root.path)
    return len(owed.order_by().values_list("pk")[: AT_ONCE + 1]) <= AT_ONCE


def _kept(wanted: dict[int, Cycle], rows: dict[int, Rollup], now: Mapping[int, str]) -> Kept:
    ordered = sorted(rows.values(), key=lambda row: wanted[row.cycle_id].year)
    there = [row for row in ordered if row.built_at is not None]
    years = {row.pk: wanted[row.cycle_id].year for row in ordered}
    return Kept(
        years=tuple(Rolled.of(years[row.pk], wanted[row.cycle_id].edition.code, row.data) for row in there),
        waiting=tuple(years[row.pk] for row in ordered if row.built_at is None),
        older=tuple(years[row.pk] for row in there if row.mark != now[row.cycle_id]),
        at=min((row.built_at for row in there if row.built_at), default=None),
    )


def build(rollup_id: int) -> bool:
    """Adds up one row that is stale; False when it is not, or another worker has it.

    Its mark is read before anything else is: with what changes meanwhile it is stale again.
    """
    now = timezone.now()
    row = Rollup.objects.select_related("cycle", "root").get(pk=rollup_id)
    factsheets.ensure(row.cycle)
    mark = marks.of(row.cycle, row.root)
    if not Rollup.objects.filter(_in_no_hands(), ~Q(mark=mark), pk=rollup_id).update(claimed_at=now):
        return False
    mine = Rollup.objects.filter(pk=rollup_id, claimed_at=now)
    try:
        data = rolled(snapshots.gather(row.cycle, row.root), row.root.path)
    except Exception:
        log.exception("adding up %s failed", row)
        mine.update(claimed_at=None)
        return False
    return bool(mine.update(data=data, mark=mark, built_at=now, claimed_at=None, asked_at=None))


def waiting(limit: int = 50) -> list[int]:
    """Rows somebody asked for and no worker has at hand."""
    asked = Rollup.objects.filter(_in_no_hands(), asked_at__isnull=False)
    return list(asked.order_by("asked_at").values_list("pk", flat=True)[:limit])


def _in_no_hands() -> Q:
    return Q(claimed_at=None) | attempts.long_ago("claimed_at", GIVEN_UP)
