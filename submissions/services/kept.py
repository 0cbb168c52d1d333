"""Yearly sums of this moment without adding anything up that has not changed: what the pages show.

``gather`` gives what ``snapshots.gather`` would, from a row kept under the mark of ``services.marks``. Members
lack what no sum counts (state short of approval, days, contacts): ``Gathering.shown`` reads that for those shown.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from datetime import date
from itertools import repeat
from typing import Any, Final

from django.utils.functional import SimpleLazyObject

from submissions.exports.gathering import Gathering
from submissions.exports.members import PASSING, Member
from submissions.models import Agency, Cycle, FactSheet, KeptSum
from submissions.services import factsheets, marks, snapshots

COLUMNS: Final = tuple(name for name in Member._fields if name not in PASSING)
UNKNOWN: Final[dict[str, Any]] = {
    "due_on": date.min, "submitted_at": None, "decided_at": None, "filed_at": None, "filed_due": None,
    "contact": "", "phone": "", "reason": "",
}  # fmt: skip
LEVEL: Final = 1
"""Of compression: a tenth of the size in a hundredth of a second."""


def gather(cycle: Cycle, root: Agency) -> Gathering:
    return gather_each([cycle], root)[0]


def gather_each(cycles: Sequence[Cycle], root: Agency) -> list[Gathering]:
    """The sums of several years, in their order. Two queries where nothing has changed."""
    now = marks.of_cycles(cycles, root)
    rows = {row.cycle_id: row for row in KeptSum.objects.filter(cycle__in=list(now), root=root)}
    return [
        _opened(row, cycle, root) if (row := rows.get(cycle.pk)) and row.mark == now[cycle.pk] else _made(cycle, root)
        for cycle in cycles
    ]


def _made(cycle: Cycle, root: Agency) -> Gathering:
    """Adds up from nothing, and keeps it under the mark that was read before."""
    factsheets.ensure(cycle)
    mark = marks.of(cycle, root)
    found = snapshots.gather(cycle, root)
    kept = {
        "mark": mark,
        "totals": snapshots.kept_totals(found.tallies),
        "counts": found.counts,
        "strangers": [member.submission for member in found.strangers],
        "members": packed(found.members),
    }
    KeptSum.objects.update_or_create(cycle=cycle, root=root, defaults=kept)
    return found


def _opened(row: KeptSum, cycle: Cycle, root: Agency) -> Gathering:
    found = Gathering(
        year=cycle.year,
        edition=cycle.edition,
        root_code=root.code,
        root_name=root.name,
        root_kind=root.kind,
        members=SimpleLazyObject(lambda: unpacked(bytes(row.members))),  # type: ignore[arg-type]
        # Ended ones too: a sheet that ends in this moment is still what the sum is made of.
        sheets=FactSheet.objects.filter(submission__cycle=cycle, submission__agency__path__startswith=root.path),
    )
    found.__dict__.update({"tallies": snapshots.opened_totals(row.totals), "counts": row.counts})
    found.__dict__["odd"] = frozenset(row.strangers)
    return found


def packed(members: Sequence[Member]) -> bytes:
    """A column each, so that ten thousand members are opened in a moment."""
    columns = {name: [getattr(member, name) for member in members] for name in COLUMNS}
    return zlib.compress(json.dumps(columns, ensure_ascii=False, separators=(",", ":")).encode(), LEVEL)


def unpacked(data: bytes) -> list[Member]:
    columns = json.loads(zlib.decompress(data))
    whole = [columns[name] if name in columns else repeat(UNKNOWN[name]) for name in Member._fields]
    return list(map(Member._make, zip(*whole, strict=False)))
