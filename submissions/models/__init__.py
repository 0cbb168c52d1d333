"""What is remembered, one table a noun."""

from __future__ import annotations

from submissions.models.choices import GOVERNMENTS, CycleState, Kind, Scope, Verdict
from submissions.models.people import Agency, Membership, User
from submissions.models.readings import Correction, Explanation, Finding, Reading
from submissions.models.records import EVENT_WORDS, Decision, Event, Figure
from submissions.models.reports import Cycle, CycleDeadline, Submission, Upload, default_due

__all__ = [
    "EVENT_WORDS",
    "GOVERNMENTS",
    "Agency",
    "Correction",
    "Cycle",
    "CycleDeadline",
    "CycleState",
    "Decision",
    "Event",
    "Explanation",
    "Figure",
    "Finding",
    "Kind",
    "Membership",
    "Reading",
    "Scope",
    "Submission",
    "Upload",
    "User",
    "Verdict",
    "default_due",
]
