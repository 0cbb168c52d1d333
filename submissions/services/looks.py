"""What a reviewer saw of a report when they last opened it, and in how many cells it differs now."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from parsing.report import Figure, Report
from submissions.models import Look, Submission, User

Cells = Mapping[str, str]


def cells_of(report: Report) -> dict[str, str]:
    """Every figure as it counts, text by address; blank, dash, zero and illegible stay apart."""
    return {str(address): text_of(figure) for address, figure in report.figures.items()}


def text_of(figure: Figure) -> str:
    return figure.state.value if figure.value is None else f"{figure.value.normalize():f}"


def changed_between(before: Cells, now: Cells) -> list[str]:
    """Addresses that say something else, came or went."""
    return sorted(address for address in before.keys() | now.keys() if before.get(address) != now.get(address))


def look(user: User, submission: Submission, report: Report) -> Look | None:
    """Remembers what this person sees now; None where there is no reading."""
    if submission.current_reading_id is None:
        return None
    now = cells_of(report)
    with transaction.atomic():
        seen, new = Look.objects.select_for_update().get_or_create(
            user=user, submission=submission, defaults={"reading_id": submission.current_reading_id, "cells": now}
        )
        if not new and seen.cells != now:
            seen.earlier, seen.earlier_at, seen.cells = seen.cells, seen.at, now
        if not new:
            seen.reading_id, seen.at, seen.changed = submission.current_reading_id, timezone.now(), 0
            seen.save()
    return seen


def follow(submission: Submission, report: Report) -> None:
    """Counts anew for everybody who has looked; one query where nobody has."""
    seen = list(submission.looks.all())
    if not seen:
        return
    now = cells_of(report)
    for each in seen:
        each.changed = len(changed_between(each.cells, now))
    Look.objects.bulk_update(seen, ["changed"])
