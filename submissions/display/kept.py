"""The files kept of a report, what personal data was found in each, and what became of those that were removed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from submissions import access
from submissions.models import Finding, KeptKind, PrivacyLook, Submission, User
from submissions.services import erasing, privacy
from submissions.services.erasing import Kept
from submissions.services.release_content import PRIVACY


@dataclass(frozen=True, slots=True)
class KeptRow:
    """``flags`` counts what rule V found in what was read of an original; ``look`` says what was found in another file,
    ``replacement`` in the one that took its place."""

    kept: Kept
    flags: int
    look: PrivacyLook | None = None
    replacement: PrivacyLook | None = None


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
    files = erasing.files_of(submission)
    looked = privacy.looks_of(kept.sha256 for kept in files if kept.what != KeptKind.UPLOAD)
    replaced = privacy.looks_of(kept.erasure.replacement_sha256 for kept in files if kept.erasure)
    rows = [
        KeptRow(
            kept,
            flags[kept.sha256],
            looked.get(kept.sha256),
            replaced.get(kept.erasure.replacement_sha256) if kept.erasure else None,
        )
        for kept in files
    ]
    return KeptFiles(
        rows,
        may_ask=bool(access.may_ask_removal(user, submission)),
        may_remove=bool(access.may_administer(user, submission.agency)),
    )
