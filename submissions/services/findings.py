"""Which findings of a reading still ask for an answer, and the life of each through all readings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Case, QuerySet, Value, When
from django.utils import timezone

from parsing.rules.model import Finding as Judged
from parsing.rules.model import Outcome, Severity
from parsing.rules.policy import Policy
from submissions.models import Explanation, Finding, Issue, Reading, Ruling, RulingKind, Submission, Verdict

MUST_ANSWER = (Severity.MANDATORY.value, Severity.VERIFY.value)


def failed(reading: Reading) -> QuerySet[Finding]:
    """Everything that does not agree, the worst first; never what a silent rule says."""
    rank = Case(*(When(severity=s.value, then=Value(-s.rank)) for s in Severity))
    return reading.findings.filter(outcome=Outcome.FAILED.value).order_by(rank, "pk")


def mandatory(reading: Reading) -> QuerySet[Finding]:
    return failed(reading).filter(severity=Severity.MANDATORY.value)


def standing(submission: Submission) -> QuerySet[Explanation]:
    """The agency's answers that no later one has replaced."""
    return Explanation.objects.filter(submission=submission, replaced_at=None)


def rulings(submission: Submission) -> QuerySet[Ruling]:
    """The reviewers' decisions on single findings that nobody has taken back."""
    return Ruling.objects.filter(submission=submission, withdrawn_at=None)


def unexplained(submission: Submission, reading: Reading) -> QuerySet[Finding]:
    """What stands against submitting: failed 强制 and 核实 findings nobody has answered.

    An explanation answers, a dispute does; one that was refused does not.
    """
    answers = standing(submission).exclude(verdict=Verdict.REFUSED).values("fingerprint")
    asked = failed(reading).filter(severity__in=MUST_ANSWER)
    return asked.exclude(fingerprint__in=answers).exclude(fingerprint__in=rulings(submission).values("fingerprint"))


def unwaived(submission: Submission, reading: Reading) -> QuerySet[Finding]:
    """What stands against approving: failed 强制 findings no reviewer let through by a reason of their own.

    Neither an explanation nor a dispute is enough, accepted or not.
    """
    return mandatory(reading).exclude(fingerprint__in=rulings(submission).values("fingerprint"))


def unaccepted(submission: Submission, reading: Reading) -> QuerySet[Finding]:
    """And failed 核实 findings whose explanation the reviewer has not accepted, nor called the flag wrong."""
    accepted = standing(submission).filter(verdict=Verdict.ACCEPTED).values("fingerprint")
    wrong = rulings(submission).filter(kind=RulingKind.WRONG).values("fingerprint")
    asked = failed(reading).filter(severity=Severity.VERIFY.value)
    return asked.exclude(fingerprint__in=accepted).exclude(fingerprint__in=wrong)


def blocking_of(submissions: Sequence[Submission]) -> dict[int, list[str]]:
    """What stands against approving each, in words, worst first: ``unwaived`` and ``unaccepted`` of many at once."""
    readings = {s.current_reading_id: s.pk for s in submissions if s.current_reading_id}
    pks = list(readings.values())
    ruled = Ruling.objects.filter(submission__in=pks, withdrawn_at=None)
    kinds = {(pk, mark): kind for pk, mark, kind in ruled.values_list("submission_id", "fingerprint", "kind")}
    accepted = Explanation.objects.filter(submission__in=pks, replaced_at=None, verdict=Verdict.ACCEPTED)
    taken = set(accepted.values_list("submission_id", "fingerprint"))
    asked = Finding.objects.filter(reading__in=readings, outcome=Outcome.FAILED.value, severity__in=MUST_ANSWER)
    left: dict[int, list[str]] = {}
    for row in asked.order_by("severity", "pk").only("reading_id", "fingerprint", "severity", "message"):
        at = (readings[row.reading_id], row.fingerprint)
        is_mandatory = row.severity == Severity.MANDATORY.value
        if at in kinds if is_mandatory else at in taken or kinds.get(at) == RulingKind.WRONG:
            continue
        left.setdefault(at[0], []).append(row.message)
    return left


def recount(reading: Reading) -> None:
    """Keeps the counts that lists and filters show."""
    worst, submission = failed(reading).first(), reading.upload.submission
    reading.worst = worst.severity if worst else ""
    reading.open_findings = unexplained(submission, reading).count()
    reading.blocking = unwaived(submission, reading).count() + unaccepted(submission, reading).count()
    reading.save(update_fields=["worst", "open_findings", "blocking"])


def write(reading: Reading, judged: Iterable[Judged], policy: Policy = Policy()) -> None:  # noqa: B008 — it is frozen
    """Puts these findings in the place of those the reading had; call inside a transaction.

    Only the machine's words are replaced. What people said and decided stands in rows of its own.
    """
    Finding.everything.filter(reading=reading).delete()
    Finding.everything.bulk_create([row_of(finding, policy, reading) for finding in judged], batch_size=500)
    recount(reading)


def row_of(finding: Judged, policy: Policy, reading: Reading | None = None) -> Finding:
    """A finding as it is kept; one of a file that is no report's yet is only shown."""
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
        silent=policy.is_silent(finding.rule),
    )


def follow(submission: Submission, reading: Reading, policy: Policy) -> None:
    """Brings the report's issues up to the reading that counts now; call inside a transaction.

    One that is gone is resolved, unless its rule is not judged any more or could not be. One that
    comes when its rule had been satisfied about its subject before, by these values or by others,
    has regressed; a value that only changed from wrong to wrong has not.
    """
    now = timezone.now()
    present = {finding.fingerprint: finding for finding in failed(reading)}
    known = {issue.fingerprint: issue for issue in submission.issues.all()}
    open_before = {(i.rule, i.subject) for i in known.values() if i.resolved_at is None}
    ever = {(i.rule, i.subject) for i in known.values()}
    unsure = set(reading.findings.filter(outcome=Outcome.UNDETERMINED.value).values_list("rule", "subject"))
    for fingerprint, issue in known.items():
        judged = issue.rule not in policy.silent | policy.off and (issue.rule, issue.subject) not in unsure
        if fingerprint not in present and issue.resolved_at is None and judged:
            submission.issues.filter(pk=issue.pk).update(resolved_at=now)
    for fingerprint, finding in present.items():
        about = (finding.rule, finding.subject)
        back = now if about in ever and about not in open_before else None
        issue_now = known.get(fingerprint)
        if issue_now is None:
            Issue.objects.create(
                submission=submission,
                fingerprint=fingerprint,
                rule=finding.rule,
                severity=finding.severity,
                subject=finding.subject,
                message=finding.message,
                regressed_at=back,
            )
        elif issue_now.resolved_at or (issue_now.severity, issue_now.message) != (finding.severity, finding.message):
            again = back if issue_now.resolved_at else issue_now.regressed_at
            submission.issues.filter(pk=issue_now.pk).update(
                severity=finding.severity, message=finding.message, resolved_at=None, regressed_at=again
            )


def returned(submission: Submission, fingerprints: Iterable[str]) -> None:
    """Remembers that these issues were sent back to the agency."""
    submission.issues.filter(fingerprint__in=list(fingerprints)).update(returned_at=timezone.now())
