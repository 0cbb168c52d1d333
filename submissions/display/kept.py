"""The files kept of a report, what personal data rule V finds in each, and what became of those that were removed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from submissions import access
from submissions.models import Finding, Submission, User
from submissions.services import erasing
from submissions.services.erasing import Kept
from submissions.services.release_content import PRIVACY


@dataclass(frozen=True, slots=True)
class KeptRow:
    """``flags`` counts what rule V found in what was read of it; attachments and sealed scans are not read."""

    kept: Kept
    flags: int


@dataclass(frozen=True, slots=True)
class KeptFiles:
    rows: list[KeptRow]
    may_ask: bool
    may_remove: bool


def kept_files(user: User, submission: Submission) -> KeptFiles:
    found = Finding.everything.filter(
        reading__upload__submission=submission, rule__startswith=PRIVACY, outcome="failed"
    )
    by_reading = Counter(found.values_list("reading__upload__sha256", "reading"))
    flags: Counter[str] = Counter()
    for (sha256, _reading), n in by_reading.items():
        flags[sha256] = max(flags[sha256], n)
    return KeptFiles(
        [KeptRow(kept, flags[kept.sha256]) for kept in erasing.files_of(submission)],
        may_ask=bool(access.may_ask_removal(user, submission)),
        may_remove=bool(access.may_administer(user, submission.agency)),
    )
