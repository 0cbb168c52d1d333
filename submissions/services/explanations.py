"""情况说明 to findings: written by the agency, weighed by the reviewer, answered item by item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from submissions.models import Decision, Explanation, Finding, Reading, Submission, User, Verdict
from submissions.services import findings, holds
from submissions.services.errors import Refused
from submissions.services.events import note


def explain(actor: User, submission: Submission, fingerprint: str, text: str, *, ip: str = "") -> Explanation:
    """Explains one finding of the current reading; a later text takes the place of an earlier one."""
    if not text.strip():
        raise Refused(_("请填写情况说明。"))
    with transaction.atomic():
        held = holds.hold(actor, "explain", submission)
        reading = holds.current_reading(held)
        finding = finding_of(reading, fingerprint)
        explanation, _created = Explanation.objects.update_or_create(
            submission=held,
            fingerprint=fingerprint,
            defaults={
                "text": text.strip(),
                "by": actor,
                "at": timezone.now(),
                "verdict": Verdict.OPEN,
                "verdict_by": None,
                "verdict_at": None,
            },
        )
        findings.recount(reading)
        note("explain", actor, submission=held, text=f"{finding.rule} {finding.message}\n{text.strip()}", ip=ip)
    return explanation


def judge_explanation(
    actor: User, submission: Submission, fingerprint: str, *, accepted: bool, ip: str = ""
) -> Explanation:
    """The reviewer takes an explanation or does not."""
    with transaction.atomic():
        held = holds.hold(actor, "judge_explanation", submission)
        explanation = Explanation.objects.filter(submission=held, fingerprint=fingerprint).first()
        if explanation is None:
            raise Refused(_("这个问题还没有情况说明。"))
        give_verdict(explanation, actor, accepted=accepted)
        findings.recount(holds.current_reading(held))
        kind = "accept_explanation" if accepted else "refuse_explanation"
        note(kind, actor, submission=held, text=explanation.text, ip=ip)
    return explanation


def give_verdict(explanation: Explanation, actor: User, *, accepted: bool) -> None:
    explanation.verdict = Verdict.ACCEPTED if accepted else Verdict.REFUSED
    explanation.verdict_by, explanation.verdict_at = actor, timezone.now()
    explanation.save(update_fields=["verdict", "verdict_by", "verdict_at"])


def finding_of(reading: Reading, fingerprint: str) -> Finding:
    finding = findings.failed(reading).filter(fingerprint=fingerprint).first()
    if finding is None:
        raise Refused(_("这个问题已不存在，数据可能已经更新，请刷新页面。"))
    return finding


@dataclass(frozen=True, slots=True)
class Answered:
    """One item of the last return: "corrected" (its values changed or agree now), "explained" or "open"."""

    fingerprint: str
    rule: str
    message: str
    answer: str
    explanation: Explanation | None = None


def last_return(submission: Submission) -> Decision | None:
    return submission.decisions.filter(move="return").select_related("by").first()


def checklist(submission: Submission) -> list[Answered]:
    """What the last return asked for and how each item has been answered since; [] without a return."""
    decision, reading = last_return(submission), submission.current_reading
    if decision is None or reading is None:
        return []
    present = set(findings.failed(reading).values_list("fingerprint", flat=True))
    standing = {e.fingerprint: e for e in explanations_of(submission).exclude(verdict=Verdict.REFUSED)}
    return [_answered(item, present, standing) for item in decision.items]


def _answered(item: dict[str, Any], present: set[str], standing: dict[str, Explanation]) -> Answered:
    fingerprint = item["fingerprint"]
    explanation = standing.get(fingerprint)
    answer = "corrected" if fingerprint not in present else "explained" if explanation else "open"
    return Answered(fingerprint, item["rule"], item["message"], answer, explanation)


def explanations_of(submission: Submission) -> QuerySet[Explanation]:
    """Explanations whose findings are still there; the others lapsed with the values they spoke of."""
    reading = submission.current_reading
    if reading is None:
        return submission.explanations.none()
    present = findings.failed(reading).order_by().values("fingerprint")
    return submission.explanations.filter(fingerprint__in=present).select_related("by", "verdict_by")
