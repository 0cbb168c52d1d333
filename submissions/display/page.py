"""A report's page put together: what was read, what stands, what the rules and the people say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from parsing.editions import EDITIONS, Edition
from parsing.report import Report
from parsing.rules.model import Outcome, Severity
from parsing.rules.sums import sums_of
from parsing.rules.tables import is_sure, table_of
from submissions import access
from submissions.display.cells import Shown
from submissions.display.checklist import checklist_view
from submissions.display.compare import tabs_of
from submissions.display.document import places_of
from submissions.display.evidence import file_of
from submissions.display.findings import (
    NOTHING,
    FindingView,
    Group,
    finding_view,
    grouped_findings,
    said_of,
    severity_counts,
    severity_marks,
    subjects_of,
)
from submissions.display.official import PrintedTable, printed_tables
from submissions.display.progress import newest_progress, uploads_of
from submissions.display.quotes import SectionView, section_views
from submissions.display.routes import original_url, report_routes
from submissions.display.steps import step_of
from submissions.display.story import story
from submissions.models import Erasure, Intake, Reading, Submission, Upload, User
from submissions.services import checklists, erased, past_assessing, readings, receipts, refused, seals
from submissions.services.judging import Read, edition_of
from submissions.states import Processing


@dataclass(frozen=True, slots=True)
class Sheet:
    """One reading as people look at it."""

    read: Read
    shown: Shown
    findings: tuple[FindingView, ...]

    @property
    def file_name(self) -> str:
        return file_of(self.read).original_name

    @property
    def file_url(self) -> str:
        """Where the file is downloaded as it was sent."""
        return original_url(file_of(self.read))

    @property
    def failed(self) -> list[FindingView]:
        return [finding for finding in self.findings if finding.outcome is Outcome.FAILED]

    @property
    def undetermined(self) -> list[FindingView]:
        return [finding for finding in self.findings if finding.outcome is Outcome.UNDETERMINED]

    @property
    def basis(self) -> str:
        """The notice of the form, or of each where the report prints tables of two."""
        bases = (table_of(self.shown.read, table.code)[0].basis for table in self.shown.edition.tables)
        return "、".join(dict.fromkeys(bases)) if self.shown.read.edition else self.shown.edition.basis

    @property
    def groups(self) -> list[Group]:
        return grouped_findings(self.failed, self.shown.edition)

    @property
    def undetermined_groups(self) -> list[Group]:
        return grouped_findings(self.undetermined, self.shown.edition)

    @property
    def counts(self) -> list[tuple[Severity, int]]:
        return severity_counts(self.findings)

    @property
    def to_answer(self) -> list[FindingView]:
        return [finding for finding in self.findings if finding.needs_words]

    @property
    def to_correct(self) -> list[FindingView]:
        return [finding for finding in self.failed if finding.severity is Severity.MANDATORY]

    @property
    def to_explain(self) -> list[FindingView]:
        return [finding for finding in self.to_answer if finding.severity is Severity.VERIFY]

    @property
    def places(self) -> dict[str, dict[str, Any]]:
        """Where each figure was read, for the viewer."""
        return places_of(self.shown)

    @property
    def doubtful(self) -> list[str]:
        """Addresses of the figures still to confirm, as printed."""
        now = self.shown.now.figures
        return [str(a) for a in self.shown.edition.addresses() if a in now and not is_sure(now[a])]

    @property
    def missing(self) -> list[str]:
        """Addresses of the cells of the form that were not found, as printed."""
        now = self.shown.now.figures
        return [str(a) for a in self.shown.edition.addresses() if a not in now]

    @property
    def sums(self) -> list[dict[str, Any]]:
        """Every sum of the form, so that the page can add up while somebody types."""
        tables = self.shown.edition.tables
        return [
            {"subject": str(s.subject), "plus": list(map(str, s.plus)), "minus": list(map(str, s.minus))}
            for table in tables
            for s in sums_of(table)
        ]

    @property
    def sections(self) -> list[SectionView]:
        return section_views(self.shown.now, self.failed)

    @property
    def must_waive(self) -> list[FindingView]:
        return [finding for finding in self.findings if finding.must_waive]

    @property
    def must_accept(self) -> list[FindingView]:
        return [finding for finding in self.findings if finding.must_accept]

    @property
    def tables(self) -> list[PrintedTable]:
        return printed_tables(self.shown)


def sheet_of(submission: Submission, reading: Reading | None) -> Sheet | None:
    """None until a reading is done: there is nothing to show of half a report."""
    if reading is None or reading.processing != Processing.DONE or reading.report is None:
        return None
    read = Report.from_json(reading.report)
    edition = edition_of(reading, read)
    return _sheet(reading, edition, read, finding_views(submission, reading, edition))


def past_sheet(intake: Intake) -> Sheet | None:
    """What was read in a past file, and what the rules say to it by itself; None where no form was recognised."""
    read = Report.from_json(intake.report or {})
    if read.edition not in EDITIONS or intake.processing != Processing.DONE:
        return None
    edition = edition_of(intake, read)
    rows = past_assessing.findings_of(readings.effective_report(intake), intake)
    views = (finding_view(row, edition) for row in rows if row.outcome != Outcome.PASSED)
    return _sheet(intake, edition, read, tuple(views))


def _sheet(of: Read, edition: Edition, read: Report, views: tuple[FindingView, ...]) -> Sheet:
    now = readings.effective_report(of)
    return Sheet(of, Shown(edition, read, now, severity_marks(views), subjects_of(views)), views)


def finding_views(submission: Submission, reading: Reading, edition: Edition) -> tuple[FindingView, ...]:
    """Every finding that is not simply passed, with what people said to it."""
    said = said_of(submission)
    rows = reading.findings.exclude(outcome=Outcome.PASSED.value)
    return tuple(finding_view(row, edition, said.get(row.fingerprint, NOTHING)) for row in rows)


@dataclass(frozen=True, slots=True)
class Filed:
    """One file of the history, what came of it, its twin in words, and its trace where it was removed."""

    upload: Upload
    reading: Reading | None
    is_current: bool
    twin: str
    removed: Erasure | None = None


def filed(user: User, submission: Submission, uploads: list[Upload]) -> list[Filed]:
    removed = erased.traces_of(upload.sha256 for upload in uploads)
    return [
        Filed(
            upload,
            max(upload.readings.all(), key=lambda reading: reading.pk, default=None),
            upload.pk == submission.current_upload_id,
            access.twin_words(user, upload),
            removed.get(upload.sha256),
        )
        for upload in uploads
    ]


def report_context(user: User, submission: Submission) -> dict[str, Any]:
    """What both the clerk's and the reviewer's page of a report are made of."""
    uploads = uploads_of(submission)
    progress = newest_progress(submission, uploads[0] if uploads else None)
    returned = checklists.last_return(submission)
    sheet = sheet_of(submission, submission.current_reading)
    scans = seals.of(submission)
    return {
        "submission": submission,
        "routes": report_routes(submission),
        "permissions": access.permissions(user, submission),
        "progress": progress,
        "may_read_again": refused.may_read_again(user, submission, progress.reading),
        "sheet": sheet,
        "files": filed(user, submission, uploads),
        "story": story(submission, with_addresses=access.may_see_addresses(user, submission)),
        "step": step_of(submission, progress),
        "resolved": submission.issues.filter(resolved_at__isnull=False).order_by("-resolved_at"),
        "table_sections": [table.section for table in submission.edition.tables],
        "last_return": returned,
        "tabs": tabs_of(user, submission, was_returned=returned is not None),
        "receipt": receipts.standing(submission),
        "seals": scans,
        "seal": seals.counting(scans),
        "checklist": checklist_view(checklists.checklist_of(submission, returned), sheet.findings if sheet else ()),
        "must_answer": checklists.standing_return(submission) is not None,
    }
