"""From the clerk's certifying tick to the reviewer's decision."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from parsing.report import Report
from parsing.report import State as Legibility
from submissions import access
from submissions.language import of_record
from submissions.models import Decision, Figure, Finding, Reading, RulingKind, Scope, Submission, User
from submissions.services import checklists, factsheets, findings, holds, receipts, rulings, seals, stale
from submissions.services.checklists import Answered, checklist, last_return
from submissions.services.claims import claim, depth_of, release, renew, take_over
from submissions.services.corrections import fits
from submissions.services.errors import MoveRefused, NotAllowed, Refused
from submissions.services.events import note
from submissions.services.explanations import (
    dispute,
    explain,
    explanations_of,
    finding_of,
    give_verdict,
    judge_explanation,
)
from submissions.services.judging import cell_words, edition_of, effective_report, rejudge
from submissions.services.levels import endorse, first_level_of, unendorse
from submissions.services.moves import advance
from submissions.services.rulings import mark_wrong, waive
from submissions.services.undoing import reopen, unreturn
from submissions.states import Processing


def submit(
    actor: User, submission: Submission, certified_name: str, scope: str, *, seen: str | None = None, ip: str = ""
) -> Submission:
    """Hands the current reading to the reviewer, certified by name, with its scope 本级 or 全域. ``seen`` as for
    ``approve``: nobody certifies a file that a colleague put in the place of the one on the page.
    """
    if not certified_name.strip():
        raise MoveRefused(_("请填写确认人姓名。"))
    if scope not in Scope.values:
        raise MoveRefused(_("请选择数据范围：本级或全域。"))
    choose_scope(actor, submission, scope, ip=ip)
    with transaction.atomic():
        held = holds.hold(actor, "submit", submission)
        holds.require_seen(held, seen)
        _ready_to_submit(held)
        now = timezone.now()
        if timezone.localdate(now) > held.due_on:
            stale.mark(Q(pk=held.pk))  # only now the rules know the day it came
        after = advance(
            held.pk,
            "submit",
            actor,
            ip=ip,
            submitted_at=now,
            submitted_by=actor,
            certified_name=certified_name.strip(),
            scope=scope,
            waiting_since=now,
            reviewer=None,
            decided_at=None,
            lease_until=None,
            held_depth=None,
            first_level=first_level_of(held.agency),
            endorsed_at=None,
        )
        receipts.issue(after, actor)
        return after


def choose_scope(actor: User, submission: Submission, scope: str, *, ip: str = "") -> None:
    """Keeps the scope and judges again where it is another one: what is compared depends on it.

    By itself, so that the agency sees what follows even when it cannot submit yet.
    """
    with transaction.atomic():
        held = holds.hold(actor, "submit", submission)
        if held.scope == scope:
            return
        with of_record():
            text = f"{held.get_scope_display()} → {Scope(scope).label}"
        Submission.objects.filter(pk=held.pk).update(scope=scope)
        note("scope", actor, submission=held, text=text, ip=ip)
        if held.current_reading is not None and held.current_reading.report is not None:
            rejudge(held.current_reading)


def _ready_to_submit(submission: Submission) -> None:
    newest = submission.latest_upload
    running = [Processing.QUEUED.value, Processing.READING.value]
    if newest and newest.readings.filter(processing__in=running, in_bulk=False).exists():
        raise MoveRefused(_("刚上传的文件还在读取，请等读取完成后再提交。"))
    reading = holds.current_reading(submission)
    if submission.cycle.requires_seal and (why := seals.why_none(seals.of(submission))):
        raise MoveRefused(why)
    left = list(findings.unexplained(submission, reading))
    if left:
        raise MoveRefused(
            _("还有 %(n)s 项强制性或核实性问题没有处理，请改正后重新上传，或逐项填写情况说明。第一项：%(first)s")
            % {"n": len(left), "first": left[0].message}
        )
    if unanswered := checklists.unanswered(submission):
        raise MoveRefused(
            _("退回清单中还有 %(n)s 项没有答复，请逐项改正、说明或提出误报后再提交。第一项：%(first)s")
            % {"n": len(unanswered), "first": unanswered[0].message}
        )


@transaction.atomic
def withdraw(actor: User, submission: Submission, *, ip: str = "") -> Submission:
    after = advance(
        submission.pk,
        "withdraw",
        actor,
        ip=ip,
        submitted_at=None,
        submitted_by=None,
        waiting_since=None,
        first_level=None,
        endorsed_at=None,
    )
    receipts.void(after, receipts.WITHDRAWN)
    return after


def approve(
    actor: User,
    submission: Submission,
    waive_reason: str = "",
    *,
    seen: str | None = None,
    remark: str = "",
    ip: str = "",
) -> Submission:
    """Approves, and makes the figures the province's facts.

    ``seen`` is the stamp of the report the reviewer had before the eyes, where that is known: another is refused.
    ``remark`` goes into the history where there is no reason.

    Failed 核实 findings block until their explanations are accepted; failed 强制 findings block
    unless each is let through with a reason: one by one before, or all that are left by
    ``waive_reason``. What was let through is kept in Decision.waivers with who and why.
    """
    with transaction.atomic():
        held = holds.hold(actor, "approve", submission)
        reading = holds.current_reading(held)
        holds.require_seen(held, seen)
        stale.hold(held)
        scans = seals.of(held)
        if held.cycle.requires_seal and scans and (why := seals.why_none(scans)):
            raise MoveRefused(why)  # it was found after the report was handed in
        blocking = list(findings.unwaived(held, reading))
        if blocking and not waive_reason.strip():
            raise MoveRefused(
                _("还有 %(n)s 项强制性问题没有改正，不能通过。请退回修改；确需通过的，请填写理由。第一项：%(first)s")
                % {"n": len(blocking), "first": blocking[0].message}
            )
        if left := list(findings.unaccepted(held, reading)):
            raise MoveRefused(
                _("还有 %(n)s 项核实性问题没有被采纳的情况说明，不能通过。请先采纳说明，或退回修改。第一项：%(first)s")
                % {"n": len(left), "first": left[0].message}
            )
        reason = waive_reason.strip() if blocking else ""
        for finding in blocking:
            rulings.put(actor, held, finding, RulingKind.WAIVE, reason)
        findings.recount(reading)
        write_figures(held, reading)
        Decision.objects.create(
            submission=held, move="approve", reading=reading, by=actor, reason=reason, waivers=_waivers(held, reading)
        )
        stale.after_decision(held)
        return advance(
            held.pk,
            "approve",
            actor,
            reason=(reason or remark) + own_words(actor, held),
            ip=ip,
            reviewer=actor,
            decided_at=timezone.now(),
            waiting_since=None,
            lease_until=None,
            held_depth=depth_of(actor, held),
        )


@of_record()
def own_words(actor: User, submission: Submission) -> str:
    """What the history says where nobody but a clerk of the agency could review its report."""
    return _("（审核人也是本机关填报人，没有其他审核人。）") if access.reviews_own(actor, submission) else ""


def _waivers(submission: Submission, reading: Reading) -> list[dict[str, str]]:
    """The 强制 findings that are let through, each with the reason and who gave it."""
    given = {ruling.fingerprint: ruling for ruling in findings.rulings(submission).select_related("by")}
    return [
        item | {"kind": ruling.kind, "reason": ruling.reason, "by": str(ruling.by)}
        for item in _items(findings.mandatory(reading))
        if (ruling := given.get(item["fingerprint"]))
    ]


def write_figures(submission: Submission, reading: Reading, *, doubt_is_unknown: bool = False) -> None:
    """Makes the figures of a reading the facts of its submission.

    ``doubt_is_unknown`` where nobody looked at the doubtful ones: they are kept as not legible, so that no sum
    adds them and no rule accuses anybody by them. What was read stays in the reading.
    """
    report = effective_report(reading)
    if doubt_is_unknown:
        report = without_doubtful(report)
    for address, figure in report.figures.items():
        if figure.value is not None and not fits(figure.value):
            words = cell_words(edition_of(reading, report), address)
            raise MoveRefused(
                _("“%(cell)s”的数字 %(value)s 超出了可以记录的范围，请退回核对。")
                % {"cell": words, "value": figure.raw}
            )
    submission.figures.all().delete()
    Figure.objects.bulk_create(
        Figure(
            submission=submission,
            table=address.table,
            row=address.row,
            column=address.column,
            value=figure.value,
            state=figure.state.value,
        )
        for address, figure in report.figures.items()
    )
    factsheets.write(submission, reading, report)


def without_doubtful(report: Report) -> Report:
    """The report with every doubtful figure made one that could not be read."""
    figures = {
        address: figure if figure.is_sure else figure._replace(value=None, state=Legibility.ILLEGIBLE)
        for address, figure in report.figures.items()
    }
    return replace(report, figures=figures)


def _items(rows: Iterable[Finding]) -> list[dict[str, str]]:
    return [{"fingerprint": f.fingerprint, "rule": f.rule, "message": f.message} for f in rows]


def send_back(
    actor: User,
    submission: Submission,
    fingerprints: Iterable[str],
    reason: str,
    *,
    seen: str | None = None,
    ip: str = "",
) -> Submission:
    """Returns the report with the ticked findings as a checklist. ``seen`` as for ``approve``.

    An explanation of a ticked finding did not convince: it is refused, and the agency answers anew.
    """
    with transaction.atomic():
        held = holds.hold(actor, "return", submission)
        reading = holds.current_reading(held)
        holds.require_seen(held, seen)
        ticked = [finding_of(reading, fingerprint) for fingerprint in dict.fromkeys(fingerprints)]
        asked = [finding.fingerprint for finding in ticked]
        for explanation in findings.standing(held).filter(fingerprint__in=asked):
            give_verdict(explanation, actor, accepted=False)
        rulings.withdraw_all(held, asked)
        findings.returned(held, asked)
        findings.recount(reading)
        Decision.objects.create(
            submission=held, move="return", reading=reading, by=actor, reason=reason.strip(), items=_items(ticked)
        )
        return advance(
            held.pk,
            "return",
            actor,
            reason=reason.strip(),
            ip=ip,
            reviewer=actor,
            decided_at=timezone.now(),
            waiting_since=None,
            lease_until=None,
            held_depth=depth_of(actor, held),
            returns=F("returns") + 1,
        )


__all__ = [
    "Answered",
    "MoveRefused",
    "NotAllowed",
    "Refused",
    "advance",
    "approve",
    "checklist",
    "claim",
    "dispute",
    "endorse",
    "explain",
    "explanations_of",
    "judge_explanation",
    "last_return",
    "mark_wrong",
    "release",
    "renew",
    "reopen",
    "send_back",
    "submit",
    "take_over",
    "unendorse",
    "unreturn",
    "waive",
    "withdraw",
    "without_doubtful",
    "write_figures",
]
