"""What a return asked for, and how the agency has answered each item since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from parsing.rules.model import Outcome
from submissions.models import Decision, Explanation, Finding, Issue, Submission, Verdict
from submissions.services import findings

UNANSWERED: Final = frozenset({"open", "still"})


@dataclass(frozen=True, slots=True)
class Answered:
    """One item of a return, and where it stands.

    ``answer`` is "corrected" (the rule is satisfied now), "explained", "disputed", "unsure" (the
    rule cannot tell any more, a reviewer must look), "still" (other figures, and they do not agree
    either), or "open". ``fingerprint`` is the item's own; ``present`` that of the finding as it
    stands now, empty where there is none.
    """

    fingerprint: str
    rule: str
    message: str
    answer: str
    explanation: Explanation | None = None
    present: str = ""

    @property
    def is_open(self) -> bool:
        return self.answer in UNANSWERED


def last_return(submission: Submission) -> Decision | None:
    """The last return that still stands; one that was taken back asks for nothing."""
    return submission.decisions.filter(move="return", undone_at=None).select_related("by", "reading__upload").first()


def standing_return(submission: Submission) -> Decision | None:
    """The return the agency still has to answer: nobody has decided anything since."""
    decision = submission.decisions.filter(undone_at=None).first()
    return decision if decision is not None and decision.move == "return" else None


def checklist(submission: Submission) -> list[Answered]:
    """Every item of the last return with its answer; [] without a return."""
    return checklist_of(submission, last_return(submission))


def checklist_of(submission: Submission, decision: Decision | None) -> list[Answered]:
    """The same of a return that is at hand. Four queries, however many items."""
    reading = submission.current_reading
    if decision is None or reading is None:
        return []
    present = {finding.fingerprint: finding for finding in findings.failed(reading)}
    standing = findings.standing(submission).exclude(verdict=Verdict.REFUSED).select_related("by", "verdict_by")
    answers = {explanation.fingerprint: explanation for explanation in standing}
    issues = {issue.fingerprint: issue for issue in submission.issues.all()}
    asked = {item["fingerprint"] for item in decision.items}
    later = {
        (finding.rule, finding.subject): finding
        for key, finding in present.items()
        if key not in asked and key in issues and issues[key].first_seen > decision.at
    }
    unsure = set(reading.findings.filter(outcome=Outcome.UNDETERMINED.value).values_list("rule", "subject"))
    return [
        _answered(item, present, later, issues.get(item["fingerprint"]), answers, unsure) for item in decision.items
    ]


def _answered(
    item: Mapping[str, Any],
    present: Mapping[str, Finding],
    later: Mapping[tuple[str, str], Finding],
    issue: Issue | None,
    answers: Mapping[str, Explanation],
    unsure: set[tuple[str, str]],
) -> Answered:
    fingerprint = item["fingerprint"]
    about = (issue.rule, issue.subject) if issue else (item["rule"], "")
    now = present.get(fingerprint) or later.get(about)
    explanation = answers.get(now.fingerprint) if now else None
    if explanation is not None:
        answer = "disputed" if explanation.is_dispute else "explained"
    elif now is not None:
        answer = "open" if now.fingerprint == fingerprint else "still"
    else:
        # An issue that is not resolved though nothing failed: its rule could not be judged.
        answer = "unsure" if about in unsure or (issue and issue.resolved_at is None) else "corrected"
    return Answered(fingerprint, item["rule"], item["message"], answer, explanation, now.fingerprint if now else "")


def unanswered(submission: Submission) -> list[Answered]:
    """What stands against handing a returned report in again."""
    if standing_return(submission) is None:
        return []
    return [item for item in checklist(submission) if item.is_open]
