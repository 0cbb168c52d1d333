"""Which day a report is due: by the cycle, the kind of the agency, and the notices of the offices above it."""

from __future__ import annotations

from datetime import date

from submissions.models import Submission, default_due


def regular_due(submission: Submission) -> date:
    """The deadline of its like, whatever extension it has."""
    agency, cycle = submission.agency, submission.cycle
    set_for_kind = cycle.deadlines.filter(kind=agency.kind).values_list("due_on", flat=True).first()
    return set_for_kind or default_due(agency.kind, cycle.year)
