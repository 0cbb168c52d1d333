"""What the reviewer's page shows beyond the report itself: the decisions that can be taken now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from parsing import PARSER_VERSION, RULES_VERSION
from parsing.rules.model import Outcome, Severity
from submissions import access
from submissions.display.alike import alike_for
from submissions.display.findings import FindingView, finding_view
from submissions.display.page import Sheet, report_context
from submissions.display.story import sentence
from submissions.models import Finding, Submission, User
from submissions.states import MOVES, Role, State


@dataclass(frozen=True, slots=True)
class Kept:
    """A decision that did not take effect: why, who was first, and every word that was typed."""

    verb: str
    why: str
    happened: str
    happened_at: datetime | None
    texts: tuple[str, ...]
    items: tuple[str, ...]


def failed_items(submission: Submission) -> list[Finding]:
    """The failed findings of the current reading, worst first."""
    if submission.current_reading_id is None:
        return []
    rows = Finding.objects.filter(reading_id=submission.current_reading_id, outcome=Outcome.FAILED.value)
    return sorted(rows, key=lambda row: -Severity(row.severity).rank)


def decision_context(user: User, submission: Submission) -> dict[str, Any]:
    """The report's page with what a decision rests on: failed findings and the last decision."""
    context = report_context(user, submission)
    sheet = context["sheet"]
    of_office = Role.OFFICE in access.roles_of(user, submission.agency)
    return context | {
        "failed": sheet.failed if sheet else [],
        "mandatory": sheet.must_waive if sheet else [],
        "unaccepted": sheet.must_accept if sheet else [],
        "silent": silent_findings(submission, sheet) if sheet and of_office else [],
        "may_repair": of_office,
        "may_reread": of_office and is_read_by_older(submission),
        "last_decision": submission.decisions.first(),
        "next_words": next_words(submission),
        "undo_until": access.undo_until(submission),
        "renew_every": settings.REVIEW_LEASE // 3 if is_mine(user, submission) else 0,
        "alikes": alike_for(user, submission),
    }


def is_mine(user: User, submission: Submission) -> bool:
    """This person has claimed it, and their open page keeps the claim."""
    return submission.status is State.IN_REVIEW and submission.reviewer_id == user.pk


def is_read_by_older(submission: Submission) -> bool:
    """The office may have the file read anew, where the program has learnt since and the result would count."""
    reading = submission.current_reading
    older = reading is not None and (reading.parser_version, reading.rules_version) != (PARSER_VERSION, RULES_VERSION)
    return older and submission.is_editable


def silent_findings(submission: Submission, sheet: Sheet) -> list[FindingView]:
    """What silent rules found: for the office of this agency and for nobody else."""
    rows = Finding.everything.filter(reading=submission.current_reading_id, silent=True, outcome=Outcome.FAILED.value)
    return [finding_view(row, sheet.shown.edition) for row in rows]


def next_words(submission: Submission) -> str:
    """Who is to act when the reviewer is not, as the reviewer is told it."""
    if submission.status is State.EXEMPT:
        return _("本年度免报，不需要审核。")
    if submission.status is State.NIL:
        return _("已确认本年度零报告，没有数据，不需要审核。")
    if submission.status is State.RETURNED:
        return _("已退回，等待单位改好后重新提交。")
    if submission.is_editable:
        contact = " ".join(filter(None, (submission.agency.contact_name, submission.agency.contact_phone)))
        return _("单位还没有提交。可联系催报：%(contact)s。") % {"contact": contact or _("未填联系人")}
    return _("等待审核人处理。")


def kept_of(verb: str, why: str, form: Any, submission: Submission) -> Kept:
    """What somebody typed into ``form`` for a decision that came too late."""
    typed: Mapping[str, Any] = form.cleaned_data
    last = submission.events.select_related("actor").first()
    messages = {item.fingerprint: item.message for item in failed_items(submission)}
    return Kept(
        verb=str(MOVES[verb].label),
        why=why,
        happened=sentence(last) if last else "",
        happened_at=last.at if last else None,
        texts=tuple(text for name, text in typed.items() if name != "items" and text),
        items=tuple(messages[each] for each in typed.get("items", ()) if each in messages),
    )
