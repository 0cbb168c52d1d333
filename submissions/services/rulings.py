"""What a reviewer decides on one finding: let through with a reason, or the flag is wrong."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parsing.rules.model import Severity
from submissions.models import Finding, Ruling, RulingKind, Submission, User
from submissions.services import findings, holds
from submissions.services.errors import Refused
from submissions.services.events import note
from submissions.services.explanations import finding_of

VERBS = {RulingKind.WAIVE: "waive", RulingKind.WRONG: "mark_wrong"}


def waive(actor: User, submission: Submission, fingerprint: str, reason: str, *, ip: str = "") -> Ruling:
    """Lets one 强制 finding through. 核实 findings are let through by accepting their explanation."""
    return _rule(actor, submission, fingerprint, RulingKind.WAIVE, reason, ip)


def mark_wrong(actor: User, submission: Submission, fingerprint: str, reason: str, *, ip: str = "") -> Ruling:
    """Says that the rule was wrong here: the finding stands in nobody's way, and the office is told."""
    return _rule(actor, submission, fingerprint, RulingKind.WRONG, reason, ip)


def _rule(actor: User, submission: Submission, fingerprint: str, kind: RulingKind, reason: str, ip: str) -> Ruling:
    if not reason.strip():
        raise Refused(_("%(deed)s须写明理由。") % {"deed": kind.label})
    with transaction.atomic():
        held = holds.hold(actor, "rule", submission)
        reading = holds.current_reading(held)
        finding = finding_of(reading, fingerprint)
        if kind == RulingKind.WAIVE and finding.severity != Severity.MANDATORY:
            raise Refused(_("只有强制性问题需要放行；核实性问题请采纳或不采纳情况说明。"))
        ruling = put(actor, held, finding, kind, reason)
        findings.recount(reading)
        note(VERBS[kind], actor, submission=held, text=f"{finding.rule} {finding.message}\n{reason.strip()}", ip=ip)
    return ruling


def put(actor: User, submission: Submission, finding: Finding, kind: RulingKind, reason: str) -> Ruling:
    """Writes a ruling in the place of an earlier one, which is kept as withdrawn."""
    withdraw_all(submission, [finding.fingerprint])
    return Ruling.objects.create(
        submission=submission,
        fingerprint=finding.fingerprint,
        rule=finding.rule,
        kind=kind,
        reason=reason.strip(),
        by=actor,
    )


def withdraw_all(submission: Submission, fingerprints: Iterable[str]) -> int:
    standing = findings.rulings(submission).filter(fingerprint__in=list(fingerprints))
    return standing.update(withdrawn_at=timezone.now())


def withdraw(actor: User, submission: Submission, fingerprint: str, *, ip: str = "") -> None:
    """Takes a ruling back: the finding counts again."""
    with transaction.atomic():
        held = holds.hold(actor, "rule", submission)
        ruling = findings.rulings(held).filter(fingerprint=fingerprint).first()
        if ruling is None:
            raise Refused(_("这个问题没有放行，也没有认定误报。"))
        withdraw_all(held, [fingerprint])
        findings.recount(holds.current_reading(held))
        note("withdraw_ruling", actor, submission=held, text=f"{ruling.rule} {ruling.reason}", ip=ip)
