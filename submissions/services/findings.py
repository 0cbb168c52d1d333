"""Which findings of a reading still ask for an answer."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Case, QuerySet, Value, When

from parsing.rules.model import Finding as Judged
from parsing.rules.model import Outcome, Severity
from submissions.models import Explanation, Finding, Reading, Submission, Verdict

MUST_ANSWER = (Severity.MANDATORY.value, Severity.VERIFY.value)


def failed(reading: Reading) -> QuerySet[Finding]:
    """Everything that does not agree, the worst first."""
    rank = Case(*(When(severity=s.value, then=Value(-s.rank)) for s in Severity))
    return reading.findings.filter(outcome=Outcome.FAILED.value).order_by(rank, "pk")


def unexplained(submission: Submission, reading: Reading) -> QuerySet[Finding]:
    """Failed 强制 and 核实 findings without an explanation that stands; a refused one does not."""
    standing = Explanation.objects.filter(submission=submission).exclude(verdict=Verdict.REFUSED)
    return failed(reading).filter(severity__in=MUST_ANSWER).exclude(fingerprint__in=standing.values("fingerprint"))


def mandatory(reading: Reading) -> QuerySet[Finding]:
    return failed(reading).filter(severity=Severity.MANDATORY.value)


def recount(reading: Reading) -> None:
    """Keeps the counts that lists and filters show."""
    worst = failed(reading).first()
    reading.worst = worst.severity if worst else ""
    reading.open_findings = unexplained(reading.upload.submission, reading).count()
    reading.save(update_fields=["worst", "open_findings"])


def write(reading: Reading, judged: Iterable[Judged]) -> None:
    """Puts these findings in the place of those the reading had; call inside a transaction."""
    reading.findings.all().delete()
    Finding.objects.bulk_create([_row(reading, finding) for finding in judged], batch_size=500)
    recount(reading)


def _row(reading: Reading, finding: Judged) -> Finding:
    return Finding(
        reading=reading,
        fingerprint=finding.fingerprint,
        rule=finding.rule,
        severity=finding.severity.value,
        outcome=finding.outcome.value,
        subject=finding.subject,
        table=finding.table,
        message=finding.message,
        data=finding.to_json(),
    )
