"""The tables a report leaves its traces in, with the columns that are written."""

from __future__ import annotations

from submissions.demo.grown.rows import Rows
from submissions.models import (
    Decision,
    Event,
    Explanation,
    FactSheet,
    Figure,
    Finding,
    Issue,
    Look,
    Notice,
    Reading,
    Receipt,
    Submission,
    Upload,
)


class Ledger:
    """One batch of rows a table."""

    def __init__(self) -> None:
        self.submissions = Rows(
            Submission, "id", "agency_id", "cycle_id", "state", "due_on", "scope", "current_upload_id",
            "current_reading_id", "submitted_at", "submitted_by_id", "filed_at", "filed_due",
            "filed_late", "opened_at", "certified_name", "reviewer_id", "lease_until",
            "held_depth", "returns", "waiting_since", "decided_at", "edition_code", "exempt_reason", "nil_reason",
            "nil_at", "nil_by_id", "extended_from", "extended_reason", "created", "updated",
        )  # fmt: skip
        self.uploads = Rows(
            Upload, "id", "submission_id", "uploaded_by_id", "uploaded_at", "original_name", "sha256", "size", "format",
            "file",
        )  # fmt: skip
        self.readings = Rows(
            Reading, "id", "upload_id", "parser_version", "rules_version", "processing", "stage", "attempts",
            "queued_at", "started_at", "finished_at", "heartbeat", "report", "worst", "open_findings", "blocking",
            "judged_with",
        )  # fmt: skip
        self.findings = Rows(
            Finding, "id", "reading_id", "fingerprint", "rule", "severity", "outcome", "subject", "table", "message",
            "data", "silent",
        )  # fmt: skip
        self.issues = Rows(
            Issue, "id", "submission_id", "fingerprint", "rule", "severity", "subject", "message", "first_seen",
            "returned_at", "resolved_at",
        )  # fmt: skip
        self.explanations = Rows(
            Explanation, "id", "submission_id", "fingerprint", "rule", "kind", "text", "by_id", "at", "verdict",
            "verdict_by_id", "verdict_at",
        )  # fmt: skip
        self.decisions = Rows(Decision, "id", "submission_id", "move", "reading_id", "by_id", "at", "reason", "items")
        self.figures = Rows(Figure, "id", "submission_id", "table", "row", "column", "value", "state")
        self.sheets = Rows(
            FactSheet, "id", "submission_id", "upload_id", "reading_id", "edition", "cells", "sha256", "approved_at"
        )
        self.events = Rows(
            Event, "id", "submission_id", "agency_id", "actor_id", "at", "kind", "from_state", "to_state", "note"
        )
        self.notices = Rows(
            Notice, "id", "user_id", "submission_id", "kind", "key", "title", "text", "path", "at", "read_at"
        )
        self.receipts = Rows(
            Receipt, "id", "submission_id", "number", "upload_id", "issued_at", "by_id", "certified_name",
            "agency_name", "void_reason",
        )  # fmt: skip
        self.looks = Rows(Look, "id", "user_id", "submission_id", "reading_id", "at", "cells", "changed")

    def tables(self) -> tuple[Rows, ...]:
        return tuple(value for value in vars(self).values() if isinstance(value, Rows))

    def flush(self) -> None:
        """Parents before children, so that a database that checks at once finds them."""
        for table in self.tables():
            table.flush()
