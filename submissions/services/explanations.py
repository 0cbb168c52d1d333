"""情况说明 to findings: written by the agency, weighed by the reviewer."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from submissions.models import AnswerKind, Explanation, Finding, Reading, Submission, User, Verdict
from submissions.services import attachments, findings, holds, privacy, screening
from submissions.services.attachments import Received
from submissions.services.errors import Refused
from submissions.services.events import note
from submissions.services.text import storable


def explain(
    actor: User, submission: Submission, fingerprint: str, text: str, file: Received | None = None, *, ip: str = ""
) -> Explanation:
    """Explains one finding of the current reading, with a file if there is one.

    A later text takes the place of an earlier one, which is kept.
    """
    if not text.strip():
        raise Refused(_("请填写情况说明。"))
    return _answer(actor, "explain", submission, fingerprint, AnswerKind.EXPLAIN, text, file, ip)


def dispute(
    actor: User, submission: Submission, fingerprint: str, text: str, file: Received | None = None, *, ip: str = ""
) -> Explanation:
    """The agency says that the flag is wrong, and why. The report may be submitted; who approves must agree."""
    if not text.strip():
        raise Refused(_("请写明为什么认为这是误报。"))
    return _answer(actor, "dispute", submission, fingerprint, AnswerKind.DISPUTE, text, file, ip)


def _answer(
    actor: User,
    verb: str,
    submission: Submission,
    fingerprint: str,
    kind: AnswerKind,
    text: str,
    file: Received | None,
    ip: str,
) -> Explanation:
    words = storable(text.strip())
    holds.permit(actor, verb, submission)
    kept = attachments.keep(file) if file else attachments.NONE
    with transaction.atomic():
        held = holds.hold(actor, verb, submission)
        reading = holds.current_reading(held)
        finding = finding_of(reading, fingerprint)
        before = findings.standing(held).filter(fingerprint=fingerprint).first()
        if before and before.verdict == Verdict.ACCEPTED:
            raise Refused(_("这个问题的说明已经被采纳，不用再填写。"))
        now = timezone.now()
        if before:
            Explanation.objects.filter(pk=before.pk).update(replaced_at=now)
        if before and not file:
            kept = attachments.of(before)
        explanation = Explanation.objects.create(
            submission=held,
            fingerprint=fingerprint,
            rule=finding.rule,
            kind=kind,
            text=words,
            by=actor,
            at=now,
            attachment=kept.stored,
            attachment_name=kept.name,
            attachment_size=kept.size,
        )
        if kept.stored:
            screening.look_at(kept.stored)
            privacy.look_at(kept.stored, kept.name)
        findings.recount(reading)
        note(verb, actor, submission=held, text=f"{finding.rule} {finding.message}\n{words}", ip=ip)
    return explanation


def judge_explanation(
    actor: User, submission: Submission, fingerprint: str, *, accepted: bool, seen: int | None = None, ip: str = ""
) -> Explanation:
    """The reviewer takes an answer or does not.

    ``seen`` is the answer the reviewer had before the eyes: a verdict on words that have been
    replaced since is refused.
    """
    with transaction.atomic():
        held = holds.hold(actor, "judge_explanation", submission)
        explanation = findings.standing(held).filter(fingerprint=fingerprint).first()
        if explanation is None:
            raise Refused(_("这个问题还没有情况说明。"))
        if seen is not None and seen != explanation.pk:
            raise Refused(_("填报人刚刚改过这条说明，请看过新的说明后再作决定。"))
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


def explanations_of(submission: Submission) -> QuerySet[Explanation]:
    """Standing answers whose findings are still there; the others lapsed with the values they spoke of."""
    reading = submission.current_reading
    if reading is None:
        return submission.explanations.none()
    present = findings.failed(reading).order_by().values("fingerprint")
    return findings.standing(submission).filter(fingerprint__in=present).select_related("by", "verdict_by")
