"""Keeps what was approved, one row an approval, so that sums and snapshots rest on what never changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef
from django.utils import timezone

from parsing.editions import Edition
from parsing.report import Address, Report
from submissions.exports.compact import Fact, packed
from submissions.models import Cycle, FactSheet, Figure, Reading, Submission
from submissions.states import State

CHUNK: Final = 500


def write(submission: Submission, reading: Reading, report: Report) -> FactSheet:
    """The sheet of an approval; the one before it, if any stands, ends."""
    end(submission)
    facts = {a: Fact(figure.value, figure.state.value, figure.corrected) for a, figure in report.figures.items()}
    sheet = sheet_of(submission, submission.cycle.edition, facts, at=timezone.now())
    sheet.upload_id, sheet.reading_id = reading.upload_id, reading.pk
    sheet.save()
    return sheet


def end(submission: Submission) -> None:
    """What was approved does not count any more; it is kept."""
    FactSheet.objects.filter(submission=submission, ended_at=None).update(ended_at=timezone.now())


def sheet_of(submission: Submission, edition: Edition, facts: Mapping[Address, Fact], *, at: datetime) -> FactSheet:
    """Not saved yet."""
    cells, others = packed(edition, facts)
    return FactSheet(
        submission=submission,
        upload_id=submission.current_upload_id,
        reading_id=submission.current_reading_id,
        edition=edition.code,
        cells=cells,
        others=others,
        sha256=digest_of(edition.code, cells, others),
        approved_at=submission.decided_at or at,
    )


def digest_of(edition: str, cells: str, others: Mapping[str, str]) -> str:
    text = json.dumps([edition, cells, others], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def ensure(cycle: Cycle) -> int:
    """Makes the sheets of approved reports whose figures came another way than by an approval; how many."""
    standing = FactSheet.objects.filter(submission=OuterRef("pk"), ended_at=None)
    lacking = Submission.objects.filter(~Exists(standing), cycle=cycle, state=State.APPROVED.value)
    rows = list(lacking.only("pk", "current_upload_id", "current_reading_id", "decided_at"))
    made = 0
    for start in range(0, len(rows), CHUNK):
        made += _make(rows[start : start + CHUNK], cycle.edition)
    return made


def _make(rows: list[Submission], edition: Edition) -> int:
    facts: dict[int, dict[Address, Fact]] = {row.pk: {} for row in rows}
    figures = Figure.objects.filter(submission__in=list(facts))
    columns = "submission_id", "table", "row", "column", "value", "state"
    for pk, table, row, column, value, state in figures.values_list(*columns).iterator(chunk_size=5000):
        facts[pk][Address(table, row, column)] = Fact(value, state)
    now = timezone.now()
    sheets = [sheet_of(row, edition, facts[row.pk], at=now) for row in rows]
    return len(FactSheet.objects.bulk_create(sheets, ignore_conflicts=True))
