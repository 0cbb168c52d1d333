"""Marks what is kept of yearly sums as stale when something they count changes."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from submissions.models import Event, Rollup
from submissions.states import MOVES, WITHOUT_REPORT, State

COUNTED: Final = {State.APPROVED, *WITHOUT_REPORT}
STRUCTURE: Final = frozenset({"agency_saved", "agencies_imported", "cycle_opened", "enrolled", "system_saved"})
"""Events after which other agencies may lie below a root, or owe a report, or be called otherwise."""


def follow(event: Event) -> None:
    """Marks the sums this event changes, those of the agency and of everything above it.

    Once more after the transaction: a worker that began to add up in between has not seen what it wrote.
    """
    changed = _changed(event)
    if changed is not None:
        changed.update(stale=True)
        transaction.on_commit(lambda: changed.update(stale=True))


def _changed(event: Event) -> QuerySet[Rollup] | None:
    kept = Rollup.objects.filter(stale=False)
    if event.kind in STRUCTURE:
        return kept
    move = MOVES.get(event.kind)
    if move is None or event.submission is None or event.agency is None:
        return None
    if COUNTED.isdisjoint((*move.sources, move.target)):
        return None
    return kept.filter(cycle=event.submission.cycle_id, root__in=event.agency.ancestor_ids)
