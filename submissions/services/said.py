"""What the rules and people said of the approved reports of a sum: what a snapshot keeps beside the figures."""

from __future__ import annotations

from typing import Any, TypeAlias

from django.utils import timezone

from parsing.editions import explain_address
from parsing.rules.model import Severity
from submissions.exports.gathering import Gathering
from submissions.models import Decision, Explanation, Finding, Ruling, RulingKind

Said: TypeAlias = dict[int, tuple[list[dict[str, Any]], list[dict[str, Any]]]]
"""Findings and waivers by submission, as plain words."""


def said_of(gathering: Gathering) -> Said:
    """Failed findings with what was answered, and the 强制 ones that were let through, in five queries."""
    wanted = {member.reading: member.submission for member in gathering.members if member.reading}
    answers = _answers(gathering)
    said: Said = {}
    sheets = gathering.sheets.order_by().values("reading_id")
    rows = Finding.objects.filter(reading__in=sheets, outcome="failed").order_by("pk")
    columns = "reading_id", "rule", "severity", "subject", "message", "fingerprint"
    for reading, rule, severity, subject, message, fingerprint in rows.values_list(*columns).iterator(chunk_size=5000):
        if (submission := wanted.get(reading)) is None:
            continue
        finding = {
            "rule": rule,
            "severity": str(Severity(severity).label),
            "place": explain_address(subject, gathering.edition),
            "message": message,
            "answer": answers.get((submission, fingerprint), ""),
        }
        said.setdefault(submission, ([], []))[0].append(finding)
    for submission, waivers in _waivers(gathering).items():
        said.setdefault(submission, ([], []))[1].extend(waivers)
    return said


def _answers(gathering: Gathering) -> dict[tuple[int, str], str]:
    """The standing explanation and ruling of each finding as one line."""
    found: dict[tuple[int, str], str] = {}
    sheets = gathering.sheets.order_by().values("submission_id")
    explained = Explanation.objects.filter(submission__in=sheets, replaced_at=None)
    for row in explained.iterator(chunk_size=2000):
        words = f"{row.get_kind_display()}（{row.get_verdict_display()}）：{row.text}"
        found[row.submission_id, row.fingerprint] = words
    for ruling in Ruling.objects.filter(submission__in=sheets, withdrawn_at=None).iterator(chunk_size=2000):
        key = ruling.submission_id, ruling.fingerprint
        words = f"{ruling.get_kind_display()}：{ruling.reason}"
        found[key] = f"{found[key]}；{words}" if key in found else words
    return found


def _waivers(gathering: Gathering) -> dict[int, list[dict[str, Any]]]:
    """Of each report's latest approval."""
    sheets = gathering.sheets.order_by().values("submission_id")
    approvals = Decision.objects.filter(submission__in=sheets, move="approve").select_related("by").order_by("pk")
    latest = {decision.submission_id: decision for decision in approvals.iterator(chunk_size=2000)}
    return {pk: [_waiver(decision, each) for each in decision.waivers] for pk, decision in latest.items()}


def _waiver(decision: Decision, waiver: dict[str, Any]) -> dict[str, Any]:
    return {
        "rule": waiver["rule"],
        "message": waiver["message"],
        "kind": str(RulingKind(waiver.get("kind", RulingKind.WAIVE)).label),
        "reason": waiver.get("reason") or decision.reason,
        "by": waiver.get("by") or str(decision.by),
        "at": f"{timezone.localtime(decision.at):%Y-%m-%d %H:%M}",
    }
